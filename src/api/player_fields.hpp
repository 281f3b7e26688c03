// The fields that say who is meant: `username`, `id`, or both (docs/api.md).
#pragma once

#include "api/form.hpp"
#include "base/ids.hpp"
#include "service/players.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ludice::api {

inline constexpr std::int64_t kMaxTelegramId = (std::int64_t{1} << 52) - 1;

/// What is wrong with a username, or nothing. `own` is the id given beside it.
std::optional<std::string> fault_of_username(std::string_view name, std::optional<TelegramId> own);

/// At least one of the two.
Fields<service::PlayerRef> player_fields();
/// The same in a query, where the id is written as a string.
Fields<service::PlayerRef> player_query();
/// Or neither: nobody is meant.
Fields<std::optional<service::PlayerRef>> optional_player_fields();
/// Both are required.
Fields<service::PlayerRef> registration_fields();
/// `username` of somebody who has no id yet: never `#` and a number.
Fields<std::string> new_username();

}  // namespace ludice::api

// Who operators are: names from their tokens. An operator who plays too has `#` and his Telegram id for a
// name, which nobody can change; what he decides as an operator must not be for himself. Another name is a
// player's where it is his username or once was, so that nobody gets past this by calling himself otherwise.
#pragma once

#include "store/player_table.hpp"

#include <string>
#include <string_view>

namespace ludice::service {

/// 1 to 32 of a-z 0-9 _ . - or `#` and a Telegram id.
bool is_operator_name(std::string_view text);

/// Whether the operator of this name is that player: by id, or by a username of his, present or past, in any
/// case of letters.
bool is_player(store::Reader& reader, std::string_view operator_name, PlayerId player);

/// The same of who has this Telegram id, a player or not.
bool is_person(store::Reader& reader, std::string_view operator_name, TelegramId id);

/// Whether both names are one person's: "anna" and "#7" are where she has both, or had; two names without a
/// number only where they are the same. Nobody is not.
bool is_same_operator(store::Reader& reader, std::string_view one, std::string_view other);

}  // namespace ludice::service

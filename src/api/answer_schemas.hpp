// The schemas of what render.hpp writes, for documents; the black-box tests hold every answer against them.
#pragma once

#include "api/schema.hpp"

#include <vector>

namespace ludice::api {

inline constexpr std::int64_t kMaxSeconds = 253'402'300'799;  ///< Unix time at the end of the year 9999

/// Money: 0 to 2^53 - 1, in the asset's smallest unit.
Schema amount_schema();

NamedSchema game_schema();
NamedSchema announced_throw_schema();
NamedSchema given_up_throw_schema();
NamedSchema left_game_schema();
NamedSchema events_schema();
NamedSchema registered_schema();
NamedSchema profile_schema();
NamedSchema daily_grant_schema();
NamedSchema history_schema();
NamedSchema leaderboard_schema();
NamedSchema lobby_schema();

NamedSchema stars_order_schema();
NamedSchema payment_check_schema();
/// What every answer about a payment in Stars has.
std::vector<Property> charge_members();
NamedSchema charge_schema();
NamedSchema payments_schema();

/// Of the balance service; `balance` is what the member with the amount is called.
NamedSchema balance_schema();
NamedSchema changed_balance_schema(std::string_view name, std::string_view balance);

}  // namespace ludice::api

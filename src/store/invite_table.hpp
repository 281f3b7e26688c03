// Invites that are open: which game a code leads to, and which one a player has open.
#pragma once

#include "domain/match.hpp"
#include "store/transaction.hpp"

#include <string>
#include <string_view>

namespace ludice::store {

/// None where no open invite has this code.
GameId find_invited_game(Reader& reader, std::string_view code);
/// The waiting game of the player's open invite, or none.
GameId find_invite_of(Reader& reader, PlayerId player);

/// The opener of `match` has no other invite open.
void enter_invite(Transaction& transaction, const std::string& code, const domain::Match& match);
void remove_invite(Transaction& transaction, const domain::Match& match);

}  // namespace ludice::store

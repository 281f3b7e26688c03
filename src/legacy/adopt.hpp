// Joins an account that was imported by name only to a Telegram user: never by itself, once.
#pragma once

#include "store/transaction.hpp"

#include <expected>
#include <map>
#include <string>

namespace ludice::legacy {

struct Adopted {
  bool first = false;                   ///< it was done now, not before
  std::map<std::string, Amount> moved;  ///< by asset, what went over now
};

/// Moves all that the account holds, one transfer for each asset, and its imported statistics to the account
/// of `telegram_id`, which is made where there is none; that one takes its name where it has none and nobody
/// else has it. What was asked stands in the chain as an operator's act. The reason where it is refused: no
/// such imported name, it has an id of its own, it was joined to another one, it is frozen, one of the two is
/// in a game, or the balance would pass 2^53 - 1.
std::expected<Adopted, std::string> adopt(store::Transaction& transaction, const std::string& name,
                                          TelegramId telegram_id);

}  // namespace ludice::legacy

// The table `transfer` as one account's past: each transfer names the one before it.
#pragma once

#include "domain/account.hpp"
#include "domain/ledger.hpp"
#include "store/transaction.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ludice::store {

struct Entry {
  domain::TransferId id;
  domain::TransferCode code = domain::TransferCode::welcome;
  Amount change;         ///< negative where the account was debited
  Amount balance_after;  ///< of the account
  GameId game;           ///< none: not of a game
  std::string key;       ///< of the transfer
  std::string external;  ///< what the world outside calls it; empty: nothing
  Instant at;
  domain::TransferId before;  ///< the account's transfer before this one
};

/// What the world outside calls what the transfer with this key was made of; empty: there is none.
std::string find_external(Reader& reader, std::string_view key);

/// The newest transfer of an account; none where it has none.
domain::TransferId find_last_transfer(Reader& reader, AccountId account);

/// Up to `limit` transfers of `account` from `from` back, newest first; none where `from` is not one of them.
std::vector<Entry> find_entries(Reader& reader, AccountId account, domain::TransferId from, int limit);

}  // namespace ludice::store

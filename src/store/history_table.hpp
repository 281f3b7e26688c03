// The table `transfer` as one account's past: each transfer names the one before it.
#pragma once

#include "domain/account.hpp"
#include "domain/ledger.hpp"
#include "store/transaction.hpp"

#include <vector>

namespace ludice::store {

struct Entry {
  domain::TransferId id;
  domain::TransferCode code = domain::TransferCode::welcome;
  Amount change;         ///< negative where the account was debited
  Amount balance_after;  ///< of the account
  GameId game;           ///< none: not of a game
  Instant at;
  domain::TransferId before;  ///< the account's transfer before this one
};

/// The newest transfer of an account; none where it has none.
domain::TransferId find_last_transfer(Reader& reader, AccountId account);

/// Up to `limit` transfers of `account` from `from` back, newest first; none where `from` is not one of them.
std::vector<Entry> find_entries(Reader& reader, AccountId account, domain::TransferId from, int limit);

}  // namespace ludice::store

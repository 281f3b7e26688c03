// From the provider's JSON to what the rules read. A row that lacks anything that money depends on is
// unreadable as a whole: it is asked for again, and nothing is concluded from half of it.
// Source: toncenter.com/api/v3, "Transaction", "Message".
#pragma once

#include "domain/ton_transaction.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ludice::ton {

/// The answer to GET /api/v3/transactions, in the order in which it came. Throws TonError(unreadable).
std::vector<domain::TonTransaction> read_transactions(std::string_view body);

/// What the network says of our wallet now.
struct WalletState {
  std::int64_t lt = 0;  ///< of its last transaction; 0: it has none
  std::string hash;     ///< 64 lower-case hex digits; zeros where there is none
  Amount balance{};
  /// Logical time up to which whoever says so knows the chain, told by the clock; 0: the clock is not told.
  std::int64_t known_lt = 0;
};

/// The elector: a contract of the master chain that each of its blocks runs first ("tick"), so that its last
/// transaction tells which block was the last one known (docs.ton.org, "System contracts").
const domain::TonAddress& clock_account();

/// The answer to GET /api/v3/accountStates for the wallet, alone or beside the clock. Throws
/// TonError(unreadable), also where it tells of somebody else and not of the wallet.
WalletState read_wallet_state(std::string_view body, const domain::TonAddress& wallet);

/// A block of the master chain.
struct MasterBlock {
  Instant at;
  std::int64_t start_lt = 0;  ///< what happened in it is not before this logical time; 0: not told
};

/// The last block of the answer to GET /api/v3/masterchainInfo. Throws TonError(unreadable).
MasterBlock read_last_block(std::string_view body);

}  // namespace ludice::ton

// toncenter's API v3 as the watcher calls it (toncenter.com/api/v3): one wallet, reading only. Calls throw
// TonError; a cancelled one ends with boost::system::system_error(operation_aborted). No call is repeated in
// here, and one is made at a time. They resume on the event loop.
#pragma once

#include "async/task.hpp"
#include "base/instant.hpp"
#include "domain/ton_transaction.hpp"
#include "net/http_client.hpp"
#include "ton/rows.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ludice::ton {

struct ToncenterOptions {
  domain::TonAddress wallet;
  std::string api_key;  ///< sent in a header, never in a text; empty: none
  Millis deadline{10'000};
  Millis gap{0};   ///< between two calls: providers count them, and without a key allow one a second
  int rows = 100;  ///< at most in one answer
};

class Toncenter {
 public:
  virtual ~Toncenter() = default;
  /// The wallet's transactions with a logical time above `lt`, oldest first, as many as one answer holds.
  /// They are as the provider tells them: domain::check_row says what they are worth.
  virtual async::Task<std::vector<domain::TonTransaction>> transactions_after(std::int64_t lt) = 0;
  /// The wallet and the clock in one answer, so that of several servers behind one address it is the same one
  /// that says how the wallet stands and how far it knows the chain. Of a provider that does not tell two
  /// accounts at once, the wallet alone.
  virtual async::Task<WalletState> wallet_state() = 0;
  /// The last block that the provider has seen; whoever says so may not be who is asked next.
  virtual async::Task<MasterBlock> last_block() = 0;
};

/// Over HTTP below the client's origin. The client must outlive it.
std::unique_ptr<Toncenter> make_toncenter(net::HttpClient& client, ToncenterOptions options);

}  // namespace ludice::ton

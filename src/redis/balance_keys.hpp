// Balances as the first Ludicé kept them in Redis, user:{username} → integer (docs/api.md). Which name
// and which version of the account each came from stands in one hash, so that nothing old replaces what is
// newer and a name that moves takes its old key away. Keys that are not in that hash are nobody's business.
#pragma once

#include "async/task.hpp"
#include "redis/client.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::redis {

/// The key of that hash.
inline constexpr std::string_view kBalances = "ludice:balances";

struct StandingBalance {
  std::int64_t player = 0;  ///< internal id
  std::string name;         ///< under which it stands; empty: under none
  std::int64_t named = 0;   ///< grows whenever his name changes, and with the names that move to him
  std::int64_t balance = 0;
  std::int64_t version = 0;  ///< of the account
};

/// What throws Unavailable has done a part, and may be done again. Used on the event loop's thread only.
class BalanceKeys {
 public:
  /// For the client that is to be given.
  static std::string_view script();

  explicit BalanceKeys(Client& client) : client_(client) {}

  bool is_up() const { return client_.is_up(); }
  std::uint64_t connections() const { return client_.connections(); }

  /// From now on everything is written under this mark; where it is found to be gone, so may be anything
  /// else.
  async::Task<> begin(std::string mark);

  enum class Order {
    newest,  ///< what Redis knows to be newer stays
    truth,   ///< what Redis knows is not asked: it may be of a database that was put back
  };
  /// False where Redis does not have this mark.
  async::Task<bool> put(std::string mark, std::vector<StandingBalance> balances, Order order);
  async::Task<bool> has(std::string mark);

  /// Takes away what stands there under an earlier mark, one step at a time; true when all was looked at.
  async::Task<bool> sweep(std::string mark, std::string& cursor);

 private:
  async::Task<Client::Replies> run(std::vector<Command> commands);
  Client& client_;
};

}  // namespace ludice::redis

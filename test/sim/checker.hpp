// What must hold of the database whatever happens, by a small model and SQL of its own; at every start and
// at the end also what `ludice audit` checks.
#pragma once

#include "sim/database.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace ludice::sim {

/// A row that an acknowledged request has left for ever.
struct Effect {
  std::string what;
  std::string sql;  ///< finds a row
  std::vector<Value> values;
};

/// Effects that several of those who use the process have.
inline constexpr const char* kIsRegistered = "SELECT 1 FROM player WHERE telegram_id = ?";
inline constexpr const char* kIsAdjusted = "SELECT 1 FROM transfer WHERE code = 3 AND amount = ?";

class Checker {
 public:
  explicit Checker(std::string path) : path_(std::move(path)) {}

  void open();
  void close() { database_.reset(); }
  Database& database() { return *database_; }
  /// The latest that was looked at.
  std::int64_t last_transfer() const { return last_transfer_; }

  /// After a commit: what it added, and all that cheap SQL can say.
  void check_changes();
  /// Looks besides, whenever a commit is looked at.
  void also(std::function<void(Database&)> check) { more_.push_back(std::move(check)); }
  /// From the beginning; nothing that was seen committed may be gone.
  void check_everything();
  /// What must hold when all has come to rest.
  void check_rest();

  /// The answer went out: from now on it holds.
  void acknowledge(Effect effect);
  /// Must never find a row.
  void forbid(Effect effect) { forbidden_.push_back(std::move(effect)); }
  /// Of what was acknowledged since the last call.
  void check_acknowledged();

 private:
  struct Booked {
    std::int64_t balance = 0;
    std::int64_t version = 0;
  };
  struct Game {
    std::int64_t bet = -1, rake_bps = -1;
    std::int64_t stakes = 0, refunds = 0, payouts = 0, rakes = 0;
    std::int64_t paid_out = 0, raked = 0;
    std::int64_t ends = 0;  ///< that facts tell
    std::set<std::int64_t> staked_by, refunded_to;
    std::int64_t paid_to = 0, rake_to = 0;  ///< accounts
    std::string faces[2];
  };

  void read_transfers();
  void read_transfer(const Row& row);
  void read_game(const Row& row);
  void require_paid(const Game& game, std::int64_t winners_account, const std::string& id);
  void check_accounts();
  void check_stories();
  void check_effect(const Effect& effect);
  void audit();

  std::string path_;
  std::unique_ptr<Database> database_;
  std::map<std::int64_t, Booked> accounts_;
  std::map<std::int64_t, Game> games_;
  std::int64_t ended_ = 0;                                                  ///< games, by facts
  std::set<std::tuple<std::int64_t, std::int64_t, std::int64_t>> granted_;  ///< code, account, day
  std::int64_t last_transfer_ = 0;
  std::int64_t data_version_ = -1;
  std::int64_t last_seal_ = 0;
  std::string last_hash_;
  std::int64_t last_fact_ = 0;
  std::vector<Effect> effects_;
  std::size_t checked_effects_ = 0;
  std::vector<Effect> forbidden_;
  std::vector<std::function<void(Database&)>> more_;
};

}  // namespace ludice::sim

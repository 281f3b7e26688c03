// What must hold of TON: after each commit the ledger stands exactly where the wallet stood behind the row
// that was booked last; at rest every row of the chain has the one effect that it must have, to the last
// nanoton.
#pragma once

#include "sim/ton_chain.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ludice::sim {

class TonCheck {
 public:
  /// What must become of a row that brings coins, by who sent it.
  struct Expected {
    enum class Kind { credit, suspense, house, nothing } kind = Kind::house;
    std::int64_t player = 0;  ///< credit: Telegram's id
  };

  TonCheck(World& world, TonChain& chain) : world_(world), chain_(chain) {}

  /// The newest row of the chain brings this.
  void expect(Expected expected) { expected_[chain_.rows().back().lt] = expected; }

  /// The newest row of the chain pays an open withdrawal of this much to there, and does not name it.
  void expect_disputed(const domain::TonAddress& destination, std::int64_t value) {
    unsaid_.push_back({chain_.rows().back().lt, destination, value});
  }

  void check_commit(Database& database);
  /// The watcher has booked all rows, and nothing waits for anybody.
  bool has_seen_all(Database& database) const;
  void check_rest(Database& database) const;

 private:
  struct Unsaid {
    std::int64_t lt;
    domain::TonAddress destination;
    std::int64_t value;
  };

  void check_place(Database& database);
  void check_withdrawals(Database& database) const;
  void check_unsaid(Database& database);
  void count_reasons(Database& database);
  void check_row(Database& database, const TonChain::Row& row) const;
  int paid_on_chain(const domain::TonAddress& destination, std::int64_t value,
                    const std::string& comment) const;

  World& world_;
  TonChain& chain_;
  std::map<std::int64_t, Expected> expected_;  ///< by logical time
  std::vector<Unsaid> unsaid_;                 ///< not booked yet
  std::vector<Value> seen_;                    ///< what was looked at last
  std::int64_t last_lt_ = 0;
  std::int64_t last_suspense_ = 0;  ///< its reason was counted
  std::int64_t baseline_lt_ = 0;    ///< what was before is the operator's
};

}  // namespace ludice::sim

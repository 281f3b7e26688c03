// Who is stopped by an operator does nothing of it until an operator lets him go: told from the log of what
// operators did and the order in which all is sealed, not from the marks that the program looks at.
#pragma once

#include "sim/world.hpp"

#include <cstdint>
#include <set>

namespace ludice::sim {

class StopCheck {
 public:
  explicit StopCheck(World& world);

 private:
  void check_commit(Database& database);
  void begin_anew();
  void read(const Row& row);

  World& world_;
  int read_in_ = 0;  ///< the process's life in which this was read
  std::int64_t last_ = 0;
  std::set<std::int64_t> stopped_;  ///< players, by Telegram's id
  bool withdrawals_stopped_ = false;
};

}  // namespace ludice::sim

// Every event that was made, held against what happened in its commit, and what is heard against what was
// made.
#pragma once

#include "sim/tellings.hpp"
#include "sim/world.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ludice::sim {

class EventLog {
 public:
  explicit EventLog(World& world);

  /// `told`: the event as a consumer got it.
  void check_heard(std::int64_t id, const std::string& told) const;

 private:
  void check_commit(Database& database);
  std::vector<MadeEvent> read_events(Database& database);
  void check_games(Database& database, const std::vector<MadeEvent>& made, const std::vector<Row>& facts);
  void check_money(Database& database, const std::vector<MadeEvent>& made, const std::vector<Row>& moves,
                   std::int64_t since);
  bool is_told(Database& database, const Telling& telling, const MadeEvent& made) const;

  World& world_;
  Names names_;
  std::map<std::int64_t, std::string> made_;  ///< by id, as /events has them
  std::int64_t last_event_ = 0;
  std::int64_t last_fact_ = 0;
  std::int64_t last_transfer_ = 0;
  int looked_in_ = 0;       ///< the life of the process
  bool knows_time_ = true;  ///< whether the commit was made in the life in which it is looked at
};

}  // namespace ludice::sim

// A front end's ear: takes events, acknowledges them now or later, and holds them against what happened.
#pragma once

#include "sim/due_events.hpp"
#include "sim/event_log.hpp"
#include "sim/throws.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace ludice::sim {

class Listener {
 public:
  /// `throws`: where the player's turns go, or nothing for an ear that only listens.
  Listener(World& world, Wire& wire, Throws* throws, const EventLog& log, std::string name)
      : world_(world), wire_(wire), throws_(throws), log_(log), name_(std::move(name)) {}

  void poll();
  /// Everything that was ever to be told was told, and nothing else.
  void check_complete();

 private:
  struct Heard {
    std::string text;
    std::string game;
    Instant lent_at;
    bool acknowledged = false;
    int asked_in = 0;  ///< the life of the process in which its acknowledgement was first sent
  };
  void at_door(const Reply& reply, const std::vector<std::int64_t>& acknowledged);
  void heard(const json::object& event);
  void check_order(const std::set<std::int64_t>& lent) const;
  void hear_first(std::int64_t id, const json::object& event);
  void arrived(const Reply& reply);

  World& world_;
  Wire& wire_;
  Throws* throws_;
  const EventLog& log_;
  std::string name_;
  std::set<std::int64_t> to_acknowledge_;
  std::map<std::int64_t, Heard> heard_;
  std::map<std::string, std::int64_t> last_of_game_;
  EventCounts counts_;
  std::map<std::string, std::string> kinds_;  ///< by game
};

}  // namespace ludice::sim

// A read shows every write that was answered: what the faces show is held against the database as it is at
// the same moment, counted by the simulator.
#pragma once

#include "sim/wire.hpp"

#include <cstdint>
#include <string>

namespace ludice::sim {

class Reads {
 public:
  explicit Reads(World& world) : world_(world) {}

  /// `player`: Telegram's id of who looks, here and below.
  void check_refusal(std::int64_t player, const Reply& reply);
  void check_profile(std::int64_t player, const Reply& reply);
  void check_game(std::int64_t player, const std::string& game, const Reply& reply);
  void check_history(std::int64_t player, const std::string& asset, std::int64_t limit, const Reply& reply);
  /// All of his payments.
  void check_payments(std::int64_t player, const Reply& reply);

 private:
  bool may_look(const Reply& reply) const;

  World& world_;
};

}  // namespace ludice::sim

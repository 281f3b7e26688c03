// What everybody sees: who has won most, and who waits. Held against the games as they are at the same
// moment, ranked and counted by the simulator.
#pragma once

#include "sim/wire.hpp"

#include <cstdint>
#include <string>

namespace ludice::sim {

/// What is asked for; an empty text asks for what the API takes then.
struct BoardQuery {
  std::string game;
  std::string asset;
  std::string period;
  std::int64_t limit = 10;

  json::object fields() const;
};

class Boards {
 public:
  explicit Boards(World& world) : world_(world) {}

  /// A leaderboard and the place of `player`, by Telegram's id, who looks at it.
  void check_leaderboard(std::int64_t player, const BoardQuery& query, const Reply& reply);
  /// All games that can be joined by their terms, and no other.
  void check_lobby(const Reply& reply);

 private:
  bool may_look(const Reply& reply) const { return reply.status == 200 && !world_.disk.is_dead(); }

  World& world_;
};

}  // namespace ludice::sim

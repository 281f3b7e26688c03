// What players, the balance service's callers and strangers do, sensible or not.
#pragma once

#include "sim/boards.hpp"
#include "sim/reads.hpp"
#include "sim/wire.hpp"

#include <string>
#include <vector>

namespace ludice::sim {

class Players {
 public:
  Players(World& world, Wire& wire);

  /// One player does something.
  void act();
  /// Somebody inside changes a balance.
  void change_balance();
  /// Somebody without the key, or with a request that is none of his.
  void intrude();

 private:
  struct Player {
    std::int64_t id = 0;
    std::string name;
    std::string game;  ///< the latest that he knows of
    bool known = false;
  };

  void register_player(Player& player);
  void start(Player& player);
  void invite(Player& player);
  void join(Player& player);
  void leave(Player& player);
  void ask_daily(Player& player);
  void look(Player& player);
  void look_at_leaderboard(Call& call, std::int64_t player);
  void look_at_game(Call& call, const Player& player);
  void look_back(Call& call, const Player& player);
  void meddle(Player& player);
  void check_place(Call& call, const Player& player);
  void create_user();
  void replay_elsewhere();
  Call call_of(const Player& player, const std::string& path);
  Call start_of(Player& player);

  World& world_;
  Wire& wire_;
  Reads reads_;
  Boards boards_;
  std::vector<Player> players_;
  std::vector<std::string> codes_{"ABCDEFGHABCDEFGH"};
  std::vector<std::string> games_{"0000000000000"};
  std::size_t leaderboards_ = 0;  ///< looked at
  std::int64_t names_ = 0;
  std::int64_t amounts_ = 0;
};

}  // namespace ludice::sim

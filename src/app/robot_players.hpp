// The robot players of `ludice demo`: what they may know of the lobby, and who pays for their stakes.
#pragma once

#include "app/process.hpp"
#include "sandbox/robots.hpp"
#include "service/accounts.hpp"
#include "store/game_table.hpp"
#include "store/store.hpp"

#include <optional>

namespace ludice::app {

class RobotPlayers {
 public:
  /// They play with that bot from now on; all must outlive them.
  RobotPlayers(Process& process, sandbox::Sandbox& telegram, std::int64_t bot, store::Store& store);

  async::Task<> stop();

 private:
  async::Task<std::optional<sandbox::Wish>> somebody_waiting();
  async::Task<std::optional<store::WaitingGame>> game_for(domain::Asset asset);
  /// The demonstration's operator lends a robot the points it is about to stake, so that nobody waits in
  /// vain. Stars it buys itself.
  async::Task<> lend(std::int64_t stake);

  store::Store& store_;
  service::Rules rules_;
  service::Events no_events_;
  sandbox::Robots robots_;
  async::TaskGroup running_;
};

}  // namespace ludice::app

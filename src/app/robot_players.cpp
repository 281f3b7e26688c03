// Looks into the lobby for the robots.
#include "app/robot_players.hpp"

#include <vector>

namespace ludice::app {
namespace {

using service::PlayerRef;

/// Adds what is missing to `stake`. A robot that is not registered yet gets nothing.
bool fill_up(store::Transaction& transaction, const service::Rules& rules, const service::Events& events,
             std::int64_t robot, std::int64_t stake) {
  const PlayerRef who{TelegramId{robot}, {}};
  const auto balance = service::ViewBalance::run(transaction, who, rules.default_asset());
  if (!balance || balance->balance.units() >= stake) return false;
  return service::ModifyBalance(events)
      .run(transaction, who, stake - balance->balance.units(), rules.default_asset())
      .has_value();
}

sandbox::RobotOptions options_for(std::int64_t bot) {
  sandbox::RobotOptions options;
  options.bot = bot;
  return options;
}

}  // namespace

RobotPlayers::RobotPlayers(Process& process, sandbox::Sandbox& telegram, std::int64_t bot,
                           store::Store& store)
    : store_(store),
      no_events_([] {}),
      robots_(
          telegram, [this] { return somebody_waiting(); }, process.clock(), process.random(),
          options_for(bot)),
      running_(process.executor()) {
  running_.spawn("robots", robots_.run(process.loops()));
}

async::Task<> RobotPlayers::stop() {
  running_.cancel();
  co_await running_.drain(kDrainLimit);
}

async::Task<std::optional<store::WaitingGame>> RobotPlayers::game_for(domain::Asset asset) {
  std::vector<TelegramId> robots;
  for (const std::int64_t id : robots_.ids()) robots.push_back(TelegramId{id});
  store::ReadBody<std::optional<store::WaitingGame>> find = [robots, asset](store::Reader& reader) {
    return store::find_waiting_game(reader, asset, reader.now(), robots);
  };
  co_return co_await store_.read(std::move(find));
}

async::Task<std::optional<sandbox::Wish>> RobotPlayers::somebody_waiting() {
  sandbox::Wish wish;
  std::optional<store::WaitingGame> game = co_await game_for(domain::Asset::points);
  if (game) {
    co_await lend(game->bet.units());
  } else {
    game = co_await game_for(domain::Asset::stars);
    wish.for_stars = true;
  }
  if (!game) co_return std::nullopt;
  wish.game = domain::emoji_of(game->kind);
  wish.stake = game->bet.units();
  co_return wish;
}

async::Task<> RobotPlayers::lend(std::int64_t stake) {
  for (const std::int64_t robot : robots_.ids()) {
    store::Body<bool> fill = [this, robot, stake](store::Transaction& transaction) {
      return fill_up(transaction, rules_, no_events_, robot, stake);
    };
    co_await store_.write(std::move(fill));
  }
}

}  // namespace ludice::app

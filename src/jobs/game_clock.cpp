// Reads what is due, then gives each game a body of its own.
#include "jobs/game_clock.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "store/game_table.hpp"

namespace ludice::jobs {

GameClock::GameClock(store::Store& store, const service::GameBook& book, Metrics& metrics)
    : store_(store),
      pass_time_(book),
      moved_(metrics.counter("ludice_games_moved_by_time_total", "Games in which a deadline took effect")) {}

async::Task<> GameClock::run() {
  for (;;) {
    try {
      co_await look();
    } catch (const store::Unavailable& error) {
      log::warning("game_clock_unavailable", {{"error", error.what()}});
    }
    co_await async::sleep_for(kEvery);
  }
}

async::Task<int> GameClock::look() {
  store::ReadBody<std::vector<GameId>> due = [](store::Reader& reader) {
    return store::find_due(reader, reader.now(), kMostAtOnce);
  };
  const std::vector<GameId> games = co_await store_.read(std::move(due));
  int moved = 0;
  for (const GameId game : games) {
    store::Body<bool> pass = [this, game](store::Transaction& transaction) {
      return pass_time_.run(transaction, game);
    };
    const bool changed = co_await store_.write(std::move(pass));
    moved += changed ? 1 : 0;
  }
  moved_.add(moved);
  co_return moved;
}

}  // namespace ludice::jobs

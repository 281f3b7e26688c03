// Reads what is due, then gives each game a body of its own.
#include "jobs/game_clock.hpp"

#include "async/deadline.hpp"
#include "base/hex.hpp"
#include "base/log.hpp"
#include "store/game_table.hpp"

namespace ludice::jobs {

GameClock::GameClock(store::Store& store, const Lease& lease, const service::GameBook& book, Metrics& metrics)
    : store_(store),
      lease_(lease),
      pass_time_(book),
      moved_(metrics.counter("ludice_games_moved_by_time_total", "Games in which a deadline took effect")) {}

async::Task<> GameClock::run(async::Loops& loops) {
  return loops.run("game_clock", [this] { return turn(); });
}

async::Task<bool> GameClock::turn() {
  int moved = 0;
  if (lease_.is_ours()) moved = co_await look();
  // A full look has left others behind whose time has come.
  if (moved < kMostAtOnce) co_await async::sleep_for(kEvery);
  co_return true;
}

async::Task<int> GameClock::look() {
  store::ReadBody<std::vector<GameId>> due = [](store::Reader& reader) {
    return store::find_due(reader, reader.now(), kMostAtOnce);
  };
  const std::vector<GameId> games = co_await store_.read(std::move(due));
  int moved = 0;
  for (const GameId game : games) {
    const bool changed = co_await move(game);
    moved += changed ? 1 : 0;
  }
  moved_.add(moved);
  co_return moved;
}

/// A failure of one game stays with that game: the others' time has come, too.
async::Task<bool> GameClock::move(GameId game) {
  store::Body<bool> pass = [this, game](store::Transaction& transaction) {
    return pass_time_.run(transaction, game);
  };
  try {
    co_return co_await store_.write(std::move(pass));
  } catch (const store::Unavailable& error) {
    if (error.kind != store::Unavailable::Kind::failed) throw;
    log::error("game_not_moved", {{"game", to_base32(game.value)}, {"error", error.what()}});
  }
  co_return false;
}

}  // namespace ludice::jobs

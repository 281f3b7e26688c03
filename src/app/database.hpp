// Opening the database that the settings name, and binding it to its bot.
#pragma once

#include "app/process.hpp"
#include "async/runner.hpp"
#include "store/store.hpp"

#include <memory>

namespace ludice::app {

/// The file or the server that the settings name. Failure (unavailable) where another process has the file or
/// the database cannot be used.
/// `cache_kib`: of SQLite's pages; 0: as usual.
std::unique_ptr<store::Store> open_database(Process& process, const ops::Settings& settings,
                                            int cache_kib = 0);

/// Whose people play: those of the Telegram that the settings name, or those of a demonstration's own, which
/// is the same one on whatever port it listens.
enum class People { of_telegram, of_demo };

/// The first start that has a token writes the bot's id and the API root into the database; with another
/// bot or another Telegram it is Failure (usage): that money belongs to other people. `runner` must outlive
/// the store.
void bind_database(async::Runner& runner, store::Store& store, const ops::Settings& settings, People people);

/// Where a wallet of TON is set: Failure (usage) where the database belongs to another one, or to another
/// network. `runner` must outlive the store.
void check_ton_wallet(async::Runner& runner, store::Store& store, const ops::Settings& settings);

}  // namespace ludice::app

// Opening the database that the settings name, and binding it to its bot.
#pragma once

#include "app/process.hpp"
#include "async/runner.hpp"
#include "store/store.hpp"

#include <memory>

namespace ludice::app {

/// The file or the server that the settings name. Failure (unavailable) where another process has the file or
/// the database cannot be used.
std::unique_ptr<store::Store> open_database(Process& process, const ops::Settings& settings);

/// The first start that has a token writes the bot's id and the API root into the database; with another
/// bot or another Telegram it is Failure (usage): that money belongs to other people. `runner` must outlive
/// the store.
void bind_database(async::Runner& runner, store::Store& store, const ops::Settings& settings);

}  // namespace ludice::app

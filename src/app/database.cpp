// Either database, and whose it is.
#include "app/database.hpp"

#include "app/exit_code.hpp"
#include "store/meta_table.hpp"
#include "store/postgres_store.hpp"
#include "store/sqlite_store.hpp"

namespace ludice::app {
namespace {

constexpr std::string_view kBotKey = "bot";
constexpr std::string_view kRootKey = "telegram_api_root";

/// What the database is bound to where that differs; empty: bound to this one now.
std::string bind_to(store::Transaction& transaction, const std::string& bot, const std::string& root) {
  const auto bound_bot = store::find_meta(transaction, kBotKey);
  const auto bound_root = store::find_meta(transaction, kRootKey);
  if (!bound_bot) {
    store::set_meta(transaction, kBotKey, bot);
    store::set_meta(transaction, kRootKey, root);
    return {};
  }
  if (bound_bot == bot && bound_root == root) return {};
  return "bot " + *bound_bot + " at " + bound_root.value_or("?");
}

std::unique_ptr<store::Store> open_file(Process& process, const ops::Settings& settings) {
  store::SqliteOptions options;
  options.path = settings.database_path;
  options.migrate = settings.auto_migrate;
  options.fatal = [&process](const std::string& why) { process.die(why); };
  return store::open_sqlite(std::move(options), process.clock(), process.metrics());
}

}  // namespace

std::unique_ptr<store::Store> open_database(Process& process, const ops::Settings& settings) {
  try {
    if (settings.database_url.empty()) return open_file(process, settings);
    store::PostgresOptions options;
    options.url = settings.database_url;
    options.migrate = settings.auto_migrate;
    return store::open_postgres(std::move(options), process.metrics());
  } catch (const store::Unavailable& error) {
    throw Failure(ExitCode::unavailable,
                  "the database " + settings.database_name + " cannot be used: " + error.what());
  }
}

void bind_database(async::Runner& runner, store::Store& store, const ops::Settings& settings) {
  if (settings.token.empty()) return;
  const std::string bot = settings.token.substr(0, settings.token.find(':'));
  const std::string root = settings.telegram_api_root;
  store::Body<std::string> bind = [bot, root](store::Transaction& transaction) {
    return bind_to(transaction, bot, root);
  };
  const std::string other = runner.run(store.write<std::string>(std::move(bind)));
  if (other.empty()) return;
  throw Failure(ExitCode::usage, "DATABASE_URL: " + settings.database_name + " belongs to " + other +
                                     ", not to bot " + bot + " at " + root +
                                     "; give this bot a database of its own");
}

}  // namespace ludice::app

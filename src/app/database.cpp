// Either database, and whose it is.
#include "app/database.hpp"

#include "app/exit_code.hpp"
#include "app/ton_office.hpp"
#include "store/meta_table.hpp"
#include "store/postgres_store.hpp"
#include "store/sqlite_store.hpp"
#include "store/ton_table.hpp"

namespace ludice::app {
namespace {

constexpr std::string_view kBotKey = "bot";
constexpr std::string_view kRootKey = "telegram_api_root";
/// Where a demonstration's bot is at home.
constexpr std::string_view kDemoRoot = "the local Telegram of ludice demo";
/// Earlier demonstrations wrote down where they listened.
constexpr std::string_view kEarlierDemoRoot = "http://127.0.0.1:";

/// What the database is bound to where that differs; empty: bound to this one now.
std::string bind_to(store::Transaction& transaction, const std::string& bot, const std::string& root) {
  const auto bound_bot = store::find_meta(transaction, kBotKey);
  const auto bound_root = store::find_meta(transaction, kRootKey);
  if (!bound_bot) {
    store::set_meta(transaction, kBotKey, bot);
    store::set_meta(transaction, kRootKey, root);
    return {};
  }
  const bool earlier_demo = root == kDemoRoot && bound_root && bound_root->starts_with(kEarlierDemoRoot);
  if (bound_bot == bot && (bound_root == root || earlier_demo)) return {};
  return "bot " + *bound_bot + " at " + bound_root.value_or("?");
}

std::string shown(const domain::TonAddress& wallet, const std::string& network) {
  return domain::friendly_text(wallet, {.bounceable = false, .testnet = network == "testnet"}) + " on " +
         network;
}

std::unique_ptr<store::Store> open_file(Process& process, const ops::Settings& settings, int cache_kib) {
  store::SqliteOptions options;
  options.path = settings.database_path;
  options.migrate = settings.auto_migrate;
  options.discipline = &process.discipline();
  if (cache_kib > 0) options.cache_kib = cache_kib;
  options.fatal = [&process](const std::string& why) { process.die(why); };
  process.watch_disk_of(settings.database_path);
  return store::open_sqlite(std::move(options), process.clock(), process.metrics());
}

}  // namespace

std::unique_ptr<store::Store> open_database(Process& process, const ops::Settings& settings, int cache_kib) {
  try {
    if (settings.database_url.empty()) return open_file(process, settings, cache_kib);
    store::PostgresOptions options;
    options.url = settings.database_url;
    options.migrate = settings.auto_migrate;
    return store::open_postgres(std::move(options), process.metrics());
  } catch (const store::Unavailable& error) {
    throw Failure(ExitCode::unavailable,
                  "the database " + settings.database_name + " cannot be used: " + error.what());
  }
}

void check_ton_wallet(async::Runner& runner, store::Store& store, const ops::Settings& settings) {
  if (settings.ton_wallet.empty()) return;
  using Known = std::optional<store::TonWallet>;
  store::ReadBody<Known> find = [](store::Reader& reader) { return store::find_ton_wallet(reader); };
  const Known known = runner.run(store.read<Known>(std::move(find)));
  const TonSettings set = ton_settings(settings);
  if (!known || (known->address == set.wallet && known->network == set.network)) return;
  throw Failure(ExitCode::usage, "LUDICE_TON_WALLET: " + settings.database_name + " belongs to the wallet " +
                                     shown(known->address, known->network) + ", not to " +
                                     shown(set.wallet, set.network) +
                                     "; give this wallet a database of its own");
}

void bind_database(async::Runner& runner, store::Store& store, const ops::Settings& settings, People people) {
  if (settings.token.empty()) return;
  const std::string bot = settings.token.substr(0, settings.token.find(':'));
  const bool demo = people == People::of_demo;
  const std::string root = demo ? std::string(kDemoRoot) : settings.telegram_api_root;
  store::Body<std::string> bind = [bot, root](store::Transaction& transaction) {
    return bind_to(transaction, bot, root);
  };
  const std::string other = runner.run(store.write<std::string>(std::move(bind)));
  if (other.empty()) return;
  if (demo) {
    throw Failure(ExitCode::usage, settings.database_name + " belongs to " + other +
                                       ", not to the demonstration; move " + settings.database_name +
                                       "* elsewhere, and the demonstration begins a new one");
  }
  throw Failure(ExitCode::usage, "DATABASE_URL: " + settings.database_name + " belongs to " + other +
                                     ", not to bot " + bot + " at " + root +
                                     "; give this bot a database of its own");
}

}  // namespace ludice::app

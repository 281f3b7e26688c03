// The commands by which the first Ludicé's data come in and go out.
#include "app/commands.hpp"
#include "app/database.hpp"
#include "legacy/adopt.hpp"
#include "legacy/export.hpp"
#include "legacy/import.hpp"
#include "legacy/old_redis.hpp"
#include "legacy/origin.hpp"
#include "redis/connection.hpp"
#include "store/legacy_table.hpp"
#include "store/postgres_connection.hpp"

#include <cstdio>
#include <filesystem>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace ludice::app {
namespace {

// The pages of indexes by name and by id, which an import fills in no order of theirs.
constexpr int kImportCache_kib = 96 * 1024;

constexpr store::Statement kSumOfPlayers{
    "SELECT COUNT(*), CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM account WHERE kind = 0 AND asset = $1"};

void print(const std::string& line) {
  std::puts(line.c_str());
}

domain::Asset parse_asset(const std::string& name) {
  const auto asset = domain::parse_asset(name);
  if (asset && *asset != domain::Asset::ton) return *asset;
  throw Failure(ExitCode::usage, "--asset: " + name + " is not what the first Ludicé had; points or stars");
}

legacy::Balances parse_balances(const std::string& name) {
  if (name.empty()) return legacy::Balances::agree;
  if (name == "bank") return legacy::Balances::bank;
  if (name == "redis") return legacy::Balances::redis;
  throw Failure(ExitCode::usage, "--balances: " + name + " is neither bank nor redis");
}

/// The database and the loop from which it is asked, which outlives it.
class OpenStore {
 public:
  explicit OpenStore(const ops::Settings& settings)
      : process_(settings), store_(open_database(process_, settings, kImportCache_kib)) {}

  Random& random() { return process_.random(); }

  template <class T>
  T read(store::ReadBody<T> body) {
    return runner_.run(store_->read<T>(std::move(body)));
  }
  template <class T>
  T write(store::Body<T> body) {
    return runner_.run(store_->write<T>(std::move(body)));
  }

 private:
  Process process_;
  async::Runner runner_;
  std::unique_ptr<store::Store> store_;
};

std::string held_line(OpenStore& store, const char* when, domain::Asset asset) {
  return store.read<std::string>([=](store::Reader& reader) {
    const store::Rows rows = reader.query(kSumOfPlayers, {static_cast<int>(asset)});
    return fmt::format("{}: players hold {} {} on {} accounts", when, rows.front().integer(1),
                       to_string(asset), rows.front().integer(0));
  });
}

void print_files(legacy::OldFiles& files) {
  files.sum_up();
  const legacy::Sums sums = files.sums();
  print(fmt::format(
      "The files hold {} people ({} without an id), {} in balances and {} in stakes to be given back.",
      sums.people, sums.without_id, sums.balances, sums.stakes));
}

void print_imported(const legacy::Imported& imported, const legacy::Report& report, const char* verb) {
  print(fmt::format(
      "{}: {} new accounts, {} that were here before, {} names with something new, {} imported before; "
      "{} in balances, {} in stakes given back; {} games, {} payments; {}.",
      verb, imported.people, imported.joined, imported.updated, imported.known, imported.balances,
      imported.stakes, imported.games, imported.payments, report.left_out()));
  if (imported.brings_nothing()) print("Nothing of it is new: the database stays as it was.");
}

bool is_refused(const legacy::Report& report, const ImportArguments& arguments) {
  return report.is_barred() || (report.refusals() > 0 && !arguments.skip_broken);
}

ExitCode refuse(const legacy::Report& report, const ImportArguments& arguments) {
  print(fmt::format("Nothing {} imported. What is refused above has to be put right first{}.",
                    arguments.dry_run ? "would be" : "was",
                    report.is_barred() ? "" : ", or left out by --skip-broken"));
  return ExitCode::refused;
}

void read_redis(const std::string& url, legacy::OldFiles& files) {
  const auto address = redis::parse_address(url);
  if (!address) throw Failure(ExitCode::usage, "--redis: " + address.error());
  files.begin_redis();
  try {
    legacy::read_redis_balances(*address, [&](const std::string& name, const legacy::Value& value) {
      files.add_redis_balance(name, value);
    });
  } catch (const legacy::OwnRedis& own) {
    throw Failure(ExitCode::refused, own.what());
  } catch (const redis::Unavailable& error) {
    throw Failure(ExitCode::unavailable, std::string("the Redis of --redis cannot be read: ") + error.what());
  }
}

void check_folder(const std::filesystem::path& folder) {
  std::error_code ec;
  if (!std::filesystem::is_directory(folder, ec)) {
    throw Failure(ExitCode::usage, ec && ec != std::errc::no_such_file_or_directory
                                       ? folder.string() + " cannot be entered: " + ec.message()
                                       : folder.string() + " is not a folder");
  }
  for (std::size_t i = 0; i < legacy::kFiles; ++i) {
    const auto file = static_cast<legacy::File>(i);
    // One that cannot be looked at is told by who reads it.
    const auto status = std::filesystem::symlink_status(folder / name_of(file), ec);
    if (file != legacy::File::redis && status.type() != std::filesystem::file_type::not_found) return;
  }
  throw Failure(ExitCode::refused, "none of the files of the first Ludicé is in " + folder.string());
}

/// Points where none is named, unless the import was in another one: then nobody would have anything.
domain::Asset asset_to_export(store::Reader& reader, const std::string& named) {
  if (!named.empty()) return parse_asset(named);
  const auto first = store::find_first_import(reader);
  if (!first || first->asset == domain::Asset::points) return domain::Asset::points;
  throw Failure(ExitCode::refused,
                fmt::format("this database has imported balances as {}; name what is to be "
                            "exported: --asset {} or --asset points",
                            to_string(first->asset), to_string(first->asset)));
}

/// True for a database that has not been made yet.
bool is_missing(const ops::Settings& settings) {
  return settings.database_url.empty() && !std::filesystem::exists(settings.database_path);
}

/// The same, or one that was made and has no tables yet.
bool is_empty(const ops::Settings& settings) {
  static constexpr store::Statement kTables{
      "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = "
      "'meta'"};
  if (settings.database_url.empty())
    return is_missing(settings) || std::filesystem::file_size(settings.database_path) == 0;
  try {
    return store::PostgresConnection(settings.database_url).query(kTables).empty();
  } catch (const store::PostgresError& error) {
    throw Failure(ExitCode::unavailable,
                  "the database " + settings.database_name + " cannot be used: " + error.what());
  }
}

/// A server that takes a payment meanwhile, which the old program had credited, would count it once more.
/// Where the database is a file, nobody else can have it open.
void be_alone(const ops::Settings& settings, OpenStore& store) {
  // By the time that slots are lent by, not that of games.
  static constexpr store::Statement kAtWork{
      "SELECT COUNT(*) FROM node WHERE until > EXTRACT(EPOCH FROM clock_timestamp()) * 1000"};
  if (settings.database_url.empty()) return;
  const auto at_work = store.read<std::int64_t>(
      [](store::Reader& reader) { return reader.query(kAtWork, {}).front().integer(0); });
  if (at_work > 1)
    throw Failure(ExitCode::refused,
                  "another program uses this database: stop it first; after a crash wait 15 seconds");
}

ExitCode import_into(const ops::Settings& settings, legacy::OldFiles& files, legacy::Report& report,
                     const ImportArguments& arguments, domain::Asset asset) {
  OpenStore store(settings);
  legacy::Import import(files, report, asset, arguments.join_existing);
  const auto checked =
      store.read<legacy::Imported>([&](store::Reader& reader) { return import.check(reader); });
  print_files(files);
  if (is_refused(report, arguments)) return refuse(report, arguments);
  if (arguments.dry_run) {
    print_imported(checked, report, "Would be imported");
    return ExitCode::done;
  }
  be_alone(settings, store);
  print(held_line(store, "Before", asset));
  std::fflush(stdout);  // what follows may take a minute
  const auto imported = store.write<legacy::Imported>(
      [&](store::Transaction& transaction) { return import.run(transaction, checked); });
  print_imported(imported, report, "Imported");
  print(held_line(store, "After", asset));
  return ExitCode::done;
}

}  // namespace

ExitCode import_files(const ImportArguments& arguments) {
  const domain::Asset asset = parse_asset(arguments.asset);
  const legacy::Balances trusted = parse_balances(arguments.balances);
  if (trusted != legacy::Balances::agree && arguments.redis.empty())
    throw Failure(ExitCode::usage,
                  "--balances: without --redis there is nothing that bank.json could differ from");
  ops::Settings settings = load_settings({});
  check_folder(arguments.folder);
  legacy::Report report(print);
  legacy::OldFiles files(report);
  files.read(arguments.folder, [](legacy::File file, int percent) {
    std::fprintf(stderr, "%s: %d %%\n", std::string(name_of(file)).c_str(), percent);
  });
  if (!arguments.redis.empty()) read_redis(arguments.redis, files);
  files.join(trusted);
  // A dry run writes nothing, the tables of this version neither: an older database is refused.
  if (arguments.dry_run) settings.auto_migrate = false;
  if (!arguments.dry_run || !is_empty(settings))
    return import_into(settings, files, report, arguments, asset);
  print_files(files);
  if (is_refused(report, arguments)) return refuse(report, arguments);
  print(fmt::format("There is nothing in the database yet; all of it would be new there, {}.",
                    report.left_out()));
  return ExitCode::done;
}

ExitCode export_files(const std::string& folder, const std::string& asset_name, bool leave_behind) {
  if (!asset_name.empty()) parse_asset(asset_name);
  const ops::Settings settings = load_settings({});
  if (is_missing(settings))
    throw Failure(ExitCode::unavailable, "there is no database " + settings.database_name);
  OpenStore store(settings);
  const auto asset =
      store.read<domain::Asset>([&](store::Reader& reader) { return asset_to_export(reader, asset_name); });
  const auto staying = store.read<std::vector<std::string>>(
      [&](store::Reader& reader) { return legacy::what_stays(reader, asset); });
  for (const std::string& line : staying) print("Left behind: " + line + ".");
  if (!staying.empty() && !leave_behind) {
    throw Failure(ExitCode::refused,
                  "the files cannot say all money that is here; --leave-behind writes them all the same");
  }
  try {
    const auto database = store.write<std::string>(
        [&](store::Transaction& transaction) { return legacy::name_database(transaction, store.random()); });
    const auto exported = store.read<legacy::Exported>(
        [&](store::Reader& reader) { return legacy::write_old_files(reader, folder, asset, database); });
    print(
        fmt::format("{} holds {} people with {} {} in balances and {} in open games, {} games, {} payments.",
                    folder, exported.people, exported.balances, to_string(asset), exported.stakes,
                    exported.games, exported.payments));
    return ExitCode::done;
  } catch (const legacy::ExportRefused& refused) {
    throw Failure(ExitCode::refused, refused.what());
  }
}

ExitCode adopt(const std::string& name, std::int64_t id) {
  if (id < 1 || id >= std::int64_t{1} << 52)
    throw Failure(ExitCode::usage, "ID: " + std::to_string(id) + " is no id of a Telegram user");
  const ops::Settings settings = load_settings({});
  if (is_missing(settings))
    throw Failure(ExitCode::unavailable, "there is no database " + settings.database_name);
  OpenStore store(settings);
  using Result = std::expected<legacy::Adopted, std::string>;
  const Result adopted = store.write<Result>(
      [&](store::Transaction& transaction) { return legacy::adopt(transaction, name, TelegramId{id}); });
  if (!adopted) throw Failure(ExitCode::refused, adopted.error());
  if (!adopted->first)
    print(fmt::format("{} was joined to {} before; nothing has changed.", legacy::shown(name), id));
  if (adopted->first) print(fmt::format("{} is joined to {}.", legacy::shown(name), id));
  for (const auto& [asset, amount] : adopted->moved)
    print(fmt::format("{} {} moved.", amount.units(), asset));
  return ExitCode::done;
}

}  // namespace ludice::app

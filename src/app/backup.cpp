// The commands that copy a database out and back.
#include "app/commands.hpp"
#include "app/postgres_copy.hpp"
#include "base/hex.hpp"
#include "store/sqlite_backup.hpp"

#include <cstdio>

namespace ludice::app {
namespace {

/// Runs a copy and tells what it holds.
template <class Copy>
ExitCode tell(Copy copy, const std::string& from, const std::string& to) {
  try {
    const store::Copied copied = copy();
    std::printf("%s is in %s: schema %s, chain head %s\n", from.c_str(), to.c_str(), copied.schema.c_str(),
                to_hex(copied.chain_head).c_str());
    return ExitCode::done;
  } catch (const store::CopyRefused& refused) {
    throw Failure(ExitCode::refused, refused.what());
  }
}

}  // namespace

ExitCode backup(const std::string& file) {
  const ops::Settings settings = load_settings({});
  const std::string& database = settings.database_path;
  if (settings.database_url.empty())
    return tell([&] { return store::backup_sqlite(database, file); }, database, file);
  backup_postgres(settings.database_url, file);
  std::printf("%s is in %s\n", settings.database_name.c_str(), file.c_str());
  return ExitCode::done;
}

ExitCode restore(const std::string& file) {
  const ops::Settings settings = load_settings({});
  const std::string& database = settings.database_path;
  if (settings.database_url.empty())
    return tell([&] { return store::restore_sqlite(file, database); }, file, database);
  restore_postgres(file, settings.database_url);
  std::printf("%s is in %s\n", file.c_str(), settings.database_name.c_str());
  return ExitCode::done;
}

}  // namespace ludice::app

// The short commands, and what all of them need.
#include "app/commands.hpp"

#include "app/database.hpp"
#include "audit/audit.hpp"
#include "ops/environment.hpp"
#include "store/sqlite_connection.hpp"

#include <cstdio>
#include <filesystem>

namespace ludice::app {

ops::Settings load_settings(ops::Needs needs) {
  const auto sources = ops::load_sources(ops::process_environment(), std::filesystem::current_path());
  if (!sources) throw Failure(ExitCode::usage, sources.error());
  auto settings = ops::read_settings(*sources, needs);
  if (!settings) throw Failure(ExitCode::usage, settings.error());
  return *std::move(settings);
}

ExitCode migrate() {
  ops::Settings settings = load_settings({});
  settings.auto_migrate = true;
  Process process(settings);
  open_database(process, settings);
  std::printf("%s is ready.\n", settings.database_path.c_str());
  return ExitCode::done;
}

ExitCode audit() {
  const ops::Settings settings = load_settings({});
  if (!std::filesystem::exists(settings.database_path)) {
    throw Failure(ExitCode::unavailable, "there is no database " + settings.database_path);
  }
  try {
    const bool clean =
        audit::run(settings.database_path, [](const std::string& line) { std::puts(line.c_str()); });
    return clean ? ExitCode::done : ExitCode::refused;
  } catch (const store::SqliteError& error) {
    throw Failure(ExitCode::unavailable, "cannot read " + settings.database_path + ": " + error.what());
  }
}

}  // namespace ludice::app

// The short commands, and what all of them need.
#include "app/commands.hpp"

#include "app/database.hpp"
#include "audit/audit.hpp"
#include "base/hex.hpp"
#include "ops/environment.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

namespace ludice::app {
namespace {

constexpr std::size_t kHeadBytes = 32;

/// The bytes of a head given as hex, in either case; nothing for none.
std::optional<std::string> parse_head(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::string lower = text;
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  auto bytes = from_hex(lower);
  if (bytes && bytes->size() == kHeadBytes) return bytes;
  throw Failure(ExitCode::usage, "--head: " + text + " is not the head of a chain, which has 64 hex digits");
}

/// Either database. Throws audit::Unreadable.
std::unique_ptr<audit::Source> open_source(const ops::Settings& settings) {
  if (!settings.database_url.empty()) return audit::open_postgres(settings.database_url);
  if (!std::filesystem::exists(settings.database_path)) throw audit::Unreadable("there is no such file");
  return audit::open_sqlite(settings.database_path);
}

}  // namespace

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
  std::printf("%s is ready.\n", settings.database_name.c_str());
  return ExitCode::done;
}

ExitCode audit(const std::string& noted_head) {
  const ops::Settings settings = load_settings({});
  const std::optional<std::string> head = parse_head(noted_head);
  try {
    const auto source = open_source(settings);
    const bool clean = audit::run(*source, head, [](const std::string& line) { std::puts(line.c_str()); });
    return clean ? ExitCode::done : ExitCode::refused;
  } catch (const audit::Unreadable& error) {
    throw Failure(ExitCode::unavailable, "cannot read " + settings.database_name + ": " + error.what());
  }
}

}  // namespace ludice::app

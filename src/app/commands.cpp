// The short commands, and what all of them need.
#include "app/commands.hpp"

#include "api/operator_api.hpp"
#include "app/database.hpp"
#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/hex.hpp"
#include "net/jwt.hpp"
#include "ops/environment.hpp"
#include "service/operators.hpp"
#include "store/migrations.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

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

/// The audit reads the tables as this program makes them. Throws audit::Unreadable.
void require_own_schema(audit::Source& source) {
  const auto meta = source.read("SELECT value FROM meta WHERE name = 'schema'");
  const std::string present = meta->next() ? std::string(meta->text(0)) : std::string();
  if (present == std::to_string(store::newest_schema())) return;
  throw audit::Unreadable("its schema is of another version (" + present +
                          "): `ludice migrate` brings an older one up to this program's, " +
                          std::to_string(store::newest_schema()));
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
    require_own_schema(*source);
    const bool clean = audit::run(*source, head, [](const std::string& line) { std::puts(line.c_str()); });
    return clean ? ExitCode::done : ExitCode::refused;
  } catch (const audit::Unreadable& error) {
    throw Failure(ExitCode::unavailable, "cannot read " + settings.database_name + ": " + error.what());
  }
}

ExitCode token(const std::string& subject, int minutes) {
  const ops::Settings settings = load_settings({.operator_key = true});
  if (!service::is_operator_name(subject)) {
    throw Failure(ExitCode::usage,
                  "--sub: " + subject +
                      " is no operator's name: expected 1 to 32 of a-z, 0-9, _, . and -, or # "
                      "and a Telegram id");
  }
  const std::int64_t now_s = SystemClock().now().seconds();
  const net::Jwt claims{.subject = subject,
                        .audience = std::string(api::kOperatorAudience),
                        .issued_s = now_s,
                        .expires_s = now_s + 60LL * minutes};
  std::puts(net::write_jwt(net::SigningKey(settings.operator_key), claims).c_str());
  return ExitCode::done;
}

}  // namespace ludice::app

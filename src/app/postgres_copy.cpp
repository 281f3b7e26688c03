// pg_dump and pg_restore as child processes. What they need to connect, also the password, goes into their
// environment alone: arguments can be seen by everybody on the machine.
#include "app/postgres_copy.hpp"

#include "app/child_process.hpp"
#include "app/exit_code.hpp"
#include "audit/source.hpp"
#include "ops/environment.hpp"
#include "store/migrations.hpp"
#include "store/new_file.hpp"

#include <charconv>
#include <filesystem>
#include <libpq-fe.h>
#include <memory>

namespace ludice::app {
namespace {

constexpr const char* kTables =
    "SELECT COUNT(*) FROM information_schema.tables "
    "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')";
constexpr const char* kHasMeta =
    "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = "
    "'meta'";

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

/// What PostgreSQL's tools may see: how to find programs and files, and where the database is. No secret of
/// ours but its password.
ops::Environment environment_for(const std::string& url) {
  ops::Environment environment;
  for (const auto& [name, value] : ops::process_environment()) {
    const bool wanted = name == "PATH" || name == "HOME" || name == "TMPDIR" || name.starts_with("LC_") ||
                        name == "LANG" || name.starts_with("PG");
    if (wanted) environment[name] = value;
  }
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(url.c_str(), nullptr));
  if (!options) throw Failure(ExitCode::usage, "DATABASE_URL: this is no address of PostgreSQL");
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr && option->envvar != nullptr) environment[option->envvar] = option->val;
  }
  return environment;
}

ChildEnd run_tool(const std::vector<std::string>& arguments, const ops::Environment& environment) {
  try {
    return run_child(arguments, environment);
  } catch (const Failure& failure) {
    throw Failure(failure.code,
                  std::string(failure.what()) + "; it comes with the package postgresql-client");
  }
}

void require_done(const std::string& tool, const ChildEnd& end) {
  if (end.status != 0) {
    throw Failure(ExitCode::unavailable, tool + " failed with status " + std::to_string(end.status));
  }
}

/// The schema that a copy says of itself: the tools are asked for the table `meta` alone.
std::size_t schema_of(const std::string& file, const ops::Environment& environment) {
  const ChildEnd end = run_tool({"pg_restore", "--data-only", "--table=meta", "--file=-", file}, environment);
  constexpr std::string_view kRow = "\nschema\t";
  const auto at = end.status == 0 ? end.output.find(kRow) : std::string::npos;
  std::size_t number = 0;
  if (at != std::string::npos) {
    const char* first = end.output.data() + at + kRow.size();
    std::from_chars(first, end.output.data() + end.output.size(), number);
  }
  if (number == 0) throw Failure(ExitCode::refused, file + ": this is no copy of a database of this program");
  return number;
}

void require_known(const std::string& file, const ops::Environment& environment) {
  if (schema_of(file, environment) <= store::newest_schema()) return;
  throw Failure(ExitCode::refused, file + " was made by a newer version of this program");
}

std::int64_t count(const std::string& url, const char* sql) {
  try {
    const auto source = audit::open_postgres(url);
    const auto rows = source->read(sql);
    return rows->next() ? rows->integer(0) : 0;
  } catch (const audit::Unreadable& error) {
    throw Failure(ExitCode::unavailable, std::string("the database cannot be read: ") + error.what());
  }
}

}  // namespace

void backup_postgres(const std::string& url, const std::string& file) {
  if (std::filesystem::exists(file)) {
    throw Failure(ExitCode::refused, file + " exists already: name a file that does not");
  }
  const ops::Environment environment = environment_for(url);
  if (count(url, kHasMeta) == 0) throw Failure(ExitCode::refused, "this is no database of this program");
  store::NewFile copy(file);
  const std::string to = "--file=" + copy.draft();
  require_done("pg_dump",
               run_tool({"pg_dump", "--format=custom", "--no-owner", "--no-privileges", to}, environment));
  require_known(copy.draft(), environment);
  if (!copy.publish()) throw Failure(ExitCode::refused, file + " exists already");
}

void restore_postgres(const std::string& file, const std::string& url) {
  if (!std::filesystem::exists(file)) throw Failure(ExitCode::unavailable, "there is no file " + file);
  const ops::Environment environment = environment_for(url);
  require_known(file, environment);
  if (count(url, kTables) != 0) {
    throw Failure(ExitCode::refused, "the database has tables already: restore into an empty one");
  }
  const auto name = environment.find("PGDATABASE");
  if (name == environment.end())
    throw Failure(ExitCode::usage, "DATABASE_URL: name the database to restore into");
  const std::string to = "--dbname=" + name->second;
  require_done("pg_restore", run_tool({"pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
                                       "--no-privileges", to, file},
                                      environment));
}

}  // namespace ludice::app

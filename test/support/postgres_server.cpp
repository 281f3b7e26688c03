// Starts `initdb` and `postgres` themselves, found by their version's folder, and ends the server by its pid.
#include "support/postgres_server.hpp"

#include "store/postgres_connection.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace ludice::test {
namespace {

/// The newest of Debian's versions.
std::filesystem::path programs() {
  const std::filesystem::path root = "/usr/lib/postgresql";
  std::filesystem::path best;
  int newest = 0;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(root, none)) {
    const int version = std::atoi(entry.path().filename().c_str());
    if (version <= newest || !std::filesystem::exists(entry.path() / "bin/postgres")) continue;
    newest = version;
    best = entry.path() / "bin";
  }
  if (best.empty()) throw std::runtime_error("no PostgreSQL in /usr/lib/postgresql: script/bootstrap --test");
  return best;
}

/// In the child: gives up root, which PostgreSQL refuses, and ends with a parent that was killed.
void become(const passwd* user) {
  if (user != nullptr && (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGINT);
}

const passwd* other_user() {
  if (::geteuid() != 0) return nullptr;
  const passwd* user = ::getpwnam("postgres");
  if (user == nullptr) throw std::runtime_error("there is no user postgres");
  return user;
}

pid_t spawn(const std::vector<std::string>& arguments, const std::filesystem::path& folder) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const passwd* user = other_user();
  const std::string log = (folder / "log").string();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process for PostgreSQL");
  if (child > 0) return child;
  become(user);
  if (std::freopen(log.c_str(), "a", stdout) == nullptr || ::dup2(STDOUT_FILENO, STDERR_FILENO) < 0 ||
      ::chdir(folder.c_str()) != 0) {
    ::_exit(127);
  }
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

/// Of the database in an address that url() made.
std::string name_in(const std::string& address) {
  const std::size_t start = address.find("@/") + 2;
  return address.substr(start, address.find('?') - start);
}

}  // namespace

PostgresServer& PostgresServer::instance() {
  static PostgresServer server;
  return server;
}

PostgresServer::PostgresServer() {
  std::string name = (std::filesystem::temp_directory_path() / "ludice-pg-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
  if (const passwd* user = other_user(); user != nullptr) {
    if (::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("no owner");
  }
  const pid_t making = spawn({(programs() / "initdb").string(), "-D", (folder_ / "data").string(), "-U",
                              "ludice", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"},
                             folder_);
  int status = 0;
  ::waitpid(making, &status, 0);
  if (status != 0) throw std::runtime_error("initdb failed: see " + (folder_ / "log").string());
  start();
}

void PostgresServer::start() {
  child_ = spawn(
      {(programs() / "postgres").string(), "-D", (folder_ / "data").string(), "-k", folder_.string(), "-c",
       "listen_addresses=", "-c", "max_connections=200", "-c", "fsync=off", "-c", "deadlock_timeout=100ms"},
      folder_);
  wait_until_ready();
}

void PostgresServer::wait_until_ready() {
  for (int tries = 0;; ++tries) {
    try {
      operator_ = std::make_unique<store::PostgresConnection>(url("postgres"));
      // A loaded machine copies a database for longer than a statement of the program may take.
      operator_->run_script("SET statement_timeout = 0");
      return;
    } catch (const store::PostgresError& error) {
      if (tries == 500) throw std::runtime_error(std::string("PostgreSQL does not start: ") + error.what());
      ::usleep(20'000);
    }
  }
}

PostgresServer::~PostgresServer() {
  operator_.reset();
  if (child_ > 0) {
    ::kill(child_, SIGINT);  // a fast shutdown
    ::waitpid(child_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string PostgresServer::url(const std::string& database) const {
  return "postgresql://ludice@/" + database + "?host=" + folder_.string();
}

std::string PostgresServer::new_database(const std::string& copy_of) {
  const std::string name = "test" + std::to_string(++databases_);
  // As files: through the log, as is usual, takes three times as long.
  const std::string from = copy_of.empty() ? "" : " TEMPLATE " + name_in(copy_of) + " STRATEGY FILE_COPY";
  operator_->run_script("CREATE DATABASE " + name + from, store::PostgresConnection::kForEver);
  return url(name);
}

void PostgresServer::allow_connections(const std::string& address, bool allowed) {
  operator_->run_script("ALTER DATABASE " + name_in(address) + " ALLOW_CONNECTIONS " +
                        (allowed ? "true" : "false"));
}

void PostgresServer::drop_database(const std::string& address) {
  operator_->run_script("DROP DATABASE " + name_in(address) + " WITH (FORCE)",
                        store::PostgresConnection::kForEver);
}

}  // namespace ludice::test

// A PostgreSQL server of its own for a test program: in a temporary folder, on a socket there, without a
// port. As PostgreSQL refuses to run as root, root runs it as the user `postgres`. Needs Debian's
// `postgresql`.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>

namespace ludice::store {
class PostgresConnection;
}

namespace ludice::test {

class PostgresServer {
 public:
  /// The server of this process: started when first asked for, stopped at the end of the process. Throws
  /// where there is no PostgreSQL: that is a failure of the tests, not a reason to leave them out.
  static PostgresServer& instance();

  /// The address of a new database: empty, or a copy of one that nobody is connected to.
  std::string new_database(const std::string& copy_of = {});
  /// Whether the database takes new connections.
  void allow_connections(const std::string& address, bool allowed);
  void drop_database(const std::string& url);

  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

 private:
  PostgresServer();
  ~PostgresServer();
  std::string url(const std::string& database) const;
  void start();
  void wait_until_ready();

  std::filesystem::path folder_;
  pid_t child_ = -1;
  int databases_ = 0;
  std::unique_ptr<store::PostgresConnection> operator_;
};

}  // namespace ludice::test

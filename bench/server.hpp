// The program under measurement: a child process with its own folder, database and ports.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ludice::bench {

/// Shared by the server and by those who sign.
inline constexpr std::string_view kSecretKey = "a key for benchmarks only";

class Server {
 public:
  /// Starts `program serve --roles api,balance` on `database` (nothing: a file in its folder) and returns
  /// when /health/ready says 200. With a `redis` balances are mirrored there, and each signed request asks it
  /// for a limit that it never reaches; without one there are no limits. Throws std::runtime_error, with what
  /// it wrote, where it is not ready within twenty seconds.
  Server(std::string program, const std::string& database, const std::string& redis,
         std::int64_t welcome_points);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// Stops it and removes its folder.
  ~Server();

  std::uint16_t api_port() const { return api_port_; }
  std::uint16_t balance_port() const { return balance_port_; }
  std::chrono::microseconds start_to_ready() const { return start_to_ready_; }

  /// SIGKILL, from any thread; whoever talks to it is cut off.
  void kill() const;
  /// Starts it again on what it left, and waits until it is ready; sets start_to_ready.
  void restart();

  /// VmRSS, in KiB.
  std::int64_t resident_KiB() const;
  /// User and system time used so far.
  Millis cpu_time() const;

  /// `program audit` on its database: the exit code; what it printed is shown where that is not 0.
  int audit() const;

 private:
  pid_t spawn(const std::vector<std::string>& arguments, const std::string& output) const;
  void start();
  void wait_until_ready();
  void stop();

  std::string program_;
  std::filesystem::path folder_;
  std::uint16_t api_port_;
  std::uint16_t balance_port_;
  std::uint16_t ops_port_;
  std::vector<std::string> environment_;
  pid_t child_ = -1;
  std::chrono::microseconds start_to_ready_{0};
};

}  // namespace ludice::bench

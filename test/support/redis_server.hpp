// A Redis server of its own for a test program, on a socket of loopback, without files. Needs Debian's
// `redis-server`.
#pragma once

#include "redis/address.hpp"
#include "redis/connection.hpp"

#include <cstdint>
#include <sys/types.h>

namespace ludice::test {

class RedisServer {
 public:
  /// Started at once; throws where there is none: that is a failure of the tests, not a reason to leave them
  /// out.
  RedisServer();
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  redis::Address address() const;
  /// What it answers to a command, over a connection of its own.
  redis::Reply ask(const redis::Words& words) const;

  /// Ends it at once, and starts an empty one in its place.
  void kill();
  void start();

 private:
  std::uint16_t port_ = 0;
  pid_t child_ = -1;
};

}  // namespace ludice::test

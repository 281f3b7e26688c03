// The time of a database server, asked from time to time and counted on in between: what all processes over
// one database agree on, whatever their own clocks say.
#pragma once

#include "base/clock.hpp"
#include "store/postgres_connection.hpp"

#include <atomic>

namespace ludice::store {

class DatabaseClock final : public Clock {
 public:
  /// Thread safe.
  Instant now() const override;
  /// Asks the server.
  void set_from(PostgresConnection& connection);

 private:
  std::atomic<std::int64_t> ahead_ms_ = 0;  // of this process's steady clock
};

}  // namespace ludice::store

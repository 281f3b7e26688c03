// The server's time is kept as its distance from the steady clock.
#include "store/database_clock.hpp"

#include <chrono>

namespace ludice::store {
namespace {

constexpr Statement kTime{"SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"};

std::int64_t steady_ms() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<Millis>(since).count();
}

}  // namespace

Instant DatabaseClock::now() const {
  return {steady_ms() + ahead_ms_};
}

void DatabaseClock::set_from(PostgresConnection& connection) {
  const std::int64_t server = connection.query(kTime).front().integer(0);
  ahead_ms_ = server - steady_ms();  // late by the way back: never ahead of the server
}

}  // namespace ludice::store

// The time of a database server, asked from time to time and counted on in between: what all processes over
// one database agree on, whatever their own clocks say. Where the server's clock leaps, the process that
// notices it first writes down how time is reckoned from then on (base/reckoning.hpp), and all others read
// that with the time.
#pragma once

#include "base/clock.hpp"
#include "base/reckoning.hpp"
#include "store/postgres_connection.hpp"

#include <mutex>

namespace ludice::store {

class DatabaseClock final : public Clock {
 public:
  /// `steady` counts on between two answers; both must outlive this.
  explicit DatabaseClock(const Clock& steady, Metrics& metrics = no_metrics())
      : steady_(steady), leaps_(clock_leaps(metrics, "database")) {}

  /// Thread safe, as is civil().
  Instant now() const override;
  Instant civil() const override;

  /// Asks the server for the first time. `latest_now` and `latest_civil`: what the database has recorded.
  void begin(PostgresConnection& connection, Instant latest_now, Instant latest_civil);
  /// Asks the server, on the keeper's thread; before this process is heard of again in `node`, where it has
  /// `slot`.
  void set_from(PostgresConnection& connection, int slot);

 private:
  /// One answer of the server, all of one moment.
  struct Answer {
    Instant server{};
    Instant steady{};
    Millis took{0};
    std::string recorded{};
    Reckoning reckoning{};
    Instant others_seen{};  ///< when another process was last heard of, by the server's clock
  };
  Answer ask(PostgresConnection& connection, int slot) const;
  bool record(PostgresConnection& connection, const Answer& answer, const Reckoning& reckoning) const;
  void take(const Answer& answer, const Reckoning& reckoning);

  const Clock& steady_;
  Counter& leaps_;
  mutable std::mutex mutex_;
  Millis ahead_{0};  // the server's clock, of the steady one
  Reckoning reckoning_;
};

}  // namespace ludice::store

// The server's time is kept as its distance from the steady clock, so a leap is a distance that has changed.
#include "store/database_clock.hpp"

#include "base/log.hpp"
#include "store/clock_record.hpp"
#include "store/node_ids.hpp"

namespace ludice::store {
namespace {

/// One statement, hence one snapshot: whoever recorded a leap was heard of after it, not before.
constexpr Statement kAsk{
    "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT), "
    "(SELECT value FROM meta WHERE name = 'clock'), (SELECT MAX(until) FROM node WHERE slot <> $1)"};

/// An answer that took longer says little about when it was given.
constexpr Millis kTimely{500};

}  // namespace

Instant DatabaseClock::now() const {
  const Instant steady = steady_.now();
  const std::lock_guard lock(mutex_);
  return reckoning_.now(steady + ahead_);
}

Instant DatabaseClock::civil() const {
  const Instant steady = steady_.now();
  const std::lock_guard lock(mutex_);
  return reckoning_.civil(steady + ahead_);
}

DatabaseClock::Answer DatabaseClock::ask(PostgresConnection& connection, int slot) const {
  const Instant asked = steady_.now();
  const Rows rows = connection.query(kAsk, {slot});
  const Rows::Row row = rows.front();
  Answer answer;
  answer.steady = steady_.now();  // late by the way back: never ahead of the server
  answer.server = row.instant(0);
  answer.took = answer.steady - asked;
  answer.recorded = row.optional_text(1).value_or("");
  answer.reckoning = parse_reckoning(answer.recorded).value_or(Reckoning{});
  if (!row.is_null(2)) answer.others_seen = row.instant(2) - NodeIds::kLease;
  return answer;
}

bool DatabaseClock::record(PostgresConnection& connection, const Answer& answer,
                           const Reckoning& reckoning) const {
  return connection.execute(kUpdateReckoning, {to_text(reckoning), answer.recorded}) == 1;
}

void DatabaseClock::take(const Answer& answer, const Reckoning& reckoning) {
  const std::lock_guard lock(mutex_);
  ahead_ = answer.server - answer.steady;
  reckoning_ = reckoning;
}

void DatabaseClock::begin(PostgresConnection& connection, Instant latest_now, Instant latest_civil) {
  connection.execute(kInsertReckoning, {to_text(Reckoning{})});
  const Answer answer = ask(connection, -1);
  take(answer, answer.reckoning);
  // Those who are at work know better than a start how time goes.
  const bool alone = answer.others_seen + NodeIds::kLease < answer.server;
  if (!alone) return;
  Reckoning resumed = answer.reckoning.resumed(answer.server, latest_now, latest_civil);
  const bool lags = resumed.now(answer.server) < answer.server;
  if (lags && resumed.is_trusted(answer.server) && connection.query(kAnyDeadline).empty())
    resumed = resumed.caught_up();
  if (!(resumed == answer.reckoning) && record(connection, answer, resumed)) take(answer, resumed);
}

void DatabaseClock::set_from(PostgresConnection& connection, int slot) {
  const Answer answer = ask(connection, slot);
  if (answer.took > kTimely) return;
  const Instant expected = answer.steady + ahead_;
  const Millis leap = answer.reckoning.now(answer.server) - reckoning_.now(expected);
  if (std::chrono::abs(leap) <= Reckoning::kLeap) return take(answer, answer.reckoning);
  // Where others were heard of in between, the server's clock went on, and it is this process that slept.
  const bool slept = leap > Millis{0} && answer.others_seen > expected + Reckoning::kLeap &&
                     answer.others_seen <= answer.server + Reckoning::kLeap;
  if (slept) {
    log::warning("process_slept", {{"ms", leap.count()}});
    return take(answer, answer.reckoning);
  }
  const Reckoning held = reckoning_.leapt(expected, answer.server);
  if (!record(connection, answer, held)) return;  // another process was first: asked again soon
  take(answer, held);
  leaps_.add(1);
  log::warning("database_clock_leapt", {{"by_ms", leap.count()}, {"held_ahead_ms", held.ahead.count()}});
}

}  // namespace ludice::store

// The tables `consumer` and `event`.
#include "store/event_table.hpp"

#include "base/planted.hpp"

#include <unordered_set>

namespace ludice::store {
namespace {

constexpr Millis kSeenEvery{60'000};
constexpr int kLookedAt = 1'000;

constexpr Statement kSelectConsumers{"SELECT name FROM consumer ORDER BY name"};
// Who takes a consumer's events has the consumer, so that two replicas do not lend one game's out of order.
constexpr Statement kSelectSeen{"SELECT seen FROM consumer WHERE name = $1", "FOR UPDATE"};
constexpr Statement kInsertConsumer{"INSERT INTO consumer (name, seen) VALUES ($1, $2)"};
constexpr Statement kUpdateSeen{"UPDATE consumer SET seen = $2 WHERE name = $1"};
constexpr Statement kSelectSilent{"SELECT name FROM consumer WHERE seen < $1 ORDER BY name LIMIT 1",
                                  "FOR UPDATE"};
constexpr Statement kDeleteConsumer{"DELETE FROM consumer WHERE name = $1"};
constexpr Statement kDeleteOldest{
    "DELETE FROM event WHERE consumer = $1 AND id IN "
    "(SELECT id FROM event WHERE consumer = $1 ORDER BY id LIMIT $2)"};
constexpr Statement kTakeOver{
    "UPDATE event SET consumer = $2, lent_until = 0 WHERE consumer = $1 AND NOT EXISTS "
    "(SELECT 1 FROM consumer WHERE name = $1)"};
constexpr Statement kInsertEvent{
    "INSERT INTO event (id, consumer, type, game, players, data, at, lent_until) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, 0)"};
constexpr Statement kSelectEvents{
    "SELECT id, type, game, players, data, at, lent_until FROM event WHERE consumer = $1 ORDER BY id LIMIT "
    "$2"};
constexpr Statement kLend{"UPDATE event SET lent_until = $2 WHERE id = $1"};
constexpr Statement kDeleteEvent{"DELETE FROM event WHERE id = $1 AND consumer = $2"};

}  // namespace

std::vector<std::string> find_consumers(Reader& reader) {
  const Rows rows = reader.query(kSelectConsumers);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rows.size(); ++i) names.push_back(rows[i].text(0));
  return names;
}

void append_event(Transaction& transaction, const std::vector<std::string>& consumers, const Event& event) {
  for (const std::string& consumer : consumers) {
    transaction.change_one(kInsertEvent, {transaction.next_id(), consumer, event.type, event.game,
                                          event.players, event.data, event.at});
  }
}

bool is_consumer_fresh(Reader& reader, const std::string& name) {
  const Rows rows = reader.query(kSelectSeen, {name});
  return !rows.empty() && rows.front().instant(0) + kSeenEvery > reader.now();
}

bool touch_consumer(Transaction& transaction, const std::string& name) {
  const bool was_there = transaction.execute(kUpdateSeen, {name, transaction.now()}) != 0;
  if (!was_there) transaction.execute(kInsertConsumer, {name, transaction.now()});
  return was_there;
}

void forget_consumer(Transaction& transaction, const std::string& name) {
  transaction.execute(kDeleteConsumer, {name});
}

void take_over_events(Transaction& transaction, const std::string& from, const std::string& to) {
  transaction.execute(kTakeOver, {from, to});
}

std::vector<Event> find_events(Reader& reader, const std::string& consumer, int limit) {
  const Rows rows = reader.query(kSelectEvents, {consumer, kLookedAt});
  std::unordered_set<std::int64_t> games_behind;  // whose earlier event is lent
  std::vector<Event> events;
  for (std::size_t i = 0; i < rows.size() && static_cast<int>(events.size()) < limit; ++i) {
    const Rows::Row row = rows[i];
    const GameId game = row.id<GameId>(2);
    const bool in_order = !LUDICE_PLANTED("later_event_does_not_wait");
    if (game && games_behind.contains(game.value) && in_order) continue;
    if (row.instant(6) > reader.now()) {
      games_behind.insert(game.value);
      continue;
    }
    events.push_back({row.integer(0), row.text(1), game, row.text(3), row.text(4), row.instant(5)});
  }
  return events;
}

void lend_events(Transaction& transaction, const std::vector<Event>& events) {
  if (LUDICE_PLANTED("events_not_lent")) return;
  for (const Event& event : events) {
    if (LUDICE_PLANTED("event_acknowledged_early")) transaction.execute(kDeleteEvent, {event.id, "bot"});
  }
  if (LUDICE_PLANTED("event_acknowledged_early")) return;
  for (const Event& event : events) transaction.change_one(kLend, {event.id, transaction.now() + kEventLent});
}

void acknowledge_events(Transaction& transaction, const std::string& consumer,
                        const std::vector<std::int64_t>& ids) {
  if (LUDICE_PLANTED("acknowledgement_forgotten")) return;
  for (const std::int64_t id : ids) transaction.execute(kDeleteEvent, {id, consumer});
}

std::int64_t drop_silent_consumers(Transaction& transaction, int most) {
  // Locked: one that comes back now waits until this portion is gone.
  const Rows silent = transaction.query(kSelectSilent, {transaction.now() - kConsumerKept});
  if (silent.empty()) return 0;
  const std::string& name = silent.front().text(0);
  const std::int64_t deleted = transaction.execute(kDeleteOldest, {name, most});
  if (deleted < most) transaction.execute(kDeleteConsumer, {name});
  return deleted;
}

}  // namespace ludice::store

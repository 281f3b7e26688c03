// Events for those who listen: one row for each consumer, written with its effect, lent, and deleted when
// acknowledged.
#pragma once

#include "store/transaction.hpp"

#include <string>
#include <vector>

namespace ludice::store {

inline constexpr Millis kEventLent{30'000};
inline constexpr Millis kConsumerKept{24LL * 3600 * 1000};

struct Event {
  std::int64_t id = 0;
  std::string type;
  GameId game;          ///< none: of no game
  std::string players;  ///< JSON array of Telegram ids
  std::string data;     ///< JSON object
  Instant at;
};

std::vector<std::string> find_consumers(Reader& reader);

/// Appends the event for each of `consumers`; its id is given here.
void append_event(Transaction& transaction, const std::vector<std::string>& consumers, const Event& event);

/// True where the consumer exists and was seen within the last minute (nothing to write then).
bool is_consumer_fresh(Reader& reader, const std::string& name);
/// False where it was not there until now.
bool touch_consumer(Transaction& transaction, const std::string& name);
void forget_consumer(Transaction& transaction, const std::string& name);
/// The events of a consumer that is no more become another's, also those of units of work that still knew it.
void take_over_events(Transaction& transaction, const std::string& from, const std::string& to);

/// Up to `limit` events that are not lent, oldest first; of a game only behind no earlier one that is lent.
std::vector<Event> find_events(Reader& reader, const std::string& consumer, int limit);
void lend_events(Transaction& transaction, const std::vector<Event>& events);
/// Ids of other consumers are left alone.
void acknowledge_events(Transaction& transaction, const std::string& consumer,
                        const std::vector<std::int64_t>& ids);

/// Drops a consumer silent for 24 hours, with its events: up to `most` of them, from the oldest on, and the
/// consumer with the last. Returns how many events went: where it is `most`, more is left.
std::int64_t drop_silent_consumers(Transaction& transaction, int most);

}  // namespace ludice::store

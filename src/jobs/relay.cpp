// Read, publish, wait for the broker's word, delete.
#include "jobs/relay.hpp"

#include "base/hex.hpp"
#include "service/events.hpp"

#include <string>
#include <unordered_set>
#include <utility>

namespace ludice::jobs {
namespace {

/// While it is not ours to do, or the broker is away.
constexpr Millis kIdle{500};
/// Who writes events in this process says so; those of another are found by looking.
constexpr Millis kLookAgain{5'000};
constexpr Millis kLookAgainShared{300};
/// The bot, where it asks the API for its events.
constexpr const char* kAskingBot = "bot";
constexpr int kLookedAt = 1'000;

/// What must stay in order among itself: a game, or what is of none and concerns the same people.
std::string line_of(const store::Event& event) {
  return event.game ? to_base32(event.game.value) : event.players;
}

amqp::Message message_of(const store::Event& event) {
  return {to_base32(event.id), event.type, service::event_json(event)};
}

}  // namespace

Relay::Relay(store::Store& store, const Lease& lease, amqp::Publisher& publisher, async::Event& new_events,
             Metrics& metrics)
    : store_(store),
      lease_(lease),
      publisher_(publisher),
      new_events_(new_events),
      relayed_(metrics.counter("ludice_relay_events_total", "Events that RabbitMQ has confirmed")) {}

async::Task<> Relay::run(async::Loops& loops) {
  return loops.run("relay", [this] { return turn(); });
}

async::Task<bool> Relay::turn() {
  if (lease_.is_ours()) co_await keep_consumer();
  const std::uint64_t state = publisher_.changed().count();
  if (!lease_.is_ours() || !publisher_.is_ready()) {
    co_await publisher_.changed().wait(state, kIdle);
    co_return true;
  }
  const std::uint64_t seen = new_events_.count();
  std::vector<store::Event> events = co_await next();
  if (events.empty()) {
    co_await new_events_.wait(seen, store_.is_shared() ? kLookAgainShared : kLookAgain);
  } else {
    co_await carry(std::move(events));
  }
  co_return true;
}

async::Task<> Relay::keep_consumer() {
  store::ReadBody<bool> look = [](store::Reader& reader) {
    return store::is_consumer_fresh(reader, kConsumer);
  };
  const bool fresh = co_await store_.read(std::move(look));
  if (fresh) co_return;
  store::Body<bool> touch = [](store::Transaction& transaction) {
    // What waits for the bot to ask goes to its queue from now on, too.
    if (!store::touch_consumer(transaction, kConsumer)) store::forget_consumer(transaction, kAskingBot);
    store::take_over_events(transaction, kAskingBot, kConsumer);
    return true;
  };
  co_await store_.write(std::move(touch));
}

/// The first of each line: the next ones wait until it is there.
async::Task<std::vector<store::Event>> Relay::next() {
  store::ReadBody<std::vector<store::Event>> read = [](store::Reader& reader) {
    return store::find_events(reader, kConsumer, kLookedAt);
  };
  std::vector<store::Event> waiting = co_await store_.read(std::move(read));
  std::unordered_set<std::string> lines;
  std::vector<store::Event> first;
  for (store::Event& event : waiting) {
    if (first.size() == kMostAtOnce) break;
    if (lines.insert(line_of(event)).second) first.push_back(std::move(event));
  }
  co_return first;
}

async::Task<> Relay::carry(std::vector<store::Event> events) {
  const Lease::Claim claim = lease_.claim();
  std::vector<amqp::Message> messages;
  for (const store::Event& event : events) messages.push_back(message_of(event));
  const std::vector<bool> taken = co_await publisher_.publish(std::move(messages));
  std::vector<std::int64_t> confirmed;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (taken[i]) confirmed.push_back(events[i].id);
  }
  if (!confirmed.empty()) {
    store::Body<bool> acknowledge = [claim, confirmed](store::Transaction& transaction) {
      // Whoever has taken over publishes them once more, and deletes them.
      if (!claim.holds(transaction)) return false;
      store::acknowledge_events(transaction, kConsumer, confirmed);
      return true;
    };
    const bool ours = co_await store_.write(std::move(acknowledge));
    if (ours) relayed_.add(static_cast<double>(confirmed.size()));
  }
  if (confirmed.size() < events.size() && publisher_.is_ready()) {
    throw amqp::Unavailable("RabbitMQ did not take all events");
  }
}

}  // namespace ludice::jobs

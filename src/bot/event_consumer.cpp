// The loop over /events.
#include "bot/event_consumer.hpp"

#include "async/retry.hpp"
#include "base/log.hpp"

#include <utility>

namespace ludice::bot {
namespace {

constexpr std::int64_t kWaitSeconds = 20;  ///< well within the 30 s that an event is lent for

Cause cause_of(const ApiEvent& event) {
  Cause cause;
  cause.event = event.type;
  cause.late_player = event.player;
  if (event.player == 0) cause.late_name = event.player_name;
  cause.round = event.round;
  cause.throw_no = event.throw_no;
  return cause;
}

}  // namespace

async::Task<> EventConsumer::run() {
  const async::Backoff backoff{.attempts = 1, .first = Millis{500}, .longest = Millis{10'000}};
  int failures = 0;
  while (true) {
    Millis pause{0};
    try {
      const std::vector<ApiEvent> events = co_await next_events();
      failures = 0;
      for (const auto& event : events) take(event);
    } catch (const ApiUnavailable& failure) {
      log::warning("events_not_taken", {{"why", failure.what()}});
      pause = async::backoff_delay(backoff, ++failures, random_);
    }
    if (pause > Millis{0}) co_await async::sleep_for(pause);
  }
}

async::Task<std::vector<ApiEvent>> EventConsumer::next_events() {
  const std::vector<std::int64_t> acknowledged = handled_;
  // While something is in hand its acknowledgement should not have to wait for the next event.
  const std::int64_t wait = in_hand_.size() == acknowledged.size() ? kWaitSeconds : 1;
  auto events = co_await api_.events(wait, acknowledged);
  if (!events) throw ApiUnavailable("events refused: " + events.error().code);
  for (const auto id : acknowledged) in_hand_.erase(id);
  std::erase_if(handled_, [&](std::int64_t id) { return !in_hand_.contains(id); });
  co_return std::move(*events);
}

void EventConsumer::take(const ApiEvent& event) {
  if (!in_hand_.insert(event.id).second) return;
  const auto pending = std::make_shared<Pending>();
  pending->open = event.players.size();
  if (event.players.empty()) handled_.push_back(event.id);
  for (const auto player : event.players) {
    std::function<void(bool)> done = [this, id = event.id, pending](bool told) { settle(id, pending, told); };
    news_.bring(player, event.game, cause_of(event), std::move(done));
  }
}

void EventConsumer::settle(std::int64_t event, const std::shared_ptr<Pending>& pending, bool told) {
  if (!told) pending->failed = true;
  if (--pending->open > 0) return;
  if (pending->failed) {
    in_hand_.erase(event);  // it comes again
  } else {
    handled_.push_back(event);
  }
}

}  // namespace ludice::bot

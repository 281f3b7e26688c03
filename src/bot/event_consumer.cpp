// The loop over /events.
#include "bot/event_consumer.hpp"

#include <utility>

#include <fmt/format.h>

namespace ludice::bot {
namespace {

constexpr std::int64_t kWaitSeconds = 20;  ///< well within the 30 s that an event is lent for
constexpr Millis kSettleLimit{300};

}  // namespace

std::string identity_of(const ApiEvent& event) {
  return fmt::format("{}:{}:{}:{}:{}:{}:{}:{}", event.type, event.at, event.charge, event.withdrawal,
                     event.transaction, event.amount, event.balance.value_or(0), event.why);
}

Cause cause_of(const ApiEvent& event, std::int64_t inbox_row) {
  Cause cause;
  cause.inbox_row = inbox_row;
  cause.once = identity_of(event);
  cause.event = event.type;
  cause.late_player = event.player;
  if (event.player == 0) cause.late_name = event.player_name;
  cause.round = event.round;
  cause.throw_no = event.throw_no;
  cause.charge = event.charge;
  cause.amount = event.amount;
  cause.balance = event.balance;
  cause.asset = event.asset;
  cause.reason = event.reason;
  cause.withdrawal = event.withdrawal;
  cause.address = event.address;
  cause.transaction = event.transaction;
  return cause;
}

async::Task<> EventConsumer::run(async::Loops& loops) {
  return loops.run("events", [this] { return turn(); });
}

async::Task<bool> EventConsumer::turn() {
  const std::vector<ApiEvent> events = co_await next_events();
  for (const auto& event : events) take(event);
  co_return true;
}

/// The API holds a game's next event back until the one before is acknowledged: so that is done as soon as
/// all in hand are handled. A slow one among them delays the others no longer than `limit`.
async::Task<> EventConsumer::wait_until_settled(Millis limit) {
  while (in_hand_.size() > handled_.size()) {
    const auto seen = settled_.count();
    const bool more = co_await settled_.wait(seen, limit);
    if (!more) co_return;
  }
}

async::Task<std::vector<ApiEvent>> EventConsumer::next_events() {
  co_await wait_until_settled(kSettleLimit);
  const std::vector<std::string> acknowledged = handled_;
  const std::int64_t wait = in_hand_.size() == acknowledged.size() ? kWaitSeconds : 0;
  auto events = co_await api_.events(wait, acknowledged);
  // Also where that was refused: what was not acknowledged then comes again.
  for (const auto& id : acknowledged) in_hand_.erase(id);
  std::erase_if(handled_, [&](const std::string& id) { return !in_hand_.contains(id); });
  if (!events) throw ApiUnavailable("events refused: " + events.error().code);
  co_return std::move(*events);
}

void EventConsumer::take(const ApiEvent& event) {
  if (!in_hand_.insert(event.id).second) return;
  const auto pending = std::make_shared<Pending>();
  const bool for_operators = operators_ != nullptr && operators_->hears_of(event);
  pending->open = event.players.size() + (for_operators ? 1 : 0);
  if (pending->open == 0) handled_.push_back(event.id);
  if (for_operators) {
    operators_->hear(event, 0, [this, id = event.id, pending](bool told) { settle(id, pending, told); });
  }
  for (const auto player : event.players) {
    std::function<void(bool)> done = [this, id = event.id, pending](bool told) { settle(id, pending, told); };
    news_.bring(player, event.game, cause_of(event, 0), std::move(done));
  }
}

void EventConsumer::settle(const std::string& event, const std::shared_ptr<Pending>& pending, bool told) {
  if (!told) pending->failed = true;
  if (--pending->open > 0) return;
  if (pending->failed) {
    in_hand_.erase(event);  // it comes again
  } else {
    handled_.push_back(event);
  }
  settled_.notify();
}

}  // namespace ludice::bot

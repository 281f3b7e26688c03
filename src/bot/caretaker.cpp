// The bot's regular rounds.
#include "bot/caretaker.hpp"

#include "async/deadline.hpp"
#include "store/bot_tables.hpp"

namespace ludice::bot {
namespace {

namespace rows = store::bot;

constexpr Millis kForgetEvery{60 * 60'000};

}  // namespace

async::Task<> Caretaker::watch(async::Loops& loops) {
  return loops.run("turn_warnings", [this] { return look(); });
}

async::Task<> Caretaker::tidy(async::Loops& loops) {
  return loops.run("bot_forgetting", [this] { return forget(); });
}

void Caretaker::show_nothing() {
  outbound_chats_.set(0);
  busy_lanes_.set(0);
}

async::Task<bool> Caretaker::look() {
  outbound_chats_.set(static_cast<double>(outbox_.chats()));
  busy_lanes_.set(static_cast<double>(lanes_.busy()));
  co_await warn();
  co_await async::sleep_for(settings_.tick);
  co_return true;
}

async::Task<> Caretaker::warn() {
  store::ReadBody<std::vector<rows::CardRow>> read = [now = clock_.civil()](store::Reader& reader) {
    return rows::list_due_warnings(reader, now);
  };
  const auto due = co_await store_.read(std::move(read));
  if (due.empty()) co_return;
  // Taken from the list first: a warning that fails is missed, never repeated every second.
  store::Body<bool> write = [due](store::Transaction& txn) {
    for (const auto& card : due) rows::set_card_warning(txn, card.id, Instant{});
    return true;
  };
  co_await store_.write(std::move(write));
  for (const auto& card : due) news_.warn(card.user_id, card.id, card.game);
}

async::Task<bool> Caretaker::forget() {
  store::Body<bool> body = [before = clock_.now() - settings_.forget_after](store::Transaction& txn) {
    rows::forget_updates_before(txn, before);
    rows::forget_events_before(txn, before);
    rows::forget_throws_before(txn, before);
    rows::forget_cards_before(txn, before);
    return true;
  };
  co_await store_.write(std::move(body));
  co_await async::sleep_for(kForgetEvery);
  co_return true;
}

}  // namespace ludice::bot

// The bot's regular round.
#include "bot/caretaker.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "store/bot_tables.hpp"

namespace ludice::bot {
namespace {

namespace rows = store::bot;

constexpr Millis kForgetEvery{60 * 60'000};

}  // namespace

async::Task<> Caretaker::run() {
  while (true) {
    outbound_chats_.set(static_cast<double>(outbox_.chats()));
    busy_lanes_.set(static_cast<double>(lanes_.busy()));
    try {
      co_await warn();
      if (clock_.now() - forgot_at_ > kForgetEvery) co_await forget();
    } catch (const store::Unavailable& failure) {
      log::warning("caretaker_waits", {{"why", failure.what()}});
    }
    co_await async::sleep_for(settings_.tick);
  }
}

async::Task<> Caretaker::warn() {
  store::ReadBody<std::vector<rows::CardRow>> read = [now = clock_.now()](store::Reader& reader) {
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

async::Task<> Caretaker::forget() {
  forgot_at_ = clock_.now();
  store::Body<bool> body = [before = forgot_at_ - settings_.forget_after](store::Transaction& txn) {
    rows::forget_updates_before(txn, before);
    rows::forget_throws_before(txn, before);
    rows::forget_cards_before(txn, before);
    return true;
  };
  co_await store_.write(std::move(body));
}

}  // namespace ludice::bot

// News of money: receipts, cards that turn into them, and the question for the stake, which names the
// balance.
#include "base/planted.hpp"
#include "bot/money_cards.hpp"
#include "bot/news.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {

bool is_about_money(const Cause& cause) {
  return cause.event == "balance_changed" || cause.event.starts_with("payment_") ||
         cause.event.starts_with("withdrawal_");
}

void insist(const ApiRefusal& refusal) {
  if (refusal.passing()) throw ApiUnavailable("refused for now: " + refusal.code);
}

async::Task<> News::tell_money(Session session, Cause cause) {
  const bool deposit =
      cause.event == "balance_changed" && cause.reason == "payment" && cause.asset == name_of(Coin::ton);
  if (deposit) {
    co_await tell_deposit(session, cause);
  } else if (cause.event.starts_with("withdrawal_")) {
    co_await tell_withdrawal(session, cause);
  } else if (cause.event.starts_with("payment_")) {
    co_await tell_payment(session, cause);
  }
  const auto now = co_await tools_.desk.find(session.user_id);
  if (now) co_await tell_balance(*now);
}

/// The card that said where to pay says what came; another payment later has a message of its own.
async::Task<> News::tell_deposit(Session session, Cause cause) {
  Reply reply;
  std::string html =
      ton_receipt_html(tools_.stage_for(session), cause.amount, cause.balance.value_or(0), cause.transaction);
  const Known known = co_await tools_.desk.know(session.user_id, 0, kTonDepositCard);
  if (known.of_game && known.of_game->shown == kOpen) {
    reply.says.push_back(TurnCard{known.of_game->id, Screen{html}, kClosed});
    if (state_at(session, tools_.clock.now()) == State::asked_ton) back_to_menu(session);
  } else {
    reply.says.push_back(SayText{std::move(html)});
  }
  co_await tools_.desk.store(session, std::move(reply), cause.inbox_row, cause.once);
}

async::Task<> News::tell_withdrawal(Session session, Cause cause) {
  Withdrawal about;
  about.state = cause.event.substr(cause.event.find('_') + 1);
  about.amount = cause.amount;
  about.address = cause.address;
  about.transaction = cause.transaction;
  const auto latest = co_await tools_.finance.withdrawals(session.user_id);
  if (!latest) insist(latest.error());
  about.id = cause.withdrawal;
  std::string now = about.state;
  if (latest) {
    const auto found = std::ranges::find(latest->items, cause.withdrawal, &Withdrawal::id);
    if (found != latest->items.end()) {
      about.address = found->address;  // as people write it
      now = found->state;
    }
  }
  Reply reply;
  const Stage stage = tools_.stage_for(session);
  if (about.state == "asked") {
    // Its card is there, unless no answer came. What it has come to since is told by an event as well.
    if (now == "asked" || now == "taken") reply.says.push_back(new_withdrawal_card(stage, about));
    co_await tools_.desk.store(session, std::move(reply), cause.inbox_row, cause.once);
    co_return;
  }
  const Known known = co_await tools_.desk.know(session.user_id, 0, withdrawal_card(cause.withdrawal));
  Screen screen = withdrawal_screen(stage, about, cause.balance.value_or(0));
  if (known.of_game && known.of_game->shown == kOpen) {
    reply.says.push_back(TurnCard{known.of_game->id, std::move(screen), kClosed});
  } else {
    reply.says.push_back(SayText{std::move(screen.html)});
  }
  co_await tools_.desk.store(session, std::move(reply), cause.inbox_row, cause.once);
}

/// The open question for the stake names the balance and offers it: put it again.
async::Task<> News::tell_balance(Session session) {
  if (state_at(session, tools_.clock.now()) != State::asked_bet) co_return;
  const auto profile = co_await tools_.api.profile(session.user_id);
  if (!profile) {
    insist(profile.error());
    co_return;
  }
  Reply reply;
  SayCard card;
  const Table table = asked_table(session);
  card.screen = bet_screen(tools_.stage_for(session), table, profile->balance_in(table.coin));
  reply.says.push_back(std::move(card));
  co_await tools_.desk.store(session, std::move(reply), 0);
}

/// The receipt.
async::Task<> News::tell_payment(Session session, Cause cause) {
  const Stage stage = tools_.stage_for(session);
  std::string html = payment_html(stage, cause.event, cause.amount, cause.balance, cause.charge);
  if (html.empty()) co_return;
  Reply reply;
  reply.says.push_back(SayText{std::move(html)});
  if (LUDICE_PLANTED("bot_tells_a_receipt_again")) cause.once.clear();
  co_await tools_.desk.store(session, std::move(reply), cause.inbox_row, cause.once);
}

}  // namespace ludice::bot

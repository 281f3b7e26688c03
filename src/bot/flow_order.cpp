// An order in the card that shows it: confirmed by whoever has asked for it, and carried out under one
// request_id, so that it is done once however often, and after whatever crash, the card is pressed.
#include "base/hex.hpp"
#include "bot/flows.hpp"
#include "bot/house_screens.hpp"
#include "bot/money_cards.hpp"

#include <utility>

namespace ludice::bot {
namespace {

void close_card(Visit& visit, const store::bot::CardRow& card, Screen screen, Text toast) {
  visit.reply.says.push_back(TurnCard{card.id, std::move(screen), kClosed});
  visit.reply.toast = visit.words().plain(toast);
}

async::Task<> carry_out(Visit& visit, store::bot::CardRow card, Order order, std::string request_id) {
  visit.if_unanswered = visit.message(visit.words().html(Text::operator_unanswered));
  const auto done = co_await visit.tools.operators->carry_out(order.admin, order, std::move(request_id),
                                                              Visit::trace_id(visit.inbox_id));
  visit.if_unanswered.reset();
  if (done) {
    close_card(visit, card, order_done_screen(visit.stage(), order, *done), Text::toast_op_done);
    if (!order.payment.empty()) co_await turn_stars_cards(visit, order.payment);
  } else if (done.error().passing()) {
    visit.say(visit.words().html(Text::operator_busy));
  } else {
    // The refusal is kept under the request_id, as an effect is: another try is another order.
    close_card(visit, card, order_refused_screen(visit.stage(), order, done.error()), Text::toast_op_refused);
  }
}

}  // namespace

void show_order(Visit& visit, const Order& order) {
  const std::string id = to_base32(visit.inbox_id);
  visit.reply.says.push_back(
      SayElsewhere{visit.in.chat_id, order_screen(visit.stage(), order, id), order_card(id), to_text(order)});
}

async::Task<> decide_on_order(Visit& visit, Callback callback) {
  const auto cards = co_await visit.tools.desk.cards_about(order_card(callback.game));
  if (cards.empty()) {
    visit.reply.toast = visit.words().plain(Text::toast_op_old);
    co_return;
  }
  const auto& card = cards.front();
  const auto order = order_from(card.shown);
  if (!order) {
    visit.reply.toast = visit.words().plain(Text::toast_op_over);
  } else if (order->admin != visit.in.user_id) {
    visit.reply.toast = visit.words().plain(Text::toast_op_others);
  } else if (callback.action == Action::op_drop) {
    close_card(visit, card, order_dropped_screen(visit.stage(), *order), Text::toast_op_dropped);
  } else {
    co_await carry_out(visit, card, *order, "order:" + callback.game);
  }
}

}  // namespace ludice::bot

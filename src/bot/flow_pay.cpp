// Topping up, what was paid, and how it goes back.
#include "bot/bet_text.hpp"
#include "bot/flows.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

/// The latest payment with this id; nothing where it is none of his latest.
std::optional<Payment> find_payment(const std::vector<Payment>& payments, const std::string& id) {
  const auto found = std::ranges::find(payments, id, &Payment::id);
  return found == payments.end() ? std::nullopt : std::optional(*found);
}

void explain_refund_refusal(Visit& visit, const ApiRefusal& refusal) {
  const Phrases& words = visit.words();
  if (refusal.code == "insufficient_funds") {
    visit.say(words.html(Text::refund_not_covered, {{"balance", words.money(Coin::stars, refusal.balance)},
                                                    {"stars", words.money(Coin::stars, refusal.required)}}));
  } else if (refusal.code == "conflict") {
    visit.say(words.html(Text::receipt_kept_before));
  } else {
    explain_refusal(visit, refusal, Coin::stars);
  }
}

}  // namespace

async::Task<> top_up(Visit& visit) {
  const BotSettings& settings = visit.tools.settings;
  if (!settings.sells_stars() && !settings.takes_ton()) {
    co_await take_daily(visit);
    co_return;
  }
  const auto profile = co_await visit.tools.api.profile(visit.in.user_id);
  if (!profile) {
    explain_refusal(visit, profile.error());
    co_return;
  }
  if (settings.sells_stars()) ask_for_stars(visit.session, visit.now, settings);
  visit.show_aside(top_up_screen(visit.stage(), *profile), true);
}

async::Task<> buy_stars(Visit& visit, std::int64_t amount) {
  const Phrases& words = visit.words();
  const bool offered = visit.tools.settings.sells_stars() && amount <= visit.tools.settings.max_star_order;
  if (!offered) {
    co_await stale_tap(visit);
    co_return;
  }
  const std::string request_id = visit.request_id("order");
  const auto order = co_await visit.tools.finance.order(visit.in.user_id, amount, request_id);
  if (!order) {
    if (order.error().code == "limit_reached") {
      visit.say(words.html(Text::buy_limit_reached));
    } else if (order.error().code == "conflict") {
      visit.say(words.html(Text::buy_maintenance));
    } else {
      explain_refusal(visit, order.error(), Coin::stars);
    }
    co_return;
  }
  back_to_menu(visit.session);
  SayInvoice invoice;
  invoice.title = words.money(Coin::stars, order->amount);
  invoice.description = words.plain(Text::invoice);
  invoice.payload = order->order;
  invoice.amount = order->amount;
  visit.reply.says.push_back(std::move(invoice));
}

async::Task<> typed_stars(Visit& visit) {
  const auto amount = parse_bet(visit.in.text);
  const std::int64_t most = visit.tools.settings.max_star_order;
  if (!amount || *amount < 1 || *amount > most) {
    visit.say(visit.words().html(Text::buy_not_a_number, {{"most", most}}));
    co_return;
  }
  co_await buy_stars(visit, *amount);
}

async::Task<> show_payments(Visit& visit) {
  back_to_menu(visit.session);
  const auto payments = co_await visit.tools.finance.payments(visit.in.user_id);
  if (!payments) {
    explain_refusal(visit, payments.error(), Coin::stars);
    co_return;
  }
  visit.show_aside(payments_screen(visit.stage(), *payments), true);
}

async::Task<> tapped_refund(Visit& visit, Callback callback) {
  const auto payments = co_await visit.tools.finance.payments(visit.in.user_id);
  const auto payment = payments ? find_payment(*payments, callback.game) : std::nullopt;
  if (!payment || payment->state != "paid") {
    visit.reply.toast = visit.words().plain(Text::toast_stale);
    if (payments) visit.show_aside(payments_screen(visit.stage(), *payments), false);
    co_return;
  }
  if (callback.action == Action::refund) {
    visit.show_aside(confirm_refund_screen(visit.stage(), *payment), false);
    co_return;
  }
  visit.if_unanswered = SayText{visit.words().html(Text::refund_unanswered)};
  const std::string request_id = visit.request_id("refund");
  const auto refunded = co_await visit.tools.finance.refund(visit.in.user_id, payment->charge, request_id);
  if (!refunded) {
    visit.if_unanswered.reset();
    explain_refund_refusal(visit, refunded.error());
    co_return;
  }
  const auto after = co_await visit.tools.finance.payments(visit.in.user_id);
  if (after) visit.show_aside(payments_screen(visit.stage(), *after), false);
}

async::Task<> hear_payment(Visit& visit) {
  const Incoming& in = visit.in;
  const Instant paid_at{in.sent_at * 1000};
  std::string trace = Visit::trace_id(visit.inbox_id);
  // Its receipt comes as an event, whoever told of it first.
  auto call = in.kind == Incoming::Kind::paid ? visit.tools.finance.credit(in.user_id, in.charge, in.amount,
                                                                           in.text, paid_at, std::move(trace))
                                              : visit.tools.finance.refunded(in.charge, std::move(trace));
  const auto heard = co_await std::move(call);
  const bool unknown_refund = !heard && heard.error().code == "not_found";
  if (!heard && !unknown_refund) throw ApiUnavailable("a payment was not taken: " + heard.error().code);
}

}  // namespace ludice::bot

// The house and its players in the hands of admins: what there is, and orders as they take shape. What a
// button does not say is asked for and typed; then the order is shown once more (flow_order.cpp).
#include "base/trim.hpp"
#include "bot/bet_text.hpp"
#include "bot/flows.hpp"
#include "bot/house_screens.hpp"
#include "bot/utf8.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

using Act = Order::Act;

/// Shown as what could be typed.
constexpr std::int64_t kExample = 50;
constexpr std::size_t kLongestReason = 200;

std::string example_of(Coin coin) {
  return Phrases::number(coin, coin == Coin::ton ? kExample * kNanotonsInTon / 100 : kExample);
}

/// Keeps the order until what it lacks is typed.
void ask(Visit& visit, const Order& order, std::string html) {
  ask_for_order(visit.session, to_text(order), visit.in.chat_id, visit.now, visit.tools.settings);
  if (!visit.in.private_chat) html += "\n\n" + visit.words().html(Text::ask_by_reply);
  visit.say(std::move(html));
}

void ask_why(Visit& visit, const Order& order) {
  ask(visit, order, order_html(visit.stage(), order) + "\n\n" + visit.words().html(Text::ask_why));
}

void show_player(Visit& visit, const PlayerFile& file) {
  Screen screen = player_file_screen(visit.stage(), file);
  visit.say_with_buttons(std::move(screen.html), screen.buttons);
}

async::Task<std::optional<HouseView>> house_for(Visit& visit) {
  auto house = co_await visit.tools.operators->house(visit.in.user_id);
  if (house) co_return *std::move(house);
  explain_operator_refusal(visit, house.error());
  co_return std::nullopt;
}

async::Task<std::optional<PlayerFile>> player_for(Visit& visit, Thrower who) {
  auto file = co_await visit.tools.operators->player(visit.in.user_id, std::move(who));
  if (file) co_return *std::move(file);
  ApiRefusal refusal = file.error();
  if (refusal.code == "invalid_request") refusal.code = "player_not_found";  // nobody can be called so
  explain_operator_refusal(visit, refusal);
  co_return std::nullopt;
}

Order begun(const Visit& visit, Act act) {
  Order order{.act = act};
  order.admin = visit.in.user_id;
  return order;
}

async::Task<> show_house(Visit& visit) {
  const auto house = co_await house_for(visit);
  if (!house) co_return;
  Screen screen = house_screen(visit.stage(), *house);
  visit.say_with_buttons(std::move(screen.html), screen.buttons);
}

async::Task<> begin_funding(Visit& visit) {
  const auto house = co_await house_for(visit);
  if (!house) co_return;
  Screen screen = fund_screen(visit.stage(), *house);
  visit.say_with_buttons(std::move(screen.html), screen.buttons);
}

async::Task<> fund_from(Visit& visit, Callback callback) {
  const auto house = co_await house_for(visit);
  if (!house) co_return;
  Order order = begun(visit, Act::fund);
  order.coin = callback.coin;
  order.source = callback.game;
  const auto funds = std::ranges::find(house->funds, callback.coin, &HouseView::Funds::coin);
  const std::int64_t rake = funds == house->funds.end() ? 0 : funds->rake;
  const std::string there = visit.words().money(callback.coin, rake);
  ask(visit, order,
      callback.game == "rake" ? visit.words().html(Text::ask_fees, {{"there", there}})
                              : visit.words().html(Text::ask_outside));
}

async::Task<> change_balance(Visit& visit, Callback callback) {
  Thrower who{callback.amount, {}};
  const auto file = co_await player_for(visit, std::move(who));
  if (!file) co_return;
  Order order = begun(visit, Act::adjust);
  order.coin = callback.coin;
  order.player = file->id;
  order.name = file->username;
  const std::string example = example_of(callback.coin);
  ask(visit, order,
      visit.words().html(Text::ask_change,
                         {{"player", file->username},
                          {"balance", visit.words().money(callback.coin, file->balance_in(callback.coin))},
                          {"more", "+" + example},
                          {"less", "-" + example}}));
}

/// Where it is so already, the player is shown as he is.
async::Task<> stop_or_let_player(Visit& visit, Callback callback) {
  Thrower who{callback.amount, {}};
  const auto file = co_await player_for(visit, std::move(who));
  if (!file) co_return;
  const bool stops = callback.action == Action::op_stop_player;
  if (file->frozen == stops) {
    show_player(visit, *file);
    co_return;
  }
  Order order = begun(visit, stops ? Act::stop_player : Act::let_player);
  order.player = file->id;
  order.name = file->username;
  ask_why(visit, order);
}

/// Where he owes nothing any more, he is shown as he is.
async::Task<> forgive(Visit& visit, Callback callback) {
  Thrower who{callback.amount, {}};
  const auto file = co_await player_for(visit, std::move(who));
  if (!file) co_return;
  if (file->stars >= 0) {
    show_player(visit, *file);
    co_return;
  }
  Order order = begun(visit, Act::forgive);
  order.coin = Coin::stars;
  order.player = file->id;
  order.name = file->username;
  order.amount = -file->stars;
  ask_why(visit, order);
}

/// What the API says can be stopped under that name; tells where there is no such thing.
async::Task<std::optional<Stop>> stop_for(Visit& visit, std::string scope) {
  const auto house = co_await house_for(visit);
  if (!house) co_return std::nullopt;
  const auto stop = std::ranges::find(house->stops, scope, &Stop::scope);
  if (stop != house->stops.end()) co_return *stop;
  visit.say(visit.words().html(Text::operator_refused));
  co_return std::nullopt;
}

void ask_why_it_may_go_on(Visit& visit, const Stop& stop) {
  Order order = begun(visit, Act::resume);
  order.scope = stop.scope;
  order.call = stop.resume_call;
  ask(visit, order,
      order_html(visit.stage(), order) + "\n\n" + stopped_by_html(visit.stage(), stop) + "\n\n" +
          visit.words().html(Text::ask_why));
}

async::Task<> stop_or_resume(Visit& visit, Callback callback) {
  const std::string scope = callback.game.empty() ? std::string(kWithdrawals) : callback.game;
  const auto stop = co_await stop_for(visit, scope);
  if (!stop) co_return;
  if (!stop->why.empty()) {
    ask_why_it_may_go_on(visit, *stop);
  } else if (callback.action == Action::op_resume) {
    visit.reply.toast =
        visit.words().plain(Text::toast_op_not_stopped, {{"scope", scope_name(visit.stage(), scope)}});
  } else {
    Order order = begun(visit, Act::stop);
    order.scope = scope;
    order.call = stop->stop_call;
    ask_why(visit, order);
  }
}

/// A sign, and a number as stakes are typed; of adjust alone with a minus. 0: it is none.
std::int64_t typed_amount(const Order& order, std::string_view text) {
  text = trimmed(text);
  constexpr std::string_view kMinus = "\u2212";
  const bool minus = text.starts_with('-') || text.starts_with(kMinus);
  if (minus) text.remove_prefix(text.front() == '-' ? 1 : kMinus.size());
  if (!minus && text.starts_with('+')) text.remove_prefix(1);
  const auto amount = parse_amount(order.coin, text);
  if (!amount || (minus && order.act != Act::adjust)) return 0;
  return minus ? -*amount : *amount;
}

bool is_reason(std::string_view text) {
  const std::u32string marks = decode_utf8(text);
  const auto shows = [](char32_t c) { return c >= U' ' && (c < U'\x7F' || c > U'\x9F'); };
  return !marks.empty() && marks.size() <= kLongestReason && std::ranges::all_of(marks, shows);
}

/// Whom to look at, or whose Stars they are.
async::Task<> typed_whom(Visit& visit, Order order) {
  const auto who = player_in(visit.in.text);
  if (!who) {
    visit.say(visit.words().html(Text::operator_no_such_player));
    co_return;
  }
  const auto file = co_await player_for(visit, *who);
  if (!file) co_return;
  if (order.act == Act::look) {
    back_to_menu(visit.session);
    show_player(visit, *file);
  } else if (file->id == 0) {
    visit.say(visit.words().html(Text::operator_assign_by_name, {{"player", file->username}}));
  } else {
    order.player = file->id;
    order.name = file->username;
    ask_why(visit, order);
  }
}

/// What stops it is what is let go: as it is at this moment, and as its card shows it.
async::Task<bool> note_what_stops(Visit& visit, Order& order) {
  const auto stop = co_await stop_for(visit, order.scope);
  if (!stop) co_return false;
  if (stop->why.empty()) {
    back_to_menu(visit.session);
    visit.say(
        visit.words().html(Text::toast_op_not_stopped, {{"scope", scope_name(visit.stage(), order.scope)}}));
    co_return false;
  }
  order.frozen = stop->why;
  order.since = stop->since;
  co_return true;
}

async::Task<> typed_reason(Visit& visit, Order order) {
  const std::string_view reason = trimmed(visit.in.text);
  if (!is_reason(reason)) {
    visit.say(visit.words().html(Text::order_bad_reason));
    co_return;
  }
  order.reason = reason;
  if (order.act == Act::resume) {
    const bool stopped = co_await note_what_stops(visit, order);
    if (!stopped) co_return;
  }
  back_to_menu(visit.session);
  show_order(visit, order);
}

}  // namespace

async::Task<> house_tap(Visit& visit, Callback callback) {
  switch (callback.action) {
    case Action::op_fund:
      co_await begin_funding(visit);
      break;
    case Action::op_fund_from:
      co_await fund_from(visit, callback);
      break;
    case Action::op_player:
      ask(visit, begun(visit, Act::look), visit.words().html(Text::ask_whom));
      break;
    case Action::op_adjust:
      co_await change_balance(visit, callback);
      break;
    case Action::op_stop_player:
    case Action::op_let_player:
      co_await stop_or_let_player(visit, callback);
      break;
    case Action::op_forgive:
      co_await forgive(visit, callback);
      break;
    case Action::op_stop:
    case Action::op_resume:
      co_await stop_or_resume(visit, callback);
      break;
    case Action::op_reconcile:
      show_order(visit, begun(visit, Act::reconcile));
      break;
    default:
      co_await show_house(visit);
  }
}

void begin_order(Visit& visit, const Order& order) {
  if (order.needs_player()) {
    ask(visit, order, visit.words().html(Text::ask_whom));
  } else {
    ask_why(visit, order);
  }
}

async::Task<> typed_order(Visit& visit) {
  auto order = order_from(asked_order(visit.session, visit.in.chat_id));
  if (!order || question_ran_out(visit.session, visit.now)) {
    back_to_menu(visit.session);
    visit.say(visit.words().html(Text::operator_assign_closed));
  } else if (order->act == Act::look || order->needs_player()) {
    co_await typed_whom(visit, *std::move(order));
  } else if (!order->needs_amount()) {
    co_await typed_reason(visit, *order);
  } else if (order->amount = typed_amount(*order, visit.in.text); order->amount == 0) {
    visit.say(visit.words().html(Text::order_bad_amount, {{"example", example_of(order->coin)}}));
  } else {
    ask_why(visit, *order);
  }
}

}  // namespace ludice::bot

// The house, a player, an order.
#include "bot/house_screens.hpp"

#include <utility>

namespace ludice::bot {
namespace {

using Act = Order::Act;

constexpr const char* kFees = "rake";
constexpr const char* kOutside = "outside";
constexpr std::string_view kStars = "stars";

Button button(const Stage& stage, Text label, Action action) {
  return {stage.words.plain(label), encode({action, "", 0, 0, 0})};
}

Button stop_button(const Stage& stage, const Stop& stop) {
  const bool runs = stop.why.empty();
  return {stage.words.plain(runs ? Text::label_op_stop : Text::label_op_stopped,
                            {{"scope", scope_name(stage, stop.scope)}}),
          encode({runs ? Action::op_stop : Action::op_resume, stop.scope, 0, 0, 0})};
}

/// Not everything that can be stopped has a time with it.
std::string since_of(const Stop& stop) {
  return stop.since.ms == 0 ? "?" : minute_of(stop.since);
}

std::string stop_html(const Stage& stage, const Stop& stop) {
  if (stop.why.empty()) return stage.words.html(Text::house_runs, {{"scope", scope_name(stage, stop.scope)}});
  return stage.words.html(
      Text::house_stopped,
      {{"scope", scope_name(stage, stop.scope)}, {"since", since_of(stop)}, {"why", stop.why}});
}

std::string outside_html(const Stage& stage, const HouseView& house, Coin coin) {
  const Phrases& words = stage.words;
  if (coin == Coin::stars && house.stars) {
    const std::string expected = words.money(coin, house.stars->expected);
    if (house.stars->checked.ms == 0)
      return "\n" + words.html(Text::house_stars_soon, {{"expected", expected}});
    return "\n" + words.html(Text::house_stars,
                             {{"expected", expected}, {"checked", minute_of(house.stars->checked)}});
  }
  if (coin == Coin::ton && house.wallet) {
    return "\n" + words.html(Text::house_wallet, {{"balance", words.money(coin, house.wallet->balance)},
                                                  {"booked", words.money(coin, house.wallet->booked)},
                                                  {"seen", minute_of(house.wallet->seen)}});
  }
  return {};
}

std::string player_state_html(const Stage& stage, const PlayerFile& file) {
  const Phrases& words = stage.words;
  if (!file.frozen) return words.html(Text::player_free);
  if (file.operator_name.empty()) return words.html(Text::player_stopped_before);
  return words.html(
      Text::player_stopped,
      {{"since", minute_of(file.since)}, {"operator", file.operator_name}, {"reason", file.reason}});
}

Text change_text(const Order& order) {
  const bool gives = order.amount > 0;
  if (order.coin == Coin::points) return gives ? Text::order_give_points : Text::order_take_points;
  return gives ? Text::order_give : Text::order_take;
}

/// Behind a heading: what, and why.
std::string told(const Stage& stage, const Order& order) {
  std::string html = "\n\n" + order_html(stage, order);
  if (!order.reason.empty())
    html += "\n\n" + stage.words.html(Text::order_reason, {{"reason", order.reason}});
  return html;
}

std::string not_covered_html(const Stage& stage, const Order& order, std::int64_t balance) {
  const bool from_owner = order.act == Act::adjust && order.amount > 0;
  const Text text = order.act == Act::fund
                        ? (order.source == kFees ? Text::refused_fees : Text::refused_outside)
                    : from_owner ? Text::refused_owner
                                 : Text::refused_poor;
  return stage.words.html(text, {{"balance", stage.words.money(order.coin, balance)}});
}

std::string conflict_html(const Stage& stage, const Order& order) {
  const Phrases& words = stage.words;
  if (order.act == Act::fund) return words.html(Text::refused_source);
  if (order.act == Act::stop)
    return words.html(Text::refused_stopped, {{"scope", scope_name(stage, order.scope)}});
  if (order.act == Act::resume) return words.html(Text::refused_resume);
  if (!order.payment.empty()) return words.html(Text::refused_stars);
  return words.html(Text::refused_so_already);
}

std::string refusal_html(const Stage& stage, const Order& order, const ApiRefusal& refusal) {
  const Phrases& words = stage.words;
  if (refusal.code == "insufficient_funds") return not_covered_html(stage, order, refusal.balance);
  if (refusal.code == "conflict") return conflict_html(stage, order);
  if (refusal.code == "same_person") return words.html(Text::refused_yourself);
  if (refusal.code == "player_not_found") return words.html(Text::operator_no_such_player);
  if (refusal.code == "limit_reached")
    return words.html(order.act == Act::fund || order.act == Act::keep_stars ? Text::refused_owner_full
                                                                             : Text::operator_no_room);
  return words.html(Text::operator_refused);
}

}  // namespace

Button house_button(const Stage& stage) {
  return button(stage, Text::label_op_house, Action::op_house);
}

Screen house_screen(const Stage& stage, const HouseView& house) {
  const Phrases& words = stage.words;
  Screen screen{words.html(Text::house_title)};
  for (const HouseView::Funds& funds : house.funds) {
    if (!stage.settings.offers(funds.coin) && funds.owner == 0 && funds.rake == 0) continue;
    screen.html += "\n\n" + words.html(Text::house_funds, {{"coin", words.coin_name(funds.coin)},
                                                           {"owner", words.money(funds.coin, funds.owner)},
                                                           {"rake", words.money(funds.coin, funds.rake)}});
    screen.html += outside_html(stage, house, funds.coin);
  }
  screen.buttons.push_back({button(stage, Text::label_op_fund, Action::op_fund),
                            button(stage, Text::label_op_player, Action::op_player)});
  for (const Stop& stop : house.stops) {
    if (stop.scope == kStars && stop.why.empty() && !stage.settings.offers(Coin::stars)) continue;
    screen.html += "\n\n" + stop_html(stage, stop);
    screen.buttons.push_back({stop_button(stage, stop)});
  }
  screen.buttons.push_back({button(stage, Text::label_op_reconcile, Action::op_reconcile)});
  return screen;
}

Screen fund_screen(const Stage& stage, const HouseView& house) {
  const Phrases& words = stage.words;
  ButtonRows rows;
  for (const HouseView::Funds& funds : house.funds) {
    if (funds.rake == 0) continue;
    Callback fees{Action::op_fund_from, kFees, 0, 0, 0};
    fees.coin = funds.coin;
    const std::string amount = words.money(funds.coin, funds.rake);
    rows.push_back({{words.plain(Text::label_op_fund_fees, {{"amount", amount}}), encode(fees)}});
  }
  if (house.stars) {
    Callback outside{Action::op_fund_from, kOutside, 0, 0, 0};
    outside.coin = Coin::stars;
    rows.push_back({{words.plain(Text::label_op_fund_outside), encode(outside)}});
  }
  return {words.html(rows.empty() ? Text::ask_whence_nothing : Text::ask_whence), std::move(rows)};
}

Screen player_file_screen(const Stage& stage, const PlayerFile& file) {
  const Phrases& words = stage.words;
  if (file.id == 0) return {words.html(Text::player_by_name, {{"player", file.username}})};
  Screen screen{words.html(Text::player_title, {{"player", file.username}, {"id", std::to_string(file.id)}}) +
                "\n"};
  std::vector<Button> changes;
  for (const Coin coin : kCoins) {
    if (!stage.settings.offers(coin) && file.balance_in(coin) == 0) continue;
    screen.html += "\n" + escape_html(words.money(coin, file.balance_in(coin)));
    Callback change{Action::op_adjust, "", file.id, 0, 0};
    change.coin = coin;
    changes.push_back(
        {words.plain(Text::label_op_adjust, {{"coin", words.coin_name(coin)}}), encode(change)});
  }
  screen.html += "\n\n" + player_state_html(stage, file);
  for (Button& change : changes) screen.buttons.push_back({std::move(change)});
  if (file.stars < 0) {
    const Callback forgive{Action::op_forgive, "", file.id, 0, 0};
    screen.buttons.push_back({{words.plain(Text::label_op_forgive), encode(forgive)}});
  }
  const Text label = file.frozen ? Text::label_op_let_player : Text::label_op_stop_player;
  const Action action = file.frozen ? Action::op_let_player : Action::op_stop_player;
  screen.buttons.push_back({{words.plain(label), encode({action, "", file.id, 0, 0})}});
  return screen;
}

Screen stars_file_screen(const Stage& stage, const StarsFile& file) {
  const Phrases& words = stage.words;
  const auto choice = [&](Text label, Action action) {
    return std::vector<Button>{{words.plain(label), encode({action, file.id, 0, 0, 0})}};
  };
  return {words.html(Text::stars_in_suspense, {{"amount", words.money(Coin::stars, file.amount)},
                                               {"payer", std::to_string(file.payer)},
                                               {"charge", file.charge}}),
          {choice(Text::label_op_assign, Action::op_stars_assign),
           choice(Text::label_op_stars_refund, Action::op_stars_refund),
           choice(Text::label_op_keep, Action::op_stars_keep)}};
}

Screen stars_decided_screen(const Stage& stage, const std::string& payment) {
  return {stage.words.html(Text::stars_decided, {{"payment", payment}})};
}

std::string order_html(const Stage& stage, const Order& order) {
  const Phrases& words = stage.words;
  const std::string amount = words.money(order.coin, order.amount < 0 ? -order.amount : order.amount);
  const std::string id = std::to_string(order.player);
  switch (order.act) {
    case Act::fund:
      return words.html(order.source == kFees ? Text::order_fees : Text::order_outside, {{"amount", amount}});
    case Act::adjust:
      return words.html(change_text(order), {{"amount", amount}, {"player", order.name}, {"id", id}});
    case Act::stop:
      return words.html(Text::order_stop, {{"scope", scope_name(stage, order.scope)}});
    case Act::resume:
      return words.html(Text::order_resume, {{"scope", scope_name(stage, order.scope)}});
    case Act::stop_player:
      return words.html(Text::order_stop_player, {{"player", order.name}, {"id", id}});
    case Act::let_player:
      return words.html(Text::order_let_player, {{"player", order.name}, {"id", id}});
    case Act::forgive:
      return words.html(Text::order_forgive, {{"amount", amount}, {"player", order.name}, {"id", id}});
    case Act::assign_stars:
      return words.html(Text::order_assign_stars,
                        {{"amount", amount}, {"charge", order.charge}, {"player", order.name}, {"id", id}});
    case Act::refund_stars:
      return words.html(Text::order_refund_stars, {{"amount", amount}, {"charge", order.charge}});
    case Act::keep_stars:
      return words.html(Text::order_keep_stars, {{"amount", amount}, {"charge", order.charge}});
    case Act::look:
    case Act::reconcile:
      break;
  }
  return words.html(Text::order_reconcile);
}

std::string scope_name(const Stage& stage, const std::string& scope) {
  if (scope == kWithdrawals) return stage.words.plain(Text::scope_withdrawals);
  return scope == kStars ? stage.words.plain(Text::scope_stars) : scope;
}

std::string stopped_by_html(const Stage& stage, const Stop& stop) {
  const Phrases& words = stage.words;
  std::string html = words.html(Text::order_stopped_by, {{"since", since_of(stop)}, {"why", stop.why}});
  if (stop.scope == kWithdrawals) html += "\n\n" + words.html(Text::order_compare_first);
  return html;
}

Screen order_screen(const Stage& stage, const Order& order, const std::string& id) {
  const Phrases& words = stage.words;
  Screen screen{words.html(Text::order_sure) + told(stage, order)};
  if (order.act == Act::resume)
    screen.html += "\n\n" + stopped_by_html(stage, {order.scope, order.frozen, order.since});
  screen.html += "\n\n" + words.html(Text::order_note, {{"admin", std::to_string(order.admin)}});
  screen.buttons.push_back({{words.plain(Text::label_op_do), encode({Action::op_do, id, 0, 0, 0})},
                            {words.plain(Text::label_op_drop), encode({Action::op_drop, id, 0, 0, 0})}});
  return screen;
}

Screen order_done_screen(const Stage& stage, const Order& order, std::int64_t balance) {
  const Phrases& words = stage.words;
  Screen screen{words.html(Text::order_done, {{"admin", std::to_string(order.admin)}}) + told(stage, order)};
  if (order.act == Act::fund || order.act == Act::adjust || order.act == Act::forgive) {
    const Text has = order.act == Act::fund ? Text::order_owner_has : Text::order_player_has;
    screen.html += "\n\n" + words.html(has, {{"balance", words.money(order.coin, balance)}});
  }
  screen.buttons.push_back({house_button(stage)});
  return screen;
}

Screen order_refused_screen(const Stage& stage, const Order& order, const ApiRefusal& refusal) {
  return {stage.words.html(Text::order_refused) + told(stage, order) + "\n\n" +
              refusal_html(stage, order, refusal),
          {{house_button(stage)}}};
}

Screen order_dropped_screen(const Stage& stage, const Order& order) {
  return {stage.words.html(Text::order_dropped) + told(stage, order)};
}

}  // namespace ludice::bot

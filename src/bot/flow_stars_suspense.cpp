// What admins decide about Stars that came, are nobody's and that Telegram does not take back: a player's,
// the house's, or Telegram is asked once more. Each is an order with a reason (flow_order.cpp).
#include "bot/flows.hpp"
#include "bot/house_screens.hpp"
#include "bot/money_cards.hpp"
#include "bot/operator_desk.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

/// Shown at once; what is decided makes room for others.
constexpr std::size_t kMostShown = 10;

Order::Act act_of(Action action) {
  if (action == Action::op_stars_assign) return Order::Act::assign_stars;
  return action == Action::op_stars_refund ? Order::Act::refund_stars : Order::Act::keep_stars;
}

}  // namespace

bool is_about_stars(Action action) {
  return action == Action::op_stars_assign || action == Action::op_stars_refund ||
         action == Action::op_stars_keep;
}

async::Task<> decide_on_stars(Visit& visit, Callback callback) {
  const auto found = co_await visit.tools.operators->kept_stars(visit.in.user_id, callback.game);
  if (!found) {
    explain_operator_refusal(visit, found.error());
    co_return;
  }
  if (!*found) {
    co_await turn_stars_cards(visit, callback.game);
    visit.reply.toast = visit.words().plain(Text::toast_op_over);
    co_return;
  }
  const StarsFile& file = **found;
  Order order{.act = act_of(callback.action)};
  order.admin = visit.in.user_id;
  order.coin = Coin::stars;
  order.payment = file.id;
  order.charge = file.charge;
  order.amount = file.amount;
  begin_order(visit, order);
}

async::Task<> turn_stars_cards(Visit& visit, std::string payment) {
  const auto cards = co_await visit.tools.desk.cards_about(stars_card(payment));
  for (Say& say : turned_cards(cards, stars_decided_screen(visit.stage(), payment), false)) {
    visit.reply.says.push_back(std::move(say));
  }
}

async::Task<std::optional<std::size_t>> show_kept_stars(Visit& visit) {
  const auto listed = co_await visit.tools.operators->all_kept_stars(visit.in.user_id);
  if (!listed) {
    explain_operator_refusal(visit, listed.error());
    co_return std::nullopt;
  }
  const std::size_t shown = std::min(listed->items.size(), kMostShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const StarsFile& file = listed->items[i];
    visit.reply.says.push_back(
        SayElsewhere{visit.in.chat_id, stars_file_screen(visit.stage(), file), stars_card(file.id), kOpen});
  }
  co_return shown;
}

}  // namespace ludice::bot

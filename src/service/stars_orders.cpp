// One open order for each player and amount; the checks of a pre-checkout.
#include "service/stars_orders.hpp"

#include "base/hex.hpp"
#include "base/planted.hpp"
#include "domain/calendar.hpp"
#include "domain/pairing.hpp"
#include "service/open_return.hpp"
#include "service/stars_stop.hpp"
#include "store/ledger_table.hpp"

#include <array>

namespace ludice::service {
namespace {

using domain::Asset;
using domain::OrderState;
using store::StarsOrder;

/// How long after a pre-checkout its payment may still come to be known. Telegram takes it within ten seconds
/// of having asked or not at all, and its list tells of it each minute and at the start: what that has not
/// shown within ten minutes was not taken, and its player may try again.
constexpr Millis kPaymentUnderWay{600'000};

/// Whether the player may pay so much more: by the limit of the day, and by what his account may hold. What
/// may be paid at this moment counts as paid.
bool is_within_limits(store::Reader& reader, const Rules& rules, const store::Player& player, Amount amount) {
  const Amount balance = store::load_player_account(reader, player.id, Asset::stars).balance;
  if (!domain::has_room(balance, amount, open_return(reader, player, Asset::stars))) return false;
  if (rules.stars.daily_limit.is_zero()) return true;
  const Instant today = domain::start_of_day(domain::day_of(reader.now()));
  const Amount under_way = store::stars_checked_since(reader, player.id, reader.now() - kPaymentUnderWay);
  return store::stars_paid_since(reader, player.id, today) + under_way + amount <= rules.stars.daily_limit;
}

bool is_open(const StarsOrder& order, Instant now) {
  return order.state == OrderState::open && now < order.expires;
}

}  // namespace

Result<StarsOrder> OrderStars::run(store::Transaction& transaction, const OrderStarsCommand& command) const {
  const auto player = require_player(transaction, command.who);
  if (!player) return std::unexpected(player.error());
  if (!rules_.offers(Asset::stars)) return refuse(Refusal::not_found);
  if (!find_stars_stop(transaction.peek()).why.empty()) return refuse(Refusal::conflict);
  if (player->frozen) return refuse(Refusal::frozen);
  if (!is_within_limits(transaction.peek(), rules_, *player, command.amount))
    return refuse(Refusal::limit_reached);

  const Instant now = transaction.now();
  const auto latest = store::find_stars_order(transaction, player->id, command.amount);
  if (latest && is_open(*latest, now)) return *latest;
  if (latest && latest->state == OrderState::open)
    store::set_stars_order_state(transaction, latest->id, OrderState::expired);
  const StarsOrder order{OrderId{transaction.next_id()}, player->id, command.amount, OrderState::open, now,
                         now + rules_.stars.order_ttl};
  store::insert_stars_order(transaction, order);
  return order;
}

std::string_view to_string(PaymentFault fault) {
  constexpr std::array<std::string_view, 9> names = {"not_offered", "maintenance",  "unknown_order",
                                                     "wrong_payer", "wrong_amount", "already_paid",
                                                     "expired",     "frozen",       "limit_reached"};
  return names.at(static_cast<std::size_t>(fault));
}

std::optional<PaymentFault> CheckPayment::run(store::Transaction& transaction,
                                              const CheckPaymentQuery& query) const {
  if (!rules_.offers(Asset::stars)) return PaymentFault::not_offered;
  const bool is_stopped = !find_stars_stop(transaction.peek()).why.empty();
  if (is_stopped && !LUDICE_PLANTED("sold_while_stopped")) return PaymentFault::maintenance;
  const auto number = from_base32(query.order);
  // The payer's row is locked first: two checks of his orders do not miss each other.
  const auto payer = store::find_player(transaction, query.payer);
  const auto order = number ? store::find_stars_order(transaction, OrderId{*number}) : std::nullopt;
  if (!order) return PaymentFault::unknown_order;
  if (!payer || payer->id != order->player) return PaymentFault::wrong_payer;
  if (order->amount != query.amount) return PaymentFault::wrong_amount;
  if (order->state == OrderState::paid) return PaymentFault::already_paid;
  if (!is_open(*order, transaction.now())) return PaymentFault::expired;
  if (payer->frozen) return PaymentFault::frozen;
  if (!is_within_limits(transaction.peek(), rules_, *payer, query.amount)) return PaymentFault::limit_reached;
  store::set_stars_order_checked(transaction, order->id, transaction.now() - kPaymentUnderWay);
  return std::nullopt;
}

}  // namespace ludice::service

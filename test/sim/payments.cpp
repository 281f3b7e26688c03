// Actions drawn by their weights.
#include "sim/payments.hpp"

#include "base/hex.hpp"
#include "sim/operators.hpp"

#include <algorithm>
#include <utility>

namespace ludice::sim {
namespace {

constexpr const char* kIsOrdered =
    "SELECT 1 FROM stars_order o JOIN player p ON p.id = o.player WHERE o.id = ? AND p.telegram_id = ?";
constexpr const char* kIsBooked =
    "SELECT 1 FROM stars_charge c JOIN transfer t ON t.key = 'stars:in:' || c.charge WHERE c.charge = ? AND "
    "c.amount = ? AND t.amount = c.amount";
constexpr const char* kIsLeaving = "SELECT 1 FROM stars_charge WHERE charge = ? AND state IN (2, 3, 4)";
constexpr const char* kIsHis =
    "SELECT 1 FROM stars_charge c JOIN player p ON p.id = c.player WHERE c.charge = ? AND p.telegram_id = ?";
constexpr const char* kIsRefunded = "SELECT 1 FROM stars_charge WHERE charge = ? AND state = 3";

}  // namespace

Payments::Payments(World& world, Wire& wire)
    : world_(world), wire_(wire), reads_(world), till_(world), telegram_(till_.telegram()) {}

void Payments::step() {
  if (!world_.settings.stars) return;
  if (world_.dice.one_in(3)) till_.look_at_refunds();
  const std::int64_t draw = world_.dice.between(1, 100);
  if (draw <= 12) return order();
  if (draw <= 24) return pay();
  if (draw <= 45) {
    if (!telegram_.queries().empty())
      check_out(static_cast<std::size_t>(
          world_.dice.between(0, static_cast<std::int64_t>(telegram_.queries().size()) - 1)));
    return;
  }
  if (draw <= 60) {
    if (!telegram_.news().empty())
      tell(static_cast<std::size_t>(
          world_.dice.between(0, static_cast<std::int64_t>(telegram_.news().size()) - 1)));
    return;
  }
  if (draw <= 68) return refund();
  if (draw <= 73) return till_.disturb();
  if (draw <= 76) return look_back();
  if (draw <= 85) run_jobs();
  world_.telegram_line.deliver();
  world_.settle();
}

void Payments::step_all() {
  if (!world_.settings.stars) return;
  till_.deliver_all();
  while (!telegram_.queries().empty()) telegram_.answer_query(telegram_.queries().front().id, false);
  while (!telegram_.news().empty()) tell(0);
}

bool Payments::is_quiet() const {
  if (!world_.settings.stars) return true;
  return telling_ == 0 && till_.is_quiet();
}

std::string Payments::left() const {
  return std::to_string(telling_) + " news untold, " + std::to_string(telegram_.listed()) + " listed";
}

void Payments::check_rest() {
  if (world_.settings.stars) till_.check_rest();
}

/// A player of the game; some of them are not registered.
std::int64_t Payments::somebody() {
  return world_.dice.between(kFirstPlayer, kLastPlayer);
}

Call Payments::call_of(const std::string& path) {
  Call call;
  call.to_finance = true;
  call.path = path;
  return call;
}

void Payments::order() {
  Call call = call_of("/stars/order");
  constexpr std::int64_t kAmounts[] = {15, 50, 50, 250, 1'000};
  const std::int64_t amount = kAmounts[world_.dice.between(0, 4)];
  const std::int64_t id = somebody();
  call.fields = {{"id", id}, {"amount", amount}};
  if (world_.dice.one_in(3)) call.fields["request_id"] = "o" + std::to_string(++names_);
  call.effect = [id](const Reply& reply) {
    const std::string order(reply.data().at("order").as_string());
    return Effect{"an order", kIsOrdered, {from_base32(order).value(), id}};
  };
  call.on_answer = [this, id, amount](const Reply& reply) {
    if (reply.status != 200) return;
    invoices_.push_back({std::string(reply.data().at("order").as_string()), id, amount});
  };
  wire_.send(std::move(call));
}

/// An invoice is paid by who got it, by somebody to whom it was forwarded, again, or long after.
void Payments::pay() {
  if (invoices_.empty()) return;
  const Invoice& invoice = world_.dice.one_in(2) ? invoices_.back() : world_.dice.pick(invoices_);
  std::int64_t payer = invoice.orderer;
  std::int64_t amount = invoice.amount;
  std::string order = invoice.order;
  if (world_.dice.one_in(7)) {
    payer = world_.dice.one_in(2) ? somebody() : world_.dice.between(kFirstStranger, kLastStranger);
    if (payer != invoice.orderer) world_.tally.count("invoice forwarded");
  }
  if (world_.dice.one_in(15)) amount += 1;
  const bool is_own = world_.emphasis == Emphasis::own_stars;
  if (is_own) payer = kPlayingOperator;
  if (is_own || world_.dice.one_in(15)) order = "an invoice of another program";
  telegram_.ask(payer, amount, order);
}

void Payments::check_out(std::size_t at) {
  const StarsTelegram::Query query = telegram_.queries()[at];
  const bool as_ordered = std::ranges::any_of(invoices_, [&](const Invoice& invoice) {
    return invoice.order == query.payload && invoice.orderer == query.payer && invoice.amount == query.amount;
  });
  if (world_.faults && world_.dice.one_in(as_ordered ? 12 : 3)) {
    return telegram_.let_pass(query.id);
  }
  Call call = call_of("/stars/precheckout");
  call.fields = {{"payer", query.payer}, {"order", query.payload}, {"amount", query.amount}};
  call.at_door = [as_ordered](const Reply& reply) {
    if (reply.status != 200) return;
    require(as_ordered || !reply.data().at("ok").as_bool(), "only_what_was_ordered_may_be_paid", reply.body);
  };
  call.on_answer = [this, id = query.id](const Reply& reply) {
    const bool yes = reply.status == 200 && reply.data().at("ok").as_bool();
    if (reply.status == 200 && !yes)
      world_.tally.count("pre-checkout refused: " + std::string(reply.data().at("reason").as_string()));
    telegram_.answer_query(id, yes);
  };
  wire_.send(std::move(call));
}

/// News may come again, late, or never.
void Payments::tell(std::size_t at) {
  const auto news = till_.take_news(at);
  if (!news) return;
  if (news->refunded) return hear_refund(news->charge);
  till_.check().may_be_told(news->charge);
  credit(news->charge);
}

void Payments::credit(const std::string& charge) {
  const StarsTelegram::Payment& payment = telegram_.payments().at(charge);
  Call call = call_of("/stars/credit");
  call.fields = {{"payer", payment.payer},
                 {"charge", charge},
                 {"amount", payment.amount},
                 {"order", payment.payload},
                 {"paid_at", payment.date}};
  if (world_.dice.one_in(2)) call.fields["request_id"] = "c" + charge;
  call.at_door = StarsTill::check_credit;
  const std::int64_t amount = payment.amount;
  call.effect = [charge, amount](const Reply&) { return Effect{"a payment", kIsBooked, {charge, amount}}; };
  ++telling_;
  call.on_answer = [this, charge](const Reply& reply) {
    --telling_;
    if (reply.status != 200) return credit(charge);  // its stamp was too old
    if (reply.data().at("state").as_string() == "suspended") world_.tally.count("payment of nobody we know");
    paid_.push_back(charge);
  };
  wire_.send(std::move(call));
}

void Payments::hear_refund(const std::string& charge) {
  Call call = call_of("/stars/refunded");
  call.fields = {{"charge", charge}};
  call.effect = [charge](const Reply& reply) -> std::optional<Effect> {
    // Stays so where the owner has the Stars no more, which is looked at when all is at rest.
    if (reply.data().at("state").as_string() == "written_off") return std::nullopt;
    return Effect{"a refund heard of", kIsRefunded, {charge}};
  };
  ++telling_;
  call.on_answer = [this, charge](const Reply& reply) {
    --telling_;
    if (reply.code() == "stale_timestamp") hear_refund(charge);
  };
  wire_.send(std::move(call));
}

/// Of one's own payment, seldom of somebody else's.
void Payments::refund() {
  if (paid_.empty()) return;
  const std::string charge = world_.dice.one_in(2) ? paid_.back() : world_.dice.pick(paid_);
  const std::int64_t payer = telegram_.payments().at(charge).payer;
  Call call = call_of("/stars/refund");
  const std::int64_t id = world_.dice.one_in(10) ? somebody() : payer;
  call.fields = {{"id", id}, {"charge", charge}};
  if (world_.dice.one_in(3)) call.fields["request_id"] = "f" + std::to_string(++names_);
  call.at_door = [this, id, payer, charge](const Reply& reply) {
    if (reply.status != 200 || id == payer) return;
    // What an operator gave him out of suspense: whose it may be is a rule of its own.
    require(!world_.look_up(kIsHis, {charge, id}).empty(), "nobody_refunds_for_others", reply.body);
  };
  call.effect = [charge](const Reply&) { return Effect{"a refund asked for", kIsLeaving, {charge}}; };
  wire_.send(std::move(call));
}

/// The receipts show what is booked.
void Payments::look_back() {
  const std::int64_t id = somebody();
  Call call = call_of("/payments");
  call.writes = false;
  call.fields = {{"id", id}, {"limit", 100}};
  call.at_door = [this, id](const Reply& reply) { reads_.check_payments(id, reply); };
  wire_.send(std::move(call));
}

void Payments::run_jobs() {
  if (world_.settings.stars) till_.run_jobs();
}

}  // namespace ludice::sim

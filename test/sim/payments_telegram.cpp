// Stars from wallets to the bot and back, and the four methods of the Bot API that the jobs call.
#include "sim/payments_telegram.hpp"

#include <algorithm>

namespace ludice::sim {
namespace {

constexpr std::int64_t kInWallet = 3'000;
constexpr std::int64_t kToAnswer_s = 10;
constexpr std::int64_t kMayLag_s = 60;
constexpr std::int64_t kOldUser = 77;

net::HttpResponse result(const json::value& value) {
  return {200, {}, json::serialize(json::object{{"ok", true}, {"result", value}})};
}

net::HttpResponse refused(const std::string& why) {
  const json::object body{{"ok", false}, {"error_code", 400}, {"description", "Bad Request: " + why}};
  return {400, {}, json::serialize(body)};
}

}  // namespace

StarsTelegram::StarsTelegram(World& world) : world_(world) {
  // What the bot was paid before this program ever ran.
  const std::int64_t older = world.dice.between(0, 3);
  for (std::int64_t i = 0; i < older; ++i) {
    take({"old" + std::to_string(i), kOldUser, world.dice.between(10, 90), now()});
  }
  news_.clear();
}

bool StarsTelegram::ask(std::int64_t payer, std::int64_t amount, const std::string& payload) {
  const std::int64_t has = wallets_.try_emplace(payer, kInWallet).first->second;
  if (has < amount) return false;
  queries_.push_back({payload, payer, amount, now(), ++last_query_});
  return true;
}

bool StarsTelegram::answer_query(std::int64_t query, bool yes) {
  const auto found = std::ranges::find(queries_, query, &Query::id);
  if (found == queries_.end()) return false;  // it was answered before
  const Query asked = *found;
  queries_.erase(found);
  const bool late = is_over(asked);
  if (late) world_.tally.count("pre-checkout answered too late");
  if (yes && !late) take(asked);
  return !late;
}

void StarsTelegram::let_pass(std::int64_t query) {
  const auto found = std::ranges::find(queries_, query, &Query::id);
  if (found == queries_.end()) return;
  world_.tally.count("somebody else lets a payment pass");
  const Query asked = *found;
  queries_.erase(found);
  take(asked);
}

void StarsTelegram::drop_old_queries() {
  const auto dropped = std::erase_if(queries_, [this](const Query& query) { return is_over(query); });
  if (dropped > 0) world_.tally.count("pre-checkout not answered in time");
}

bool StarsTelegram::is_over(const Query& query) const {
  return query.asked_at + kToAnswer_s < now();
}

void StarsTelegram::take(const Query& query) {
  std::int64_t& wallet = wallets_.try_emplace(query.payer, kInWallet).first->second;
  if (wallet < query.amount) return;
  wallet -= query.amount;
  Payment payment{"stx" + std::to_string(++charges_), query.payload, query.payer, query.amount, now()};
  // Of strangers more often: what they paid waits in suspense.
  const bool stranger = query.payer >= kFirstStranger && query.payer <= kLastStranger;
  payment.keeps =
      world_.emphasis == Emphasis::own_stars || (stranger ? !world_.dice.one_in(4) : world_.dice.one_in(8));
  payment.stalls = world_.dice.one_in(2);
  balance_ += payment.amount;
  list(payment.charge, true, payment.amount, partner_of(payment));
  news_.push_back({payment.charge, false});
  world_.trace.line("telegram took " + payment.charge + " of " + std::to_string(payment.payer));
  payments_.emplace(payment.charge, payment);
}

void StarsTelegram::refund_by_store(Payment& payment) {
  if (payment.refunded) return;
  world_.tally.count("refund by the store");
  give_back(payment);
}

void StarsTelegram::give_back(Payment& payment) {
  payment.refunded = true;
  wallets_[payment.payer] += payment.amount;
  balance_ -= payment.amount;
  list(payment.charge, false, payment.amount, partner_of(payment));
  news_.push_back({payment.charge, true});
  world_.trace.line("telegram gave back " + payment.charge);
}

void StarsTelegram::move_other(bool incoming, std::int64_t amount) {
  if (!incoming && balance_ < amount) return;
  world_.tally.count(incoming ? "a gift to the bot" : "Stars turned into money");
  balance_ += incoming ? amount : -amount;
  if (world_.emphasis == Emphasis::unlisted_stars) {
    world_.tally.count("Telegram's list says nothing of it");
    unlisted_ += incoming ? amount : -amount;
    return;
  }
  list("x" + std::to_string(++charges_), incoming, amount, {{"type", incoming ? "other" : "fragment"}});
  if (!world_.dice.one_in(4)) return;
  world_.tally.count("a transaction of no whole amount");
  list_.back()["nanostar_amount"] = 500'000'000;
}

json::object StarsTelegram::partner_of(const Payment& payment) const {
  json::object user{{"id", payment.payer}, {"is_bot", false}, {"first_name", "P"}};
  return {{"type", "user"},
          {"transaction_type", "invoice_payment"},
          {"user", std::move(user)},
          {"invoice_payload", payment.payload}};
}

void StarsTelegram::list(const std::string& id, bool incoming, std::int64_t amount, json::object partner) {
  json::object listed{{"id", id}, {"amount", amount}, {"date", now()}};
  listed[incoming ? "source" : "receiver"] = std::move(partner);
  list_.push_back(std::move(listed));
}

net::HttpResponse StarsTelegram::serve(const net::HttpRequest& request) {
  const std::string method = request.target.substr(request.target.rfind('/') + 1);
  const json::object call = json::parse(request.body).as_object();
  world_.trace.line("telegram is asked " + method + " " + request.body);
  if (method == "refundStarPayment") return refund(call);
  if (method == "getStarTransactions") return transactions(call);
  if (method == "getMyStarBalance") return result(json::object{{"amount", balance_}});
  require(method == "sendMessage", "calls_that_telegram_knows", method);
  const std::string text(call.at("text").as_string());
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
    world_.tally.count("operator told: " + text.substr(at + 1, text.find(':', at) - at - 1));
  json::object chat{{"id", call.at("chat_id")}, {"type", "group"}};
  return result(json::object{{"message_id", 1}, {"date", now()}, {"chat", std::move(chat)}});
}

net::HttpResponse StarsTelegram::refund(const json::object& call) {
  const auto found = payments_.find(std::string(call.at("telegram_payment_charge_id").as_string()));
  if (found == payments_.end()) return refused("CHARGE_NOT_FOUND");
  Payment& payment = found->second;
  require(payment.payer == call.at("user_id").as_int64(), "refund_goes_to_its_payer", payment.charge);
  if (payment.refunded) {
    world_.tally.count("telegram has refunded it before");
    return refused("CHARGE_ALREADY_REFUNDED");
  }
  if (payment.keeps) {
    world_.tally.count("telegram refuses a refund");
    return refused("CHARGE_ID_INVALID");
  }
  if (world_.faults && payment.stalls && !world_.dice.one_in(12)) {
    world_.tally.count("telegram refuses a refund for now");
    payment.put_off = true;
    return refused("BALANCE_TOO_LOW");
  }
  world_.tally.count("telegram refunds");
  give_back(payment);
  return result(true);
}

net::HttpResponse StarsTelegram::transactions(const json::object& call) {
  std::size_t shown = list_.size();
  const bool lags = world_.faults && world_.dice.one_in(5);
  while (lags && shown > 0 && list_[shown - 1].at("date").as_int64() + kMayLag_s > now()) --shown;
  if (shown < list_.size()) world_.tally.count("telegram's list lags");
  const json::value* from = call.if_contains("offset");
  const json::value* most = call.if_contains("limit");
  const auto offset = static_cast<std::size_t>(from != nullptr ? from->as_int64() : 0);
  const auto limit = static_cast<std::size_t>(most != nullptr ? most->as_int64() : 100);
  json::array page;
  for (std::size_t i = offset; i < std::min(shown, offset + limit); ++i) page.push_back(list_[i]);
  return result(json::object{{"transactions", std::move(page)}});
}

}  // namespace ludice::sim

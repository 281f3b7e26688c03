// The invariants.
#include "sim/bot_stars_check.hpp"

#include "sim/stars_till.hpp"

#include <array>

namespace ludice::sim {
namespace {

constexpr std::string_view kPreCheckout = "pre_checkout:";
constexpr std::string_view kBeforeCharge = "Payment: ";

/// Those of players; each is told once of a charge.
constexpr std::array<std::pair<bot::Text, const char*>, 4> kReceipts = {
    {{bot::Text::receipt_credited, "receipt of a payment"},
     {bot::Text::receipt_refunding, "receipt of a refund begun"},
     {bot::Text::receipt_refunded, "receipt of a refund"},
     {bot::Text::receipt_kept, "receipt of a refund refused"}}};
constexpr std::size_t kToldCredited = 0, kToldRefunded = 2, kToldKept = 3;
constexpr std::int64_t kRefundedState = 3, kKeptState = 4;

/// What stands between its first two blanks.
std::string words_of(const bot::Texts& texts, bot::Text text) {
  const std::string raw = texts.in("en").raw(text);
  const std::size_t from = raw.find('}') + 1;
  return raw.substr(from, raw.find('{', from) - from);
}

}  // namespace

BotStarsCheck::BotStarsCheck(World& world, TelegramServer& telegram) : world_(world), telegram_(telegram) {
  const bot::Texts texts(bot::embedded_files());
  for (const auto& [text, name] : kReceipts) words_.push_back(words_of(texts, text));
}

void BotStarsCheck::answered(const net::HttpRequest& request, const net::HttpResponse& response) {
  const Reply reply{response.status, response.body};
  if (request.target == "/stars/credit") StarsTill::check_credit(reply);
  if (request.target != "/stars/precheckout" || reply.status != 200) return;
  if (!reply.data().at("ok").as_bool()) {
    world_.tally.count("pre-checkout refused: " + std::string(reply.data().at("reason").as_string()));
    return;
  }
  const json::object asked = json::parse(request.body).as_object();
  const bool is_invoiced =
      telegram_.has_sent_invoice(std::string(asked.at("order").as_string()), asked.at("payer").as_int64(),
                                 asked.at("amount").as_int64());
  require(is_invoiced, "only_what_was_ordered_may_be_paid", request.body);
  const std::string name(asked.at("request_id").as_string());
  allowed_.insert(name.substr(kPreCheckout.size()));
}

void BotStarsCheck::about_to_answer(const json::object& call) const {
  const std::string id(call.at("pre_checkout_query_id").as_string());
  require(!call.at("ok").as_bool() || allowed_.contains(id), "only_what_the_house_allows_is_let_through", id);
}

void BotStarsCheck::taken(std::int64_t row, const json::object& update) {
  const json::value* message = update.if_contains("message");
  const json::value* paid =
      message == nullptr ? nullptr : message->as_object().if_contains("successful_payment");
  if (paid == nullptr) return;
  const std::string charge(paid->at("telegram_payment_charge_id").as_string());
  heard_.insert(charge);
  news_[row] = charge;
}

void BotStarsCheck::check_changes(Database& database) {
  check_news(database);
  check_receipts(database);
}

void BotStarsCheck::begin_anew() {
  last_outbound_ = 0;
}

/// What Telegram said it took stays in the inbox until it is booked.
void BotStarsCheck::check_news(Database& database) {
  std::erase_if(news_, [&](const auto& news) {
    if (database.number("SELECT COUNT(*) FROM inbox WHERE id = ?", {news.first}) > 0) return false;
    const auto booked = database.number("SELECT COUNT(*) FROM stars_charge WHERE charge = ?", {news.second});
    require(booked == 1, "payment_is_booked_before_its_news_goes", news.second);
    return true;
  });
}

void BotStarsCheck::check_receipts(Database& database) {
  const auto rows = database.rows(
      "SELECT id, text FROM outbound WHERE id > ? AND kind NOT IN ('invoice', 'card') ORDER BY id",
      {last_outbound_});
  for (const Row& row : rows) {
    last_outbound_ = row.number(0);
    const auto receipt = receipt_in(row.text(1));
    if (!receipt) continue;
    const auto [place, fresh] = receipts_.try_emplace(*receipt, last_outbound_);
    require(fresh || place->second == last_outbound_, "receipt_is_told_once", row.text(1));
    if (fresh) world_.tally.count(kReceipts[receipt->first].second);
  }
}

std::optional<BotStarsCheck::Receipt> BotStarsCheck::receipt_in(const std::string& text) const {
  const std::size_t at = text.find(kBeforeCharge);
  if (at == std::string::npos) return std::nullopt;
  const std::size_t from = at + kBeforeCharge.size();
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (text.contains(words_[i])) return Receipt(i, text.substr(from, text.find('\n', from) - from));
  }
  return std::nullopt;
}

bool BotStarsCheck::is_told(std::int64_t chat, const Receipt& receipt) {
  return std::ranges::any_of(telegram_.chat(chat).told,
                             [&](const std::string& text) { return receipt_in(text) == receipt; });
}

/// Whoever has kept the bot out may have missed it.
void BotStarsCheck::check_rest(Database& database) {
  check_changes(database);
  require(news_.empty(), "rest_all_news_of_payments_is_booked");
  const auto rows = database.rows(
      "SELECT c.charge, c.state, p.telegram_id FROM stars_charge c JOIN player p ON p.id = c.player");
  for (const Row& row : rows) {
    const std::int64_t payer = row.number(2);
    if (!heard_.contains(row.text(0))) world_.tally.count("payment known from the list alone");
    if (telegram_.chat(payer).was_blocked) continue;
    const std::string charge = row.text(0);
    require(is_told(payer, {kToldCredited, charge}), "rest_every_credit_is_told", charge);
    require(row.number(1) != kRefundedState || is_told(payer, {kToldRefunded, charge}),
            "rest_every_refund_is_told", charge);
    require(row.number(1) != kKeptState || is_told(payer, {kToldKept, charge}), "rest_every_refund_is_told",
            charge);
  }
}

}  // namespace ludice::sim

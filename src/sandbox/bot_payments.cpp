// Payments in Telegram Stars as a bot sees them: invoices, pre-checkouts, refunds, its list of transactions.
#include "sandbox/bot_calls.hpp"
#include "sandbox/bot_targets.hpp"
#include "sandbox/payments.hpp"
#include "sandbox/text.hpp"

#include <algorithm>

namespace ludice::sandbox {
namespace {

constexpr std::size_t kMaxTitle = 32;
constexpr std::size_t kMaxDescription = 255;
constexpr std::size_t kMaxPayloadBytes = 128;
constexpr std::int64_t kMostListed = 100;

/// The one price of an invoice in Stars.
Api<std::int64_t> read_price(const Params& params) {
  auto given = params.structure("prices");
  if (!given || !given->is_array())
    return bad_request("can't parse prices: expected an Array of LabeledPrice");
  const json::array& prices = given->get_array();
  if (prices.size() != 1) return bad_request("STARS_INVOICE_INVALID");
  const json::object* price = prices.front().if_object();
  const Params fields(price ? *price : json::object());
  const auto amount = fields.integer("amount");
  if (fields.text("label").empty() || !amount) return bad_request("can't parse labeled price");
  if (*amount < 1) return bad_request("CURRENCY_TOTAL_AMOUNT_INVALID");
  return *amount;
}

json::object partner(const World& world, const StarEntry& entry) {
  json::object partner{{"type", "user"}, {"transaction_type", "invoice_payment"}};
  const auto person = world.people().find(entry.person);
  if (person != world.people().end()) partner["user"] = person->second.user();
  if (!entry.payload.empty()) partner["invoice_payload"] = entry.payload;
  return partner;
}

json::object transaction(const World& world, const StarEntry& entry) {
  return {{"id", entry.id},
          {"amount", entry.amount},
          {"date", entry.date},
          {entry.incoming ? "source" : "receiver", partner(world, entry)}};
}

}  // namespace

Api<Reply> send_invoice(World& world, Bot& bot, const Params& params) {
  const std::string title = clean_text(params.text("title"));
  const std::string description = clean_text(params.text("description"));
  const std::string payload = params.text("payload");
  if (title.empty() || utf16_length(title) > kMaxTitle) return bad_request("INVOICE_TITLE_INVALID");
  if (description.empty() || utf16_length(description) > kMaxDescription)
    return bad_request("INVOICE_DESCRIPTION_INVALID");
  if (payload.empty() || payload.size() > kMaxPayloadBytes) return bad_request("INVOICE_PAYLOAD_INVALID");
  if (params.text("currency") != "XTR") return bad_request("the sandbox sells for Stars (XTR) alone");
  auto amount = read_price(params);
  if (!amount) return std::unexpected(amount.error());
  auto person = read_writable_chat(world, bot, params);
  if (!person) return std::unexpected(person.error());
  const std::string start_parameter = params.text("start_parameter");
  json::object content;
  content["invoice"] = json::object{{"title", title},
                                    {"description", description},
                                    {"start_parameter", start_parameter},
                                    {"currency", "XTR"},
                                    {"total_amount", *amount}};
  auto sent = deliver(world, bot, **person, params, content);
  if (!sent) return sent;
  const std::int64_t message = sent->result.at("message_id").as_int64();
  world.keep_invoice({bot.id, message, payload, *amount, start_parameter});
  return sent;
}

Api<Reply> answer_pre_checkout_query(World& world, Bot& bot, const Params& params) {
  const auto id = params.integer("pre_checkout_query_id");
  Checkout* checkout = id ? world.find_checkout(*id) : nullptr;
  const bool open = checkout && checkout->bot == bot.id && !checkout->charge && !checkout->refusal &&
                    world.now() - checkout->at <= kCheckoutLifetime;
  if (!open) return bad_request("query is too old and response timeout expired or query ID is invalid");
  if (params.flag("ok")) {
    take_payment(world, bot, *checkout);
  } else {
    const std::string why = params.text("error_message");
    if (why.empty()) return bad_request("error message must be non-empty");
    checkout->refusal = why;
  }
  return Reply{true, ""};
}

Api<Reply> refund_star_payment(World& world, Bot& bot, const Params& params) {
  const std::string charge = params.text("telegram_payment_charge_id");
  if (charge.empty()) return bad_request("CHARGE_ID_EMPTY");
  const auto user = params.integer("user_id");
  if (!user || !world.find_person(*user)) return bad_request("USER_ID_INVALID");
  const StarEntry* payment = world.find_star_entry(bot.id, charge, true);
  if (!payment || payment->person != *user) return bad_request("CHARGE_ID_INVALID");
  if (world.find_star_entry(bot.id, charge, false)) return bad_request("CHARGE_ALREADY_REFUNDED");
  if (world.stars_of(bot.id) < payment->amount) return bad_request("BALANCE_TOO_LOW");
  give_back(world, bot, *payment, RefundedBy::bot);
  return Reply{true, ""};
}

Api<Reply> get_star_transactions(World& world, Bot& bot, const Params& params) {
  const auto offset = std::max<std::int64_t>(0, params.integer("offset").value_or(0));
  const auto limit = std::clamp<std::int64_t>(params.integer("limit").value_or(kMostListed), 1, kMostListed);
  json::array listed;
  const auto entries = world.star_entries(bot.id);
  for (std::int64_t i = offset; i < std::ssize(entries) && i < offset + limit; ++i)
    listed.push_back(transaction(world, *entries[static_cast<std::size_t>(i)]));
  return Reply{json::object{{"transactions", std::move(listed)}}, ""};
}

Api<Reply> get_my_star_balance(World& world, Bot& bot, const Params&) {
  return Reply{json::object{{"amount", world.stars_of(bot.id)}}, ""};
}

}  // namespace ludice::sandbox

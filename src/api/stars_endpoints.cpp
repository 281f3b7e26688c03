// Orders, pre-checkouts, payments and refunds in Stars: their fields, and which use case they go to.
#include "api/stars_endpoints.hpp"

#include "api/answer_schemas.hpp"
#include "api/finance_render.hpp"
#include "api/player_fields.hpp"
#include "base/planted.hpp"
#include "service/payments.hpp"
#include "service/stars_charges.hpp"
#include "service/stars_orders.hpp"

namespace ludice::api {
namespace {

using enum Refusal;

/// Telegram's ids of charges; those it gives have about 100 characters.
constexpr Text kCharge{.max = 256, .control_characters = false};
constexpr Text kPayload{128};  // Bot API, sendInvoice: 1 to 128 bytes
constexpr Integer kStars{1, service::kMostStars.units()};
constexpr Integer kPayer{1, kMaxTelegramId};
constexpr About kAboutPayer{"Telegram's id of who pays.", "7"};
constexpr About kAboutAmount{"Whole Stars.", "75"};
constexpr About kAboutCharge{"Telegram's `telegram_payment_charge_id`.", R"("stxAbC123")"};

Endpoint order_stars(const service::Rules& rules) {
  using Command = service::OrderStarsCommand;
  Form<Command> form;
  form.add(player_fields(), &Command::who)
      .required("amount", Integer{1, rules.stars.max_order.units()}, &Command::amount, kAboutAmount);
  return writing(
      {.path = "/stars/order",
       .summary = "Order Stars",
       .description =
           "Before an invoice is sent: `order` is its payload. A player has one open order for each "
           "amount, which is given again until it is paid or over. `not_found`: Stars are not among "
           "the assets. `conflict`: operators have stopped the sale. `limit_reached`: of the day.",
       .answer = stars_order_schema(),
       .refusals = {player_not_found, not_found, conflict, frozen, limit_reached}},
      form, service::OrderStars(rules), kFinancePlain);
}

Endpoint check_payment(const service::Rules& rules, const service::Events& events) {
  using Query = service::CheckPaymentQuery;
  Form<Query> form;
  form.required("payer", kPayer, &Query::payer, kAboutPayer)
      .required("order", kPayload, &Query::order, {"The invoice's payload.", R"("0G3M9QW4T1A7K")"})
      .required("amount", kStars, &Query::amount, kAboutAmount);
  const auto run = [check = service::CheckPayment(rules), credit = service::CreditStars(events)](
                       store::Transaction& transaction, const Query& query) {
    if (LUDICE_PLANTED("credited_at_precheckout")) {
      credit.run(transaction,
                 {query.payer, "pre:" + query.order, query.amount, query.order, transaction.now()});
    }
    return Result<std::optional<service::PaymentFault>>(check.run(transaction, query));
  };
  return writing(
      {.path = "/stars/precheckout",
       .summary = "Ask whether a payment may be made",
       .description =
           "What a pre-checkout is to be answered with. Nothing is credited; what may be "
           "paid counts for the limit of the day until it is, for ten minutes at most. Two queries of "
           "one order are two payments: each needs a `request_id` of its own.",
       .answer = payment_check_schema()},
      form, run, kFinancePlain);
}

struct Payment {
  std::int64_t payer = 0;
  std::string charge;
  std::int64_t amount = 0;
  std::optional<std::string> order;
  std::optional<std::int64_t> paid_at;
};

Endpoint credit_stars(const service::Events& events) {
  Form<Payment> form;
  form.required("payer", kPayer, &Payment::payer, kAboutPayer)
      .required("charge", kCharge, &Payment::charge, kAboutCharge)
      .required("amount", kStars, &Payment::amount, kAboutAmount)
      .optional("order", kPayload, &Payment::order, {"The invoice's payload.", R"("0G3M9QW4T1A7K")"})
      .optional("paid_at", Integer{1, kMaxSeconds}, &Payment::paid_at,
                {"When Telegram took it, in Unix seconds; now unless given."});
  const auto run = [use_case = service::CreditStars(events)](store::Transaction& transaction,
                                                             const Payment& payment) {
    const Instant paid_at = payment.paid_at ? Instant{*payment.paid_at * 1'000} : transaction.now();
    return Result<service::ChargeAnswer>(use_case.run(
        transaction,
        {TelegramId{payment.payer}, payment.charge, Amount(payment.amount), payment.order, paid_at}));
  };
  return writing(
      {.path = "/stars/credit",
       .summary = "Tell of a payment that Telegram took",
       .description =
           "Credits the payer, once for each charge; never refused. Where payer or order are unknown "
           "the Stars wait in suspense (`suspended`) and are refunded.",
       .answer = charge_schema()},
      form, run, kFinancePlain);
}

Endpoint refund_stars(const service::Events& events) {
  using Command = service::RefundStarsCommand;
  Form<Command> form;
  form.add(player_fields(), &Command::who).required("charge", kCharge, &Command::charge, kAboutCharge);
  return writing({.path = "/stars/refund",
                  .summary = "Refund a payment",
                  .description = "The whole charge is set aside at once (`refunding`) and goes back to its "
                                 "payer as soon as Telegram "
                                 "can be asked; `payment_refunded` tells that it has, `payment_kept` that "
                                 "Telegram refused and it is "
                                 "the player's again. `conflict`: Telegram refused it before.",
                  .answer = charge_schema(),
                  .refusals = {player_not_found, not_found, conflict, frozen, insufficient_funds}},
                 form, service::RefundStars(events), kFinancePlain);
}

struct Refunded {
  std::string charge;
};

Endpoint hear_refunded(const service::Events& events) {
  Form<Refunded> form;
  form.required("charge", kCharge, &Refunded::charge, kAboutCharge);
  const auto run = [use_case = service::HearRefunded(events)](
                       store::Transaction& transaction,
                       const Refunded& refunded) -> Result<service::ChargeAnswer> {
    auto answer = use_case.run(transaction, refunded.charge);
    if (!answer) return refuse(not_found);
    return *std::move(answer);
  };
  return writing(
      {.path = "/stars/refunded",
       .summary = "Tell of a refund that Telegram made",
       .description = "Ours or the store's, once for each charge. Stars that were spent meanwhile make the "
                      "player's balance negative.",
       .answer = charge_schema(),
       .refusals = {not_found}},
      form, run, kFinancePlain);
}

Endpoint view_payments() {
  using Query = service::PaymentsQuery;
  Form<Query> form;
  form.add(player_fields(), &Query::who)
      .optional("cursor", PageCursor{}, &Query::cursor,
                {"From the page before; the newest page unless given."})
      .optional("limit", Integer{1, 100}, &Query::limit, {"How many items at most; 20 unless given.", "20"});
  return reading({.path = "/payments",
                  .summary = "Look back on a player's payments",
                  .description = "The receipts, newest first, with what became of each.",
                  .answer = payments_schema(),
                  .refusals = {player_not_found}},
                 form, service::ViewPayments(), kFinancePlain);
}

}  // namespace

std::vector<Endpoint> stars_endpoints(const service::Rules& rules, const service::Events& events) {
  return {order_stars(rules),   check_payment(rules, events), credit_stars(events),
          refund_stars(events), hear_refunded(events),        view_payments()};
}

}  // namespace ludice::api

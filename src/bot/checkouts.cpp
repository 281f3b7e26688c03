// Each in a task of its own.
#include "bot/checkouts.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "base/planted.hpp"
#include "bot/screens.hpp"
#include "net/trace.hpp"

namespace ludice::bot {
namespace {

constexpr const char* kUnavailable = "unavailable";
constexpr std::size_t kMostKnown = 10'000;

/// The same for the same query, so that asking again has its first answer; and its trace.
std::string request_id_of(const telegram::PreCheckoutQuery& query) {
  return "pre_checkout:" + query.id;
}

Counter& outcomes(Metrics& metrics, const char* outcome) {
  return metrics.counter("ludice_bot_pre_checkouts_total", "Questions whether a payment may be made.",
                         {{"outcome", outcome}});
}

}  // namespace

Checkouts::Checkouts(FinanceClient& finance, const Texts& texts, telegram::BotApi& api,
                     async::TaskGroup& group, const Clock& clock, Metrics& metrics)
    : finance_(finance),
      texts_(texts),
      api_(api),
      group_(group),
      clock_(clock),
      accepted_(outcomes(metrics, "accepted")),
      refused_(outcomes(metrics, "refused")),
      unchecked_(outcomes(metrics, "unavailable")),
      unanswered_(outcomes(metrics, "unanswered")),
      seconds_(metrics.histogram("ludice_bot_pre_checkout_seconds",
                                 "From such a question's arrival until Telegram has its answer.",
                                 {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10})) {}

void Checkouts::take(const std::vector<telegram::Update>& updates) {
  for (const auto& update : updates) {
    const auto& query = update.pre_checkout_query;
    if (query && remember(query->id)) group_.spawn("checkout", answer(update.update_id, *query));
  }
}

bool Checkouts::remember(const std::string& query) {
  if (!known_.insert(query).second) return false;
  order_.push_back(query);
  if (order_.size() > kMostKnown) {
    known_.erase(order_.front());
    order_.pop_front();
  }
  return true;
}

async::Task<> Checkouts::answer(std::int64_t update, telegram::PreCheckoutQuery query) {
  const Instant heard = clock_.now();
  const std::string why = co_await refusal(query);
  const std::string id = query.id;
  telegram::AnswerPreCheckoutQuery call;
  call.pre_checkout_query_id = query.id;
  call.ok = why.empty();
  if (!call.ok) call.error_message = payment_refusal(texts_.in(query.from.language_code.value_or("")), why);
  log::info("pre_checkout", {{"update", update},
                             {"query", id},
                             {"user", query.from.id},
                             {"amount", query.total_amount},
                             {"refused", why},
                             {"trace", net::trace_id_for(request_id_of(query))}});
  try {
    co_await api_.answer_pre_checkout_query(std::move(call));
    told(heard, why);
  } catch (const telegram::TelegramError& error) {
    // Then it is not paid; the person sees that and may press again.
    unanswered_.add(1);
    log::warning("pre_checkout_not_answered", {{"update", update}, {"query", id}, {"why", error.what()}});
    if (!error.refused()) known_.erase(id);
  }
}

void Checkouts::told(Instant heard, const std::string& refusal) {
  (refusal.empty() ? accepted_ : refusal == kUnavailable ? unchecked_ : refused_).add(1);
  seconds_.observe(static_cast<double>((clock_.now() - heard).count()) / 1000.0);
}

async::Task<std::string> Checkouts::refusal(telegram::PreCheckoutQuery query) {
  if (query.currency != "XTR") co_return "unknown_order";
  try {
    // The same query asked again has its first answer; another one for the same invoice is another payment.
    auto check =
        finance_.check(query.from.id, query.invoice_payload, query.total_amount, request_id_of(query));
    const ApiResult<PaymentCheck> checked = co_await async::with_deadline(std::move(check), kPatience);
    if (checked && (checked->ok || LUDICE_PLANTED("bot_lets_refused_payments_pass"))) co_return std::string();
    co_return checked && !checked->reason.empty() ? checked->reason : std::string(kUnavailable);
  } catch (const std::exception& failure) {
    log::warning("pre_checkout_unchecked", {{"query", query.id},
                                            {"user", query.from.id},
                                            {"why", failure.what()},
                                            {"trace", net::trace_id_for(request_id_of(query))}});
  }
  co_return kUnavailable;
}

}  // namespace ludice::bot

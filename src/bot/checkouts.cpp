// Each in a task of its own.
#include "bot/checkouts.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "base/planted.hpp"
#include "bot/screens.hpp"

namespace ludice::bot {
namespace {

constexpr const char* kUnavailable = "unavailable";
constexpr std::size_t kMostKnown = 10'000;

}  // namespace

void Checkouts::take(const std::vector<telegram::Update>& updates) {
  for (const auto& update : updates) {
    const auto& query = update.pre_checkout_query;
    if (query && remember(query->id)) group_.spawn("checkout", answer(*query));
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

async::Task<> Checkouts::answer(telegram::PreCheckoutQuery query) {
  const std::string why = co_await refusal(query);
  const std::string id = query.id;
  telegram::AnswerPreCheckoutQuery call;
  call.pre_checkout_query_id = query.id;
  call.ok = why.empty();
  if (!call.ok) call.error_message = payment_refusal(texts_.in(query.from.language_code.value_or("")), why);
  log::info("pre_checkout", {{"user", query.from.id}, {"amount", query.total_amount}, {"refused", why}});
  try {
    co_await api_.answer_pre_checkout_query(std::move(call));
  } catch (const telegram::TelegramError& error) {
    // Then it is not paid; the person sees that and may press again.
    log::warning("pre_checkout_not_answered", {{"user", query.from.id}, {"why", error.what()}});
    if (!error.refused()) known_.erase(id);
  }
}

async::Task<std::string> Checkouts::refusal(telegram::PreCheckoutQuery query) {
  if (query.currency != "XTR") co_return "unknown_order";
  try {
    // The same query asked again has its first answer; another one for the same invoice is another payment.
    auto check =
        finance_.check(query.from.id, query.invoice_payload, query.total_amount, "pre_checkout:" + query.id);
    const ApiResult<PaymentCheck> checked = co_await async::with_deadline(std::move(check), kPatience);
    if (checked && (checked->ok || LUDICE_PLANTED("bot_lets_refused_payments_pass"))) co_return std::string();
    co_return checked && !checked->reason.empty() ? checked->reason : std::string(kUnavailable);
  } catch (const std::exception& failure) {
    log::warning("pre_checkout_unchecked", {{"user", query.from.id}, {"why", failure.what()}});
  }
  co_return kUnavailable;
}

}  // namespace ludice::bot

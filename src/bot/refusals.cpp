// From the API's refusals to what people read.
#include "base/log.hpp"
#include "bot/flows.hpp"

namespace ludice::bot {
namespace {

std::string words_for(const Visit& visit, const ApiRefusal& refusal, Coin coin) {
  const Phrases& words = visit.words();
  if (refusal.code == "insufficient_funds") {
    return words.html(Text::bet_too_dear, {{"balance", words.money(coin, refusal.balance)},
                                           {"stake", words.money(coin, refusal.required)},
                                           {"top_up", words.plain(Text::label_top_up)}});
  }
  if (refusal.code == "rate_limited") {
    return words.html(Text::busy, {{"left", words.duration(refusal.retry_after)}});
  }
  if (refusal.code == "frozen") return words.html(Text::refused_frozen);
  if (refusal.code == "self_excluded") return words.html(Text::refused_excluded);
  if (refusal.code == "limit_reached") return words.html(Text::refused_limit);
  return words.html(Text::refused_other);
}

}  // namespace

void explain_refusal(Visit& visit, const ApiRefusal& refusal, Coin coin) {
  log::info("api_refused", {{"user", visit.in.user_id},
                            {"code", refusal.code},
                            {"status", refusal.status},
                            {"trace", Visit::trace_id(visit.inbox_id)}});
  if (refusal.code == "player_not_found" || refusal.code == "terms_required") {
    forget_acceptance(visit.session);
    bring_terms(visit);
    return;
  }
  visit.say(words_for(visit, refusal, coin));
}

}  // namespace ludice::bot

// Pairing and the bounds of a stake.
#include "domain/pairing.hpp"

#include "base/assert.hpp"
#include "domain/ledger.hpp"

#include <algorithm>
#include <utility>

namespace ludice::domain {

PairingTerms terms_of(const Match& match) {
  return {match.kind, match.asset, match.bet, match.rake_bps};
}

bool may_join(const WaitingGame& waiting, PlayerId player, const PairingTerms& terms) {
  return waiting.player != player && waiting.terms == terms;
}

const WaitingGame* find_opponent(std::span<const WaitingGame> lobby, PlayerId player,
                                 const PairingTerms& terms) {
  const auto age = [](const WaitingGame& waiting) { return std::pair(waiting.since, waiting.game); };
  const WaitingGame* oldest = nullptr;
  for (const WaitingGame& waiting : lobby) {
    if (!may_join(waiting, player, terms)) continue;
    if (oldest == nullptr || age(waiting) < age(*oldest)) oldest = &waiting;
  }
  return oldest;
}

std::optional<Refused> check_stake(const Account& player, const PairingTerms& terms) {
  LUDICE_ASSERT(player.kind == AccountKind::player && player.asset == terms.asset);
  LUDICE_ASSERT(terms.bet.units() >= 1 && terms.bet.units() <= Amount::kMax);
  if (player.frozen) return Refused{.why = Refusal::frozen};
  const Amount pot = terms.bet + terms.bet;
  const Amount best = player.balance - terms.bet + pot - rake_of(pot, terms.rake_bps);
  if (std::max(pot, best).units() > Amount::kMax) return Refused{.why = Refusal::limit_reached};
  if (player.balance < terms.bet) {
    return Refused{
        .why = Refusal::insufficient_funds, .balance = player.balance.units(), .required = terms.bet.units()};
  }
  return std::nullopt;
}

bool has_room(Amount balance, Amount by, Amount open_return) {
  return (balance + by + open_return).units() <= Amount::kMax;
}

std::optional<Millis> median_wait(std::vector<Millis> waits) {
  if (waits.empty()) return std::nullopt;
  std::ranges::sort(waits);
  const std::size_t upper = waits.size() / 2;
  const std::size_t lower = (waits.size() - 1) / 2;
  return (waits[lower] + waits[upper]) / 2;
}

}  // namespace ludice::domain

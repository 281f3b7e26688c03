// Who plays whom, and who may stake: equal terms only, never oneself, the oldest first, and no stake whose
// win would not fit on its player's account.
#pragma once

#include "domain/account.hpp"
#include "domain/match.hpp"

#include <compare>
#include <optional>
#include <span>
#include <vector>

namespace ludice::domain {

/// What must be equal for two players to be paired.
struct PairingTerms {
  GameKind kind = GameKind::dice;
  Asset asset = Asset::points;
  Amount bet{};
  int rake_bps = 0;
  friend bool operator==(const PairingTerms&, const PairingTerms&) = default;
};

PairingTerms terms_of(const Match& match);

/// A game in the lobby.
struct WaitingGame {
  GameId game{};
  PlayerId player{};
  PairingTerms terms{};
  Instant since{};
};

bool may_join(const WaitingGame& waiting, PlayerId player, const PairingTerms& terms);

/// The oldest game that `player` may join (of equal age the one with the lower id), or nothing.
const WaitingGame* find_opponent(std::span<const WaitingGame> lobby, PlayerId player,
                                 const PairingTerms& terms);

/// Nothing where `player` (his account) may stake; otherwise, in this order, frozen, limit_reached where the
/// pot or balance - stake + pot - rake could pass 2^53 - 1, insufficient_funds with balance and required.
std::optional<Refused> check_stake(const Account& player, const PairingTerms& terms);

/// True where a balance can be raised from outside by `by` and still take what its open game may bring back.
bool has_room(Amount balance, Amount by, Amount open_return);

/// The middle one, or what lies between the middle two; nothing where there are none.
std::optional<Millis> median_wait(std::vector<Millis> waits);

}  // namespace ludice::domain

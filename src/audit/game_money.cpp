// Counts by seat, and what they must be in each state.
#include "audit/game_money.hpp"

#include "audit/checks.hpp"
#include "audit/routes.hpp"

namespace ludice::audit {
namespace {

__extension__ using Wide = __int128;

/// The seat whose player's account this is, in the game's asset; -1 for none.
int seat_of(const GameTerms& terms, std::int64_t account) {
  for (const int seat : {0, 1}) {
    const std::int64_t player = terms.players.at(static_cast<std::size_t>(seat));
    if (player != 0 && account == player + terms.asset) return seat;
  }
  return -1;
}

}  // namespace

void GameMoney::take(std::int64_t code, std::int64_t other, std::int64_t amount) {
  if (code == kRakeCode) {
    ++rakes_;
    rake_ = amount;
    return;
  }
  const int seat = seat_of(terms_, other);
  if (seat < 0) return wrong("moved money of somebody who does not play");
  const auto index = static_cast<std::size_t>(seat);
  if (code == kPayoutCode) {
    ++payouts_;
    paid_ = amount;
    if (seat != terms_.winner) wrong("paid somebody else than the winner");
    return;
  }
  ++(code == kStake ? stakes_ : refunds_)[index];
  if (amount != terms_.bet) wrong("moved another stake than was agreed");
}

std::string GameMoney::fault_of_end() const {
  constexpr std::array<int, 2> kNone{0, 0};
  if (terms_.state != kSettled) {
    const bool right = refunds_ == stakes_ && payouts_ == 0 && rakes_ == 0;
    return right ? "" : "ended without a winner and did not give each stake back once";
  }
  const Wide pot = Wide{terms_.bet} * 2;
  const Wide rake = pot * terms_.rake_bps / 10'000;
  if (rake_ != rake || rakes_ != (rake > 0 ? 1 : 0)) return "took another rake than agreed";
  const Wide win = pot - rake;
  if (refunds_ != kNone || paid_ != win || payouts_ != (win > 0 ? 1 : 0))
    return "did not pay the pot less the rake once";
  return {};
}

std::string GameMoney::fault(std::int64_t held) const {
  if (!fault_.empty()) return fault_;
  const bool joined = terms_.players[1] != 0;
  const int opener = joined || !terms_.invite ? 1 : 0;
  if (stakes_ != std::array<int, 2>{opener, joined ? 1 : 0}) return "did not take each stake once";
  if (terms_.state != kWaiting && terms_.state != kActive)
    return held == 0 ? fault_of_end() : "has ended and holds money";
  const bool gave = refunds_[0] + refunds_[1] + payouts_ + rakes_ > 0;
  if (gave) return "gave out before its end";
  return held == Wide{terms_.bet} * (joined ? 2 : opener) ? "" : "does not hold its stakes";
}

}  // namespace ludice::audit

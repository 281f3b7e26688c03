// What one player sees of a match.
#include "domain/match_view.hpp"

#include "base/assert.hpp"

#include <array>

namespace ludice::domain {
namespace {

ViewState state_for(const Match& match, int seat) {
  switch (match.state) {
    case MatchState::waiting:
      return ViewState::waiting;
    case MatchState::active:
      return ViewState::active;
    case MatchState::settled:
      return match.winner == seat ? ViewState::won : ViewState::lost;
    case MatchState::voided:
      return ViewState::voided;
    case MatchState::cancelled:
      return ViewState::cancelled;
  }
  assertion_failed("known state", __FILE__, __LINE__);
}

Amount payout_for(const Match& match, ViewState state) {
  switch (state) {
    case ViewState::won:
      return win_of(match);
    case ViewState::voided:
      return match.bet;
    case ViewState::cancelled:
      return waiting_stake_of(match);
    default:
      return {};
  }
}

}  // namespace

std::string_view to_string(ViewState state) {
  constexpr std::array<std::string_view, 6> names = {"waiting", "active", "won", "lost", "void", "cancelled"};
  return names.at(static_cast<std::size_t>(state));
}

MatchView view_for(const Match& match, int seat) {
  LUDICE_ASSERT(seat == 0 || seat == 1);
  const Seat& mine = match.seats[static_cast<std::size_t>(seat)];
  const Seat& other = match.seats[static_cast<std::size_t>(1 - seat)];
  const auto per_round = static_cast<std::size_t>(throws_per_round(match.kind));

  MatchView view;
  view.state = state_for(match, seat);
  view.round = match.round;
  view.opponent = other.player;
  view.pot = pot_of(match);
  view.rake = rake_of(match);
  view.win = win_of(match);
  view.payout = payout_for(match, view.state);
  for (int round = 1; round <= match.round; ++round) {
    const Hand own = mine.faces.hand(match.kind, round);
    const Hand opposite = other.faces.hand(match.kind, round);
    const Hand shown = own.size() == per_round ? opposite : Hand();
    view.your_throws.emplace_back(own.begin(), own.end());
    view.opponent_throws.emplace_back(shown.begin(), shown.end());
  }
  if (!is_over(match)) view.throws_left = static_cast<int>(per_round - view.your_throws.back().size());
  const auto deadline = mine.deadline ? mine.deadline : other.deadline;
  if (deadline) view.deadline = deadline->seconds();
  return view;
}

}  // namespace ludice::domain

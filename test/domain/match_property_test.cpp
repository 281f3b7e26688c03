// Random lives of a game: commands in any order, sensible or not, with time jumping ahead. Whatever comes,
// money adds up, a game ends once and stays ended, and its facts fold to its state.
#include "domain/ledger.hpp"
#include "domain/match_fixture.hpp"
#include "domain/match_view.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::domain {
namespace {

using namespace testing;

/// The money beside the match, booked by the real ledger: what a caller does with the facts.
class Money {
 public:
  Money() {
    accounts_.emplace(1, new_player_account(kAnna, Asset::points));
    accounts_.emplace(2, new_player_account(kIvan, Asset::points));
    accounts_.emplace(3, new_escrow_account(kGame, Asset::points));
    accounts_.emplace(4, house_accounts().at(33));
    accounts_.at(1).balance = accounts_.at(2).balance = Amount(1000);
    RC_ASSERT(accounts_.at(4).kind == AccountKind::rake);
  }

  void book(const Fact& fact, const Match& after) {
    if (std::holds_alternative<GameOpened>(fact.what)) move(TransferCode::stake, after.bet, 1, 3);
    if (std::holds_alternative<GameJoined>(fact.what)) move(TransferCode::stake, after.bet, 2, 3);
    if (const auto* settled = std::get_if<GameSettled>(&fact.what)) {
      move(TransferCode::payout, settled->payout, 3, settled->winner_seat + 1);
      move(TransferCode::rake, settled->rake, 3, 4);
    }
    if (std::holds_alternative<GameVoid>(fact.what)) {
      move(TransferCode::refund, after.bet, 3, 1);
      move(TransferCode::refund, after.bet, 3, 2);
    }
    const bool called_off =
        std::holds_alternative<GameCancelled>(fact.what) || std::holds_alternative<LobbyExpired>(fact.what);
    if (called_off) move(TransferCode::refund, after.bet, 3, 1);
  }

  Amount escrow() const { return accounts_.at(3).balance; }
  Amount of_players() const { return accounts_.at(1).balance + accounts_.at(2).balance; }
  Amount rake() const { return accounts_.at(4).balance; }

 private:
  void move(TransferCode code, Amount amount, int debit, int credit) {
    if (amount.is_zero()) return;
    const auto posting = post(code, amount, accounts_.at(debit), accounts_.at(credit));
    RC_ASSERT(posting.has_value());
    accounts_.at(debit) = posting->debit;
    accounts_.at(credit) = posting->credit;
  }

  std::map<int, Account> accounts_;
};

/// A game living through commands, with its facts kept and its money booked.
class Life {
 public:
  explicit Life(GameKind kind, int rake_bps) {
    take(open({.id = kGame, .player = kAnna, .kind = kind, .bet = Amount(51), .rake_bps = rake_bps}, now_,
              kTiming));
  }

  void command() {
    const auto result = decide(*rc::gen::inRange(0, 9));
    if (result) take(*result);
  }
  void wait(Millis duration) {
    now_ = now_ + duration;
    take(due(match_, now_, kTiming));
    RC_ASSERT(due(match_, now_, kTiming).facts.empty());
  }
  /// Looks again and again when it says it is due, as a job does, until nothing is.
  void wait_until_over() {
    for (int looks = 0; !is_over(match_); ++looks) {
      RC_ASSERT(looks < 200);
      now_ = std::max(now_, next_due(match_, kTiming).value());
      const Step step = due(match_, now_, kTiming);
      RC_ASSERT(!step.facts.empty());
      take(step);
    }
  }

  const Match& match() const { return match_; }
  const std::vector<Fact>& facts() const { return facts_; }
  const Money& purse() const { return purse_; }

 private:
  Result<Step> decide(int which) {
    const int seat = *rc::gen::inRange(0, 2);
    switch (which) {
      case 0:
        return join(match_, *rc::gen::element(kAnna, kIvan), now_, kTiming);
      case 1:
      case 2:
        return announce_throw(match_, {.seat = seat, .attempt = AttemptId{++last_attempt_}}, now_, kTiming);
      case 3:
      case 4:
        return record_throw(match_, result_for(seat, true), now_, kTiming);
      case 5:
        return record_throw(match_, result_for(seat, false), now_, kTiming);
      case 6:
        return give_up_throw(match_, some_attempt(), *rc::gen::element<std::string>("refused", "lost"), now_,
                             kTiming);
      case 7:
        return record_throw(match_,
                            {.seat = seat,
                             .face = 6,
                             .round = *rc::gen::inRange(1, 7),
                             .throw_no = *rc::gen::inRange(1, 5),
                             .attempt = some_attempt()},
                            now_, kTiming);
      default:
        // Rarely, or no game would get far.
        return *rc::gen::inRange(0, 10) == 0 ? leave(match_, now_) : join(match_, kIvan, now_, kTiming);
    }
  }
  RecordThrow result_for(int seat, bool with_attempt) {
    RecordThrow command{.seat = seat, .face = *rc::gen::element(1, 3, 6)};
    const Attempt* open = open_attempt(match_, seat);
    if (with_attempt && open != nullptr) command.attempt = open->id;
    return command;
  }
  AttemptId some_attempt() { return AttemptId{*rc::gen::inRange<std::int64_t>(1, last_attempt_ + 2)}; }

  void take(const Step& step) {
    const bool was_over = is_over(match_);
    RC_ASSERT(!was_over || step.facts.empty());
    match_ = step.after;
    for (const Fact& fact : step.facts) purse_.book(fact, match_);
    facts_.insert(facts_.end(), step.facts.begin(), step.facts.end());
  }

  Instant now_ = kStart;
  Match match_;
  std::vector<Fact> facts_;
  Money purse_;
  std::int64_t last_attempt_ = 0;
};

Life random_life() {
  Life life(*rc::gen::element(GameKind::dice, GameKind::target), *rc::gen::element(0, 1, 333, 10000));
  const int steps = *rc::gen::inRange(0, 60);
  for (int i = 0; i < steps; ++i) {
    if (*rc::gen::inRange(0, 4) == 0) life.wait(Millis(*rc::gen::inRange(0, 40'000)));
    life.command();
  }
  return life;
}

bool is_end(const Fact& fact) {
  return std::holds_alternative<GameSettled>(fact.what) || std::holds_alternative<GameVoid>(fact.what) ||
         std::holds_alternative<GameCancelled>(fact.what) || std::holds_alternative<LobbyExpired>(fact.what);
}

RC_GTEST_PROP(AnyLife, of_a_game_folds_from_its_facts, ()) {
  const Life life = random_life();
  Match folded;
  for (const Fact& fact : life.facts()) RC_ASSERT(apply(folded, fact));
  RC_ASSERT(folded == life.match());
}

RC_GTEST_PROP(AnyLife, holds_in_escrow_what_was_staked_until_the_end_and_nothing_after, ()) {
  const Life life = random_life();
  const Match& match = life.match();
  RC_TAG(std::string(to_string(match.state)));
  const Amount expected = match.state == MatchState::waiting  ? match.bet
                          : match.state == MatchState::active ? pot_of(match)
                                                              : Amount(0);
  RC_ASSERT(life.purse().escrow() == expected);
  RC_ASSERT(life.purse().of_players() + life.purse().escrow() + life.purse().rake() == Amount(2000));
  const Amount rake = match.state == MatchState::settled ? rake_of(match) : Amount(0);
  RC_ASSERT(life.purse().rake() == rake);
}

RC_GTEST_PROP(AnyLife, comes_to_exactly_one_end_by_time_alone, ()) {
  Life life = random_life();
  life.wait_until_over();
  RC_ASSERT(std::ranges::count_if(life.facts(), is_end) == 1);
  RC_ASSERT(is_end(life.facts().back()));
  RC_ASSERT(life.purse().escrow() == Amount(0));
  for (const Attempt& attempt : life.match().attempts) RC_ASSERT(attempt.state != AttemptState::open);
  RC_ASSERT(!next_due(life.match(), kTiming).has_value());
}

RC_GTEST_PROP(AnyLife, never_has_more_throws_than_are_due, ()) {
  const Match match = random_life().match();
  const int per_round = throws_per_round(match.kind);
  for (const int seat : {0, 1}) {
    const int thrown = match.seats[static_cast<std::size_t>(seat)].faces.size();
    RC_ASSERT(thrown <= match.round * per_round);
    RC_ASSERT(thrown >= (match.round - 1) * per_round);
    RC_ASSERT(next_throw(match, seat).has_value() ==
              (match.state == MatchState::active && thrown < match.round * per_round));
  }
}

RC_GTEST_PROP(AnyLife, awaits_a_throw_exactly_where_a_deadline_stands, ()) {
  const Match match = random_life().match();
  if (match.state == MatchState::waiting) return;
  for (const int seat : {0, 1}) {
    const bool awaited = match.seats[static_cast<std::size_t>(seat)].deadline.has_value();
    RC_ASSERT(awaited == next_throw(match, seat).has_value());
  }
}

RC_GTEST_PROP(AnyLife, never_shows_a_round_before_ones_own_hand_is_complete, ()) {
  const Match match = random_life().match();
  const auto per_round = static_cast<std::size_t>(throws_per_round(match.kind));
  for (const int seat : {0, 1}) {
    const MatchView view = view_for(match, seat);
    RC_ASSERT(view.your_throws.size() == static_cast<std::size_t>(match.round));
    RC_ASSERT(view.opponent_throws.size() == static_cast<std::size_t>(match.round));
    for (std::size_t round = 0; round < view.your_throws.size(); ++round) {
      if (view.your_throws[round].size() < per_round) RC_ASSERT(view.opponent_throws[round].empty());
    }
  }
}

}  // namespace
}  // namespace ludice::domain

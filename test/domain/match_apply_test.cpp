// Folding refuses facts that cannot follow, one row each: so an audit finds a history that was edited.
#include "domain/match_fixture.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

using namespace testing;

constexpr ThrowRef kFirst{.seat = 0, .round = 1, .throw_no = 1};
constexpr Instant kLater = kStart + Millis(1000);

struct MisfitRow {
  const char* what;
  Match match;
  FactBody fact;
};

Match tied_once() {
  return played(active(), "33");
}

/// A round of equal or unequal dice whose end was not yet told.
Match complete_round(int anna, int ivan) {
  Match match = thrown(active(GameKind::dice, 333), 0, anna);
  const Fact last{.game = kGame,
                  .at = kStart,
                  .what = ThrowMade{.which = {.seat = 1, .round = 1, .throw_no = 1}, .face = ivan}};
  EXPECT_TRUE(apply(match, last));
  return match;
}

std::vector<MisfitRow> opening_rows() {
  const GameOpened good{.player = kAnna, .bet = Amount(5), .deadline = kLater};
  const auto with = [&](auto change) {
    GameOpened fact = good;
    change(fact);
    return fact;
  };
  return {
      {"opened twice", waiting(), good},
      {"opened by nobody", Match{}, with([](GameOpened& f) { f.player = {}; })},
      {"no bet", Match{}, with([](GameOpened& f) { f.bet = Amount(0); })},
      {"a bet too large", Match{}, with([](GameOpened& f) { f.bet = Amount(Amount::kMax + 1); })},
      {"a negative rake", Match{}, with([](GameOpened& f) { f.rake_bps = -1; })},
      {"more rake than pot", Match{}, with([](GameOpened& f) { f.rake_bps = 10001; })},
      {"before it was opened", Match{}, GameJoined{.player = kIvan, .deadline = kLater}},
      {"joined by nobody", waiting(), GameJoined{.deadline = kLater}},
      {"joined by the opener", waiting(), GameJoined{.player = kAnna, .deadline = kLater}},
      {"joined twice", active(), GameJoined{.player = PlayerId{8008}, .deadline = kLater}},
      {"joined after the end", cancelled(), GameJoined{.player = kIvan, .deadline = kLater}},
      {"cancelled when running", active(), GameCancelled{}},
      {"cancelled twice", cancelled(), GameCancelled{}},
      {"expired when running", active(), LobbyExpired{}},
      {"expired before its time", waiting(), LobbyExpired{}},
  };
}

std::vector<MisfitRow> throwing_rows() {
  const Match busy = announced(active(), 0);
  const auto made = [](ThrowRef which, int face, AttemptId attempt = {}) {
    return ThrowMade{.which = which, .face = face, .attempt = attempt};
  };
  const auto given_up = [](ThrowRef which, std::string reason, bool counted,
                           std::optional<Instant> deadline) {
    return AttemptGivenUp{.attempt = kAttempt,
                          .which = which,
                          .reason = std::move(reason),
                          .counted = counted,
                          .deadline = deadline};
  };
  return {
      {"thrown while waiting", waiting(), made(kFirst, 6)},
      {"thrown after the end", settled(), made(kFirst, 6)},
      {"thrown twice", thrown(active(), 0, 3), made(kFirst, 6)},
      {"a third seat", active(), made({.seat = 2, .round = 1, .throw_no = 1}, 6)},
      {"a throw ahead", active(), made({.seat = 0, .round = 1, .throw_no = 2}, 6)},
      {"a round ahead", active(), made({.seat = 0, .round = 2, .throw_no = 1}, 6)},
      {"a seventh face", active(), made(kFirst, 7)},
      {"without its attempt", busy, made(kFirst, 6)},
      {"with another attempt", busy, made(kFirst, 6, kOther)},
      {"with none announced", active(), made(kFirst, 6, kAttempt)},
      {"a deadline for nothing", active(), ThrowMade{.which = kFirst, .face = 6, .deadline = kLater}},
      {"no deadline for the next dart", active(GameKind::target), made(kFirst, 6)},
      {"announced twice", busy, ThrowAnnounced{.attempt = kOther, .which = kFirst, .expires = kLater}},
      {"announced without a number", active(), ThrowAnnounced{.which = kFirst, .expires = kLater}},
      {"announced under a used number", busy,
       ThrowAnnounced{
           .attempt = kAttempt, .which = {.seat = 1, .round = 1, .throw_no = 1}, .expires = kLater}},
      {"announced after the throw", thrown(active(), 0, 3),
       ThrowAnnounced{.attempt = kAttempt, .which = kFirst, .expires = kLater}},
      {"given up, unknown", active(), given_up(kFirst, "lost", true, {})},
      {"given up, another throw", busy, given_up({.seat = 1, .round = 1, .throw_no = 1}, "lost", true, {})},
      {"given up twice", give_up_throw(busy, kAttempt, "lost", kStart, kTiming)->after,
       given_up(kFirst, "lost", true, {})},
      {"given up and made not to count", busy, given_up(kFirst, "lost", false, {})},
      {"refused and made to count", busy, given_up(kFirst, "refused", true, kLater)},
      {"refused without a new turn", busy, given_up(kFirst, "refused", false, {})},
      {"given up with a new turn", busy, given_up(kFirst, "lost", true, kLater)},
      {"overdue after the throw", thrown(active(), 0, 3), ThrowOverdue{.which = kFirst, .deadline = kLater}},
      {"overdue after the end", voided(), ThrowOverdue{.which = kFirst, .deadline = kLater}},
  };
}

std::vector<MisfitRow> ending_rows() {
  const GameSettled right{.winner_seat = 0, .winner = kAnna, .payout = Amount(97), .rake = Amount(3)};
  const Match won = complete_round(5, 2);
  const auto with = [&](auto change) {
    GameSettled fact = right;
    change(fact);
    return fact;
  };
  return {
      {"the loser wins", complete_round(2, 5), right},
      {"the loser is paid", won, with([](GameSettled& f) { f.winner = kIvan; })},
      {"the wrong seat", won, with([](GameSettled& f) { f.winner_seat = 1; })},
      {"one too much", won, with([](GameSettled& f) { f.payout = Amount(98); })},
      {"rake one too low", won, with([](GameSettled& f) { f.rake = Amount(2); })},
      {"settled at a tie", complete_round(4, 4), right},
      {"settled half thrown", thrown(active(), 0, 6), right},
      {"settled twice", settled(), right},
      {"tied without throws", active(), RoundTied{.round = 1, .deadline = kLater}},
      {"tied though won", won, RoundTied{.round = 1, .deadline = kLater}},
      {"tied another round", complete_round(4, 4), RoundTied{.round = 2, .deadline = kLater}},
      {"tied again", tied_once(), RoundTied{.round = 1, .deadline = kLater}},
      {"void by too few ties", complete_round(4, 4), GameVoid{.reason = VoidReason::tied_rounds}},
      {"void without lost throws", active(), GameVoid{.reason = VoidReason::throw_lost}},
      {"void with an attempt open", announced(active(), 0), GameVoid{.reason = VoidReason::no_throw}},
      {"void while waiting", waiting(), GameVoid{.reason = VoidReason::no_throw}},
      {"void after the end", settled(), GameVoid{.reason = VoidReason::no_throw}},
  };
}

void expect_misfits(const std::vector<MisfitRow>& rows) {
  for (const MisfitRow& row : rows) {
    Match match = row.match;
    EXPECT_FALSE(apply(match, {.game = kGame, .at = kStart, .what = row.fact})) << row.what;
    EXPECT_EQ(match, row.match) << row.what << " has left a trace";
  }
}

TEST(Apply, refuses_openings_and_joins_that_cannot_follow) {
  expect_misfits(opening_rows());
}

TEST(Apply, refuses_throws_that_cannot_follow) {
  expect_misfits(throwing_rows());
}

TEST(Apply, refuses_ends_that_cannot_follow) {
  expect_misfits(ending_rows());
}

TEST(Apply, refuses_the_facts_of_another_game) {
  Match match = active();
  EXPECT_FALSE(
      apply(match, {.game = GameId{1}, .at = kStart, .what = ThrowMade{.which = kFirst, .face = 6}}));
  EXPECT_TRUE(apply(match, {.game = kGame, .at = kStart, .what = ThrowMade{.which = kFirst, .face = 6}}));
}

}  // namespace
}  // namespace ludice::domain

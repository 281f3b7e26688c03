// Commands of the match: one row per refusal, one test per transition.
#include "domain/match_fixture.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

using namespace testing;

/// "" where the command is accepted.
std::string refusal_of(const Result<Step>& result) {
  return result ? "" : std::string(to_string(result.error().why));
}

TEST(Open, waits_with_the_terms_it_was_opened_under) {
  const OpenGame command{.id = kGame,
                         .player = kAnna,
                         .kind = GameKind::target,
                         .asset = Asset::stars,
                         .bet = Amount(70),
                         .rake_bps = 250,
                         .terms = 3};
  const Step step = open(command, kStart, kTiming);
  EXPECT_EQ(names_of(step), "game_opened");
  EXPECT_EQ(step.after.state, MatchState::waiting);
  EXPECT_EQ(step.after.kind, GameKind::target);
  EXPECT_EQ(step.after.asset, Asset::stars);
  EXPECT_EQ(pot_of(step.after), Amount(140));
  EXPECT_EQ(rake_of(step.after), Amount(3));
  EXPECT_EQ(win_of(step.after), Amount(137));
  EXPECT_EQ(step.after.terms, 3);
  EXPECT_EQ(step.after.opened, kStart);
}

TEST(OpenDeathTest, a_game_without_a_bet_or_a_player_ends_the_process) {
  EXPECT_DEATH(open({.id = kGame, .player = kAnna}, kStart, kTiming), "assertion failed");
  EXPECT_DEATH(open({.id = kGame, .bet = Amount(5)}, kStart, kTiming), "assertion failed");
  EXPECT_DEATH(open({.player = kAnna, .bet = Amount(5)}, kStart, kTiming), "assertion failed");
}

TEST(Join, starts_the_game_and_both_clocks) {
  const Instant later = kStart + Millis(7000);
  const Step step = join(waiting(), kIvan, later, kTiming).value();
  EXPECT_EQ(names_of(step), "game_joined");
  EXPECT_EQ(step.after.state, MatchState::active);
  EXPECT_EQ(step.after.started, later);
  EXPECT_EQ(step.after.seats[1].player, kIvan);
  for (const Seat& seat : step.after.seats) EXPECT_EQ(seat.deadline, later + kTiming.turn_ttl);
}

TEST(Join, of_anything_but_another_players_waiting_game_is_a_conflict) {
  EXPECT_EQ(refusal_of(join(waiting(), kAnna, kStart, kTiming)), "conflict");
  for (const Match& match : {active(), settled(), voided(), cancelled()}) {
    EXPECT_EQ(refusal_of(join(match, PlayerId{8008}, kStart, kTiming)), "conflict") << to_string(match.state);
  }
}

TEST(Seats, belong_to_their_players) {
  EXPECT_EQ(seat_of(active(), kAnna), 0);
  EXPECT_EQ(seat_of(active(), kIvan), 1);
  EXPECT_EQ(seat_of(active(), PlayerId{8008}), std::nullopt);
  EXPECT_EQ(seat_of(waiting(), PlayerId{}), std::nullopt) << "the empty seat is nobody's";
}

struct ThrowRow {
  const char* what;
  Match match;
  RecordThrow command;
  const char* expected;
};

/// Results, in the order of the refusals.
std::vector<ThrowRow> result_rows() {
  const Match target = thrown(active(GameKind::target), 0, 4);  // Anna has one dart
  const Match tied = played(active(), "33");                    // in its second round
  const Match busy = announced(active(), 0);
  return {
      {"after the end", settled(), {.seat = 0, .face = 6}, "game_over"},
      {"after a void", voided(), {.seat = 0, .face = 6, .attempt = kAttempt}, "game_over"},
      {"after leaving", cancelled(), {.seat = 0, .face = 6}, "game_over"},
      {"after the end, named", settled(), {.seat = 0, .face = 6, .round = 1, .throw_no = 1}, "game_over"},
      {"second result", thrown(active(), 0, 2), {.seat = 0, .face = 6}, "already_thrown"},
      {"second result, named", thrown(active(), 0, 2), {.seat = 0, .face = 6, .round = 1}, "already_thrown"},
      {"all thrown, next round",
       thrown(active(), 0, 2),
       {.seat = 0, .face = 6, .round = 2},
       "already_thrown"},
      {"all thrown, an attempt",
       thrown(active(), 0, 2),
       {.seat = 0, .face = 6, .attempt = kOther},
       "already_thrown"},
      {"first round of two", tied, {.seat = 0, .face = 6, .round = 1}, "already_thrown"},
      {"a throw that round never had",
       tied,
       {.seat = 0, .face = 6, .round = 1, .throw_no = 3},
       "already_thrown"},
      {"first dart again", target, {.seat = 0, .face = 6, .throw_no = 1}, "already_thrown"},
      {"past while announced", announced(target, 0), {.seat = 0, .face = 6, .throw_no = 1}, "already_thrown"},
      {"without the attempt", busy, {.seat = 0, .face = 6}, "throw_in_progress"},
      {"ahead, without the attempt", busy, {.seat = 0, .face = 6, .round = 2}, "throw_in_progress"},
      {"waiting", waiting(), {.seat = 0, .face = 6}, "not_your_turn"},
      {"waiting, named", waiting(), {.seat = 0, .face = 6, .round = 1, .throw_no = 1}, "not_your_turn"},
      {"round ahead", active(), {.seat = 0, .face = 6, .round = 2}, "not_your_turn"},
      {"throw ahead", active(), {.seat = 0, .face = 6, .throw_no = 2}, "not_your_turn"},
      {"dart ahead", target, {.seat = 0, .face = 6, .throw_no = 3}, "not_your_turn"},
      {"ahead with an attempt", busy, {.seat = 0, .face = 6, .round = 2, .attempt = kOther}, "not_your_turn"},
      {"another attempt", busy, {.seat = 0, .face = 6, .attempt = kOther}, "conflict"},
      {"the opponent's attempt", busy, {.seat = 1, .face = 6, .attempt = kAttempt}, "conflict"},
      {"nothing announced", active(), {.seat = 0, .face = 6, .attempt = kAttempt}, "conflict"},
      {"a given up attempt",
       give_up_throw(busy, kAttempt, "lost", kStart, kTiming)->after,
       {.seat = 0, .face = 6, .attempt = kAttempt},
       "conflict"},
      {"the attempt of the dart before",
       thrown(active(GameKind::target), 0, 1),
       {.seat = 0, .face = 6, .attempt = kAttempt},
       "conflict"},
      {"next throw unnamed", active(), {.seat = 0, .face = 6}, ""},
      {"the other player", thrown(active(), 0, 2), {.seat = 1, .face = 6}, ""},
      {"the next dart, named", target, {.seat = 0, .face = 6, .round = 1, .throw_no = 2}, ""},
      {"the second round, named", tied, {.seat = 0, .face = 6, .round = 2}, ""},
      {"with its attempt", busy, {.seat = 0, .face = 6, .attempt = kAttempt}, ""},
      {"while the opponent's is announced", busy, {.seat = 1, .face = 6}, ""},
  };
}

TEST(RecordThrow, refuses_each_in_its_order) {
  for (const ThrowRow& row : result_rows()) {
    EXPECT_EQ(refusal_of(record_throw(row.match, row.command, kStart, kTiming)), row.expected) << row.what;
  }
}

TEST(AnnounceThrow, refuses_each_in_its_order) {
  for (const ThrowRow& row : result_rows()) {
    if (row.command.attempt) continue;
    const AnnounceThrow command{.seat = row.command.seat,
                                .round = row.command.round,
                                .throw_no = row.command.throw_no,
                                .attempt = AttemptId{9900}};
    EXPECT_EQ(refusal_of(announce_throw(row.match, command, kStart, kTiming)), row.expected) << row.what;
  }
}

TEST(AnnounceThrow, opens_an_attempt_for_the_throw_due) {
  const Instant later = kStart + Millis(1);
  const Step step = announce_throw(active(), {.seat = 1, .attempt = kAttempt}, later, kTiming).value();
  EXPECT_EQ(names_of(step), "throw_announced");
  const Attempt expected{.id = kAttempt,
                         .which = {.seat = 1, .round = 1, .throw_no = 1},
                         .opened = later,
                         .expires = later + kTiming.attempt_ttl};
  EXPECT_EQ(step.after.attempts.back(), expected);
}

TEST(AnnounceThrow, both_players_may_have_one_open) {
  const Match match = announced(announced(active(), 0), 1, kOther);
  EXPECT_EQ(open_attempt(match, 0)->id, kAttempt);
  EXPECT_EQ(open_attempt(match, 1)->id, kOther);
}

TEST(AnnounceThrowDeathTest, an_id_used_before_ends_the_process) {
  EXPECT_DEATH(announced(announced(active(), 0), 1, kAttempt), "assertion failed");
}

TEST(RecordThrow, keeps_the_face_the_proof_and_the_time) {
  const Proof proof{.chat_id = 5, .message_id = 6, .date = 7, .emoji = "x"};
  const Instant later = kStart + Millis(500);
  const RecordThrow command{.seat = 0, .face = 4, .attempt = kAttempt, .proof = proof};
  const Step step = record_throw(announced(active(), 0), command, later, kTiming).value();
  EXPECT_EQ(names_of(step), "throw_made");
  const auto* made = find_fact<ThrowMade>(step);
  EXPECT_EQ(made->proof, proof);
  EXPECT_EQ(made->attempt, kAttempt);
  EXPECT_EQ(made->face, 4);
  EXPECT_EQ(step.after.seats[0].faces.digits(), "4");
  EXPECT_EQ(step.after.last_throw, later);
  EXPECT_EQ(step.after.attempts.back().state, AttemptState::thrown);
}

TEST(RecordThrow, waits_no_longer_for_whoever_has_thrown_all) {
  const Match match = thrown(active(), 0, 4);
  EXPECT_EQ(match.seats[0].deadline, std::nullopt);
  EXPECT_EQ(match.seats[1].deadline, kStart + kTiming.turn_ttl);
}

TEST(RecordThrow, renews_the_deadline_for_the_next_dart_of_that_seat_alone) {
  const Instant later = kStart + Millis(20'000);
  const Match match = thrown(active(GameKind::target), 0, 4, later);
  EXPECT_EQ(match.seats[0].deadline, later + kTiming.turn_ttl);
  EXPECT_EQ(match.seats[1].deadline, kStart + kTiming.turn_ttl);
}

TEST(RecordThrowDeathTest, a_face_outside_the_die_ends_the_process) {
  EXPECT_DEATH((void)record_throw(active(), {.face = 7}, kStart, kTiming), "assertion failed");
}

struct EndRow {
  GameKind kind;
  const char* faces;  ///< in turn, seat 0 first
  const char* facts;  ///< of the last throw
  std::optional<int> winner;
};

TEST(RecordThrow, ends_the_round_with_its_last_throw) {
  const EndRow rows[] = {
      {GameKind::dice, "61", "throw_made game_settled", 0},
      {GameKind::dice, "16", "throw_made game_settled", 1},
      {GameKind::dice, "44", "throw_made round_tied", std::nullopt},
      {GameKind::dice, "4465", "throw_made game_settled", 0},
      {GameKind::dice, "11223344", "throw_made round_tied", std::nullopt},
      {GameKind::dice, "1122334412", "throw_made game_settled", 1},
      {GameKind::dice, "1122334455", "throw_made game_void", std::nullopt},
      {GameKind::target, "616", "throw_made", std::nullopt},
      {GameKind::target, "616111", "throw_made game_settled", 0},
      {GameKind::target, "641413", "throw_made game_settled", 0},
      {GameKind::target, "666666", "throw_made round_tied", std::nullopt},
  };
  for (const EndRow& row : rows) {
    const std::string_view faces = row.faces;
    const Match before = played(active(row.kind), faces.substr(0, faces.size() - 1));
    const int last_seat = static_cast<int>((faces.size() - 1) % 2);
    const Step step = throw_step(before, last_seat, faces.back() - '0');
    EXPECT_EQ(names_of(step), row.facts) << row.faces;
    EXPECT_EQ(step.after.winner, row.winner) << row.faces;
  }
}

TEST(Settling, pays_the_pot_less_the_rake_once) {
  const Match before = thrown(active(GameKind::dice, 333), 0, 2);
  const Instant later = kStart + Millis(9);
  const Step step = throw_step(before, 1, 5, later);
  const GameSettled expected{.winner_seat = 1, .winner = kIvan, .payout = Amount(97), .rake = Amount(3)};
  EXPECT_EQ(*find_fact<GameSettled>(step), expected);
  EXPECT_EQ(step.after.state, MatchState::settled);
  EXPECT_EQ(step.after.ended, later);
  for (const Seat& seat : step.after.seats) EXPECT_EQ(seat.deadline, std::nullopt);
}

TEST(Tie, opens_another_round_with_new_deadlines) {
  const Instant later = kStart + Millis(30'000);
  const Match match = played(active(), "22", later);
  EXPECT_EQ(match.state, MatchState::active);
  EXPECT_EQ(match.round, 2);
  for (const Seat& seat : match.seats) EXPECT_EQ(seat.deadline, later + kTiming.turn_ttl);
}

TEST(Tie, the_fifth_voids_the_game_without_rake) {
  const Step step = throw_step(played(active(GameKind::dice, 1000), "112233445"), 1, 5);
  EXPECT_EQ(find_fact<GameVoid>(step)->reason, VoidReason::tied_rounds);
  EXPECT_EQ(find_fact<GameSettled>(step), nullptr);
  EXPECT_EQ(step.after.state, MatchState::voided);
  EXPECT_EQ(step.after.round, kMaxRounds);
}

TEST(GiveUp, of_an_unknown_attempt_is_not_found) {
  EXPECT_EQ(refusal_of(give_up_throw(active(), kAttempt, "lost", kStart, kTiming)), "not_found");
}

TEST(GiveUp, frees_the_throw_and_counts) {
  const Step step = give_up_throw(announced(active(), 0), kAttempt, "lost", kStart, kTiming).value();
  EXPECT_EQ(names_of(step), "attempt_given_up");
  const Attempt& attempt = step.after.attempts.back();
  EXPECT_EQ(attempt.state, AttemptState::given_up);
  EXPECT_TRUE(attempt.counted);
  EXPECT_EQ(attempt.reason, "lost");
  EXPECT_EQ(open_attempt(step.after, 0), nullptr);
  EXPECT_EQ(refusal_of(record_throw(step.after, {.seat = 0, .face = 1}, kStart, kTiming)), "");
}

TEST(GiveUp, that_counts_leaves_the_deadline_alone) {
  const Instant later = kStart + Millis(10'000);
  const Match match = give_up_throw(announced(active(), 0), kAttempt, "lost", later, kTiming)->after;
  EXPECT_EQ(match.seats[0].deadline, kStart + kTiming.turn_ttl);
}

TEST(GiveUp, after_a_refusal_by_telegram_starts_the_turn_anew) {
  const Instant later = kStart + Millis(10'000);
  const Match match = give_up_throw(announced(active(), 0), kAttempt, "refused", later, kTiming)->after;
  EXPECT_FALSE(match.attempts.back().counted);
  EXPECT_EQ(match.attempts.back().reason, "refused");
  EXPECT_EQ(match.seats[0].deadline, later + kTiming.turn_ttl);
  EXPECT_EQ(match.seats[1].deadline, kStart + kTiming.turn_ttl);
}

TEST(GiveUp, refusals_never_void_however_many) {
  Match match = active();
  for (std::int64_t id = 1; id <= 50; ++id) {
    match = announced(match, 0, AttemptId{id});
    match = give_up_throw(match, AttemptId{id}, "refused", kStart, kTiming)->after;
  }
  EXPECT_EQ(match.state, MatchState::active);
  EXPECT_EQ(match.attempts.size(), 50U);
}

TEST(GiveUp, of_a_closed_attempt_changes_nothing) {
  const Match given_up = give_up_throw(announced(active(), 0), kAttempt, "lost", kStart, kTiming)->after;
  const Match made =
      record_throw(announced(active(), 0), {.face = 1, .attempt = kAttempt}, kStart, kTiming)->after;
  for (const Match& match : {given_up, made}) {
    const Step step = give_up_throw(match, kAttempt, "refused", kStart, kTiming).value();
    EXPECT_TRUE(step.facts.empty());
    EXPECT_EQ(step.after, match);
  }
}

/// Anna's throw was given up once, and is announced again; Ivan's is open too.
Match second_attempt(GameKind kind = GameKind::dice) {
  Match match = announced(active(kind), 0);
  match = give_up_throw(match, kAttempt, "lost", kStart, kTiming)->after;
  return announced(announced(match, 0, kOther), 1, AttemptId{9108});
}

TEST(GiveUp, the_second_that_counts_voids_and_closes_the_opponents_attempt) {
  const Step step = give_up_throw(second_attempt(), kOther, "lost", kStart, kTiming).value();
  EXPECT_EQ(names_of(step), "attempt_given_up attempt_given_up game_void");
  EXPECT_EQ(find_fact<GameVoid>(step)->reason, VoidReason::throw_lost);
  EXPECT_EQ(step.after.state, MatchState::voided);
  EXPECT_EQ(step.after.attempts.back().state, AttemptState::given_up);
  EXPECT_EQ(step.after.attempts.back().reason, "void");
}

TEST(GiveUp, a_refusal_after_one_that_counted_does_not_void) {
  const Match match = give_up_throw(second_attempt(), kOther, "refused", kStart, kTiming)->after;
  EXPECT_EQ(match.state, MatchState::active);
}

TEST(GiveUp, counts_for_each_throw_apart) {
  const Match target = second_attempt(GameKind::target);
  Match match = record_throw(target, {.seat = 0, .face = 3, .attempt = kOther}, kStart, kTiming)->after;
  match = announced(match, 0, AttemptId{9112});
  match = give_up_throw(match, AttemptId{9112}, "lost", kStart, kTiming)->after;
  EXPECT_EQ(match.state, MatchState::active) << "the first give-up was for another dart";
  match = give_up_throw(match, AttemptId{9108}, "lost", kStart, kTiming)->after;
  EXPECT_EQ(match.state, MatchState::active) << "this one was for the opponent's";
}

TEST(GiveUp, keeps_the_fate_of_attempts_after_the_end) {
  const Match over = give_up_throw(second_attempt(), kOther, "lost", kStart, kTiming)->after;
  const Step again = give_up_throw(over, kOther, "refused", kStart, kTiming).value();
  EXPECT_EQ(again.after, over);
  EXPECT_EQ(refusal_of(record_throw(over, {.face = 6, .attempt = kOther}, kStart, kTiming)), "game_over");
}

TEST(Leave, calls_a_waiting_game_off) {
  const Step step = leave(waiting(), kStart + Millis(5)).value();
  EXPECT_EQ(names_of(step), "game_cancelled");
  EXPECT_EQ(step.after.state, MatchState::cancelled);
  EXPECT_EQ(step.after.ended, kStart + Millis(5));
}

TEST(Leave, is_refused_once_the_game_has_begun_or_ended) {
  EXPECT_EQ(refusal_of(leave(active(), kStart)), "game_in_progress");
  for (const Match& match : {settled(), voided(), cancelled()}) {
    EXPECT_EQ(refusal_of(leave(match, kStart)), "game_over") << to_string(match.state);
  }
}

TEST(Held, is_what_was_staked_and_not_given_back) {
  EXPECT_EQ(held_by(waiting()), Amount(50));
  EXPECT_EQ(held_by(invited()), Amount(0));
  EXPECT_EQ(held_by(join(invited(), kIvan, kStart, kTiming).value().after), Amount(100));
  for (const Match& over : {settled(), voided(), cancelled()}) EXPECT_EQ(held_by(over), Amount(0));
}

}  // namespace
}  // namespace ludice::domain

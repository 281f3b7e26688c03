// The canonical text of every fact, letter by letter: the hash chain seals it, so it may never change.
#include "domain/facts.hpp"

#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

constexpr ThrowRef kWhich{.seat = 1, .round = 2, .throw_no = 3};
constexpr AttemptId kToldAttempt{64};

struct TextRow {
  FactBody what;
  const char* text;
};

/// Every fact, with what is optional and without.
std::vector<TextRow> rows() {
  return {
      {GameOpened{.player = PlayerId{32},
                  .kind = GameKind::target,
                  .asset = Asset::ton,
                  .bet = Amount(50),
                  .rake_bps = 25,
                  .terms = 2,
                  .deadline = {99}},
       "game_opened game=0000000000012 at=7 player=0000000000010 kind=target asset=ton bet=50 rake_bps=25 "
       "terms=2 "
       "deadline=99"},
      {GameOpened{.player = PlayerId{32}, .bet = Amount(50), .terms = 1, .deadline = {99}, .invite = true},
       "game_opened game=0000000000012 at=7 player=0000000000010 kind=dice asset=points bet=50 rake_bps=0 "
       "terms=1 deadline=99 invite=1"},
      {GameJoined{.player = PlayerId{32}, .deadline = {99}},
       "game_joined game=0000000000012 at=7 player=0000000000010 deadline=99"},
      {ThrowAnnounced{.attempt = kToldAttempt, .which = kWhich, .expires = {99}},
       "throw_announced game=0000000000012 at=7 seat=1 round=2 throw=3 attempt=0000000000020 expires=99"},
      {ThrowMade{.which = kWhich, .face = 6},
       "throw_made game=0000000000012 at=7 seat=1 round=2 throw=3 face=6"},
      {ThrowMade{.which = kWhich,
                 .face = 6,
                 .attempt = kToldAttempt,
                 .proof = Proof{.chat_id = -5, .message_id = 8, .date = 9, .emoji = "🎯"},
                 .deadline = Instant{99}},
       "throw_made game=0000000000012 at=7 seat=1 round=2 throw=3 face=6 attempt=0000000000020 deadline=99 "
       "chat=-5 "
       "message=8 date=9 emoji=\"🎯\""},
      {AttemptGivenUp{.attempt = kToldAttempt, .which = kWhich, .reason = "lost", .counted = true},
       "attempt_given_up game=0000000000012 at=7 seat=1 round=2 throw=3 attempt=0000000000020 counted=1 "
       "reason=\"lost\""},
      {AttemptGivenUp{.attempt = kToldAttempt,
                      .which = kWhich,
                      .reason = "refused",
                      .counted = false,
                      .deadline = Instant{99}},
       "attempt_given_up game=0000000000012 at=7 seat=1 round=2 throw=3 attempt=0000000000020 counted=0 "
       "deadline=99 reason=\"refused\""},
      {ThrowOverdue{.which = kWhich, .deadline = {99}},
       "throw_overdue game=0000000000012 at=7 seat=1 round=2 throw=3 deadline=99"},
      {RoundTied{.round = 4, .deadline = {99}}, "round_tied game=0000000000012 at=7 round=4 deadline=99"},
      {GameSettled{.winner_seat = 1, .winner = PlayerId{32}, .payout = Amount(97), .rake = Amount(3)},
       "game_settled game=0000000000012 at=7 seat=1 winner=0000000000010 payout=97 rake=3"},
      {GameVoid{.reason = VoidReason::tied_rounds}, "game_void game=0000000000012 at=7 reason=tied_rounds"},
      {GameVoid{.reason = VoidReason::throw_lost}, "game_void game=0000000000012 at=7 reason=throw_lost"},
      {GameVoid{.reason = VoidReason::no_throw}, "game_void game=0000000000012 at=7 reason=no_throw"},
      {GameCancelled{}, "game_cancelled game=0000000000012 at=7"},
      {LobbyExpired{}, "lobby_expired game=0000000000012 at=7"},
  };
}

Fact fact(FactBody what) {
  return {.game = GameId{34}, .at = {7}, .what = std::move(what)};
}

TEST(FactText, is_the_same_for_ever) {
  std::set<std::size_t> kinds;
  for (const TextRow& row : rows()) {
    EXPECT_EQ(to_text(fact(row.what)), row.text);
    kinds.insert(row.what.index());
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<FactBody>) << "a fact without a row";
}

std::string reason_text(std::string reason) {
  const std::string text =
      to_text(fact(AttemptGivenUp{.attempt = kToldAttempt, .reason = std::move(reason)}));
  return text.substr(text.find("reason="));
}

TEST(FactText, stays_one_line_whatever_a_reason_holds) {
  EXPECT_EQ(reason_text("a b=c"), "reason=\"a b=c\"");
  EXPECT_EQ(reason_text("a\nb\tc"), "reason=\"a\\x0ab\\x09c\"");
  EXPECT_EQ(reason_text(std::string("\0\x7f", 2)), "reason=\"\\x00\\x7f\"");
}

TEST(FactText, tells_a_quote_in_a_reason_from_its_end) {
  EXPECT_EQ(reason_text("say \"hi\""), "reason=\"say \\\"hi\\\"\"");
  EXPECT_EQ(reason_text("\\x0a"), "reason=\"\\\\x0a\"");
}

}  // namespace
}  // namespace ludice::domain

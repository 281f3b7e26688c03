// Games from the first stake to the last coin: money, counters, refusals, deadlines.
#include "base/hex.hpp"
#include "service_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

using domain::ViewState;

class GamesTest : public test::OnBothStores<ServiceTest> {};
LUDICE_ON_BOTH_STORES(GamesTest);

TEST_P(GamesTest, the_winner_gets_the_pot_and_both_are_free_again) {
  const GameId game = begin();
  EXPECT_EQ(balance("anna"), 950);
  EXPECT_EQ(record("anna", game, 6)->view.state, ViewState::active);
  const auto lost = record("ivan", game, 2);
  EXPECT_EQ(lost->view.state, ViewState::lost);
  EXPECT_EQ(lost->view.payout.units(), 0);
  EXPECT_EQ(lost->balance.units(), 950);
  EXPECT_EQ(view("anna", game)->view.payout.units(), 100);
  EXPECT_EQ(balance("anna"), 1'050);
  const auto winner = profile("anna");
  EXPECT_EQ(winner->player.won, 1);
  EXPECT_EQ(winner->player.streak, 1);
  EXPECT_EQ(winner->holdings.front().net, 50);
  EXPECT_FALSE(winner->player.game);
  EXPECT_EQ(profile("ivan")->player.lost, 1);
  EXPECT_EQ(profile("ivan")->holdings.front().net, -50);
}

TEST_P(GamesTest, rake_is_taken_from_the_pot_under_the_terms_of_the_opening) {
  rules_.rake_bps = 333;
  const GameId game = begin(50);
  rules_.rake_bps = 0;
  record("anna", game, 6);
  record("ivan", game, 2);
  EXPECT_EQ(balance("anna"), 950 + 97);  // 100 less floor(3.33)
}

TEST_P(GamesTest, games_under_other_terms_are_not_paired) {
  sign_up("anna", 1);
  sign_up("ivan", 2);
  const auto first = start("anna", 50);
  rules_.rake_bps = 100;
  const auto second = start("ivan", 50);
  EXPECT_NE(first->game_id, second->game_id);
  EXPECT_EQ(second->view.state, ViewState::waiting);
  leave("anna");
  leave("ivan");
}

TEST_P(GamesTest, the_oldest_waiting_game_is_joined) {
  for (int i = 1; i <= 3; ++i) sign_up("p" + std::to_string(i), i);
  const auto oldest = start("p1", 50);
  // Equal terms pair at once, so another bet waits beside it.
  const auto other = start("p2", 60);
  EXPECT_EQ(start("p3", 50)->game_id, oldest->game_id);
  EXPECT_EQ(view("p2", other->game_id)->view.state, ViewState::waiting);
  leave("p2");
  record("p1", oldest->game_id, 1);
  record("p3", oldest->game_id, 2);
}

TEST_P(GamesTest, the_whole_balance_can_be_staked) {
  sign_up("anna", 1);
  EXPECT_EQ(start("anna", 1'000)->balance.units(), 0);
  EXPECT_EQ(leave("anna")->balance.units(), 1'000);
}

TEST_P(GamesTest, starting_is_refused_in_order) {
  EXPECT_EQ(why(start("nobody", 50)), Refusal::player_not_found);
  sign_up("anna", 1);
  const auto poor = start("anna", 1'001);
  EXPECT_EQ(why(poor), Refusal::insufficient_funds);
  EXPECT_EQ(poor.error().balance, 1'000);
  EXPECT_EQ(poor.error().required, 1'001);
  start("anna", 50);
  EXPECT_EQ(why(start("anna", 5'000)), Refusal::already_in_game);
  leave("anna");
}

TEST_P(GamesTest, scene_38_a_pot_that_would_pass_2_to_the_53_is_refused_before_the_stake) {
  sign_up("anna", 1);
  ASSERT_TRUE(modify("anna", Amount::kMax - 1'000).has_value());
  EXPECT_EQ(why(start("anna", 50)), Refusal::limit_reached);
  EXPECT_EQ(balance("anna"), Amount::kMax);
  ASSERT_TRUE(modify("anna", -50).has_value());
  ASSERT_TRUE(start("anna", 50).has_value());
  EXPECT_EQ(why(modify("anna", 1)), Refusal::limit_reached);
  leave("anna");
}

TEST_P(GamesTest, scene_7_results_that_do_not_fit_are_refused_and_the_first_stands) {
  const GameId game = begin();
  sign_up("eve", 3);
  EXPECT_EQ(why(record("nobody", game, 6)), Refusal::player_not_found);
  EXPECT_EQ(why(record({named("anna"), "0G3M9QW4T1A7K", 6, {}, {}, {}, {}})), Refusal::game_not_found);
  EXPECT_EQ(why(record({named("anna"), "no id", 6, {}, {}, {}, {}})), Refusal::game_not_found);
  EXPECT_EQ(why(record("eve", game, 6)), Refusal::not_your_game);
  record("anna", game, 2);
  EXPECT_EQ(why(record("anna", game, 6)), Refusal::already_thrown);
  EXPECT_EQ(why(record({named("ivan"), to_base32(game.value), 6, 2, 1, {}, {}})), Refusal::not_your_turn);
  EXPECT_EQ(why(record({named("ivan"), to_base32(game.value), 6, {}, {}, "1234567890123", {}})),
            Refusal::conflict);
  record("ivan", game, 5);
  EXPECT_EQ(why(record("anna", game, 6)), Refusal::game_over);
  EXPECT_EQ(balance("ivan"), 1'050);
}

TEST_P(GamesTest, a_proof_counts_once_ever) {
  const GameId game = begin();
  const domain::Proof proof{77, 5, 1'800'000'000, "🎲"};
  ASSERT_TRUE(record({named("anna"), to_base32(game.value), 3, {}, {}, {}, proof}).has_value());
  const auto attempt = announce("ivan", game);
  const std::string id = to_base32(attempt->attempt.value);
  EXPECT_EQ(why(record({named("ivan"), to_base32(game.value), 6, {}, {}, id, proof})), Refusal::conflict);
  // The attempt stays open and takes the right one.
  const domain::Proof other{78, 5, 1'800'000'000, "🎲"};
  EXPECT_TRUE(record({named("ivan"), to_base32(game.value), 6, {}, {}, id, other}).has_value());
}

TEST_P(GamesTest, scene_9_a_second_attempt_given_up_voids_the_game_and_refused_ones_do_not_count) {
  const GameId game = begin();
  const auto refused = announce("anna", game);
  EXPECT_EQ(why(announce("anna", game)), Refusal::throw_in_progress);
  EXPECT_EQ(why(record("anna", game, 6)), Refusal::throw_in_progress);
  EXPECT_EQ(give_up(refused->attempt, "refused")->state, ViewState::active);
  EXPECT_EQ(give_up(announce("anna", game)->attempt, "timeout at sendDice")->state, ViewState::active);
  const auto last = announce("anna", game);
  EXPECT_EQ(give_up(last->attempt, "timeout at sendDice")->state, ViewState::voided);
  EXPECT_EQ(give_up(last->attempt, "again")->state, ViewState::voided);
  EXPECT_EQ(balance("anna"), 1'000);
  EXPECT_EQ(balance("ivan"), 1'000);
  EXPECT_EQ(profile("ivan")->player.void_games, 1);
}

TEST_P(GamesTest, scene_9_the_late_answer_of_an_attempt_given_up_changes_nothing) {
  const GameId game = begin();
  const auto with = [&](const Result<AnnouncedThrow>& announced, int face) {
    return record(
        {named("anna"), to_base32(game.value), face, {}, {}, to_base32(announced->attempt.value), {}});
  };
  const auto lost = announce("anna", game);
  EXPECT_EQ(give_up(lost->attempt, "timeout at sendDice")->state, ViewState::active);
  EXPECT_EQ(why(with(lost, 6)), Refusal::conflict);
  const auto second = announce("anna", game);
  EXPECT_EQ(why(with(lost, 6)), Refusal::conflict);
  ASSERT_TRUE(with(second, 3).has_value());
  EXPECT_EQ(why(with(lost, 6)), Refusal::already_thrown);
  EXPECT_EQ(view("anna", game)->view.your_throws, (std::vector<std::vector<int>>{{3}}));
}

TEST_P(GamesTest, an_attempt_nobody_announced_is_not_found) {
  EXPECT_EQ(why(give_up({4}, "x")), Refusal::not_found);
}

TEST_P(GamesTest, scene_30_five_tied_rounds_are_void_without_rake) {
  rules_.rake_bps = 1'000;
  const GameId game = begin();
  for (int round = 1; round <= 5; ++round) {
    ASSERT_TRUE(record("anna", game, 4).has_value());
    ASSERT_TRUE(record("ivan", game, 4).has_value());
  }
  EXPECT_EQ(view("anna", game)->view.state, ViewState::voided);
  EXPECT_EQ(balance("anna"), 1'000);
  EXPECT_EQ(balance("ivan"), 1'000);
}

TEST_P(GamesTest, scene_36_a_result_repeated_after_its_round_was_tied_names_the_throw_it_was) {
  const GameId game = begin();
  record({named("anna"), to_base32(game.value), 4, 1, 1, {}, {}});
  record("ivan", game, 4);
  EXPECT_EQ(why(record({named("anna"), to_base32(game.value), 4, 1, 1, {}, {}})), Refusal::already_thrown);
  EXPECT_EQ(view("anna", game)->view.throws_left, 1);
  record("anna", game, 4);
  record("ivan", game, 5);
}

TEST_P(GamesTest, leaving_gives_the_stake_back_and_a_begun_game_cannot_be_left) {
  sign_up("anna", 1);
  sign_up("ivan", 2);
  EXPECT_FALSE(leave("anna")->left);
  const auto waiting = start("anna", 50);
  EXPECT_EQ(why(leave("ivan", to_base32(waiting->game_id.value))), Refusal::not_your_game);
  const auto left = leave("anna");
  EXPECT_TRUE(left->left);
  EXPECT_EQ(left->refunded.units(), 50);
  EXPECT_EQ(left->balance.units(), 1'000);
  EXPECT_EQ(why(leave("anna", to_base32(waiting->game_id.value))), Refusal::game_over);
  const GameId game = begin();
  EXPECT_EQ(why(leave("anna")), Refusal::game_in_progress);
  record("anna", game, 1);
  record("ivan", game, 2);
}

TEST_P(GamesTest, a_lobby_that_nobody_joined_expires_and_the_stake_returns) {
  sign_up("anna", 1);
  const GameId game = start("anna", 50)->game_id;
  clock_.advance(rules_.timing.lobby_ttl - Millis{1});
  EXPECT_FALSE(pass_time(game));
  clock_.advance(Millis{1});
  EXPECT_TRUE(pass_time(game));
  EXPECT_EQ(balance("anna"), 1'000);
  EXPECT_EQ(view("anna", game)->view.state, ViewState::cancelled);
}

TEST_P(GamesTest, a_silent_game_is_void_after_its_time) {
  const GameId game = begin();
  record("anna", game, 6);
  clock_.advance(rules_.timing.void_ttl);
  EXPECT_TRUE(pass_time(game));
  EXPECT_EQ(balance("anna"), 1'000);
  EXPECT_EQ(balance("ivan"), 1'000);
}

TEST_P(GamesTest, a_game_in_the_store_is_the_game_that_was_decided) {
  const GameId game = begin();
  announce("anna", game);
  record("ivan", game, 3);
  const auto stored = read<std::optional<store::StoredGame>>(
      [game](store::Reader& reader) { return store::find_game(reader, game); });
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->match.attempts.size(), 1U);
  EXPECT_EQ(stored->match.seats[1].faces.digits(), "3");
  EXPECT_EQ(stored->due, domain::next_due(stored->match, rules_.timing));
  clock_.advance(rules_.timing.void_ttl);
  pass_time(game);
}

TEST_P(GamesTest, what_was_staked_survives_a_restart) {
  const GameId game = begin();
  record("anna", game, 6);
  reopen();
  record("ivan", game, 5);
  EXPECT_EQ(balance("anna"), 1'050);
}

}  // namespace
}  // namespace ludice::service

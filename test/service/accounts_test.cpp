// Registering, names that move, daily points, the balance service.
#include "service_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

class AccountsTest : public test::OnBothStores<ServiceTest> {};
LUDICE_ON_BOTH_STORES(AccountsTest);

TEST_P(AccountsTest, registering_grants_the_welcome_once) {
  const auto first = sign_up("anna", 7);
  EXPECT_TRUE(first->created);
  EXPECT_EQ(first->balance.units(), 1'000);
  const auto again = sign_up("anna", 7);
  EXPECT_FALSE(again->created);
  EXPECT_EQ(again->balance.units(), 1'000);
}

TEST_P(AccountsTest, scene_12_a_name_taken_over_never_opens_the_old_account) {
  sign_up("anna", 7);
  modify("anna", 500);
  const auto stranger = sign_up("anna", 8);
  EXPECT_TRUE(stranger->created);
  EXPECT_EQ(stranger->balance.units(), 1'000);
  EXPECT_EQ(balance("anna"), 1'000);
  EXPECT_EQ(balance("#7"), 1'500);
  EXPECT_EQ(shown_name(sign_up("anna2", 7)->player), "anna2");
}

TEST_P(AccountsTest, a_player_without_a_name_goes_by_his_number) {
  EXPECT_EQ(shown_name(sign_up("#7", 7)->player), "#7");
  EXPECT_EQ(balance("#7"), 1'000);
  sign_up("anna", 7);
  EXPECT_EQ(shown_name(sign_up("#7", 7)->player), "#7");
  EXPECT_EQ(balance("anna"), -1);
}

TEST_P(AccountsTest, the_first_id_under_the_name_takes_an_account_made_by_name_over) {
  create_user("old", 300);
  const auto taken = sign_up("old", 7);
  EXPECT_FALSE(taken->created);
  EXPECT_EQ(taken->balance.units(), 300);
  EXPECT_EQ(balance("#7"), 300);
  EXPECT_TRUE(sign_up("old", 8)->created);
}

TEST_P(AccountsTest, an_account_in_a_game_is_not_taken_over) {
  create_user("old", 300);
  start("old", 100);
  EXPECT_EQ(why(sign_up("old", 7)), Refusal::conflict);
  leave("old");
  EXPECT_TRUE(sign_up("old", 7).has_value());
}

TEST_P(AccountsTest, an_id_with_an_account_cannot_put_one_made_by_name_out_of_reach) {
  create_user("old", 300);
  sign_up("anna", 7);
  EXPECT_EQ(why(sign_up("old", 7)), Refusal::conflict);
  EXPECT_EQ(balance("old"), 300);
}

TEST_P(AccountsTest, a_name_in_use_is_not_made_twice) {
  create_user("old", 0);
  EXPECT_EQ(why(create_user("old", 5)), Refusal::conflict);
  sign_up("anna", 7);
  EXPECT_EQ(why(create_user("anna", 5)), Refusal::conflict);
  EXPECT_EQ(why(create_user("#7", 5)), Refusal::conflict);
}

TEST_P(AccountsTest, balances_change_within_their_bounds) {
  create_user("anna", 100);
  EXPECT_EQ(modify("anna", 50)->balance.units(), 150);
  EXPECT_EQ(modify("anna", -150)->balance.units(), 0);
  const auto poor = modify("anna", -1);
  EXPECT_EQ(why(poor), Refusal::insufficient_funds);
  EXPECT_EQ(why(modify("nobody", 1)), Refusal::player_not_found);
  EXPECT_TRUE(modify("anna", Amount::kMax).has_value());
  EXPECT_EQ(why(modify("anna", 1)), Refusal::limit_reached);
}

TEST_P(AccountsTest, scene_38_a_raised_balance_leaves_room_for_a_stake_that_comes_back) {
  rules_.rake_bps = 10'000;  // a win brings nothing, a game called off the whole stake
  create_user("anna", Amount::kMax);
  start("anna", 50);
  EXPECT_EQ(why(modify("anna", 1)), Refusal::limit_reached);
  EXPECT_EQ(modify("anna", -50)->balance.units(), Amount::kMax - 100);
  EXPECT_TRUE(modify("anna", 50).has_value());
  EXPECT_EQ(leave("anna")->balance.units(), Amount::kMax);
}

/// With one writer, so that one of the house's accounts serves all.
class FullHouseTest : public test::OnBothStores<ServiceTest, 1> {};
LUDICE_ON_BOTH_STORES(FullHouseTest);

TEST_P(FullHouseTest, what_the_house_cannot_book_is_refused) {
  constexpr int kUntilFull = 1'024;  // times 2^53 - 1 is all that an int64 holds
  write<bool>([](store::Transaction& t) {
    for (int i = 0; i < kUntilFull; ++i) {
      EXPECT_TRUE(CreateUser::run(t, "rich" + std::to_string(i), Amount(Amount::kMax), domain::Asset::points)
                      .has_value());
    }
    return true;
  });
  EXPECT_EQ(why(create_user("one_more", Amount::kMax)), Refusal::limit_reached);
  EXPECT_EQ(balance("one_more"), -1);
  create_user("poor", 0);
  EXPECT_EQ(why(modify("poor", Amount::kMax)), Refusal::limit_reached);
  EXPECT_EQ(balance("poor"), 0);
}

TEST_P(AccountsTest, daily_points_come_once_a_day) {
  sign_up("anna", 7);
  const auto first = daily("anna");
  EXPECT_EQ(first->granted.units(), 100);
  EXPECT_EQ(first->balance.units(), 1'100);
  EXPECT_EQ(first->next_at.ms % 86'400'000, 0);
  EXPECT_EQ(daily("anna")->granted.units(), 0);
  clock_.set(first->next_at);
  EXPECT_EQ(daily("anna")->granted.units(), 100);
}

TEST_P(AccountsTest, a_profile_shows_every_asset_and_a_stake_at_play_is_neither_won_nor_lost) {
  rules_.assets = {domain::Asset::points, domain::Asset::ton};
  begin(50);
  const auto anna = profile("anna");
  ASSERT_EQ(anna->holdings.size(), 2U);
  EXPECT_EQ(anna->in_game.units(), 50);
  EXPECT_EQ(anna->holdings[0].asset, domain::Asset::points);
  EXPECT_EQ(anna->holdings[0].balance.units(), 950);
  EXPECT_EQ(anna->holdings[0].net, 0);
  EXPECT_EQ(anna->holdings[1].asset, domain::Asset::ton);
  EXPECT_EQ(anna->holdings[1].balance.units(), 0);
  EXPECT_EQ(anna->holdings[1].net, 0);
}

TEST_P(AccountsTest, events_are_stored_for_consumers_only_and_lent_until_acknowledged) {
  sign_up("anna", 7);
  modify("anna", 5);
  EXPECT_TRUE(take_events("bot").empty());
  modify("anna", 5);
  EXPECT_EQ(signals_.load(), 1);
  const auto events = take_events("bot");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, "balance_changed");
  EXPECT_EQ(events[0].players, "[7]");
  EXPECT_TRUE(take_events("bot").empty());
  clock_.advance(store::kEventLent);
  EXPECT_EQ(take_events("bot").size(), 1U);
  EXPECT_TRUE(take_events("bot", {events[0].id}).empty());
  clock_.advance(store::kEventLent);
  EXPECT_TRUE(take_events("bot").empty());
}

TEST_P(AccountsTest, events_of_a_game_wait_for_earlier_ones_that_are_lent) {
  take_events("bot");
  sign_up("anna", 1);
  sign_up("ivan", 2);
  start("anna", 50);
  const auto first = take_events("bot");
  ASSERT_EQ(first.size(), 1U);
  const GameId game = start("ivan", 50)->game_id;
  EXPECT_TRUE(take_events("bot").empty());
  const auto second = take_events("bot", {first[0].id});
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].type, "game_started");
  record("anna", game, 2);
  record("ivan", game, 1);
}

}  // namespace
}  // namespace ludice::service

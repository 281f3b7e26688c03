// Invites: private, charged at the join, one neutral refusal for whatever stands against joining.
#include "service_fixture.hpp"
#include "support/both_stores.hpp"

#include <set>

namespace ludice::service {
namespace {

using domain::ViewState;

class InvitesTest : public test::OnBothStores<ServiceTest> {
 protected:
  InvitesTest() {
    sign_up("anna", 1);
    sign_up("ivan", 2);
  }
  std::string invite(const std::string& name = "anna", std::int64_t bet = 50) {
    return open_invite(name, bet)->invite.value();
  }
  std::int64_t open_invites() {
    static constexpr store::Statement kCount{"SELECT COUNT(*) FROM invite"};
    return number(kCount);
  }
};
LUDICE_ON_BOTH_STORES(InvitesTest);

TEST_P(InvitesTest, a_code_has_16_characters_without_look_alikes_and_never_comes_twice) {
  std::set<std::string> codes;
  for (int i = 0; i < 1'000; ++i) {
    const std::string code = new_invite_code(random_);
    EXPECT_EQ(code.size(), 16U);
    EXPECT_EQ(code.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), std::string::npos) << code;
    EXPECT_TRUE(codes.insert(code).second);
  }
}

TEST_P(InvitesTest, nothing_is_staked_before_somebody_joins) {
  const auto opened = open_invite("anna", 50);
  EXPECT_EQ(opened->view.state, ViewState::waiting);
  EXPECT_EQ(opened->balance.units(), 1'000);
  EXPECT_FALSE(profile("anna")->player.game);
  const auto joined = join_invite("ivan", *opened->invite);
  EXPECT_EQ(joined->game_id, opened->game_id);
  EXPECT_EQ(joined->view.state, ViewState::active);
  EXPECT_EQ(joined->opponent, "anna");
  EXPECT_FALSE(joined->invite.has_value());
  EXPECT_EQ(balance("anna"), 950);
  EXPECT_EQ(balance("ivan"), 950);
  record("anna", opened->game_id, 6);
  EXPECT_EQ(record("ivan", opened->game_id, 1)->view.state, ViewState::lost);
  EXPECT_EQ(balance("anna"), 1'050);
}

TEST_P(InvitesTest, an_invite_is_not_in_the_lobby) {
  const std::string code = invite();
  const auto other = start("ivan", 50);
  EXPECT_EQ(other->view.state, ViewState::waiting);
  EXPECT_EQ(leave("ivan")->refunded.units(), 50);
  EXPECT_TRUE(join_invite("ivan", code).has_value());
}

TEST_P(InvitesTest, what_is_given_beside_the_code_must_be_what_the_invite_says) {
  const std::string code = invite();
  const JoinInviteCommand right{named("ivan"), code, domain::GameKind::dice, domain::Asset::points,
                                Amount(50)};
  JoinInviteCommand wrong = right;
  wrong.bet = Amount(51);
  EXPECT_EQ(why(join_invite(wrong)), Refusal::conflict);
  wrong = right;
  wrong.kind = domain::GameKind::target;
  EXPECT_EQ(why(join_invite(wrong)), Refusal::conflict);
  wrong = right;
  wrong.asset = domain::Asset::stars;
  EXPECT_EQ(why(join_invite(wrong)), Refusal::conflict);
  EXPECT_TRUE(join_invite(right).has_value());
}

TEST_P(InvitesTest, scene_4_one_s_own_invite_cannot_be_joined_under_any_name) {
  const std::string code = invite();
  EXPECT_EQ(why(join_invite("anna", code)), Refusal::conflict);
  sign_up("anya", 1);
  EXPECT_EQ(why(join_invite("anya", code)), Refusal::conflict);
  EXPECT_EQ(why(join_invite("#1", code)), Refusal::conflict);
  EXPECT_EQ(balance("anya"), 1'000);
}

TEST_P(InvitesTest, scene_5_an_opener_who_has_spent_his_money_makes_the_join_fail_whole) {
  const std::string code = invite();
  modify("anna", -951);
  const auto refused = join_invite("ivan", code);
  EXPECT_EQ(why(refused), Refusal::conflict);
  EXPECT_EQ(refused.error().balance, 0);
  EXPECT_EQ(refused.error().required, 0);
  EXPECT_EQ(balance("anna"), 49);
  EXPECT_EQ(balance("ivan"), 1'000);
  modify("anna", 1);
  EXPECT_TRUE(join_invite("ivan", code).has_value());
  EXPECT_EQ(balance("anna"), 0);
}

TEST_P(InvitesTest, somebody_with_less_than_the_bet_may_open_one) {
  modify("anna", -1'000);
  const std::string code = invite();
  EXPECT_EQ(why(join_invite("ivan", code)), Refusal::conflict);
}

TEST_P(InvitesTest, a_busy_opener_cannot_be_joined_and_can_again_when_he_is_free) {
  sign_up("olga", 3);
  const std::string code = invite();
  start("anna", 70);
  EXPECT_EQ(why(join_invite("ivan", code)), Refusal::conflict);
  leave("anna");
  EXPECT_TRUE(join_invite("ivan", code).has_value());
}

TEST_P(InvitesTest, who_joins_another_s_keeps_his_own_for_afterwards) {
  sign_up("olga", 3);
  const std::string own = invite("ivan");
  const auto joined = join_invite("ivan", invite("anna"));
  EXPECT_EQ(why(join_invite("olga", own)), Refusal::conflict);
  record("anna", joined->game_id, 6);
  record("ivan", joined->game_id, 1);
  EXPECT_TRUE(join_invite("olga", own).has_value());
}

TEST_P(InvitesTest, a_frozen_opener_cannot_open_or_be_joined) {
  static constexpr store::Statement kFreeze{"UPDATE player SET frozen = 1 WHERE username = 'anna'"};
  const std::string code = invite();
  write<bool>([](store::Transaction& t) { return t.execute(kFreeze) == 1; });
  EXPECT_EQ(why(join_invite("ivan", code)), Refusal::conflict);
  EXPECT_EQ(why(open_invite("anna", 50)), Refusal::frozen);
}

TEST_P(InvitesTest, a_used_an_unknown_and_an_expired_code_are_refused_alike) {
  sign_up("olga", 3);
  const auto used = open_invite("anna", 50);
  join_invite("ivan", *used->invite);
  EXPECT_EQ(why(join_invite("olga", *used->invite)), Refusal::conflict);
  EXPECT_EQ(why(join_invite("olga", "0000000000000000")), Refusal::conflict);
  EXPECT_EQ(why(join_invite("olga", "no code at all")), Refusal::conflict);
  record("anna", used->game_id, 6);
  record("ivan", used->game_id, 1);
  const std::string code = invite();
  clock_.advance(rules_.timing.lobby_ttl);
  // Also where the clock's job has not come by yet.
  EXPECT_EQ(why(join_invite("olga", code)), Refusal::conflict);
}

TEST_P(InvitesTest, the_joiner_s_own_refusals_come_in_the_order_of_the_contract) {
  const std::string code = invite();
  EXPECT_EQ(why(join_invite("nobody", "no code")), Refusal::player_not_found);
  const auto waiting = start("ivan", 20);
  EXPECT_EQ(why(join_invite("ivan", "no code")), Refusal::already_in_game);
  leave("ivan");
  modify("ivan", -960);
  EXPECT_EQ(why(join_invite("ivan", "no code")), Refusal::conflict);
  const auto poor = join_invite("ivan", code);
  EXPECT_EQ(why(poor), Refusal::insufficient_funds);
  EXPECT_EQ(poor.error().balance, 40);
  EXPECT_EQ(poor.error().required, 50);
}

TEST_P(InvitesTest, opening_is_refused_in_order_too) {
  EXPECT_EQ(why(open_invite("nobody", 50)), Refusal::player_not_found);
  start("anna", 50);
  EXPECT_EQ(why(open_invite("anna", 50)), Refusal::already_in_game);
  leave("anna");
  EXPECT_EQ(why(open_invite("anna", Amount::kMax)), Refusal::limit_reached);
}

TEST_P(InvitesTest, a_new_invite_calls_the_old_one_off) {
  const auto first = open_invite("anna", 50);
  const auto second = open_invite("anna", 60);
  EXPECT_EQ(view("anna", first->game_id)->view.state, ViewState::cancelled);
  EXPECT_EQ(open_invites(), 1);
  EXPECT_EQ(why(join_invite("ivan", *first->invite)), Refusal::conflict);
  EXPECT_EQ(join_invite("ivan", *second->invite)->bet.units(), 60);
  EXPECT_EQ(open_invites(), 0);
}

TEST_P(InvitesTest, leaving_calls_it_off_and_gives_nothing_back) {
  const auto opened = open_invite("anna", 50);
  const auto left = leave("anna");
  EXPECT_TRUE(left->left);
  EXPECT_EQ(left->refunded.units(), 0);
  EXPECT_EQ(left->balance.units(), 1'000);
  EXPECT_EQ(view("anna", opened->game_id)->view.state, ViewState::cancelled);
  EXPECT_EQ(view("anna", opened->game_id)->view.payout.units(), 0);
  EXPECT_FALSE(leave("anna")->left);
  EXPECT_EQ(why(join_invite("ivan", *opened->invite)), Refusal::conflict);
}

TEST_P(InvitesTest, leaving_takes_the_staked_game_before_the_invite) {
  const auto opened = open_invite("anna", 50);
  start("anna", 70);
  EXPECT_EQ(leave("anna")->refunded.units(), 70);
  EXPECT_EQ(leave("anna", to_base32(opened->game_id.value))->refunded.units(), 0);
  EXPECT_EQ(open_invites(), 0);
}

TEST_P(InvitesTest, it_expires_with_nothing_to_return) {
  const auto opened = open_invite("anna", 50);
  clock_.advance(rules_.timing.lobby_ttl);
  take_events("front");
  EXPECT_TRUE(pass_time(opened->game_id));
  const auto events = take_events("front");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, "lobby_expired");
  EXPECT_EQ(events[0].data, R"({"refunded":0})");
  EXPECT_EQ(view("anna", opened->game_id)->view.state, ViewState::cancelled);
  EXPECT_EQ(balance("anna"), 1'000);
  EXPECT_EQ(open_invites(), 0);
}

TEST_P(InvitesTest, its_event_says_that_it_is_one_and_never_its_code) {
  take_events("front");
  const std::string code = invite();
  const auto events = take_events("front");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, "game_waiting");
  EXPECT_EQ(events[0].data, R"({"game":"dice","asset":"points","bet":50,"invite":true})");
}

TEST_P(InvitesTest, scene_31_it_keeps_the_rake_it_was_opened_under) {
  rules_.rake_bps = 1'000;
  const auto opened = open_invite("anna", 50);
  rules_.rake_bps = 0;
  reopen();
  const auto joined = join_invite("ivan", *opened->invite);
  EXPECT_EQ(joined->view.win.units(), 90);
  record("anna", opened->game_id, 6);
  record("ivan", opened->game_id, 1);
  EXPECT_EQ(balance("anna"), 1'040);
}

TEST_P(InvitesTest, scene_38_a_balance_that_the_win_could_carry_past_2_to_the_53_is_no_opponent) {
  const std::string code = invite();
  modify("anna", Amount::kMax - 1'000);
  EXPECT_EQ(why(join_invite("ivan", code)), Refusal::conflict);
  modify("anna", -Amount::kMax + 1'000);
  modify("ivan", Amount::kMax - 1'000);
  EXPECT_EQ(why(join_invite("ivan", code)), Refusal::limit_reached);
}

}  // namespace
}  // namespace ludice::service

// Target in the store: three darts a round, each announced, thrown and awaited by itself.
#include "service_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

using domain::ViewState;
using Throws = std::vector<std::vector<int>>;

class TargetTest : public test::OnBothStores<ServiceTest> {
 protected:
  TargetTest() {
    sign_up("anna", 1);
    sign_up("ivan", 2);
    open("anna");
    game_ = open("ivan")->game_id;
    id_ = to_base32(game_.value);
  }
  Result<GameAnswer> open(const std::string& name) {
    return start({named(name), domain::GameKind::target, domain::Asset::points, Amount(50)});
  }
  Result<GameAnswer> throw_all(const std::string& name, std::initializer_list<int> faces) {
    Result<GameAnswer> last = refuse(Refusal::conflict);
    for (const int face : faces) last = record(name, game_, face);
    return last;
  }

  GameId game_;
  std::string id_;
};
LUDICE_ON_BOTH_STORES(TargetTest);

TEST_P(TargetTest, a_round_has_three_darts_a_side) {
  EXPECT_EQ(view("anna", game_)->view.throws_left, 3);
  EXPECT_EQ(record("anna", game_, 6)->view.throws_left, 2);
  EXPECT_EQ(throw_all("anna", {5, 4})->view.throws_left, 0);
  EXPECT_EQ(why(record("anna", game_, 6)), Refusal::already_thrown);
  EXPECT_EQ(throw_all("ivan", {1, 2, 3})->view.state, ViewState::lost);
  EXPECT_EQ(balance("anna"), 1'050);
}

TEST_P(TargetTest, the_opponent_s_darts_show_once_all_of_one_s_own_are_thrown) {
  throw_all("anna", {6, 5});
  EXPECT_EQ(record("ivan", game_, 3)->view.opponent_throws, Throws{{}});
  throw_all("ivan", {2, 1});
  EXPECT_EQ(view("ivan", game_)->view.opponent_throws, (Throws{{6, 5}}));
  EXPECT_EQ(view("anna", game_)->view.opponent_throws, Throws{{}});
  EXPECT_EQ(record("anna", game_, 1)->view.opponent_throws, (Throws{{3, 2, 1}}));
}

TEST_P(TargetTest, a_dart_is_named_by_round_and_throw) {
  const auto dart = [this](int round, int number, int face) {
    return record({named("anna"), id_, face, round, number, {}, {}});
  };
  EXPECT_EQ(why(dart(1, 2, 6)), Refusal::not_your_turn);
  EXPECT_TRUE(dart(1, 1, 6).has_value());
  EXPECT_EQ(why(dart(1, 1, 6)), Refusal::already_thrown);
  EXPECT_TRUE(dart(1, 2, 6).has_value());
  EXPECT_EQ(why(dart(1, 4, 6)), Refusal::not_your_turn);
  EXPECT_EQ(why(dart(2, 1, 6)), Refusal::not_your_turn);
  EXPECT_EQ(view("anna", game_)->view.your_throws, (Throws{{6, 6}}));
}

TEST_P(TargetTest, each_dart_is_announced_by_itself) {
  for (int number = 1; number <= 3; ++number) {
    const auto announced = announce("anna", game_);
    EXPECT_EQ(announced->throw_no, number);
    EXPECT_EQ(why(announce("anna", game_)), Refusal::throw_in_progress);
    EXPECT_EQ(why(record("anna", game_, 6)), Refusal::throw_in_progress);
    const std::string attempt = to_base32(announced->attempt.value);
    EXPECT_TRUE(record({named("anna"), id_, 2, {}, {}, attempt, {}}).has_value());
    EXPECT_EQ(why(record({named("anna"), id_, 2, {}, {}, attempt, {}})),
              number < 3 ? Refusal::conflict : Refusal::already_thrown);
  }
  EXPECT_EQ(why(announce("anna", game_)), Refusal::already_thrown);
}

TEST_P(TargetTest, attempts_given_up_count_for_each_dart_by_itself) {
  give_up(announce("anna", game_)->attempt, "timeout at sendDice");
  record("anna", game_, 3);
  EXPECT_EQ(give_up(announce("anna", game_)->attempt, "timeout at sendDice")->state, ViewState::active);
  EXPECT_EQ(give_up(announce("anna", game_)->attempt, "timeout at sendDice")->state, ViewState::voided);
  EXPECT_EQ(balance("anna"), 1'000);
}

TEST_P(TargetTest, each_dart_has_a_deadline_of_its_own_and_is_asked_for_when_it_is_late) {
  take_events("front");
  const auto turn = rules_.timing.turn_ttl;
  clock_.advance(turn - Millis{1'000});
  const auto first = record("anna", game_, 3);
  EXPECT_EQ(first->view.deadline, (clock_.now() + turn).seconds());
  clock_.advance(turn);
  EXPECT_TRUE(pass_time(game_));
  std::vector<std::string> late;
  for (const auto& event : take_events("front")) {
    if (event.type == "throw_overdue") late.push_back(event.data.substr(0, event.data.find(",\"deadline\"")));
  }
  EXPECT_EQ(late, (std::vector<std::string>{R"({"player":{"id":1,"username":"anna"},"round":1,"throw":2)",
                                            R"({"player":{"id":2,"username":"ivan"},"round":1,"throw":1)"}));
}

TEST_P(TargetTest, equal_sums_are_decided_by_bullseyes) {
  // 10 + 0 + 4 against 7 + 7 + 0.
  throw_all("anna", {5, 5, 1});
  EXPECT_EQ(throw_all("ivan", {6, 1, 4})->view.state, ViewState::won);
}

TEST_P(TargetTest, equal_sums_and_bullseyes_play_another_round) {
  throw_all("anna", {6, 1, 4});
  const auto tied = throw_all("ivan", {4, 6, 1});
  EXPECT_EQ(tied->view.state, ViewState::active);
  EXPECT_EQ(tied->view.round, 2);
  EXPECT_EQ(tied->view.throws_left, 3);
  EXPECT_EQ(tied->view.opponent_throws, (Throws{{6, 1, 4}, {}}));
}

TEST_P(TargetTest, scene_30_five_tied_rounds_are_void) {
  for (int round = 1; round <= 5; ++round) {
    throw_all("anna", {1, 2, 3});
    throw_all("ivan", {3, 2, 1});
  }
  EXPECT_EQ(view("anna", game_)->view.state, ViewState::voided);
  EXPECT_EQ(view("anna", game_)->view.your_throws.size(), 5U);
  EXPECT_EQ(balance("anna"), 1'000);
  EXPECT_EQ(balance("ivan"), 1'000);
}

TEST_P(TargetTest, scene_36_a_dart_repeated_later_is_the_dart_it_names) {
  throw_all("anna", {1, 1, 1});
  throw_all("ivan", {1, 1, 1});
  EXPECT_EQ(why(record({named("anna"), id_, 6, 1, 3, {}, {}})), Refusal::already_thrown);
  record("anna", game_, 2);
  EXPECT_EQ(why(record({named("anna"), id_, 6, 2, 1, {}, {}})), Refusal::already_thrown);
  EXPECT_EQ(view("anna", game_)->view.your_throws, (Throws{{1, 1, 1}, {2}}));
}

TEST_P(TargetTest, dice_and_target_are_not_paired) {
  sign_up("olga", 3);
  sign_up("petr", 4);
  const auto dice = start("olga", 50);
  EXPECT_NE(open("petr")->game_id, dice->game_id);
}

TEST_P(TargetTest, a_proof_shows_the_dart_of_this_game) {
  const auto proven = [this](const std::string& emoji) {
    return record({named("anna"), id_, 6, {}, {}, {}, domain::Proof{7, 1, 1'800'000'000, emoji}});
  };
  EXPECT_EQ(why(proven("🎲")), Refusal::conflict);
  EXPECT_TRUE(proven("🎯").has_value());
}

}  // namespace
}  // namespace ludice::service

// Money in suspense that an admin gives to a player: asked for, shown once more, and given once.
#include "bot/ton_house.hpp"
#include "service/accounts.hpp"

#include <algorithm>

namespace ludice::bot {
namespace {

const std::string kAssign = "/operator/suspense/assign";

struct AssignFlow : TonHouse {
  /// Two TON wait, and Olga is asked in her own chat whose they are.
  void ask_olga() {
    begin();
    join(ivan_);
    join(olga_);
    deposit("for the rent", 2 * kTon);
    telegram_.type(olga_, "/operator");
    ASSERT_TRUE(tap(olga_, "Assign"));
    ASSERT_TRUE(reads(olga_, "Whose are the <b>2\u00A0TON</b>?"));
  }
};

TEST_F(AssignFlow, money_in_suspense_is_given_to_the_player_who_is_named) {
  ask_olga();
  telegram_.type(olga_, " @ivan ");
  ASSERT_TRUE(reads(olga_, "Give <b>2\u00A0TON</b> to <b>ivan</b> (#8)?"));
  EXPECT_TRUE(reads(olga_, "Comment: for the rent"));
  EXPECT_EQ(ton(ivan_), 0) << "nothing is decided yet";
  ASSERT_TRUE(tap(olga_, "Yes, it is theirs"));
  ASSERT_TRUE(reads(olga_, "2\u00A0TON went to <b>ivan</b>"));
  EXPECT_EQ(ton(ivan_), 2 * kTon);
  EXPECT_TRUE(reads(ivan_, "<b>2\u00A0TON</b> came in"));
}

TEST_F(AssignFlow, it_is_given_once) {
  ask_olga();
  telegram_.type(olga_, "ivan");
  ASSERT_TRUE(tap(olga_, "Yes, it is theirs"));
  ASSERT_TRUE(reads(olga_, "went to <b>ivan</b>"));
  ASSERT_TRUE(tap(olga_, "Yes, it is theirs"));
  ASSERT_TRUE(reads(olga_, "was given to a player"));
  EXPECT_EQ(ton(ivan_), 2 * kTon);
}

TEST_F(AssignFlow, the_question_stands_until_somebody_is_named_who_is_there) {
  ask_olga();
  for (const char* wrong : {"nobody_here", "#", "999", "#999", "#x", "\xC2\x80"}) {
    const auto before = telegram_.count(olga_.id, "I know no player");
    telegram_.type(olga_, wrong);
    EXPECT_TRUE(eventually([&] { return telegram_.count(olga_.id, "I know no player") > before; })) << wrong;
  }
  telegram_.type(olga_, "#8");
  EXPECT_TRUE(reads(olga_, "to <b>ivan</b> (#8)?"));
}

TEST_F(AssignFlow, a_player_without_a_number_is_left_to_the_call) {
  ask_olga();
  store::Body<bool> body = [](store::Transaction& t) {
    return service::CreateUser::run(t, "legacy", Amount(0), domain::Asset::points).has_value();
  };
  ASSERT_TRUE(write<bool>(std::move(body)));
  telegram_.type(olga_, "legacy");
  EXPECT_TRUE(reads(olga_, "<b>legacy</b> has never met this bot"));
}

TEST_F(AssignFlow, nobody_gives_it_to_himself) {
  ask_olga();
  telegram_.type(olga_, "olga");
  ASSERT_TRUE(tap(olga_, "Yes, it is theirs"));
  ASSERT_TRUE(reads(olga_, "must be different people"));
  EXPECT_EQ(ton(olga_), 0);
}

TEST_F(AssignFlow, an_answer_that_comes_too_late_gives_nothing) {
  ask_olga();
  pass(settings_.question_ttl);
  telegram_.type(olga_, "ivan");
  ASSERT_TRUE(reads(olga_, "That question has been closed. Press the button on the card again"));
  EXPECT_FALSE(telegram_.button(olga_.id, "Yes, it is theirs").has_value());
}

TEST_F(AssignFlow, a_desk_that_does_not_answer_is_told_as_it_is_and_gives_once) {
  ask_olga();
  telegram_.type(olga_, "ivan");
  wire_.silent.insert(kAssign);
  ASSERT_TRUE(tap(olga_, "Yes, it is theirs"));
  ASSERT_TRUE(reads(olga_, "I cannot say whether that was done"));
  ASSERT_GT(calls(kAssign), 1U);
  const auto request_id = [](const std::string& body) { return body.substr(body.find("request_id"), 40); };
  std::vector<std::string> ids;
  for (const Wire::Sent& sent : wire_.sent) {
    if (sent.path == kAssign) ids.push_back(request_id(sent.body));
  }
  EXPECT_EQ(std::ranges::count(ids, ids.front()), static_cast<std::ptrdiff_t>(ids.size()));
  EXPECT_EQ(ton(ivan_), 2 * kTon);
}

TEST_F(AssignFlow, the_player_is_named_in_the_chat_where_it_was_asked_by_who_was_asked) {
  begin();
  join(ivan_);
  join(olga_);
  deposit("for the rent", 2 * kTon);
  telegram_.type(olga_, "/operator", kAdmins);
  ASSERT_TRUE(tap_in_chat(olga_, "Assign"));
  ASSERT_TRUE(chat_reads("Reply to this message"));
  telegram_.type(petr_, "nobody_here", kAdmins);
  telegram_.type(olga_, "nobody_here");
  ASSERT_TRUE(reads(olga_, "I understand the buttons"));
  telegram_.type(olga_, "8", kAdmins);
  ASSERT_TRUE(chat_reads("to <b>ivan</b> (#8)?"));
  EXPECT_EQ(telegram_.find(kAdmins, "I know no player"), nullptr);
  ASSERT_TRUE(tap_in_chat(petr_, "Yes, it is theirs"));
  ASSERT_TRUE(chat_reads("went to <b>ivan</b>"));
  EXPECT_EQ(ton(ivan_), 2 * kTon);
}

TEST_F(AssignFlow, who_is_no_admin_any_more_answers_nothing) {
  ask_olga();
  close();
  settings_.admins = {petr_.id};
  open();
  telegram_.type(olga_, "ivan");
  ASSERT_TRUE(reads(olga_, "I understand the buttons"));
  EXPECT_FALSE(telegram_.button(olga_.id, "Yes, it is theirs").has_value());
}

}  // namespace
}  // namespace ludice::bot

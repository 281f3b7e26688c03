// What buttons carry.
#include "bot/callback_data.hpp"

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

TEST(CallbackData, what_is_written_is_read_again) {
  const std::vector<Callback> callbacks{{Action::accept_terms, "", 0, 0, 0},
                                        {Action::play, "", 0, 0, 0},
                                        {Action::dice, "", 0, 0, 0},
                                        {Action::menu, "", 0, 0, 0},
                                        {Action::bet, "", 9007199254740991, 0, 0},
                                        {Action::again, "", 10, 0, 0},
                                        {Action::target, "", 0, 0, 0},
                                        {Action::bet, "", 50, 0, 0, GameKind::target},
                                        {Action::again, "", 50, 0, 0, GameKind::target},
                                        {Action::cancel, "0G3M9QW4T1A7K", 0, 0, 0},
                                        {Action::make_throw, "0G3M9QW4T1A7K", 0, 5, 3}};
  for (const auto& callback : callbacks) {
    const std::string data = encode(callback);
    EXPECT_LE(data.size(), 64U);
    EXPECT_EQ(decode_callback(data), callback) << data;
  }
}

TEST(CallbackData, accepting_the_terms_has_the_name_the_contract_gives_it) {
  EXPECT_EQ(encode({Action::accept_terms, "", 0, 0, 0}), "accept_terms");
}

class ForgedCallback : public testing::TestWithParam<const char*> {};

TEST_P(ForgedCallback, is_nothing) {
  EXPECT_EQ(decode_callback(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(all, ForgedCallback,
                         testing::Values("", "nothing", "bet", "bet:", "bet:0", "bet:-5", "bet:1:2",
                                         "bet:1e3", "bet:9007199254740992", "bet:99999999999999999999",
                                         "bet: 5", "bet:dice:5", "bet:target", "bet:target:0", "again:x",
                                         "cancel", "cancel:", "throw:G", "throw:G:1", "throw:G:0:1",
                                         "throw:G:1:1:1", "throw::1:1", "accept_terms:1", "menu:", "dice:x",
                                         "cancel:123456789012345678901234567890123"));

}  // namespace
}  // namespace ludice::bot

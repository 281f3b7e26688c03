// Keys of transfers: their exact text, since they are stored for ever.
#include "domain/transfer_key.hpp"

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

constexpr GameId kKeyedGame{4096};
constexpr PlayerId kKeyedPlayer{8192};

TEST(TransferKey, spells_the_business_fact) {
  EXPECT_EQ(transfer_key::stake(kKeyedGame, kKeyedPlayer), "game:0000000000400:stake:0000000000800");
  EXPECT_EQ(transfer_key::refund(kKeyedGame, kKeyedPlayer), "game:0000000000400:refund:0000000000800");
  EXPECT_EQ(transfer_key::payout(kKeyedGame, kKeyedPlayer), "game:0000000000400:payout:0000000000800");
  EXPECT_EQ(transfer_key::rake(kKeyedGame), "game:0000000000400:rake");
  EXPECT_EQ(transfer_key::welcome(kKeyedPlayer), "welcome:0000000000800");
  EXPECT_EQ(transfer_key::daily(kKeyedPlayer, 20000), "daily:0000000000800:20000");
  EXPECT_EQ(transfer_key::adjust(kKeyedPlayer, 12288), "adjust:0000000000800:0000000000C00");
}

TEST(TransferKey, a_callers_name_never_meets_the_number_of_an_operation) {
  EXPECT_EQ(transfer_key::adjust_named(kKeyedPlayer, "0000000000C00"), "adjust:0000000000800:'0000000000C00");
}

TEST(TransferKey, spells_what_became_of_a_charge) {
  EXPECT_EQ(transfer_key::stars_in("stx:1"), "stars:in:stx:1");
  EXPECT_EQ(transfer_key::stars_out("stx:1"), "stars:out:stx:1");
  EXPECT_EQ(transfer_key::stars_set_aside("stx:1"), "stars:set_aside:stx:1");
  EXPECT_EQ(transfer_key::stars_kept("stx:1"), "stars:kept:stx:1");
  EXPECT_EQ(transfer_key::stars_taken("stx:1"), "stars:taken:stx:1");
  EXPECT_EQ(transfer_key::stars_decided("stx:1", 2), "stars:decided:2:stx:1");
  EXPECT_EQ(transfer_key::stars_kept_again("stx:1", 2), "stars:kept_again:2:stx:1");
}

TEST(TransferKeyDeathTest, keys_of_nobody_end_the_process) {
  EXPECT_DEATH(transfer_key::stake(GameId{}, kKeyedPlayer), "assertion failed");
  EXPECT_DEATH(transfer_key::stake(kKeyedGame, PlayerId{}), "assertion failed");
  EXPECT_DEATH(transfer_key::welcome(PlayerId{}), "assertion failed");
  EXPECT_DEATH(transfer_key::stars_in(""), "assertion failed");
}

}  // namespace
}  // namespace ludice::domain

// Every movement that a player can see has a name.
#include "domain/history.hpp"

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

TEST(History, every_code_that_touches_a_player_has_a_kind) {
  for (const Route& route : routes()) {
    if (route.debit != AccountKind::player && route.credit != AccountKind::player) continue;
    EXPECT_FALSE(to_string(history_kind(route.code)).empty()) << to_string(route.code);
  }
}

TEST(History, what_games_move_is_told_from_what_payments_move) {
  EXPECT_EQ(to_string(history_kind(TransferCode::stake)), "game");
  EXPECT_EQ(to_string(history_kind(TransferCode::refund)), "game");
  EXPECT_EQ(to_string(history_kind(TransferCode::payout)), "game");
  EXPECT_EQ(to_string(history_kind(TransferCode::adjust)), "adjustment");
  EXPECT_EQ(to_string(history_kind(TransferCode::stars_in)), "payment");
  EXPECT_EQ(to_string(history_kind(TransferCode::stars_back)), "refund");
  EXPECT_EQ(to_string(history_kind(TransferCode::ton_out)), "withdrawal");
}

TEST(HistoryDeathTest, what_no_player_sees_has_no_name) {
  EXPECT_DEATH(history_kind(TransferCode::rake), "assertion failed");
}

}  // namespace
}  // namespace ludice::domain

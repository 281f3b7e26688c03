// Refusals carry the names that clients see.
#include "base/result.hpp"

#include <array>

#include <gtest/gtest.h>

namespace ludice {
namespace {

TEST(Refusal, has_a_name_of_its_own_in_the_order_of_the_checks) {
  constexpr std::array<std::string_view, 18> names = {
      "player_not_found",  "game_not_found",    "not_found",        "not_your_game",
      "game_over",         "already_in_game",   "game_in_progress", "already_thrown",
      "throw_in_progress", "not_your_turn",     "conflict",         "frozen",
      "self_excluded",     "limit_reached",     "terms_required",   "same_person",
      "approval_required", "insufficient_funds"};
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(to_string(static_cast<Refusal>(i)), names[i]);
}

TEST(Refused, is_the_error_of_a_result) {
  const Result<int> result = refuse(Refusal::frozen);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().why, Refusal::frozen);
}

}  // namespace
}  // namespace ludice

// Strong ids: kinds do not mix, 0 is none, they hash and order by value.
#include "base/ids.hpp"

#include <type_traits>
#include <unordered_set>

#include <gtest/gtest.h>

namespace ludice {
namespace {

static_assert(!std::is_convertible_v<PlayerId, GameId>);
static_assert(!std::is_constructible_v<PlayerId, GameId>);
static_assert(!std::is_convertible_v<PlayerId, std::int64_t>);
static_assert(!std::is_convertible_v<std::int64_t, PlayerId>);

TEST(Id, zero_is_none) {
  EXPECT_FALSE(GameId{});
  EXPECT_TRUE(GameId{4});
}

TEST(Id, orders_and_compares_by_value) {
  EXPECT_LT(GameId{4}, GameId{8});
  EXPECT_EQ(GameId{4}, GameId{4});
  EXPECT_NE(GameId{4}, GameId{5});
}

TEST(Id, serves_as_a_key_of_hash_tables) {
  const std::unordered_set<PlayerId> players = {PlayerId{4}, PlayerId{8}, PlayerId{4}};
  EXPECT_EQ(players.size(), 2U);
  EXPECT_TRUE(players.contains(PlayerId{8}));
}

}  // namespace
}  // namespace ludice

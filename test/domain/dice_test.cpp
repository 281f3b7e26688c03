// The two games: values, hands, and the list of faces.
#include "domain/dice.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::domain {
namespace {

using Throws = std::vector<std::uint8_t>;

TEST(GameKind, names_are_read_as_written) {
  EXPECT_EQ(to_string(GameKind::dice), "dice");
  EXPECT_EQ(to_string(GameKind::target), "target");
  for (const GameKind kind : kGameKinds) EXPECT_EQ(parse_game_kind(to_string(kind)), kind);
  EXPECT_EQ(parse_game_kind("Dice"), std::nullopt);
}

TEST(GameKind, has_its_emoji_and_its_number_of_throws) {
  EXPECT_EQ(emoji_of(GameKind::dice), "\xF0\x9F\x8E\xB2");
  EXPECT_EQ(emoji_of(GameKind::target), "\xF0\x9F\x8E\xAF");
  EXPECT_EQ(throws_per_round(GameKind::dice), 1);
  EXPECT_EQ(throws_per_round(GameKind::target), 3);
}

TEST(Face, is_one_to_six) {
  EXPECT_FALSE(is_face(0));
  EXPECT_TRUE(is_face(1));
  EXPECT_TRUE(is_face(6));
  EXPECT_FALSE(is_face(7));
  EXPECT_FALSE(is_face(-1));
}

TEST(Face, counts_what_the_rules_say) {
  constexpr int target[] = {0, 1, 2, 4, 7, 10};
  for (int face = 1; face <= 6; ++face) {
    EXPECT_EQ(value_of(GameKind::dice, face), face);
    EXPECT_EQ(value_of(GameKind::target, face), target[face - 1]);
  }
}

struct HandRow {
  const char* why;
  GameKind kind;
  Throws a;
  Throws b;
  int expected;  ///< 1: a wins, 0: a tie, -1: b wins
};

TEST(Hands, compare_by_sum_then_bullseyes) {
  const HandRow rows[] = {
      {"higher die", GameKind::dice, {6}, {5}, 1},
      {"lower die", GameKind::dice, {1}, {2}, -1},
      {"equal dice", GameKind::dice, {3}, {3}, 0},
      {"higher sum", GameKind::target, {6, 1, 1}, {5, 3, 1}, 1},          // 10 : 9
      {"worth, not faces", GameKind::target, {6, 1, 1}, {4, 4, 2}, 1},    // 10 : 9, faces 8 : 10
      {"bullseyes decide", GameKind::target, {6, 1, 1}, {4, 4, 3}, 1},    // 10 : 10
      {"against him", GameKind::target, {5, 3, 2}, {1, 6, 1}, -1},        // 10 : 10
      {"order is no matter", GameKind::target, {6, 4, 2}, {2, 6, 4}, 0},  // the same darts
      {"other darts, tied", GameKind::target, {5, 5, 1}, {4, 6, 1}, -1},  // 14 : 14, a bullseye
      {"other darts, equal", GameKind::target, {5, 2, 1}, {4, 4, 1}, 0},  // 8 : 8, none
  };
  for (const HandRow& row : rows) {
    const auto order = compare_hands(row.kind, row.a, row.b);
    EXPECT_EQ(order > 0 ? 1 : order < 0 ? -1 : 0, row.expected) << row.why;
  }
}

RC_GTEST_PROP(Hands, either_side_sees_the_same_winner, ()) {
  const auto kind = *rc::gen::element(GameKind::dice, GameKind::target);
  const auto hand = rc::gen::container<Throws>(static_cast<std::size_t>(throws_per_round(kind)),
                                               rc::gen::inRange<std::uint8_t>(1, 7));
  const Throws a = *hand;
  const Throws b = *hand;
  RC_ASSERT((compare_hands(kind, a, b) > 0) == (compare_hands(kind, b, a) < 0));
  RC_ASSERT((compare_hands(kind, a, b) == 0) == (compare_hands(kind, b, a) == 0));
}

TEST(HandsDeathTest, an_incomplete_hand_is_never_compared) {
  EXPECT_DEATH((void)compare_hands(GameKind::target, Throws{1, 2}, Throws{1, 2, 3}), "assertion failed");
}

TEST(Faces, fall_into_rounds) {
  const Faces faces = Faces::parse("12345").value();
  const auto hand = [&](int round) {
    const Hand found = faces.hand(GameKind::target, round);
    return Throws(found.begin(), found.end());
  };
  EXPECT_EQ(hand(1), (Throws{1, 2, 3}));
  EXPECT_EQ(hand(2), (Throws{4, 5}));
  EXPECT_EQ(hand(3), Throws{});
}

TEST(Faces, refuse_what_they_do_not_write) {
  for (const char* digits : {"0", "7", "1a", "1 ", "1111111111111111"})
    EXPECT_FALSE(Faces::parse(digits)) << digits;
}

TEST(FacesDeathTest, end_the_process_beyond_five_rounds_or_six_pips) {
  Faces full = Faces::parse("111111111111111").value();
  EXPECT_DEATH(full.push(1), "assertion failed");
  Faces empty;
  EXPECT_DEATH(empty.push(0), "assertion failed");
  EXPECT_DEATH(empty.push(7), "assertion failed");
}

RC_GTEST_PROP(Faces, read_what_they_write, ()) {
  Faces faces;
  for (const int face : *rc::gen::resize(15, rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 7)))) {
    if (faces.size() < kMaxThrows) faces.push(face);
  }
  RC_ASSERT(Faces::parse(faces.digits()) == faces);
}

}  // namespace
}  // namespace ludice::domain

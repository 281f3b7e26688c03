// Texts of facts as the domain writes them, and what is none.
#include "audit/fact_line.hpp"

#include "base/hex.hpp"
#include "domain/facts.hpp"

#include <gtest/gtest.h>

namespace ludice::audit {
namespace {

TEST(FactLineTest, reads_what_the_domain_writes) {
  const std::string reason = "a \"b\" \\ c\n\x7f d=e \\x41";
  const std::string text = domain::to_text({.game = GameId{77},
                                            .at = Instant{5},
                                            .what = domain::AttemptGivenUp{.attempt = AttemptId{99},
                                                                           .which = {1, 2, 3},
                                                                           .reason = reason,
                                                                           .counted = true,
                                                                           .deadline = std::nullopt}});
  const auto line = FactLine::parse(text);
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->name(), "attempt_given_up");
  EXPECT_EQ(line->id("game"), 77);
  EXPECT_EQ(line->number("at"), 5);
  EXPECT_EQ(line->number("throw"), 3);
  EXPECT_EQ(line->quoted("reason"), reason);
}

TEST(FactLineTest, says_what_is_not_there) {
  const auto line = FactLine::parse("game_void at=x");
  ASSERT_TRUE(line.has_value());
  EXPECT_FALSE(line->has("game"));
  EXPECT_EQ(line->number("at"), -1);
  EXPECT_EQ(line->number("game"), -1);
  EXPECT_EQ(line->instant("game"), 0);
  EXPECT_EQ(line->id("at"), 0);
}

TEST(FactLineTest, refuses_what_is_no_fact) {
  for (const char* text : {"a b", "a b=\"c", "a b=\"c\"d", "a b=\"c\\", "a  b=c"}) {
    EXPECT_FALSE(FactLine::parse(text).has_value()) << text;
  }
}

TEST(FactLineTest, refuses_more_fields_than_a_fact_has) {
  std::string text = "a";
  for (int i = 0; i < 17; ++i) text += " b=c";
  EXPECT_FALSE(FactLine::parse(text).has_value());
}

}  // namespace
}  // namespace ludice::audit

// One event as JSON and as text.
#include "ops/log_line.hpp"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

constexpr Instant kAt{1'769'860'800'123};  // 2026-01-31 12:00:00.123 UTC

std::string json(std::string_view event, const std::vector<log::Field>& fields = {}) {
  return log_line(LogFormat::json, SecretMask({"hunter22"}), kAt, log::Level::info, event, fields);
}

std::string text(std::string_view event, const std::vector<log::Field>& fields = {}) {
  return log_line(LogFormat::text, SecretMask({"hunter22"}), kAt, log::Level::warning, event, fields);
}

TEST(LogLine, json_has_time_level_event_and_the_fields_in_order) {
  EXPECT_EQ(
      json("started", {{"port", 8080}, {"ok", true}, {"rate", 0.5}, {"name", "anna"}}),
      R"({"time":"2026-01-31T12:00:00.123Z","level":"info","event":"started","port":8080,"ok":true,"rate":0.5,"name":"anna"})");
}

TEST(LogLine, text_quotes_what_is_no_plain_word) {
  EXPECT_EQ(text("stopped",
                 {{"why", "a signal"}, {"port", 8080}, {"name", "anna"}, {"none", ""}, {"q", "a=\"b\""}}),
            R"(12:00:00.123 warning stopped why="a signal" port=8080 name=anna none="" q="a=\"b\"")");
}

TEST(LogLine, one_event_is_one_line_whatever_it_holds) {
  EXPECT_TRUE(json("e", {{"name", "a\nb\x1b[0m"}}).ends_with(R"("name":"a\nb\u001b[0m"})"));
  EXPECT_TRUE(text("e\n", {{"name", "a\nb\x1b[0m"}}).ends_with(R"(e\n name="a\nb\u001b[0m")"));
}

TEST(LogLine, secrets_are_masked_in_fields_and_events) {
  const std::string line = json("hunter22", {{"path", "/bot1:x/getMe"}, {"key", "hunter22"}});
  EXPECT_TRUE(line.ends_with(R"("event":"***","path":"/bot1:***/getMe","key":"***"})")) << line;
  EXPECT_TRUE(text("e", {{"key", "hunter22"}}).ends_with("key=***"));
}

TEST(LogLine, what_is_no_number_is_null) {
  EXPECT_TRUE(json("e", {{"x", std::numeric_limits<double>::quiet_NaN()}}).ends_with(R"("x":null})"));
  EXPECT_TRUE(json("e", {{"x", std::numeric_limits<double>::infinity()}}).ends_with(R"("x":null})"));
}

TEST(LogLine, numbers_keep_all_their_digits) {
  EXPECT_TRUE(json("e", {{"x", std::int64_t{9'007'199'254'740'991}}, {"y", std::int64_t{-1}}})
                  .ends_with(R"("x":9007199254740991,"y":-1})"));
}

}  // namespace
}  // namespace ludice::ops

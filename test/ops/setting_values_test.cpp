// How values are written, a row for each form and each way to get it wrong.
#include "ops/setting_values.hpp"

#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

TEST(ParseInteger, takes_digits_within_the_bounds) {
  EXPECT_EQ(parse_integer("0", 0, 10), 0);
  EXPECT_EQ(parse_integer("10", 0, 10), 10);
  EXPECT_EQ(parse_integer("-10", -10, 10), -10);
  EXPECT_EQ(parse_integer("9223372036854775807", 0, std::numeric_limits<std::int64_t>::max()),
            std::numeric_limits<std::int64_t>::max());
}

TEST(ParseInteger, refuses_all_else) {
  for (const char* text :
       {"", "11", "-1", "+5", " 5", "5 ", "5.0", "1e1", "0x5", "5a", "9223372036854775808", "٣"}) {
    EXPECT_EQ(parse_integer(text, 0, 10), std::nullopt) << text;
  }
}

TEST(ParseDuration, takes_a_number_and_a_unit) {
  EXPECT_EQ(parse_duration("500ms"), Millis{500});
  EXPECT_EQ(parse_duration("120s"), Millis{120'000});
  EXPECT_EQ(parse_duration("15m"), Millis{900'000});
  EXPECT_EQ(parse_duration("2h"), Millis{7'200'000});
  EXPECT_EQ(parse_duration("30d"), Millis{2'592'000'000});
}

TEST(ParseDuration, refuses_all_else) {
  for (const char* text :
       {"", "120", "s", "0s", "-5s", "1.5h", "5 s", "5S", "5min", "31d", "99999999999999999999s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(ParseRateLimit, takes_a_number_and_a_window) {
  EXPECT_EQ(parse_rate_limit("10/minute"), (RateLimit{10, Millis{60'000}}));
  EXPECT_EQ(parse_rate_limit("1/second"), (RateLimit{1, Millis{1'000}}));
  EXPECT_EQ(parse_rate_limit("100/hour"), (RateLimit{100, Millis{3'600'000}}));
  EXPECT_EQ(parse_rate_limit("5/day"), (RateLimit{5, Millis{86'400'000}}));
  EXPECT_EQ(parse_rate_limit("0"), (RateLimit{0, Millis{0}}));
}

TEST(ParseRateLimit, refuses_all_else) {
  for (const char* text :
       {"", "10", "0/minute", "-1/second", "10/", "/minute", "10/min", "10 /minute", "10/minute/2"}) {
    EXPECT_EQ(parse_rate_limit(text), std::nullopt) << text;
  }
}

TEST(ParseIpRanges, takes_a_list_of_both_versions) {
  const auto ranges = parse_ip_ranges(" 127.0.0.0/8 , ::1/128,10.0.0.1");
  ASSERT_TRUE(ranges);
  ASSERT_EQ(ranges->size(), 3U);
  EXPECT_TRUE(net::contains(*ranges, *net::IpAddress::parse("127.1.2.3")));
  EXPECT_TRUE(net::contains(*ranges, *net::IpAddress::parse("::1")));
  EXPECT_FALSE(net::contains(*ranges, *net::IpAddress::parse("10.0.0.2")));
}

TEST(ParseIpRanges, an_empty_list_is_nobody) {
  EXPECT_EQ(parse_ip_ranges("")->size(), 0U);
}

TEST(ParseIpRanges, refuses_all_else) {
  for (const char* text : {",", "127.0.0.1,", ",::1", "127.0.0.0/33", "localhost", "10.0.0.1;10.0.0.2"}) {
    EXPECT_FALSE(parse_ip_ranges(text)) << text;
  }
}

TEST(ParseIds, takes_numbers_of_people) {
  EXPECT_EQ(parse_ids("7,4503599627370495"), (std::vector{TelegramId{7}, TelegramId{4'503'599'627'370'495}}));
}

TEST(ParseIds, refuses_all_else) {
  for (const char* text : {"0", "-7", "4503599627370496", "@anna", "7,", "7 8"})
    EXPECT_FALSE(parse_ids(text)) << text;
}

TEST(ParseChat, takes_people_and_groups) {
  EXPECT_EQ(parse_chat("7"), 7);
  EXPECT_EQ(parse_chat("-1001234567890"), -1'001'234'567'890);
}

TEST(ParseChat, refuses_all_else) {
  for (const char* text : {"0", "@channel", "", "-4503599627370496", "7,8"})
    EXPECT_EQ(parse_chat(text), std::nullopt) << text;
}

TEST(ParseListen, takes_an_address_and_a_port) {
  for (const char* text : {"127.0.0.1:8080", "0.0.0.0:0", "[::1]:8080", "[::]:65535"})
    EXPECT_EQ(parse_listen(text), text);
}

TEST(ParseListen, refuses_all_else) {
  for (const char* text :
       {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "localhost:8080", "::1:8080",
        "[127.0.0.1]:8080", "[::1]", "127.0.0.1:80:80", "http://127.0.0.1:8080"}) {
    EXPECT_EQ(parse_listen(text), std::nullopt) << text;
  }
}

TEST(ParseHttpUrl, takes_http_and_https) {
  EXPECT_EQ(parse_http_url("https://api.telegram.org"), "https://api.telegram.org");
  EXPECT_EQ(parse_http_url("http://127.0.0.1:8090/"), "http://127.0.0.1:8090");
  EXPECT_EQ(parse_http_url("http://[::1]:8090/prefix/"), "http://[::1]:8090/prefix");
}

TEST(ParseHttpUrl, refuses_all_else) {
  for (const char* text :
       {"", "api.telegram.org", "ftp://a", "http://", "http://a:0", "http://a:65536", "http://a?b=c",
        "http://a#b", "http://user:password@a", "http://a b", "127.0.0.1:8080"}) {
    EXPECT_EQ(parse_http_url(text), std::nullopt) << text;
  }
}

TEST(ParsePacks, takes_up_to_twelve_whole_numbers) {
  EXPECT_EQ(parse_packs("15, 50 ,1000000"), (std::vector<std::int64_t>{15, 50, 1'000'000}));
  EXPECT_TRUE(parse_packs("1,2,3,4,5,6,7,8,9,10,11,12").has_value());
  EXPECT_TRUE(parse_packs(" ")->empty()) << "no packs: amounts are typed";
}

TEST(ParsePacks, refuses_all_else) {
  for (const char* text : {"0", "-5", "1.5", "15,", "1000001", "a", "1,2,3,4,5,6,7,8,9,10,11,12,13"})
    EXPECT_EQ(parse_packs(text), std::nullopt) << text;
}

TEST(ParseBotToken, takes_a_number_and_a_secret) {
  for (const char* text : {"123456789:AAEhBP0av28FR-ffffffffff_KyKkRE1234", "42:TEST"})
    EXPECT_EQ(parse_bot_token(text), text);
}

TEST(ParseBotToken, refuses_all_else) {
  for (const char* text : {"", "123456789", ":AAE", "12:", "12:a b", "abc:AAE", "0:AAE", "12:AAE/getMe"}) {
    EXPECT_EQ(parse_bot_token(text), std::nullopt) << text;
  }
}

TEST(WithoutSecrets, shows_where_and_neither_who_nor_a_password_wherever_it_stands) {
  const std::pair<const char*, const char*> rows[] = {
      {"postgresql://db/ludice", "postgresql://db/ludice"},
      {"postgresql://me:s3cret@db/ludice", "postgresql://***@db/ludice"},
      {"postgresql://me:s3@cret@db", "postgresql://***@db"},
      {"postgresql://db/ludice?password=s3cret", "postgresql://db/ludice"},
      {"postgresql://me:s3cret@db/ludice?password=s3cret", "postgresql://***@db/ludice"},
      {"postgresql://me:s3?cret@db/ludice", "postgresql://***"},
      {"postgresql://me:s3/cret@db/ludice", "postgresql://***@db/ludice"},
      {"postgresql://db/ludice?password=s3@cret", "postgresql://***"},
      {"me:s3cret@db", "***@db"},
      {"me:s3cret@db//x", "***@db//x"},
      {"", ""},
  };
  for (const auto& [url, shown] : rows) EXPECT_EQ(without_secrets(url, "***@"), shown);
}

}  // namespace
}  // namespace ludice::ops

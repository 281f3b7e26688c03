// Percent-encoding, query parameters, origins.
#include "net/url.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::net {
namespace {

TEST(PercentDecode, decodes_escapes_and_leaves_the_plus) {
  EXPECT_EQ(percent_decode("a%20b%2Fc+d%c3%A9"), "a b/c+d\xc3\xa9");
}

TEST(PercentDecode, refuses_broken_escapes) {
  for (const char* broken : {"%", "%2", "a%", "%zz", "%2g", "%%41", "% 1", "%-1"}) {
    EXPECT_EQ(percent_decode(broken), std::nullopt) << broken;
  }
}

RC_GTEST_PROP(PercentDecode, undoes_percent_encode, (const std::string& text)) {
  RC_ASSERT(percent_decode(percent_encode(text)) == text);
}

TEST(ParseQuery, gives_names_and_values_in_order) {
  const auto parameters = parse_query("a=1&b=x+y%21&a=2&&flag&=v&e=");
  ASSERT_TRUE(parameters);
  std::vector<std::pair<std::string, std::string>> entries(parameters->begin(), parameters->end());
  const std::vector<std::pair<std::string, std::string>> expected{{"a", "1"},   {"b", "x y!"}, {"a", "2"},
                                                                  {"flag", ""}, {"", "v"},     {"e", ""}};
  EXPECT_EQ(entries, expected);
  EXPECT_EQ(parameters->get("a"), "1");
  EXPECT_EQ(parameters->get("none"), std::nullopt);
}

TEST(ParseQuery, refuses_broken_escapes_and_too_many) {
  EXPECT_FALSE(parse_query("a=%4"));
  EXPECT_FALSE(parse_query("%=1"));
  EXPECT_TRUE(parse_query("a=1&b=2", 2));
  EXPECT_FALSE(parse_query("a=1&b=2&c=3", 2));
}

TEST(ParseOrigin, reads_scheme_host_port_and_prefix) {
  const auto origin = parse_origin("HTTPS://example.org:8443/base/path/");
  ASSERT_TRUE(origin);
  EXPECT_TRUE(origin->tls);
  EXPECT_EQ(origin->host, "example.org");
  EXPECT_EQ(origin->port, 8443);
  EXPECT_EQ(origin->prefix, "/base/path");
  EXPECT_EQ(origin->authority(), "example.org:8443");
}

TEST(ParseOrigin, knows_the_schemes_own_ports) {
  EXPECT_EQ(parse_origin("http://a")->port, 80);
  EXPECT_EQ(parse_origin("https://a/")->port, 443);
  EXPECT_EQ(parse_origin("https://a:443")->authority(), "a");
  EXPECT_EQ(parse_origin("https://a:80")->authority(), "a:80");
}

TEST(ParseOrigin, reads_ipv6) {
  const auto origin = parse_origin("http://[::1]:8080");
  ASSERT_TRUE(origin);
  EXPECT_EQ(origin->host, "::1");
  EXPECT_EQ(origin->authority(), "[::1]:8080");
}

TEST(ParseOrigin, refuses_everything_else) {
  for (const char* url : {"", "example.org", "ftp://a", "http://", "http:///x", "http://a?b", "http://a#b",
                          "http://user@a", "http://a:", "http://a:0", "http://a:99999", "http://a:8x",
                          "http://[::1", "http://[::1]x", "http://a b", "://a", "http://a\r\nb"}) {
    EXPECT_FALSE(parse_origin(url)) << url;
  }
}

}  // namespace
}  // namespace ludice::net

// Which addresses of a Redis are understood.
#include "redis/address.hpp"

#include <gtest/gtest.h>

namespace ludice::redis {
namespace {

TEST(AddressTest, addresses_are_taken_apart) {
  const auto whole = parse_address("redis://me:s%40crt@10.0.0.7:7000/3");
  ASSERT_TRUE(whole) << whole.error();
  EXPECT_EQ(whole->host, "10.0.0.7");
  EXPECT_EQ(whole->port, 7000);
  EXPECT_EQ(whole->user, "me");
  EXPECT_EQ(whole->password, "s@crt");
  EXPECT_EQ(whole->database, 3);
  const auto plain = parse_address("redis://localhost");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->port, 6379);
  EXPECT_EQ(parse_address("redis://[::1]:6380/")->host, "::1");
}

TEST(AddressTest, what_is_no_address_is_refused_with_its_reason) {
  EXPECT_NE(parse_address("rediss://localhost").error().find("TLS"), std::string::npos);
  EXPECT_FALSE(parse_address("http://localhost"));
  EXPECT_FALSE(parse_address("localhost:6379"));
  EXPECT_FALSE(parse_address("redis://localhost/x"));
  EXPECT_FALSE(parse_address("redis://localhost:0"));
  EXPECT_FALSE(parse_address("redis://localhost/-1"));
  EXPECT_FALSE(parse_address("redis://localhost/0?protocol=3"));
  EXPECT_FALSE(parse_address(""));
}

}  // namespace
}  // namespace ludice::redis

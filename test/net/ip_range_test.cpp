// Addresses and ranges: what is read, what is refused, what lies inside.
#include "net/ip_range.hpp"

#include <string>

#include <gtest/gtest.h>

namespace ludice::net {
namespace {

bool inside(const char* range, const char* address) {
  return IpRange::parse(range).value().contains(IpAddress::parse(address).value());
}

TEST(IpRange, what_shares_the_prefix_is_inside) {
  EXPECT_TRUE(inside("127.0.0.0/8", "127.255.0.1"));
  EXPECT_TRUE(inside("10.1.2.3/20", "10.1.15.255"));
  EXPECT_TRUE(inside("0.0.0.0/0", "203.0.113.9"));
  EXPECT_TRUE(inside("192.0.2.7", "192.0.2.7"));
  EXPECT_TRUE(inside("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_TRUE(inside("::1/128", "::1"));
}

TEST(IpRange, what_differs_in_the_prefix_is_outside) {
  EXPECT_FALSE(inside("127.0.0.0/8", "128.0.0.1"));
  EXPECT_FALSE(inside("10.1.2.3/20", "10.1.16.0"));
  EXPECT_FALSE(inside("192.0.2.7", "192.0.2.8"));
  EXPECT_FALSE(inside("2001:db8::/33", "2001:db8:8000::1"));
}

TEST(IpAddress, is_written_as_it_is_read) {
  for (const char* text : {"10.0.0.1", "255.255.255.255", "::1", "2001:db8::7"}) {
    EXPECT_EQ(to_string(IpAddress::parse(text).value()), text);
  }
  EXPECT_EQ(to_string(IpAddress::parse("::ffff:10.0.0.1").value()), "10.0.0.1");
}

TEST(IpRange, the_versions_do_not_mix) {
  EXPECT_FALSE(inside("0.0.0.0/0", "::1"));
  EXPECT_FALSE(inside("::/0", "127.0.0.1"));
}

TEST(IpRange, a_mapped_address_is_the_address_it_maps) {
  EXPECT_TRUE(inside("127.0.0.0/8", "::ffff:127.0.0.1"));
  EXPECT_EQ(IpAddress::parse("::ffff:10.0.0.1"), IpAddress::parse("10.0.0.1"));
}

TEST(IpRange, what_is_no_range_is_refused) {
  for (const char* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0/8",
                           "::/129", "10.0.0.0/8/8", " 10.0.0.0/8", "localhost", "fe80::1%eth0"}) {
    EXPECT_FALSE(IpRange::parse(text)) << text;
  }
  EXPECT_FALSE(IpAddress::parse(std::string("10.0.0.1\0x", 10)));
}

TEST(IpAddress, a_network_keeps_the_first_bits) {
  EXPECT_EQ(IpAddress::parse("2001:db8:1:2:3:4:5:6")->network(64), IpAddress::parse("2001:db8:1:2::"));
  EXPECT_EQ(IpAddress::parse("10.1.2.3")->network(32), IpAddress::parse("10.1.2.3"));
  EXPECT_EQ(IpAddress::parse("10.1.2.3")->network(0), IpAddress::parse("0.0.0.0"));
}

}  // namespace
}  // namespace ludice::net

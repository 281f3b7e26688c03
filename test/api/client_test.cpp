// Whom a request is taken to come from.
#include "api/client.hpp"

#include <gtest/gtest.h>

namespace ludice::api {
namespace {

net::IpRange range(const char* text) {
  return *net::IpRange::parse(text);
}
net::IpAddress address(const char* text) {
  return *net::IpAddress::parse(text);
}

struct Row {
  const char* what;
  const char* peer;
  std::vector<const char*> forwarded;
  const char* client;
  bool trusted;
};

class ClientOf : public testing::TestWithParam<Row> {};

TEST_P(ClientOf, is_found) {
  const ClientRules rules{{range("127.0.0.0/8"), range("::1/128"), range("10.1.0.0/16")},
                          {range("192.168.0.0/24"), range("127.0.0.1")}};
  net::HttpRequest request;
  request.remote_address = GetParam().peer;
  for (const char* hops : GetParam().forwarded) request.fields.add("x-forwarded-for", hops);
  const Client client = client_of(request, rules);
  EXPECT_EQ(client.address, address(GetParam().client)) << GetParam().what;
  EXPECT_EQ(client.trusted, GetParam().trusted) << GetParam().what;
}

INSTANTIATE_TEST_SUITE_P(
    Table, ClientOf,
    testing::Values(
        Row{"a stranger", "8.8.8.8", {}, "8.8.8.8", false}, Row{"ours", "10.1.2.3", {}, "10.1.2.3", true},
        Row{"ours over IPv6", "::1", {}, "::1", true},
        Row{"IPv4 in IPv6 form", "::ffff:127.0.0.1", {}, "127.0.0.1", true},
        Row{"a stranger's header is not believed", "8.8.8.8", {"127.0.0.1"}, "8.8.8.8", false},
        Row{"ours, but with the header and no proxy", "10.1.2.3", {"10.1.2.3"}, "10.1.2.3", false},
        Row{"behind the proxy", "192.168.0.1", {"8.8.8.8"}, "8.8.8.8", false},
        Row{"ours behind the proxy", "192.168.0.1", {"10.1.2.3"}, "10.1.2.3", true},
        Row{"the rightmost hop that is no proxy",
            "192.168.0.1",
            {"10.1.2.3, 8.8.8.8 ,192.168.0.9"},
            "8.8.8.8",
            false},
        Row{"headers in their order", "192.168.0.1", {"10.1.2.3", "8.8.8.8"}, "8.8.8.8", false},
        Row{"all hops are proxies", "192.168.0.1", {"192.168.0.2, 192.168.0.3"}, "192.168.0.2", false},
        Row{"a proxy that is trusted itself", "127.0.0.1", {"127.0.0.1"}, "127.0.0.1", true},
        Row{"garbage", "192.168.0.1", {"10.1.2.3, unknown"}, "192.168.0.1", false},
        Row{"garbage behind a trusted proxy", "127.0.0.1", {"x"}, "127.0.0.1", false},
        Row{"an empty header", "127.0.0.1", {""}, "127.0.0.1", false}));

TEST(Client, without_a_readable_peer_nobody_is_trusted) {
  EXPECT_FALSE(client_of({}, {}).trusted);
}

TEST(Subscriber, is_an_ipv4_address_or_an_ipv6_network_of_64_bits) {
  EXPECT_NE(subscriber_of(address("1.2.3.4")), subscriber_of(address("1.2.3.5")));
  EXPECT_EQ(subscriber_of(address("2001:db8:1:2::1")), subscriber_of(address("2001:db8:1:2:ffff::9")));
  EXPECT_NE(subscriber_of(address("2001:db8:1:2::1")), subscriber_of(address("2001:db8:1:3::1")));
  EXPECT_EQ(subscriber_of(address("::ffff:1.2.3.4")), subscriber_of(address("1.2.3.4")));
}

}  // namespace
}  // namespace ludice::api

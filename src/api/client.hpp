// Who a request comes from (docs/operations.md): our own front ends are trusted, proxies of ours are
// believed about whom they speak for.
#pragma once

#include "net/http_types.hpp"
#include "net/ip_range.hpp"

#include <string>
#include <vector>

namespace ludice::api {

struct ClientRules {
  std::vector<net::IpRange> trusted_clients;
  std::vector<net::IpRange> trusted_proxies;
};

struct Client {
  net::IpAddress address;
  bool trusted = false;
};

/// With a trusted proxy as peer the client is the rightmost hop of X-Forwarded-For that is none, the
/// leftmost one where all are. A request with that header from anybody else is never trusted, nor is one
/// whose header cannot be read.
Client client_of(const net::HttpRequest& request, const ClientRules& rules);

/// What one customer usually has to himself, and a limit counts by: an IPv4 address, an IPv6 /64.
std::string subscriber_of(const net::IpAddress& address);

}  // namespace ludice::api

// X-Forwarded-For, read from the right.
#include "api/client.hpp"

#include "net/ascii.hpp"

namespace ludice::api {
namespace {

constexpr std::string_view kForwarded = "X-Forwarded-For";
constexpr int kSubscriberBits = 64;

/// The hops of all such headers, from the first to the last.
std::string forwarded(const net::HttpFields& fields) {
  std::string hops;
  for (const auto& [name, value] : fields) {
    if (!net::equals_ignoring_case(name, kForwarded)) continue;
    if (!hops.empty()) hops.push_back(',');
    hops.append(value);
  }
  return hops;
}

}  // namespace

Client client_of(const net::HttpRequest& request, const ClientRules& rules) {
  const auto peer = net::IpAddress::parse(request.remote_address);
  if (!peer) return {};
  if (!request.fields.has(kForwarded)) return {*peer, net::contains(rules.trusted_clients, *peer)};
  Client client{*peer, false};
  std::string hops = forwarded(request.fields);
  while (net::contains(rules.trusted_proxies, client.address) && !hops.empty()) {
    const std::size_t comma = hops.rfind(',');
    const std::size_t begin = comma == std::string::npos ? 0 : comma + 1;
    const auto hop = net::IpAddress::parse(net::trimmed(std::string_view(hops).substr(begin)));
    if (!hop) return {client.address, false};
    client = {*hop, net::contains(rules.trusted_clients, *hop)};
    hops.resize(comma == std::string::npos ? 0 : comma);
  }
  return client;
}

std::string subscriber_of(const net::IpAddress& address) {
  const net::IpAddress network = address.is_v4() ? address : address.network(kSubscriberBits);
  return {network.bytes().begin(), network.bytes().end()};
}

}  // namespace ludice::api

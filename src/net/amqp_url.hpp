// Where a broker is that speaks AMQP 0-9-1: amqp://user:password@host:port/vhost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::net {

struct AmqpUrl {
  std::string host;  ///< an IPv6 address without its brackets
  std::uint16_t port = 5672;
  std::string user = "guest";
  std::string password = "guest";
  std::string vhost = "/";

  /// As people may see it: "host:port/vhost", percent-encoded, without who logs in.
  std::string shown() const;
};

/// User, password and virtual host are percent-decoded; without a path, or with an empty one, the virtual
/// host is
/// "/". Nothing where it is none, has a query or a fragment, or a part that the protocol cannot carry (a NUL,
/// more than 255 bytes).
std::optional<AmqpUrl> parse_amqp_url(std::string_view url);

}  // namespace ludice::net

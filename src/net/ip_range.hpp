// Addresses of the internet protocol, both versions, and ranges of them in CIDR notation.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ludice::net {

/// Without port and zone. An IPv4 address written as IPv6 (::ffff:10.0.0.1) is that IPv4 address.
class IpAddress {
 public:
  /// Nothing where `text` is no address.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const { return is_v4_; }
  /// 4 or 16, in network order.
  std::span<const std::uint8_t> bytes() const { return {bytes_.data(), is_v4_ ? 4U : 16U}; }
  /// The address with all but its first `bits` cleared.
  IpAddress network(int bits) const;

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  bool is_v4_ = false;
};

/// "10.0.0.1", "2001:db8::1".
std::string to_string(const IpAddress& address);

/// "10.0.0.0/8", "2001:db8::/32"; an address alone is the range of itself.
class IpRange {
 public:
  /// Nothing where `text` is no range. Bits behind the prefix are cleared.
  static std::optional<IpRange> parse(std::string_view text);

  /// False for addresses of the other version.
  bool contains(const IpAddress& address) const;

  friend bool operator==(const IpRange&, const IpRange&) = default;

 private:
  IpAddress network_;
  int bits_ = 0;
};

bool contains(std::span<const IpRange> ranges, const IpAddress& address);

}  // namespace ludice::net

// The system reads the addresses; ranges are compared by their cleared networks.
#include "net/ip_range.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <string>

namespace ludice::net {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedV4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string terminated(text);
  if (terminated.find('\0') != std::string::npos) return std::nullopt;
  IpAddress address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes_.data()) == 1) {
    address.is_v4_ = true;
    return address;
  }
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) != 1) return std::nullopt;
  if (std::equal(kMappedV4.begin(), kMappedV4.end(), address.bytes_.begin())) {
    std::copy_n(address.bytes_.begin() + kMappedV4.size(), 4, address.bytes_.begin());
    std::fill(address.bytes_.begin() + 4, address.bytes_.end(), std::uint8_t{0});
    address.is_v4_ = true;
  }
  return address;
}

IpAddress IpAddress::network(int bits) const {
  IpAddress cleared = *this;
  int kept = bits;
  for (std::uint8_t& byte : cleared.bytes_) {
    const int here = std::clamp(kept, 0, 8);
    byte &= static_cast<std::uint8_t>(0xFF << (8 - here));
    kept -= here;
  }
  return cleared;
}

std::string to_string(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.is_v4() ? AF_INET : AF_INET6, address.bytes().data(), text.data(), text.size());
  return text.data();
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::optional<IpAddress> address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  IpRange range;
  range.bits_ = static_cast<int>(address->bytes().size() * 8);
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const int longest = range.bits_;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), range.bits_);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    if (range.bits_ < 0 || range.bits_ > longest) return std::nullopt;
  }
  range.network_ = address->network(range.bits_);
  return range;
}

bool IpRange::contains(const IpAddress& address) const {
  return address.is_v4() == network_.is_v4() && address.network(bits_) == network_;
}

bool contains(std::span<const IpRange> ranges, const IpAddress& address) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const IpRange& range) { return range.contains(address); });
}

}  // namespace ludice::net

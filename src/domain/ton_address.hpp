// Addresses of TON: what a person copies from a wallet, and the account behind it. Two forms are read: raw
// (`0:` and 64 hex digits) and friendly (48 characters of base64 in either alphabet with two flags and a
// checksum, docs.ton.org, "Smart contract addresses").
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace ludice::domain {

/// An account of the network, whichever way it was written.
struct TonAddress {
  std::int8_t workchain = 0;  ///< 0 (the basic chain) or -1 (the master chain)
  std::array<std::uint8_t, 32> hash{};

  friend auto operator<=>(const TonAddress&, const TonAddress&) = default;
};

/// What the friendly form says besides.
struct TonAddressFlags {
  bool bounceable = false;  ///< the sender wants his coins back where no contract takes them
  bool testnet = false;     ///< not to be used on the main network

  friend bool operator==(const TonAddressFlags&, const TonAddressFlags&) = default;
};

struct TonAddressText {
  TonAddress address;
  TonAddressFlags flags;  ///< none where the text was raw
  bool friendly = false;

  friend bool operator==(const TonAddressText&, const TonAddressText&) = default;
};

/// Why a text is no address, in the order in which it is checked.
enum class TonAddressFault {
  wrong_length,     ///< neither form has so many characters
  wrong_character,  ///< one that its form does not have, or both alphabets mixed
  wrong_checksum,   ///< a character was changed or lost
  wrong_tag,        ///< the first byte is none of the four that exist
  wrong_workchain,  ///< neither 0 nor -1
};

std::string_view to_string(TonAddressFault fault);

std::expected<TonAddressText, TonAddressFault> parse_ton_address(std::string_view text);

/// `0:` and 64 upper-case hex digits, as toncenter writes it.
std::string raw_text(const TonAddress& address);
/// 48 characters of the alphabet for addresses on the web.
std::string friendly_text(const TonAddress& address, TonAddressFlags flags);

}  // namespace ludice::domain

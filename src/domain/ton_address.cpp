// Both forms, read and written.
#include "domain/ton_address.hpp"

#include "base/base64.hpp"
#include "base/hex.hpp"

#include <algorithm>
#include <optional>

namespace ludice::domain {
namespace {

constexpr std::size_t kFriendlyLength = 48;
constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kChecked = 34;  ///< tag, workchain and hash stand before the checksum
constexpr std::uint8_t kBounceable = 0x11;
constexpr std::uint8_t kNotBounceable = 0x51;
constexpr std::uint8_t kTestnet = 0x80;

/// CRC-16/XMODEM: polynomial 0x1021, beginning with 0.
std::uint16_t crc16(std::string_view bytes) {
  std::uint32_t crc = 0;
  for (const char c : bytes) {
    crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1 ^ ((crc & 0x8000) != 0 ? 0x1021U : 0U)) & 0xFFFFU;
  }
  return static_cast<std::uint16_t>(crc);
}

std::string checksum_of(std::string_view bytes) {
  const std::uint16_t crc = crc16(bytes);
  return {static_cast<char>(crc >> 8), static_cast<char>(crc & 255)};
}

void take_hash(TonAddress& address, std::string_view bytes) {
  std::ranges::transform(bytes, address.hash.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
}

std::string hash_bytes(const TonAddress& address) {
  return {address.hash.begin(), address.hash.end()};
}

std::optional<std::string> decode(std::string_view text) {
  if (auto bytes = from_base64(text, Base64::url)) return bytes;
  return from_base64(text, Base64::standard);
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::expected<TonAddressText, TonAddressFault> parse_friendly(std::string_view text) {
  const auto bytes = decode(text);
  // 48 characters without padding are 36 bytes.
  if (!bytes || bytes->size() != kChecked + 2) return std::unexpected(TonAddressFault::wrong_character);
  const std::string_view checked = std::string_view(*bytes).substr(0, kChecked);
  if (bytes->substr(kChecked) != checksum_of(checked)) {
    return std::unexpected(TonAddressFault::wrong_checksum);
  }
  TonAddressText result;
  result.friendly = true;
  const auto tag = static_cast<std::uint8_t>(checked[0]);
  const auto kind = static_cast<std::uint8_t>(tag & ~kTestnet);
  if (kind != kBounceable && kind != kNotBounceable) return std::unexpected(TonAddressFault::wrong_tag);
  result.flags = {.bounceable = kind == kBounceable, .testnet = (tag & kTestnet) != 0};
  result.address.workchain = static_cast<std::int8_t>(checked[1]);
  if (result.address.workchain != 0 && result.address.workchain != -1) {
    return std::unexpected(TonAddressFault::wrong_workchain);
  }
  take_hash(result.address, checked.substr(2));
  return result;
}

std::expected<TonAddressText, TonAddressFault> parse_raw(std::string_view workchain,
                                                         std::string_view digits) {
  if (digits.size() != kHashDigits) return std::unexpected(TonAddressFault::wrong_length);
  const auto bytes = from_hex(lower_case(digits));
  if (!bytes) return std::unexpected(TonAddressFault::wrong_character);
  if (workchain != "0" && workchain != "-1") return std::unexpected(TonAddressFault::wrong_workchain);
  TonAddressText result;
  result.address.workchain = workchain == "0" ? std::int8_t{0} : std::int8_t{-1};
  take_hash(result.address, *bytes);
  return result;
}

}  // namespace

std::string_view to_string(TonAddressFault fault) {
  constexpr std::array<std::string_view, 5> names = {"wrong_length", "wrong_character", "wrong_checksum",
                                                     "wrong_tag", "wrong_workchain"};
  return names.at(static_cast<std::size_t>(fault));
}

std::expected<TonAddressText, TonAddressFault> parse_ton_address(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) return parse_raw(text.substr(0, colon), text.substr(colon + 1));
  if (text.size() != kFriendlyLength) return std::unexpected(TonAddressFault::wrong_length);
  return parse_friendly(text);
}

std::string raw_text(const TonAddress& address) {
  std::string digits = to_hex(hash_bytes(address));
  for (char& c : digits) {
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  }
  return std::to_string(address.workchain) + ":" + digits;
}

std::string friendly_text(const TonAddress& address, TonAddressFlags flags) {
  std::string bytes;
  const std::uint8_t kind = flags.bounceable ? kBounceable : kNotBounceable;
  bytes.push_back(static_cast<char>(flags.testnet ? kind | kTestnet : kind));
  bytes.push_back(static_cast<char>(address.workchain));
  bytes += hash_bytes(address);
  bytes += checksum_of(bytes);
  return to_base64(bytes, Base64::url);
}

}  // namespace ludice::domain

// Addresses: both forms and both alphabets, flags, and one row per way to be wrong.
#include "domain/ton_address.hpp"

#include "base/base64.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::domain {
namespace {

// The service wallet of the recorded transactions, as its address book writes it.
constexpr const char* kRaw = "0:16973D00512E98FE04803A47FFECE1630A7BF77B2DACC0AFDB9766558F1B62A7";
constexpr const char* kFriendly = "UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZk";

std::string why(const std::string& text) {
  const auto parsed = parse_ton_address(text);
  return parsed ? "good" : std::string(to_string(parsed.error()));
}

TEST(TonAddress, is_the_same_account_in_every_form) {
  const TonAddress address = parse_ton_address(kRaw)->address;
  std::string standard = kFriendly;
  for (char& c : standard) c = c == '_' ? '/' : c == '-' ? '+' : c;
  EXPECT_NE(standard, kFriendly);
  EXPECT_EQ(parse_ton_address(kFriendly)->address, address);
  EXPECT_EQ(parse_ton_address(standard)->address, address);
  std::string lower = kRaw;
  for (char& c : lower) c = static_cast<char>(std::tolower(c));
  EXPECT_EQ(parse_ton_address(lower)->address, address);
}

TEST(TonAddress, is_written_as_toncenter_writes_it) {
  const TonAddress address = parse_ton_address(kRaw)->address;
  EXPECT_EQ(raw_text(address), kRaw);
  EXPECT_EQ(friendly_text(address, {}), kFriendly);
}

TEST(TonAddress, tells_its_flags) {
  const TonAddress address = parse_ton_address(kRaw)->address;
  for (const TonAddressFlags flags : {TonAddressFlags{false, false}, TonAddressFlags{true, false},
                                      TonAddressFlags{false, true}, TonAddressFlags{true, true}}) {
    const auto parsed = parse_ton_address(friendly_text(address, flags));
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->flags, flags);
    EXPECT_TRUE(parsed->friendly);
  }
  EXPECT_TRUE(friendly_text(address, {true, false}).starts_with("EQ"));
  EXPECT_TRUE(friendly_text(address, {true, true}).starts_with("kQ"));
  EXPECT_TRUE(friendly_text(address, {false, true}).starts_with("0Q"));
  EXPECT_FALSE(parse_ton_address(kRaw)->friendly);
}

TEST(TonAddress, may_be_of_the_master_chain) {
  const std::string raw = std::string("-1:") + std::string(64, '3');
  const auto parsed = parse_ton_address(raw);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->address.workchain, -1);
  EXPECT_EQ(raw_text(parsed->address), raw);
  // The elector, from docs.ton.org.
  EXPECT_EQ(friendly_text(parsed->address, {true, false}),
            "Ef8zMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM0vF");
}

/// A friendly text with this tag and workchain and a right checksum.
std::string made(unsigned char tag, unsigned char workchain) {
  const TonAddress address = parse_ton_address(kRaw)->address;
  std::string bytes = *from_base64(friendly_text(address, {}), Base64::url);
  bytes[0] = static_cast<char>(tag);
  bytes[1] = static_cast<char>(workchain);
  unsigned crc = 0;
  for (std::size_t i = 0; i < 34; ++i) {
    crc ^= static_cast<unsigned>(static_cast<unsigned char>(bytes[i])) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1) ^ ((crc & 0x8000) != 0 ? 0x11021U : 0U);
  }
  bytes[34] = static_cast<char>(crc >> 8);
  bytes[35] = static_cast<char>(crc);
  return to_base64(bytes, Base64::url);
}

TEST(TonAddress, is_refused_with_the_reason) {
  const std::string raw = kRaw;
  const std::string friendly = kFriendly;
  EXPECT_EQ(why(""), "wrong_length");
  EXPECT_EQ(why(friendly.substr(1)), "wrong_length");
  EXPECT_EQ(why(friendly + "A"), "wrong_length");
  EXPECT_EQ(why(" " + friendly), "wrong_length");
  EXPECT_EQ(why(raw.substr(0, raw.size() - 1)), "wrong_length");
  EXPECT_EQ(why(raw + "0"), "wrong_length");
  EXPECT_EQ(why("0:"), "wrong_length");
  EXPECT_EQ(why(friendly.substr(0, 47) + "="), "wrong_character");
  EXPECT_EQ(why(friendly.substr(0, 47) + " "), "wrong_character");
  EXPECT_EQ(why("U+" + friendly.substr(2, 45) + "-"), "wrong_character") << "both alphabets";
  EXPECT_EQ(why(raw.substr(0, raw.size() - 1) + "G"), "wrong_character");
  EXPECT_EQ(why("UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZl"), "wrong_checksum");
  EXPECT_EQ(why("UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtiqwZk"), "wrong_checksum");
  EXPECT_EQ(why(made(0x12, 0)), "wrong_tag");
  EXPECT_EQ(why(made(0x91, 0)), "good") << "bounceable, of the test network";
  EXPECT_EQ(why(made(0x11, 1)), "wrong_workchain");
  EXPECT_EQ(why("1" + raw.substr(1)), "wrong_workchain");
  EXPECT_EQ(why("00" + raw.substr(1)), "wrong_workchain");
  EXPECT_EQ(why(raw.substr(1)), "wrong_workchain");
}

RC_GTEST_PROP(TonAddress, no_single_changed_character_is_taken_for_another_account, ()) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text = kFriendly;
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  const auto digit = *rc::gen::inRange<std::size_t>(0, digits.size());
  RC_PRE(text[at] != digits[digit]);
  text[at] = digits[digit];
  RC_ASSERT(!parse_ton_address(text).has_value());
}

}  // namespace
}  // namespace ludice::domain

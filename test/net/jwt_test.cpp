// Tokens: what is written is read, and everything that must not pass for one.
#include "net/jwt.hpp"

#include "base/base64.hpp"
#include "base/hex.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::net {
namespace {

constexpr std::int64_t kNow = 1'700'000'000;
const std::string kAudience = "ludice-operator";
const std::string kSecret = "an operator's key of the tests, 32+";

std::string part(std::string_view text) {
  std::string encoded = to_base64(text, Base64::url);
  while (encoded.ends_with('=')) encoded.pop_back();
  return encoded;
}

class JwtTest : public ::testing::Test {
 protected:
  static Jwt olga() { return {"olga", kAudience, kNow, kNow + 900}; }
  std::string token() const { return write_jwt(key_, olga()); }
  /// Signed right, whatever it says.
  std::string signed_token(std::string_view header, std::string_view claims) const {
    const std::string text = part(header) + "." + part(claims);
    return text + "." + part(from_hex(key_.sign_v1(text)).value());
  }
  std::string with_claims(std::string_view claims) const {
    return signed_token(R"({"alg":"HS256","typ":"JWT"})", claims);
  }
  std::string with_header(std::string_view header) const {
    return signed_token(header,
                        R"({"aud":"ludice-operator","exp":1700000900,"iat":1700000000,"sub":"olga"})");
  }
  JwtFault fault(std::string_view token, std::int64_t now_s = kNow) const {
    const auto read = read_jwt(token, key_, kAudience, now_s);
    EXPECT_FALSE(read.has_value()) << token;
    return read ? JwtFault{-1} : read.error();
  }
  SigningKey key_{kSecret};
};

TEST_F(JwtTest, what_is_written_is_read) {
  const auto read = read_jwt(token(), key_, kAudience, kNow);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, olga());
}

// RFC 7515, appendix A.1, as to how it is put together; its claims are none of ours.
TEST_F(JwtTest, is_signed_as_the_standard_has_it) {
  const auto secret = from_base64(
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow", Base64::url);
  const std::string example =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
      "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const auto read = read_jwt(example, SigningKey(*secret), kAudience, kNow);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error(), JwtFault::malformed_claims) << "its signature holds, and its algorithm is ours";
}

TEST_F(JwtTest, what_is_no_token_is_malformed) {
  const std::string good = token();
  for (const std::string& text : std::vector<std::string>{
           "", ".", "..", "a.b", "a.b.c.d", "....", good + ".", "." + good, good + "=", good + "A",
           good.substr(0, good.size() - 1), good.substr(0, good.rfind('.') + 1), std::string(2'000, 'a'),
           good + std::string(1'000, 'A'), "Bearer "}) {
    EXPECT_EQ(fault(text), JwtFault::malformed) << text;
  }
}

TEST_F(JwtTest, no_other_text_of_the_same_signature_passes) {
  std::string twin = token();
  // The last character of 32 bytes carries two unused bits, which must be clear.
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  twin.back() = digits[digits.find(twin.back()) + 1];
  EXPECT_EQ(fault(twin), JwtFault::malformed);
}

TEST_F(JwtTest, any_changed_character_breaks_it) {
  const std::string good = token();
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(read_jwt(changed, key_, kAudience, kNow).has_value()) << i;
  }
}

TEST_F(JwtTest, another_key_does_not_open_it) {
  const auto read = read_jwt(token(), SigningKey("another key of the tests, 32 bytes+"), kAudience, kNow);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error(), JwtFault::wrong_signature);
}

TEST_F(JwtTest, no_signature_and_algorithm_none_do_not_pass) {
  const std::string claims = token().substr(token().find('.'), token().rfind('.') - token().find('.'));
  const std::string none = part(R"({"alg":"none","typ":"JWT"})");
  EXPECT_EQ(fault(none + claims + "."), JwtFault::malformed);
  EXPECT_EQ(fault(none + claims + token().substr(token().rfind('.'))), JwtFault::wrong_signature);
}

TEST_F(JwtTest, an_algorithm_but_ours_does_not_pass_even_where_the_signature_holds) {
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"HS512"})", R"({"alg":"RS256"})", R"({"alg":"hs256"})",
        R"({"alg":""})", R"({"alg":["HS256"]})", R"({"typ":"JWT"})", R"({"alg":"HS256","alg":"HS256"})",
        R"(["HS256"])", "", "HS256", R"({"alg":"HS256","typ":"JWE"})", R"({"alg":"HS256","typ":7})",
        R"({"alg":"HS256","crit":["exp"]})"}) {
    EXPECT_EQ(fault(with_header(header)), JwtFault::wrong_algorithm) << header;
  }
  EXPECT_TRUE(read_jwt(with_header(R"({"alg":"HS256"})"), key_, kAudience, kNow).has_value());
}

TEST_F(JwtTest, claims_of_another_shape_do_not_pass) {
  for (const char* claims :
       {"", "{}", "[]", "7", R"({"aud":"ludice-operator","exp":1700000900,"iat":1700000000})",
        R"({"exp":1700000900,"iat":1700000000,"sub":"olga"})",
        R"({"aud":"ludice-operator","iat":1700000000,"sub":"olga"})",
        R"({"aud":"ludice-operator","exp":1700000900,"sub":"olga"})",
        R"({"aud":["ludice-operator"],"exp":1700000900,"iat":1700000000,"sub":"olga"})",
        R"({"aud":"ludice-operator","exp":"1700000900","iat":1700000000,"sub":"olga"})",
        R"({"aud":"ludice-operator","exp":1700000900.5,"iat":1700000000,"sub":"olga"})",
        R"({"aud":"ludice-operator","exp":1e400,"iat":1700000000,"sub":"olga"})",
        R"({"aud":"ludice-operator","exp":9223372036854775808,"iat":1700000000,"sub":"olga"})",
        R"({"aud":"ludice-operator","exp":1700000900,"iat":-9223372036854775808,"sub":"olga"})",
        R"({"aud":"ludice-operator","exp":1700000000,"iat":1700000000,"sub":"olga"})",
        R"({"aud":"ludice-operator","exp":1699999999,"iat":1700000000,"sub":"olga"})",
        R"({"aud":"ludice-operator","exp":1700000900,"iat":1700000000,"sub":7})",
        R"({"aud":"ludice-operator","exp":1700000900,"iat":1700000000,"sub":"olga","sub":"ivo"})",
        R"({"aud":"ludice-operator","exp":1700000900,"iat":1700000000,"nbf":1,"sub":"olga"})"}) {
    EXPECT_EQ(fault(with_claims(claims)), JwtFault::malformed_claims) << claims;
  }
}

TEST_F(JwtTest, is_for_one_audience) {
  Jwt claims = olga();
  for (const char* audience : {"", "ludice", "Ludice-operator", "ludice-operator "}) {
    claims.audience = audience;
    EXPECT_EQ(fault(write_jwt(key_, claims)), JwtFault::wrong_audience) << audience;
  }
}

TEST_F(JwtTest, is_good_from_its_making_to_its_end) {
  EXPECT_EQ(fault(token(), kNow - kJwtLeeway_s - 1), JwtFault::not_yet);
  EXPECT_TRUE(read_jwt(token(), key_, kAudience, kNow - kJwtLeeway_s).has_value());
  EXPECT_TRUE(read_jwt(token(), key_, kAudience, kNow + 899).has_value());
  EXPECT_EQ(fault(token(), kNow + 900), JwtFault::expired);
}

TEST_F(JwtTest, that_is_good_for_long_is_refused) {
  EXPECT_EQ(fault(with_claims(R"({"aud":"ludice-operator","exp":1700003601,"iat":1700000000,"sub":"olga"})")),
            JwtFault::too_long);
  EXPECT_EQ(fault(with_claims(R"({"aud":"ludice-operator","exp":9223372036854775807,"iat":0,"sub":"olga"})")),
            JwtFault::too_long);
  Jwt longest = olga();
  longest.expires_s = kNow + kLongestJwtLife_s;
  EXPECT_TRUE(read_jwt(write_jwt(key_, longest), key_, kAudience, kNow).has_value());
}

}  // namespace
}  // namespace ludice::net

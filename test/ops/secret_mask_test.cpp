// Secrets are masked wherever they stand, and what only looks a little like one is not.
#include "ops/secret_mask.hpp"

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

constexpr const char* kToken = "123456789:AAEhBP0av28FR-ffffffffff_KyKkRE1234";

TEST(SecretMask, a_bot_token_is_masked_wherever_it_stands) {
  const SecretMask mask;
  EXPECT_EQ(mask.masked(kToken), "123456789:***");
  EXPECT_EQ(mask.masked(std::string("POST /bot") + kToken + "/getMe failed"),
            "POST /bot123456789:***/getMe failed");
  EXPECT_EQ(mask.masked(std::string("token=") + kToken + "&token=" + kToken),
            "token=123456789:***&token=123456789:***");
}

TEST(SecretMask, a_short_token_in_a_path_is_masked_too) {
  EXPECT_EQ(SecretMask().masked("/bot42:TEST/sendDice"), "/bot42:***/sendDice");
}

TEST(SecretMask, the_secrets_it_was_given_are_masked) {
  const SecretMask mask({"correct horse", "correct horse battery"});
  EXPECT_EQ(mask.masked("a correct horse, a correct horse battery"), "a ***, a ***");
}

TEST(SecretMask, empty_and_tiny_secrets_mask_nothing) {
  EXPECT_EQ(SecretMask({"", "abc"}).masked("abcabc"), "abcabc");
}

TEST(SecretMask, times_addresses_and_keys_are_no_tokens) {
  const SecretMask mask;
  for (const char* text : {"12:34:56.789", "127.0.0.1:8080", "game:17:stake:3", "2001:db8::1", "", ":", "a:b",
                           "1800000000:short", "12345:AAEhBP0av28FR-ffffffffff"}) {
    EXPECT_EQ(mask.masked(text), text);
  }
}

}  // namespace
}  // namespace ludice::ops

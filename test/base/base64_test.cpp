// Base64 in both alphabets: RFC 4648's own vectors, and what is refused.
#include "base/base64.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice {
namespace {

TEST(Base64, writes_the_vectors_of_rfc_4648) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(to_base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, keeps_its_alphabets_apart) {
  EXPECT_EQ(to_base64("\xfb\xff"), "+/8=");
  EXPECT_EQ(to_base64("\xfb\xff", Base64::url), "-_8=");
  EXPECT_EQ(from_base64("-_8=", Base64::url), "\xfb\xff");
  EXPECT_FALSE(from_base64("-_8="));
  EXPECT_FALSE(from_base64("+/8=", Base64::url));
}

TEST(Base64, reads_without_padding) {
  EXPECT_EQ(from_base64("Zm8"), "fo");
}

TEST(Base64, refuses_what_it_does_not_write) {
  for (const char* text :
       {"Z", "Zm9vY", "Zg=", "Zg===", "=", "Zm8==", "Zm9v====", "Zm=v", "Zh==", "Zm9=", "Zm 8", "Zm8\n"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

RC_GTEST_PROP(Base64, reads_what_it_writes, (const std::string& bytes)) {
  RC_ASSERT(from_base64(to_base64(bytes)) == bytes);
  RC_ASSERT(from_base64(to_base64(bytes, Base64::url), Base64::url) == bytes);
}

}  // namespace
}  // namespace ludice

// Texts without what stands around them.
#include "base/trim.hpp"

#include <gtest/gtest.h>

namespace ludice {
namespace {

TEST(Trimmed, keeps_what_stands_within) {
  EXPECT_EQ(trimmed(" \n a\t b \t"), "a\t b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed(" \n\t "), "");
  EXPECT_EQ(trimmed("\r a \r"), "\r a \r");
  EXPECT_EQ(trimmed("\r a \r", " \r"), "a");
}

}  // namespace
}  // namespace ludice

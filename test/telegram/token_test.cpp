// The token: what is one, and that it does not get out.
#include "telegram/token.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace ludice::telegram {
namespace {

TEST(Token, stands_in_the_path_of_a_method) {
  EXPECT_EQ(Token("123:AAE_x-9").target("getMe"), "/bot123:AAE_x-9/getMe");
}

TEST(Token, what_is_none_is_refused_without_repeating_it) {
  for (const std::string text : {"", "123", "123:", ":abc", "abc:def", "12 3:abc", "123:a/b", "123:a b",
                                 "123:a\nb", "123:abc?x", "123:a:b"}) {
    try {
      const Token token(text);
      ADD_FAILURE() << "taken: " << text;
    } catch (const std::invalid_argument& error) {
      const bool told = text.size() > 4 && std::string(error.what()).find(text) != std::string::npos;
      EXPECT_FALSE(told) << text;
    }
  }
}

TEST(Token, is_masked_wherever_its_secret_stands) {
  const Token token("123:SECRET");
  EXPECT_EQ(token.masked("GET /bot123:SECRET/getMe of SECRET"), "GET /bot123:<secret>/getMe of <secret>");
  EXPECT_EQ(token.masked("nothing here"), "nothing here");
}

TEST(Token, a_secret_that_is_part_of_the_mask_is_masked_once) {
  EXPECT_EQ(Token("1:e").masked("me"), "m<secret>");
}

}  // namespace
}  // namespace ludice::telegram

// Which names count as the same but for their case.
#include "legacy/case_fold.hpp"

#include <gtest/gtest.h>

namespace ludice::legacy {
namespace {

TEST(CaseFoldTest, capitals_of_latin_greek_and_cyrillic_become_small) {
  EXPECT_EQ(fold_case("ANNA_9"), "anna_9");
  EXPECT_EQ(fold_case("ZOÉ ŁÓDŹ ŸŽÞ"), "zoé łódź ÿžþ");
  EXPECT_EQ(fold_case("ΆΈΌΎΏ ΑΣΩΪ"), "άέόύώ ασωϊ");
  EXPECT_EQ(fold_case("ІГОР ЇЖАК ҐАВА ЁЖ ЯӘӨ"), "ігор їжак ґава ёж яәө");
  EXPECT_EQ(fold_case("λόγος"), fold_case("ΛΌΓΟΣ"));
}

TEST(CaseFoldTest, what_is_small_already_or_no_letter_stays) {
  for (const char* text : {"", "anna", "zoé×÷ß", "ігор_267853", "🎲_967127", "\xC3", "a\xFF\xC3z"})
    EXPECT_EQ(fold_case(text), text);
}

}  // namespace
}  // namespace ludice::legacy

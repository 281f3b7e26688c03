// The form of `.env` files, a row for each way to write a line.
#include "ops/env_file.hpp"

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

struct Row {
  const char* name;
  const char* text;
  Environment expected;
};

class EnvFileIsRead : public ::testing::TestWithParam<Row> {};

TEST_P(EnvFileIsRead, as_written) {
  const auto variables = parse_env_file(GetParam().text);
  ASSERT_TRUE(variables) << variables.error();
  EXPECT_EQ(*variables, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, EnvFileIsRead,
    ::testing::Values(
        Row{"nothing", "", {}}, Row{"comments_and_blanks", "# A=1\n\n   \n  # B=2\n", {}},
        Row{"plain", "A=1\nB=two words\n", {{"A", "1"}, {"B", "two words"}}},
        Row{"no_line_end_at_the_end", "A=1", {{"A", "1"}}},
        Row{"blanks_around", "  A =  1  \n", {{"A", "1"}}},
        Row{"windows_line_ends", "A=1\r\nB=2\r\n", {{"A", "1"}, {"B", "2"}}},
        Row{"export_before", "export A=1\nexported=2\n", {{"A", "1"}, {"exported", "2"}}},
        Row{"empty_value", "A=\nB=\"\"\n", {{"A", ""}, {"B", ""}}},
        Row{"comment_behind", "A=1 # one\nB=a#b\nC= # nothing\n", {{"A", "1"}, {"B", "a#b"}, {"C", ""}}},
        Row{"double_quotes", R"(A=" a # \"b\" \\ \n" # c)", {{"A", " a # \"b\" \\ \n"}}},
        Row{"single_quotes", R"(A='a \n "b" # c')", {{"A", R"(a \n "b" # c)"}}},
        Row{"equals_in_the_value", "A=b=c\n", {{"A", "b=c"}}},
        Row{"the_last_counts", "A=1\nA=2\n", {{"A", "2"}}}),
    [](const auto& row) { return std::string(row.param.name); });

class EnvFileIsRefused : public ::testing::TestWithParam<const char*> {};

TEST_P(EnvFileIsRefused, naming_the_line_and_not_showing_it) {
  const auto variables = parse_env_file("# first\n" + std::string(GetParam()) + "\nB=2\n");
  ASSERT_FALSE(variables);
  EXPECT_TRUE(variables.error().starts_with(".env line 2: ")) << variables.error();
  EXPECT_FALSE(variables.error().contains("s3cret")) << variables.error();
}

INSTANTIATE_TEST_SUITE_P(Rows, EnvFileIsRefused,
                         ::testing::Values("s3cret", "=s3cret", "1A=s3cret", "A B=s3cret", "A=\"s3cret",
                                           "A='s3cret", "A=\"s3cret\" more", "A-B=s3cret", "export =s3cret"));

}  // namespace
}  // namespace ludice::ops

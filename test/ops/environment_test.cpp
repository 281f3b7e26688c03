// The process' environment and the files beside it.
#include "ops/environment.hpp"

#include "support/temp_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

class SourcesTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.file(name), std::ios::binary) << text;
  }

  test::TempFolder folder_;
};

TEST(ProcessEnvironment, holds_what_the_process_was_given) {
  ASSERT_EQ(::setenv("LUDICE_TEST_VARIABLE", "a=b", 1), 0);
  const Environment variables = process_environment();
  ::unsetenv("LUDICE_TEST_VARIABLE");
  EXPECT_EQ(variables.at("LUDICE_TEST_VARIABLE"), "a=b");
}

TEST_F(SourcesTest, files_that_are_not_there_are_empty_sources) {
  const auto sources = load_sources({{"A", "1"}}, folder_.path());
  ASSERT_TRUE(sources) << sources.error();
  EXPECT_EQ(sources->environment, (Environment{{"A", "1"}}));
  EXPECT_TRUE(sources->env_file.empty());
  EXPECT_FALSE(sources->secrets_json);
}

TEST_F(SourcesTest, both_files_are_read) {
  write(".env", "TOKEN=1:a\n");
  write("secrets.json", "{}");
  const auto sources = load_sources({}, folder_.path());
  ASSERT_TRUE(sources) << sources.error();
  EXPECT_EQ(sources->env_file.at("TOKEN"), "1:a");
  EXPECT_EQ(sources->secrets_json, "{}");
}

TEST_F(SourcesTest, empty_files_are_read_as_empty) {
  write(".env", "");
  write("secrets.json", "");
  const auto sources = load_sources({}, folder_.path());
  ASSERT_TRUE(sources) << sources.error();
  EXPECT_EQ(sources->secrets_json, "");
}

TEST_F(SourcesTest, a_broken_env_file_is_an_error) {
  write(".env", "broken\n");
  EXPECT_TRUE(load_sources({}, folder_.path()).error().starts_with(".env line 1: "));
}

TEST_F(SourcesTest, what_is_no_file_is_an_error) {
  std::filesystem::create_directory(folder_.path() / "secrets.json");
  EXPECT_EQ(load_sources({}, folder_.path()).error(), "secrets.json: cannot be read");
}

}  // namespace
}  // namespace ludice::ops

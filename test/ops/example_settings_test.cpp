// .env.example says each default as it is: with every # taken away the program is set as without the file.
#include "ops/env_file.hpp"
#include "ops/settings.hpp"

#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

std::string example_without_hashes() {
  const std::ifstream file(LUDICE_TEST_DATA "/../../.env.example");
  std::ostringstream text;
  text << file.rdbuf();
  return std::regex_replace(text.str(), std::regex("(^|\n)#(\\w+=)"), "$1$2");
}

std::expected<Settings, std::string> settings_of(Environment env_file) {
  return read_settings({.environment = {}, .env_file = std::move(env_file), .secrets_json = {}}, {});
}

TEST(ExampleSettings, are_the_defaults) {
  const auto variables = parse_env_file(example_without_hashes());
  ASSERT_TRUE(variables) << variables.error();
  EXPECT_GT(variables->size(), 50U);
  const auto set = settings_of(*variables);
  ASSERT_TRUE(set) << set.error();
  const auto unset = settings_of({});
  ASSERT_TRUE(unset) << unset.error();
  EXPECT_TRUE(*set == *unset);
  for (const auto& [name, value] : *variables) {
    const auto alone = settings_of({{name, value}});
    ASSERT_TRUE(alone) << alone.error();
    EXPECT_TRUE(*alone == *unset) << name << "=" << value << " is not the default";
  }
}

}  // namespace
}  // namespace ludice::ops

// The corpus of every fuzzer, run through its target as the fuzzer would: whole, and cut short at each third.
#include "api/finance_api.hpp"
#include "api/operator_endpoints.hpp"
#include "base/random.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::fuzz {
namespace {

struct Target {
  const char* name;
  void (*run)(std::string_view bytes);
};

std::vector<std::string> files_of(const char* target) {
  const std::filesystem::path folder = std::filesystem::path(LUDICE_FUZZ_CORPUS) / target;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<std::string> contents;
  for (const std::filesystem::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    contents.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return contents;
}

class Corpus : public testing::TestWithParam<Target> {};

TEST_P(Corpus, harms_nothing) {
  const std::vector<std::string> all = files_of(GetParam().name);
  EXPECT_GE(all.size(), 20U);
  for (const std::string& bytes : all) {
    GetParam().run(bytes);
    GetParam().run(std::string_view(bytes).substr(0, bytes.size() / 3));
    GetParam().run(std::string_view(bytes).substr(0, bytes.size() * 2 / 3));
  }
}

INSTANTIATE_TEST_SUITE_P(All, Corpus,
                         testing::Values(Target{"canonical_json", &canonical_json},
                                         Target{"request", &request}, Target{"http", &http},
                                         Target{"update", &update}, Target{"settings", &settings},
                                         Target{"ton", &ton}, Target{"jwt", &jwt},
                                         Target{"old_files", &old_files}),
                         [](const auto& each) { return std::string(each.param.name); });

/// With a signature, or a token, that holds.
TEST(RequestCorpus, has_every_call_of_payments_and_of_operators) {
  const service::Rules rules;
  const service::TonRules ton;
  const service::Events events([] {});
  SystemRandom random;
  std::vector<std::string> heads;
  for (const api::Endpoint& endpoint : api::finance_endpoints(rules, &ton, events, random))
    heads.push_back(std::string(endpoint.path) + " p2t\n");
  for (const api::OperatorEndpoint& endpoint : api::operator_endpoints(&ton, events))
    heads.push_back(std::string(endpoint.about.path) + " oTr\n");
  const std::vector<std::string> all = files_of("request");
  for (const std::string& head : heads) {
    EXPECT_TRUE(std::ranges::any_of(all, [&](const std::string& each) { return each.starts_with(head); }))
        << head;
  }
}

}  // namespace
}  // namespace ludice::fuzz

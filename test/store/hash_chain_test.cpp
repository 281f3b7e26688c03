// The chain: every change of a record, of its place or of its neighbours shows.
#include "store/hash_chain.hpp"

#include <initializer_list>

#include <gtest/gtest.h>
#include <openssl/sha.h>

namespace ludice::store {
namespace {

std::string seal_of(std::initializer_list<std::string_view> records) {
  HashChain chain(0, HashChain::origin());
  for (const auto record : records) chain.append(record);
  return chain.sealed();
}

TEST(HashChainTest, a_changed_missing_added_or_swapped_record_changes_the_seal) {
  const std::string seal = seal_of({"a", "b", "c"});
  EXPECT_NE(seal, seal_of({"a", "x", "c"}));
  EXPECT_NE(seal, seal_of({"a", "c"}));
  EXPECT_NE(seal, seal_of({"a", "b", "b", "c"}));
  EXPECT_NE(seal, seal_of({"a", "c", "b"}));
  EXPECT_EQ(seal, seal_of({"a", "b", "c"}));
}

TEST(HashChainTest, no_record_can_look_like_two) {
  EXPECT_NE(seal_of({"a\n2|1|b"}), seal_of({"a", "b"}));
}

TEST(HashChainTest, places_follow_each_other_and_a_rollback_gives_them_back) {
  HashChain chain(41, HashChain::origin());
  EXPECT_EQ(chain.append("a"), 42);
  EXPECT_EQ(chain.append("b"), 43);
  chain.rolled_back();
  EXPECT_FALSE(chain.has_pending());
  EXPECT_EQ(chain.append("c"), 42);
  chain.committed(chain.sealed());
  EXPECT_EQ(chain.position(), 42);
}

TEST(HashChainTest, a_commit_of_many_records_is_sealed_as_one_text) {
  HashChain chain(0, HashChain::origin());
  std::string text = HashChain::origin();
  for (int round = 0; round < 2; ++round) {
    for (int i = 1; i <= 1'000; ++i) {
      const std::string record(static_cast<std::size_t>(i), 'r');
      const std::int64_t place = chain.append(record);
      text += std::to_string(place) + "|" + std::to_string(record.size()) + "|" + record + "\n";
    }
    // What is rolled back leaves nothing behind.
    if (round == 0) {
      chain.rolled_back();
      text = HashChain::origin();
    }
  }
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  EXPECT_EQ(chain.sealed(), digest);
  EXPECT_EQ(chain.position(), 1'000);
}

TEST(HashChainTest, a_seal_depends_on_the_one_before) {
  HashChain one(1, std::string(32, 'x'));
  HashChain two(1, std::string(32, 'y'));
  one.append("a");
  two.append("a");
  EXPECT_NE(one.sealed(), two.sealed());
}

}  // namespace
}  // namespace ludice::store

// The balances of the first Ludicé's Redis beside bank.json.
#include "legacy/old_files_fixture.hpp"

namespace ludice::legacy {
namespace {

class RedisBalancesTest : public OldFilesTest {};

TEST_F(RedisBalancesTest, who_is_not_in_redis_keeps_what_the_bank_says_and_is_told_so) {
  put("bank.json", R"({"anna": 10})");
  files_.begin_redis();
  read(folder_.path(), Balances::redis);
  EXPECT_TRUE(says("\"anna\": doubtful: it has 10 in bank.json, none in Redis; bank.json's is taken"))
      << printed_;
  EXPECT_EQ(files_.sums().balances, 10);
}

TEST_F(RedisBalancesTest, redis_and_bank_that_differ_stop_the_import_unless_one_is_trusted) {
  put("bank.json", R"({"anna": 10, "ivan": 20, "olga": 0})");
  const auto balance = [](std::int64_t units) {
    return Value{.kind = Value::Kind::integer, .integer = units, .text = std::to_string(units)};
  };
  for (const Balances trusted : {Balances::agree, Balances::bank, Balances::redis}) {
    Report report([](const std::string&) {});
    OldFiles files(report);
    files.read(folder_.path());
    files.begin_redis();
    files.add_redis_balance("anna", balance(10));
    files.add_redis_balance("ivan", balance(25));
    files.add_redis_balance("petro", balance(5));
    files.join(trusted);
    EXPECT_EQ(report.refusals(), trusted == Balances::agree ? 2 : 0);
    files.sum_up();
    const Report::Counts& redis = report.of(File::redis);
    const Report::Counts& bank = report.of(File::bank);
    EXPECT_EQ(redis.read, 3);
    EXPECT_EQ(redis.taken(), trusted == Balances::redis ? 3 : 1);
    EXPECT_EQ(redis.all_refused(), trusted == Balances::agree ? 2 : 0);
    EXPECT_EQ(redis.passed_over, trusted == Balances::bank ? 2 : 0);
    EXPECT_EQ(bank.taken(), trusted == Balances::bank ? 3 : 2);
    EXPECT_EQ(bank.passed_over, trusted == Balances::redis ? 1 : 0);
    const std::int64_t without_who_differs = 10;
    EXPECT_EQ(files.sums().balances, trusted == Balances::agree  ? without_who_differs
                                     : trusted == Balances::bank ? 30
                                                                 : 40);
  }
}

TEST_F(RedisBalancesTest, a_balance_that_is_refused_in_the_bank_is_not_the_nothing_of_redis) {
  for (const char* bank : {R"({"anna": -5, "ivan": 20})", R"({"anna": 5, "ivan": 20)"}) {
    put("bank.json", bank);
    for (const Balances trusted : {Balances::agree, Balances::bank, Balances::redis}) {
      Report report([](const std::string&) {});
      OldFiles files(report);
      files.read(folder_.path());
      files.begin_redis();
      files.add_redis_balance("anna", Value{.kind = Value::Kind::integer, .integer = 0, .text = "0"});
      files.join(trusted);
      bool has_balance = false;
      files.for_each_person([&](const Person& person) {
        has_balance = has_balance || (person.name == "anna" && person.balance);
      });
      EXPECT_EQ(has_balance, trusted == Balances::redis) << bank;
    }
  }
}

TEST_F(RedisBalancesTest, one_that_is_broken_is_counted_once) {
  put("bank.json", R"({"anna": 10, "ivan": 20})");
  files_.begin_redis();
  files_.add_redis_balance("anna", Value{.kind = Value::Kind::text, .text = "ten"});
  files_.add_redis_balance("ivan", Value{.kind = Value::Kind::integer, .integer = 20, .text = "20"});
  read();
  EXPECT_TRUE(says("Redis: 2 read, 1 taken (0 of them corrected, 0 doubtful), 1 refused\n")) << printed_;
  EXPECT_TRUE(says("bank.json: 2 read, 1 taken (0 of them corrected, 0 doubtful), 1 refused\n")) << printed_;
}

}  // namespace
}  // namespace ludice::legacy

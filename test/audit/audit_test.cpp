// The audit passes what the program wrote, also while it writes, and holds it against heads noted earlier.
#include "audit/ledger_fixture.hpp"
#include "store/chain_table.hpp"

namespace ludice::audit {
namespace {

/// Where a head stands in the report.
std::string head_line(const std::string& printed) {
  const auto at = printed.find("\nhead ");
  return at == std::string::npos ? "" : printed.substr(at + 1, printed.find('\n', at + 1) - at - 1);
}

class WholeLedgerTest : public LedgerTest, public ::testing::WithParamInterface<test::Engine> {
 protected:
  WholeLedgerTest() : LedgerTest(GetParam()) {}
};
LUDICE_ON_BOTH_STORES(WholeLedgerTest);

TEST_P(WholeLedgerTest, what_the_program_wrote_passes_and_the_report_says_what_was_looked_at) {
  EXPECT_TRUE(audit()) << printed_;
  EXPECT_NE(printed_.find("ok      the hash chain fits its seals: "), std::string::npos) << printed_;
  EXPECT_NE(printed_.find("facts of 11 games"), std::string::npos) << printed_;
  EXPECT_NE(printed_.find("chain head " + to_hex(head_of_last_seal())), std::string::npos) << printed_;
  EXPECT_NE(printed_.find("not proven"), std::string::npos) << printed_;
}

TEST(AuditTest, passes_beside_the_running_program) {
  PlayedLedger ledger;
  std::string printed;
  EXPECT_TRUE(run(*open_sqlite(ledger.file()), {}, [&](const std::string& line) { printed += line + "\n"; }))
      << printed;
}

class LateThrowTest : public service::ServiceTest {};

TEST_F(LateThrowTest, behind_the_others_deadline_before_anybody_looked_is_no_fault) {
  const GameId game = begin();
  clock_.advance(rules_.timing.turn_ttl + Millis{1'000});
  ASSERT_TRUE(record("anna", game, 3).has_value());
  std::string printed;
  EXPECT_TRUE(run(*open_sqlite(path()), {}, [&](const std::string& line) { printed += line + "\n"; }))
      << printed;
}

TEST(AuditTest, an_empty_ledger_holds_and_its_head_is_the_origin) {
  test::TempFolder folder;
  test::ManualClock clock;
  store::SqliteOptions options;
  options.path = folder.file("empty.db");
  const auto store = store::open_sqlite(options, clock, no_metrics());
  EXPECT_TRUE(run(*open_sqlite(options.path), std::string(32, '\0'), [](const std::string&) {}));
}

TEST(AuditTest, a_file_that_is_not_there_or_no_database_is_unreadable) {
  test::TempFolder folder;
  EXPECT_THROW(open_sqlite(folder.file("none.db")), Unreadable);
  EXPECT_THROW(run(*open_sqlite("/dev/null"), {}, [](const std::string&) {}), Unreadable);
}

TEST_P(WholeLedgerTest, the_last_head_stood_at_the_last_seal) {
  EXPECT_TRUE(audit(head_of_last_seal())) << printed_;
  EXPECT_NE(head_line(printed_).find("everything since follows from it"), std::string::npos) << printed_;
}

TEST_P(WholeLedgerTest, an_earlier_head_is_found_where_it_stood) {
  const std::string earlier = head_of_last_seal();
  test::ManualClock clock({1'900'000'000'000});
  async::Runner runner;
  auto store = copy_->open_store(clock);
  service::Rules rules;
  store::Body<bool> sign_up = [&rules](store::Transaction& t) {
    return service::RegisterPlayer(rules).run(t, {"later", {77}, {}}).has_value();
  };
  EXPECT_TRUE(runner.run(store->write<bool>(std::move(sign_up))));
  store::Body<bool> seal = [](store::Transaction& t) { return store::seal_waiting(t, 100).records > 0; };
  if (is_postgres()) {
    EXPECT_TRUE(runner.run(store->write<bool>(std::move(seal))));
  }
  store.reset();
  EXPECT_TRUE(audit(earlier)) << printed_;
  EXPECT_NE(head_line(printed_).find(to_hex(earlier) + " stood at seal "), std::string::npos) << printed_;
}

TEST_P(WholeLedgerTest, a_head_that_no_seal_ever_had_is_found) {
  EXPECT_FALSE(audit(std::string(32, 'x'))) << printed_;
  EXPECT_NE(printed_.find("no seal ever had the head 7878"), std::string::npos) << printed_;
}

TEST_P(WholeLedgerTest, a_history_rewritten_and_sealed_again_is_found_by_its_head_alone) {
  const std::string noted = head_of_last_seal();
  copy_->tamper("UPDATE fact SET body = replace(body, 'date=1 ', 'date=2 ') WHERE body LIKE '% date=1 %'");
  seal_again();
  EXPECT_TRUE(audit()) << printed_;
  EXPECT_FALSE(audit(noted)) << printed_;
}

TEST_P(WholeLedgerTest, sealing_again_what_nobody_edited_changes_nothing) {
  const std::string noted = head_of_last_seal();
  seal_again();
  EXPECT_EQ(head_of_last_seal(), noted);
}

}  // namespace
}  // namespace ludice::audit

// Payments in TON, edited behind the program's back: each edit is found.
#include "audit/audit.hpp"
#include "service/ton_fixture.hpp"
#include "store/operator_table.hpp"
#include "store/sqlite_connection.hpp"

#include <string>

namespace ludice::audit {
namespace {

/// A wallet with withdrawals of every fate and suspense of every fate, in a file that is then closed. What
/// operators do is done by calls of theirs, each at a time of its own.
class TonAuditTest : public service::TonServiceTest {
 protected:
  void SetUp() override {
    start_wallet();
    anna_has(Amount(9 * kTon.units()));
    sign_up("ivan", 2);
    memo_of("ivan", 8);
    sign_up("vera", 3);
    play_withdrawals();
    play_suspense();
  }
  void TearDown() override {}

  /// In the same time as what was just done, which then passes.
  void act(const std::string& call, PaymentId id, const std::string& who = "olga") {
    const bool of_suspense = call.starts_with("suspense");
    const std::string fields =
        std::string(of_suspense ? R"({"suspense":")" : R"({"withdrawal":")") + to_base32(id.value) + R"("})";
    write<bool>([=](store::Transaction& t) {
      store::insert_operator_act(t, {who, "/operator/" + call, "r-" + call, fields, "done"});
      return true;
    });
    clock_.advance(Millis{1});
    confirm();
  }
  void take_as(const std::string& who, PaymentId id) {
    ASSERT_TRUE(take(id, who).has_value());
    act("withdrawals/take", id, who);
  }
  void pay(const store::TonWithdrawal& withdrawal) {
    take_as("olga", withdrawal.id);
    send(withdrawal);
  }
  PaymentId send_back(PaymentId suspense) {
    const auto asked = write<Result<store::TonWithdrawal>>(
        [=](store::Transaction& t) { return service::RefundTonSuspense::run(t, suspense, "olga"); });
    act("suspense/refund", suspense);
    return asked->id;
  }
  void play_withdrawals() {
    ask("anna", kTon, domain::ton_account(9));
    take_as("olga", ask("anna", kTon)->id);
    const auto rejected = ask("anna", kTon);
    reject(rejected->id);
    act("withdrawals/reject", rejected->id);
    ton_rules_.approval_from = kTon;
    const auto approved = ask("anna", kTon);
    approve(approved->id, "ivo");
    act("withdrawals/approve", approved->id, "ivo");
    pay(*approved);
    ton_rules_.approval_from = Amount(100 * kTon.units());
    pay(*ask("anna", kTon));
    const auto bounced = ask("anna", kTon);
    pay(*bounced);
    Row back = domain::ton_deposit(bounced->comment);
    back.in->bounced = true;
    back.in->value = Amount(979'600'000);
    book(next(back));
  }
  void play_suspense() {
    for (int i = 0; i < 5; ++i) deposit("hello");
    const auto all = waiting();
    assign(all.at(0).id, "anna");
    act("suspense/assign", all.at(0).id);
    write_off(all.at(1).id);
    act("suspense/write_off", all.at(1).id);
    send_back(all.at(2).id);
    pay(withdrawal(send_back(all.at(3).id)));
  }

  bool audit() {
    store_.reset();
    printed_.clear();
    return run(*open_sqlite(path()), {}, [this](const std::string& line) { printed_ += line + "\n"; });
  }
  std::int64_t tamper(const std::string& sql) {
    store_.reset();
    store::SqliteConnection database(path(), store::OpenMode::read_write);
    database.run_script("PRAGMA ignore_check_constraints = ON;" + sql);
    return database.total_changes();
  }
  std::string printed_;
};

TEST_F(TonAuditTest, what_the_program_wrote_passes) {
  EXPECT_TRUE(audit()) << printed_;
  EXPECT_NE(printed_.find("payments in TON came in and left once"), std::string::npos) << printed_;
}

class TonEditedTest : public TonAuditTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(TonEditedTest, is_found) {
  ASSERT_GT(tamper(GetParam()), 0);
  EXPECT_FALSE(audit()) << printed_;
}

INSTANTIATE_TEST_SUITE_P(
    Edits, TonEditedTest,
    ::testing::Values("UPDATE ton_withdrawal SET id = id + 4000 WHERE state = 0",
                      "UPDATE ton_withdrawal SET player = player + 4 WHERE state = 0 AND player IS NOT NULL",
                      "UPDATE ton_withdrawal SET suspense = 4 WHERE player IS NOT NULL",
                      "UPDATE ton_withdrawal SET amount = amount + 1 WHERE state = 2",
                      "UPDATE ton_withdrawal SET fee = fee + 1 WHERE state = 3",
                      "UPDATE ton_withdrawal SET comment = 'w:0000000000001' WHERE state = 1",
                      "UPDATE ton_withdrawal SET state = 3 WHERE state = 2",
                      "UPDATE ton_withdrawal SET state = 2 WHERE state = 1",
                      "UPDATE ton_withdrawal SET state = 0 WHERE state = 4",
                      "UPDATE ton_withdrawal SET state = 9 WHERE state = 0",
                      "DELETE FROM ton_withdrawal WHERE state = 0",
                      "UPDATE ton_suspense SET id = id + 4000 WHERE state = 0",
                      "UPDATE ton_suspense SET lt = lt + 1 WHERE state = 0",
                      "UPDATE ton_suspense SET hash = 'x' WHERE state = 1",
                      "UPDATE ton_suspense SET amount = amount + 1 WHERE state = 4",
                      "UPDATE ton_suspense SET state = 1 WHERE state = 0",
                      "UPDATE ton_suspense SET state = 0 WHERE state = 4",
                      "UPDATE ton_suspense SET state = 7 WHERE state = 1",
                      "DELETE FROM ton_suspense WHERE state = 0",
                      "UPDATE ton_wallet SET balance = balance + 1", "UPDATE ton_wallet SET address = 'x'",
                      "UPDATE ton_memo SET player = player + 1000004"));

/// Beyond money: what only the chain says, and what only calls of operators stand for.
INSTANTIATE_TEST_SUITE_P(
    Facts, TonEditedTest,
    ::testing::Values(
        "UPDATE ton_withdrawal SET destination = '0:' || substr(destination, 4) || 'f' WHERE state = 0",
        "UPDATE ton_withdrawal SET destination = (SELECT w.destination FROM ton_withdrawal w WHERE w.state = "
        "1 - ton_withdrawal.state) WHERE state IN (0, 1)",
        "UPDATE ton_withdrawal SET approver = 'oleg' WHERE approver = 'ivo'",
        "UPDATE ton_withdrawal SET approver = '' WHERE approver = 'ivo'",
        "UPDATE ton_withdrawal SET approver = 'ivo' WHERE state = 1",
        "UPDATE ton_withdrawal SET operator = 'ivo' WHERE state = 1",
        "UPDATE ton_withdrawal SET operator = 'ivo' WHERE state = 3",
        "UPDATE ton_withdrawal SET operator = 'ivo' WHERE state = 0",
        "UPDATE ton_withdrawal SET operator = '', state = 0 WHERE state = 1",
        "UPDATE ton_withdrawal SET asker = 'ivo' WHERE asker = 'olga'",
        "UPDATE ton_withdrawal SET asker = '' WHERE asker = 'olga'",
        "UPDATE ton_withdrawal SET link_until = link_until + 1000 WHERE state = 1",
        "UPDATE ton_withdrawal SET link_until = 0 WHERE state = 1",
        "UPDATE ton_withdrawal SET disputed = 1000 WHERE state = 0",
        "UPDATE ton_suspense SET source = 'x' WHERE state = 0",
        "UPDATE ton_suspense SET reason = reason + 1 WHERE state = 0",
        "UPDATE ton_suspense SET player = 4096 WHERE state = 0",
        "UPDATE ton_memo SET memo = 'LD-0000000000' WHERE player = (SELECT MIN(player) FROM ton_memo)",
        "INSERT INTO ton_memo SELECT 'LD-0000000000', id FROM player WHERE username = 'vera'",
        "CREATE TABLE m AS SELECT * FROM ton_memo; DELETE FROM ton_memo; INSERT INTO ton_memo SELECT a.memo, "
        "b.player FROM m a JOIN m b ON a.player <> b.player; DROP TABLE m",
        "DELETE FROM ton_memo",
        "UPDATE payment_fact SET body = replace(body, 'operator=ivo', 'operator=oleg') "
        "WHERE body LIKE 'ton_approved %'",
        "DELETE FROM payment_fact WHERE body LIKE 'ton_approved %'",
        "DELETE FROM payment_fact WHERE id = (SELECT MAX(id) FROM payment_fact)",
        "UPDATE payment_fact SET about = about + 4 WHERE body LIKE 'ton_taken %'",
        "INSERT INTO payment_fact SELECT MAX(id) + 1, 4096, 'ton_memo', MAX(at) FROM payment_fact"));

/// As by who owns the whole file and seals it again: what the rows say among themselves must not pass.
class TonForgedTest : public TonAuditTest {
 protected:
  /// What is found beside the broken chain.
  bool is_found_in(const std::string& check) {
    audit();
    return printed_.find(check) != std::string::npos;
  }
};

TEST_F(TonForgedTest, a_call_that_was_never_made_is_missed) {
  ASSERT_GT(tamper("UPDATE operator_act SET outcome = 'conflict' WHERE call LIKE '%/approve'"), 0);
  EXPECT_TRUE(is_found_in("no operator is known to have done this: ton_approved")) << printed_;
}

TEST_F(TonForgedTest, a_call_about_something_else_does_not_stand_for_it) {
  ASSERT_GT(tamper("UPDATE operator_act SET fields = '{}' WHERE call LIKE '%/take'"), 0);
  EXPECT_TRUE(is_found_in("no operator is known to have done this: ton_taken")) << printed_;
}

TEST_F(TonForgedTest, a_call_of_somebody_else_does_not_stand_for_it) {
  ASSERT_GT(tamper("UPDATE operator_act SET operator = 'oleg' WHERE call LIKE '%/reject'"), 0);
  EXPECT_TRUE(is_found_in("no operator is known to have done this: ton_rejected")) << printed_;
}

TEST_F(TonForgedTest, money_out_of_suspense_takes_a_call) {
  ASSERT_GT(tamper("UPDATE operator_act SET at = at + 1 WHERE call LIKE '%/write_off'"), 0);
  EXPECT_TRUE(is_found_in("no operator is known to have done this: ton:decided:")) << printed_;
}

/// As of a version without facts. That they are gone breaks the chain here; of what the rows say nothing may
/// be found.
class TonBeforeTest : public TonForgedTest {
 protected:
  void SetUp() override {
    static constexpr store::Statement kForget{"DELETE FROM payment_fact"};
    TonAuditTest::SetUp();
    write<bool>([](store::Transaction& t) { return t.execute(kForget) > 0; });
  }
  bool is_anything_found() { return is_found_in("the withdrawal ") || is_found_in("is not in the chain"); }
};

TEST_F(TonBeforeTest, rows_are_known_as_such) {
  EXPECT_FALSE(is_anything_found()) << printed_;
  EXPECT_NE(printed_.find("15 of them from before there were facts"), std::string::npos) << printed_;
}

TEST_F(TonBeforeTest, rows_are_said_at_the_next_start_and_tell_of_edits_from_then_on) {
  take_as("olga", ask("anna", kTon)->id);
  start_at(domain::kTonWallet, "mainnet", place());
  start_at(domain::kTonWallet, "mainnet", place());
  EXPECT_FALSE(is_anything_found()) << printed_;
  EXPECT_NE(printed_.find(", 0 of them from before there were facts"), std::string::npos) << printed_;
  tamper("UPDATE ton_withdrawal SET approver = 'oleg' WHERE approver = 'ivo'");
  EXPECT_TRUE(is_found_in("was approved by somebody else")) << printed_;
}

}  // namespace
}  // namespace ludice::audit

// The audit passes what the program wrote, and finds every change made behind its back.
#include "audit/audit.hpp"

#include "service/service_fixture.hpp"
#include "store/sqlite_connection.hpp"

#include <vector>

namespace ludice::audit {
namespace {

/// A ledger with every kind of row: a won game, a void one, a cancelled one, one that waits and one that
/// runs, with attempts and proofs.
class AuditTest : public service::ServiceTest {
 protected:
  void SetUp() override {
    rules_.rake_bps = 250;
    const GameId won = begin();
    record({named("anna"), to_base32(won.value), 6, {}, {}, {}, domain::Proof{7, 1, 1, "🎲"}});
    give_up(announce("ivan", won)->attempt, "refused");
    const std::string attempt = to_base32(announce("ivan", won)->attempt.value);
    record({named("ivan"), to_base32(won.value), 2, {}, {}, attempt, domain::Proof{-8, 1, 1, "🎲"}});
    const GameId voided = begin();
    record("anna", voided, 3);
    record("ivan", voided, 3);
    clock_.advance(rules_.timing.void_ttl);
    pass_time(voided);
    begin(70);
    create_user("olga", 500);
    start("olga", 20);
    leave("olga");
    start("olga", 30);
    modify("olga", -40);
    daily("anna");
  }

  /// Runs statements behind the program's back; the store is closed from here on.
  void tamper(const std::string& sql) {
    store_.reset();
    store::SqliteConnection database(path(), store::OpenMode::read_write);
    database.run_script("PRAGMA ignore_check_constraints = ON;" + sql);
  }
  bool audit() {
    printed_.clear();
    return run(path(), [this](const std::string& line) { printed_ += line + "\n"; });
  }
  void TearDown() override {}

  std::string printed_;
};

TEST_F(AuditTest, passes_beside_the_running_program_and_says_what_it_looked_at) {
  EXPECT_TRUE(audit()) << printed_;
  EXPECT_NE(printed_.find("ok      the hash chain fits its seals: "), std::string::npos) << printed_;
  EXPECT_NE(printed_.find("5 games"), std::string::npos) << printed_;
  EXPECT_NE(printed_.find("chain head "), std::string::npos) << printed_;
  ServiceTest::TearDown();
}

TEST_F(AuditTest, passes_a_database_that_nobody_has_open) {
  store_.reset();
  EXPECT_TRUE(audit()) << printed_;
}

struct Tampering {
  const char* name;
  const char* sql;
};

class TamperedTest : public AuditTest, public ::testing::WithParamInterface<Tampering> {};

TEST_P(TamperedTest, is_found) {
  ASSERT_TRUE(audit()) << printed_;
  tamper(GetParam().sql);
  EXPECT_FALSE(audit()) << printed_;
}

const Tampering kTamperings[] = {
    {"balance_edited", "UPDATE account SET balance = balance + 1 WHERE kind = 0 AND asset = 0"},
    {"two_balances_swapped_against_each_other",
     "UPDATE account SET balance = balance + 5 WHERE id = (SELECT MIN(id) FROM account WHERE kind = 0);"
     "UPDATE account SET balance = balance - 5 WHERE id = (SELECT MAX(id) FROM account WHERE kind = 0)"},
    {"account_deleted", "DELETE FROM account WHERE kind = 7 OR kind = 6"},
    {"account_inserted",
     "INSERT INTO account (id, kind, owner, asset, balance, floor, version, net) VALUES (9000000, 0, "
     "9000000, 0, 0, "
     "0, 0, 0)"},
    {"account_version_edited", "UPDATE account SET version = version + 1 WHERE kind = 4"},
    {"account_net_edited",
     "UPDATE account SET net = net + 1 WHERE id = (SELECT MIN(id) FROM account WHERE kind = 0)"},
    {"transfer_amount_edited", "UPDATE transfer SET amount = amount + 1 WHERE code = 6"},
    {"transfer_key_edited", "UPDATE transfer SET key = key || 'x' WHERE id = (SELECT MIN(id) FROM transfer)"},
    {"transfer_time_edited", "UPDATE transfer SET at = at + 1 WHERE id = (SELECT MAX(id) FROM transfer)"},
    {"transfer_deleted", "DELETE FROM transfer WHERE id = (SELECT MAX(id) FROM transfer)"},
    {"transfer_inserted",
     "INSERT INTO transfer SELECT (SELECT MAX(id) + 1 FROM (SELECT id FROM transfer UNION SELECT id FROM "
     "fact)), "
     "'x', code, debit, credit, amount, game, external, debit_after, credit_after, debit_version, "
     "credit_version, at "
     "FROM transfer WHERE code = 1 LIMIT 1"},
    {"transfers_swapped",
     "UPDATE transfer SET id = -1 WHERE id = (SELECT MIN(id) FROM transfer WHERE id > 0);"
     "UPDATE transfer SET id = (SELECT MIN(id) - 1 FROM transfer WHERE id > 0) WHERE id = (SELECT MIN(id) "
     "FROM "
     "transfer WHERE id > 0)"},
    {"payout_sent_to_the_loser",
     "UPDATE transfer SET credit = (SELECT a.id FROM account a WHERE a.kind = 0 AND a.id <> transfer.credit "
     "LIMIT 1) "
     "WHERE code = 6"},
    {"fact_edited", "UPDATE fact SET body = replace(body, 'face=6', 'face=1') WHERE body LIKE 'throw_made%'"},
    {"fact_time_edited", "UPDATE fact SET at = at + 1 WHERE id = (SELECT MAX(id) FROM fact)"},
    {"fact_deleted", "DELETE FROM fact WHERE body LIKE 'attempt_given_up%'"},
    {"fact_inserted",
     "INSERT INTO fact SELECT (SELECT MAX(id) + 1 FROM (SELECT id FROM transfer UNION SELECT id FROM fact)), "
     "game, "
     "body, at FROM fact WHERE body LIKE 'throw_overdue%' OR body LIKE 'round_tied%' LIMIT 1"},
    {"seal_edited", "UPDATE seal SET hash = randomblob(32) WHERE id = 3"},
    {"seal_deleted", "DELETE FROM seal WHERE id = 3"},
    {"last_seal_deleted", "DELETE FROM seal WHERE id = (SELECT MAX(id) FROM seal)"},
    {"seal_inserted",
     "INSERT INTO seal SELECT id + 1, through + 1, hash, at FROM seal ORDER BY id DESC LIMIT 1"},
    {"game_winner_edited", "UPDATE game SET winner = 1 - winner WHERE state = 2"},
    {"game_state_edited", "UPDATE game SET state = 4 WHERE state = 3"},
    {"game_throws_edited", "UPDATE game SET opener_faces = '1' WHERE state = 2"},
    {"game_bet_edited", "UPDATE game SET bet = bet + 1 WHERE state = 2"},
    {"game_rake_edited", "UPDATE game SET rake_bps = 0 WHERE state = 2"},
    {"game_deleted", "DELETE FROM game WHERE state = 3"},
    {"game_inserted",
     "INSERT INTO game SELECT id + 4000, kind, asset, bet, rake_bps, terms, state, round, opener, joiner, "
     "opener_faces, joiner_faces, opener_deadline, joiner_deadline, winner, void_reason, attempts, "
     "opened, started, last_throw, ended, due FROM game WHERE state = 4"},
    {"attempt_edited", "UPDATE attempt SET counted = 1 - counted WHERE state = 2"},
    {"attempt_deleted", "DELETE FROM attempt WHERE state = 2"},
    {"attempt_inserted",
     "INSERT INTO attempt SELECT id + 4000, game, seat, round, throw, state, counted, opened, expires, "
     "reason FROM attempt LIMIT 1"},
    {"proof_edited", "UPDATE proof SET message = message + 1 WHERE chat = 7"},
    {"proof_deleted", "DELETE FROM proof WHERE chat = -8"},
    {"player_counts_edited", "UPDATE player SET won = won + 1 WHERE username = 'ivan'"},
    {"player_freed_from_his_game", "UPDATE player SET game = NULL WHERE username = 'anna'"},
    {"player_deleted", "DELETE FROM player WHERE username = 'anna'"},
    {"lobby_row_deleted", "DELETE FROM lobby"},
    {"lobby_row_edited", "UPDATE lobby SET bet = bet + 1"},
    {"deadline_deleted", "DELETE FROM deadline WHERE game = (SELECT MIN(game) FROM deadline)"},
    {"deadline_inserted", "INSERT INTO deadline (at, game) VALUES (1, 4)"},
};

INSTANTIATE_TEST_SUITE_P(Rows, TamperedTest, ::testing::ValuesIn(kTamperings),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace ludice::audit

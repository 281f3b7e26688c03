// Every column of every audited table, edited behind the program's back; rows taken out, put in and
// exchanged: each is found, also where everything was sealed again afterwards.
#include "audit/ledger_fixture.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

/// Who is found out how: by what the rows say of each other, or only because they were sealed.
enum class FoundBy { rows, chain };

struct Edit {
  const char* table;
  const char* column;
  const char* value;
  const char* where = "1 = 1";
  FoundBy by = FoundBy::rows;
};

constexpr const char* kFirst = "id = (SELECT MIN(id) FROM transfer)";
constexpr const char* kWelcome = "code = 1 AND id = (SELECT MAX(id) FROM transfer)";
constexpr const char* kOpening = "body LIKE 'game_opened%'";

const Edit kEdits[] = {
    {"account", "id", "id + 4000", "kind = 0"},
    {"account", "kind", "2", "kind = 1"},
    {"account", "owner", "owner + 4", "kind = 0"},
    {"account", "owner", "owner + 4", "kind = 1"},
    {"account", "owner", "4", "kind = 4"},
    {"account", "asset", "1", "kind = 1"},
    {"account", "balance", "balance + 1", "kind = 0"},
    {"account", "balance", "balance + 0.5", "kind = 0"},
    {"account", "balance", "'much'", "kind = 4"},
    {"account", "floor", "floor - 1", "kind = 0"},
    {"account", "floor", "0", "kind = 4"},
    {"account", "version", "version + 1", "kind = 4"},
    {"account", "net", "net + 1", "kind = 0"},
    {"account", "net", "1", "kind = 6"},
    {"account", "last_transfer", "last_transfer + 1", "kind = 0"},

    {"transfer", "id", "id + 9000", "id = (SELECT MAX(id) FROM transfer)"},
    {"transfer", "key", "key || 'x'", kFirst},
    {"transfer", "key", "key || 'x'", "code = 3 AND amount = 40", FoundBy::chain},
    {"transfer", "code", "5", "code = 6"},
    {"transfer", "code", "2", "code = 1"},
    {"transfer", "debit", "debit + 1", "code = 1"},
    {"transfer", "credit", "credit + 1", "code = 7"},
    {"transfer", "amount", "amount + 1", "code = 6"},
    {"transfer", "amount", "0", "code = 3"},
    {"transfer", "game", "game + 4", "code = 4"},
    {"transfer", "game", "NULL", "code = 7"},
    {"transfer", "game", "debit", "code = 1"},
    {"transfer", "external", "'a payment'", kFirst},
    {"transfer", "debit_after", "debit_after + 1", kFirst},
    {"transfer", "credit_after", "credit_after - 1", kFirst},
    {"transfer", "debit_version", "debit_version + 1", kFirst},
    {"transfer", "credit_version", "credit_version + 1", kFirst},
    {"transfer", "debit_prev", "NULL", "debit_prev IS NOT NULL AND code = 4"},
    {"transfer", "credit_prev", "credit_prev + 1", "credit_prev IS NOT NULL AND code = 6"},
    {"transfer", "at", "at + 1", "code = 4"},
    {"transfer", "at", "at + 1", kWelcome, FoundBy::chain},
    {"transfer", "at", "at + 86400000", "code = 2"},

    {"fact", "id", "id + 9000", "id = (SELECT MAX(id) FROM fact)"},
    {"fact", "game", "game + 4", kOpening},
    {"fact", "body", "replace(body, 'face=6', 'face=1')", "body LIKE '%face=6%'"},
    {"fact", "body", "replace(body, 'bet=50', 'bet=51')", kOpening},
    {"fact", "body", "replace(body, 'date=1 ', 'date=2 ')", "body LIKE '% date=1 %'", FoundBy::chain},
    {"fact", "body", "replace(body, 'timeout', 'refused')", "body LIKE '%timeout%'"},
    {"fact", "body", "replace(body, 'no_throw', 'throw_lost')", "body LIKE '%no_throw%'"},
    {"fact", "body", "replace(body, 'seat=0', 'seat=1')", "body LIKE 'game_settled%'"},
    {"fact", "body", "replace(body, 'rake=', 'rake=1')", "body LIKE 'game_settled%'"},
    {"fact", "body", "'nothing'", kOpening},
    {"fact", "body", "'game_opened x'", kOpening},
    {"fact", "at", "at + 1", "id = (SELECT MAX(id) FROM fact)"},

    {"seal", "id", "id + 1000", "id > 3"},
    {"seal", "through", "through + 1", "id = 1"},
    {"seal", "hash", "zeroblob(32)", "id = 3"},
    {"seal", "hash", "x'00'", "id = 3"},
    {"seal", "at", "at + 1", "id = 3"},

    {"game", "id", "id + 4000", "state = 2"},
    {"game", "kind", "1", "state = 3"},
    {"game", "asset", "1", "state = 3"},
    {"game", "bet", "bet + 1", "state = 2"},
    {"game", "rake_bps", "0", "state = 2"},
    {"game", "rake_bps", "0", "state = 0"},
    {"game", "terms", "2", "state = 2"},
    {"game", "state", "4", "state = 3"},
    {"game", "state", "1", "state = 2"},
    {"game", "round", "3", "round = 2"},
    {"game", "opener", "joiner", "state = 3"},
    {"game", "joiner", "opener", "state = 3"},
    {"game", "joiner", "opener", "state = 4"},
    {"game", "opener_faces", "'1'", "state = 2"},
    {"game", "joiner_faces", "joiner_faces || '6'", "state = 3"},
    {"game", "opener_deadline", "opener_deadline + 1", "state = 0"},
    {"game", "joiner_deadline", "joiner_deadline + 1", "state = 1"},
    {"game", "winner", "1 - winner", "state = 2"},
    {"game", "winner", "0", "state = 3"},
    {"game", "void_reason", "0", "state = 3"},
    {"game", "attempts", "attempts + 1", "state = 2"},
    {"game", "opened", "opened - 1"},
    {"game", "started", "started + 1", "state = 2"},
    {"game", "last_throw", "last_throw + 1", "state = 2"},
    {"game", "ended", "ended + 1", "state = 4"},
    {"game", "due", "due + 600000", "state = 1"},
    {"game", "due", "opened", "state = 4"},
    {"game", "last_id", "id", "state = 1"},
    {"game", "last_id", "id + 1", "attempts > 1"},
    {"game", "invite", "1", "state = 2 AND invite = 0"},
    {"game", "invite", "0", "state = 0 AND invite = 1"},

    {"standing", "player", "player + 2", "kind = -1"},
    {"standing", "asset", "2", "kind = -1"},
    {"standing", "kind", "1", "kind = -1"},
    {"standing", "day", "day + 1", "kind = -1"},
    {"standing", "day_won", "day_won + 1", "kind = -1"},
    {"standing", "day_games", "day_games + 1", "kind = -1"},
    {"standing", "day_reached", "day_reached + 1", "kind = -1"},
    {"standing", "week_won", "week_won + 1", "kind = -1"},
    {"standing", "week_games", "week_games + 1", "kind = -1"},
    {"standing", "week_reached", "week_reached + 1", "kind = -1"},
    {"standing", "won", "won + 1", "kind = -1"},
    {"standing", "games", "games + 1", "kind = -1"},
    {"standing", "reached", "reached + 1", "kind = -1"},

    {"attempt", "id", "id + 4000", "state = 1"},
    {"attempt", "game", "game + 4", "state = 2"},
    {"attempt", "seat", "1 - seat", "state = 1"},
    {"attempt", "round", "round + 1", "state = 1"},
    {"attempt", "throw", "throw + 1", "state = 1"},
    {"attempt", "state", "2", "state = 0"},
    {"attempt", "counted", "1 - counted", "state = 2"},
    {"attempt", "opened", "opened - 1"},
    {"attempt", "expires", "expires + 1"},
    {"attempt", "reason", "reason || '!'", "reason LIKE 'he said%'"},

    {"proof", "chat", "chat + 1", "chat = 7"},
    {"proof", "message", "message + 1", "chat = 7"},
    {"proof", "fact", "fact + 1", "chat = 7"},

    {"lobby", "kind", "1"},
    {"lobby", "asset", "1"},
    {"lobby", "bet", "bet + 1"},
    {"lobby", "rake_bps", "0"},
    {"lobby", "since", "since - 1"},
    {"lobby", "game", "game + 4"},
    {"lobby", "player", "player + 4"},

    {"invite", "game", "(SELECT MIN(id) FROM game)"},
    {"invite", "player", "player + 4"},

    {"deadline", "at", "at + 1"},
    {"deadline", "game", "game + 4"},

    {"player", "id", "id + 4000", "username = 'ivan'"},
    {"player", "game", "NULL", "username = 'anna'"},
    {"player", "game", "(SELECT MIN(id) FROM game)", "username = 'olga'"},
    {"player", "games", "games + 1", "username = 'ivan'"},
    {"player", "won", "won + 1", "username = 'ivan'"},
    {"player", "lost", "lost - 1", "username = 'ivan'"},
    {"player", "void", "void + 1", "username = 'ivan'"},
    {"player", "streak", "streak + 1", "username = 'anna'"},
    {"player", "daily_at", "0", "username = 'anna'"},
};

/// Columns from which nothing follows, so that no edit of theirs can be told.
const std::set<std::string> kNotProven = {"player.telegram_id", "player.username", "player.language",
                                          "player.terms",       "player.frozen",   "player.created",
                                          "invite.code",        "standing.id"};

class EditedTest : public LedgerTest, public ::testing::WithParamInterface<Edit> {
 protected:
  void edit() {
    const Edit& e = GetParam();
    const auto sql = fmt::format("UPDATE {} SET {} = {} WHERE {}", e.table, e.column, e.value, e.where);
    ASSERT_GT(tamper(sql), 0) << sql;
  }
};

TEST_P(EditedTest, is_found) {
  edit();
  EXPECT_FALSE(audit()) << printed_;
}

TEST_P(EditedTest, is_found_also_where_all_was_sealed_again) {
  const std::string noted = head_of_last_seal();
  edit();
  if (std::string_view(GetParam().table) == "seal") return;  // sealing again undoes it
  seal_again();
  EXPECT_EQ(audit(), GetParam().by == FoundBy::chain) << printed_;
  EXPECT_FALSE(audit(noted)) << printed_;
}

std::string name_of(const ::testing::TestParamInfo<Edit>& info) {
  return fmt::format("{}_{}_{}", info.param.table, info.param.column, info.index);
}
INSTANTIATE_TEST_SUITE_P(Columns, EditedTest, ::testing::ValuesIn(kEdits), name_of);

TEST_F(LedgerTest, every_column_of_the_audited_tables_is_edited_by_a_test_or_named_as_not_proven) {
  std::set<std::string> edited = kNotProven;
  std::set<std::string> tables;
  for (const Edit& e : kEdits) {
    edited.insert(fmt::format("{}.{}", e.table, e.column));
    tables.insert(e.table);
  }
  static constexpr store::Statement kColumns{"SELECT name FROM pragma_table_info($1)"};
  store::SqliteConnection database(path(), store::OpenMode::read_only);
  for (const std::string& table : tables) {
    const store::Rows columns = database.query(kColumns, {table});
    EXPECT_FALSE(columns.empty()) << table;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      EXPECT_TRUE(edited.contains(table + "." + columns[i].text(0))) << table << "." << columns[i].text(0);
    }
  }
}

struct Tampering {
  const char* name;
  const char* sql;
};

class TamperedTest : public LedgerTest, public ::testing::WithParamInterface<Tampering> {};

TEST_P(TamperedTest, is_found) {
  ASSERT_GT(tamper(GetParam().sql), 0);
  EXPECT_FALSE(audit()) << printed_;
}

const Tampering kTamperings[] = {
    {"account_deleted", "DELETE FROM account WHERE kind = 6"},
    {"account_of_a_player_deleted",
     "DELETE FROM account WHERE id = (SELECT MIN(id) FROM account WHERE kind = 0)"},
    {"account_inserted",
     "INSERT INTO account (id, kind, owner, asset, balance, floor, version, net) "
     "VALUES (9000000, 0, 9000000, 0, 0, 0, 0, 0)"},
    {"accounts_exchanged_money",
     "UPDATE account SET balance = balance + 5 WHERE id = (SELECT MIN(id) FROM account WHERE kind = 0);"
     "UPDATE account SET balance = balance - 5 WHERE id = (SELECT MAX(id) FROM account WHERE kind = 0)"},
    {"transfer_deleted", "DELETE FROM transfer WHERE id = (SELECT MAX(id) FROM transfer)"},
    {"transfer_in_the_middle_deleted", "DELETE FROM transfer WHERE code = 7"},
    {"transfer_inserted",
     "INSERT INTO transfer (id, key, code, debit, credit, amount, game, external, debit_after, "
     "credit_after, debit_version, credit_version, at) SELECT (SELECT MAX(id) + 1 FROM (SELECT id FROM "
     "transfer UNION SELECT id FROM "
     "fact)), 'x', code, debit, credit, amount, game, external, debit_after, credit_after, debit_version, "
     "credit_version, at FROM transfer WHERE code = 1 LIMIT 1"},
    {"transfers_exchanged_their_amounts",
     "UPDATE transfer SET amount = 51 - (amount - 49) WHERE code = 6 AND amount IN (49, 51);"
     "UPDATE transfer SET amount = CASE amount WHEN 70 THEN 30 ELSE 70 END WHERE code = 4 AND amount IN (30, "
     "70)"},
    {"transfers_exchanged_their_places",
     "UPDATE transfer SET id = -1 WHERE id = (SELECT MIN(id) FROM transfer);"
     "UPDATE transfer SET id = (SELECT MIN(id) - 1 FROM transfer WHERE id > 0) WHERE id = (SELECT MIN(id) "
     "FROM "
     "transfer WHERE id > 0);"
     "UPDATE transfer SET id = (SELECT MIN(id) + 1 FROM transfer WHERE id > 0) WHERE id = -1"},
    {"payout_sent_to_the_loser",
     "UPDATE transfer SET credit = (SELECT a.id FROM account a WHERE a.kind = 0 AND a.id <> transfer.credit "
     "LIMIT 1) WHERE code = 6"},
    {"fact_deleted", "DELETE FROM fact WHERE body LIKE 'attempt_given_up%'"},
    {"last_fact_deleted", "DELETE FROM fact WHERE id = (SELECT MAX(id) FROM fact)"},
    {"fact_inserted",
     "INSERT INTO fact SELECT (SELECT MAX(id) + 1 FROM (SELECT id FROM transfer UNION SELECT id FROM fact)), "
     "game, body, at FROM fact WHERE body LIKE 'throw_made%' LIMIT 1"},
    {"facts_exchanged_their_texts",
     "UPDATE fact SET body = (SELECT f.body FROM fact f WHERE f.body LIKE 'throw_made%' AND f.id <> fact.id "
     "AND f.game = fact.game LIMIT 1) WHERE body LIKE 'throw_made%face=6%'"},
    {"seal_deleted", "DELETE FROM seal WHERE id = 3"},
    {"last_seal_deleted", "DELETE FROM seal WHERE id = (SELECT MAX(id) FROM seal)"},
    {"seal_inserted",
     "INSERT INTO seal SELECT id + 1, through + 1, hash, at FROM seal ORDER BY id DESC LIMIT 1"},
    {"seals_exchanged_their_hashes",
     "UPDATE seal SET hash = (SELECT s.hash FROM seal s WHERE s.id = 7 - seal.id) WHERE id IN (3, 4)"},
    {"game_deleted", "DELETE FROM game WHERE state = 3"},
    {"game_inserted",
     "CREATE TABLE more AS SELECT * FROM game WHERE state = 4 LIMIT 1; UPDATE more SET id = id + 4000;"
     "INSERT INTO game SELECT * FROM more; DROP TABLE more"},
    {"games_exchanged_their_throws",
     "UPDATE game SET opener_faces = joiner_faces, joiner_faces = opener_faces WHERE state = 2"},
    {"attempt_deleted", "DELETE FROM attempt WHERE state = 1"},
    {"attempt_inserted",
     "INSERT INTO attempt SELECT id + 4000, game, seat, round, throw, state, counted, opened, expires, "
     "reason "
     "FROM attempt LIMIT 1"},
    {"attempts_exchanged_their_fates",
     "UPDATE attempt SET reason = CASE counted WHEN 1 THEN 'refused' ELSE 'timeout' END, counted = 1 - "
     "counted "
     "WHERE state = 2"},
    {"proof_deleted", "DELETE FROM proof WHERE chat = -8"},
    {"proof_inserted",
     "INSERT INTO proof (chat, message, fact) SELECT chat, message + 1, fact FROM proof LIMIT 1"},
    {"proofs_exchanged_their_throws",
     "UPDATE proof SET fact = (SELECT p.fact FROM proof p WHERE p.chat <> proof.chat)"},
    {"player_deleted", "DELETE FROM player WHERE username = 'anna'"},
    {"player_without_games_deleted", "DELETE FROM player WHERE username = 'last'"},
    {"players_exchanged_their_counts",
     "UPDATE player SET won = lost, lost = won WHERE username IN ('anna', 'ivan')"},
    {"standing_deleted", "DELETE FROM standing WHERE id = (SELECT MIN(id) FROM standing)"},
    {"standing_inserted",
     "CREATE TABLE more AS SELECT * FROM standing LIMIT 1; UPDATE more SET id = 1, player = player + 4000;"
     "INSERT INTO standing SELECT * FROM more; DROP TABLE more"},
    {"standings_exchanged_their_wins",
     "UPDATE standing SET day_won = day_games - day_won, won = games - won WHERE day_games > 0"},
    {"lobby_row_deleted", "DELETE FROM lobby"},
    {"lobby_row_inserted",
     "INSERT INTO lobby SELECT kind, asset, bet, rake_bps, opened, id, opener FROM game WHERE state = 1"},
    {"invite_deleted", "DELETE FROM invite"},
    {"invite_inserted",
     "INSERT INTO invite (code, game, player) SELECT 'X', id, opener FROM game WHERE state = 1"},
    {"deadline_deleted", "DELETE FROM deadline WHERE game = (SELECT MIN(game) FROM deadline)"},
    {"deadline_inserted", "INSERT INTO deadline (at, game) VALUES (1, 4)"},
    {"second_deadline_inserted", "INSERT INTO deadline SELECT at - 1, game FROM deadline LIMIT 1"},
    {"a_record_made_to_wait", "INSERT INTO unsealed SELECT id, body FROM fact LIMIT 1"},
    {"a_second_place_inserted", "INSERT INTO chain_place (place, id) VALUES (1, 1)"},
    {"a_key_booked_twice",
     "CREATE TABLE more AS SELECT * FROM transfer; DROP TABLE transfer; ALTER TABLE more RENAME TO transfer;"
     "INSERT INTO transfer (id, key, code, debit, credit, amount, game, external, debit_after, "
     "credit_after, debit_version, credit_version, at) "
     "SELECT id + 90000, key, code, debit, credit, amount, game, external, debit_after, "
     "credit_after, debit_version, credit_version, at FROM transfer WHERE code = 3"},
};

INSTANTIATE_TEST_SUITE_P(Rows, TamperedTest, ::testing::ValuesIn(kTamperings),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace ludice::audit

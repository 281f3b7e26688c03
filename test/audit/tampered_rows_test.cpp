// Rows of every audited table of both databases, taken out, put in and exchanged behind the program's back:
// each is found.
#include "audit/ledger_fixture.hpp"

namespace ludice::audit {
namespace {

struct Tampering {
  const char* name;
  const char* sql;
  On on = On::both;
};

class TamperedTest : public LedgerTest,
                     public ::testing::WithParamInterface<std::tuple<test::Engine, Tampering>> {
 protected:
  TamperedTest() : LedgerTest(std::get<0>(GetParam())) {}
};

TEST_P(TamperedTest, is_found) {
  ASSERT_GT(copy_->tamper(std::get<1>(GetParam()).sql), 0);
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
     "fact) AS record), 'x', code, debit, credit, amount, game, external, debit_after, credit_after, "
     "debit_version, "
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
    {"act_deleted", "DELETE FROM operator_act WHERE outcome = 'conflict'"},
    {"last_act_deleted", "DELETE FROM operator_act WHERE id = (SELECT MAX(id) FROM operator_act)"},
    {"act_inserted",
     "INSERT INTO operator_act SELECT id + 1, operator, call, request_id || 'x', fields, outcome, at FROM "
     "operator_act WHERE id = (SELECT MAX(id) FROM operator_act)"},
    {"acts_exchanged_their_outcomes",
     "UPDATE operator_act SET outcome = CASE outcome WHEN 'done' THEN 'conflict' ELSE 'done' END"},
    {"fact_inserted",
     "INSERT INTO fact SELECT (SELECT MAX(id) + 1 FROM (SELECT id FROM transfer UNION SELECT id FROM fact) "
     "AS record), game, body, at FROM fact WHERE body LIKE 'throw_made%' LIMIT 1"},
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
    {"charge_deleted", "DELETE FROM stars_charge WHERE state = 0"},
    {"charge_inserted",
     "INSERT INTO stars_charge SELECT id + 4, 'new', payer, player, stars_order, amount, state, paid_at, at, "
     "listed FROM stars_charge WHERE state = 0"},
    {"refund_forgotten", "DELETE FROM stars_refund WHERE charge = (SELECT MIN(charge) FROM stars_refund)"},
    {"refund_invented",
     "INSERT INTO stars_refund (charge, due, tries) SELECT id, 1, 0 FROM stars_charge WHERE state = 0"},
    {"deadline_deleted", "DELETE FROM deadline WHERE game = (SELECT MIN(game) FROM deadline)"},
    {"deadline_inserted", "INSERT INTO deadline (at, game) VALUES (1, 4)"},
    {"second_deadline_inserted", "INSERT INTO deadline SELECT at - 1, game FROM deadline LIMIT 1"},
    {"a_record_made_to_wait", "INSERT INTO unsealed SELECT id, body FROM fact LIMIT 1"},
    {"a_waiting_record_deleted", "DELETE FROM unsealed WHERE id = (SELECT MAX(id) FROM unsealed)",
     On::postgres},
    {"waiting_records_exchanged_their_texts",
     "UPDATE unsealed SET record = (SELECT u.record FROM unsealed u WHERE u.id <> unsealed.id)",
     On::postgres},
    {"a_place_deleted", "DELETE FROM chain_place WHERE place = 3", On::postgres},
    {"last_place_deleted", "DELETE FROM chain_place WHERE place = (SELECT MAX(place) FROM chain_place)",
     On::postgres},
    {"records_exchanged_their_places",
     "UPDATE chain_place SET id = (SELECT c.id FROM chain_place c WHERE c.place = 7 - chain_place.place) "
     "WHERE place IN (3, 4)",
     On::postgres},
    {"a_second_place_inserted", "INSERT INTO chain_place (place, id) VALUES (1, 1)"},
    {"a_key_booked_twice",
     "CREATE TABLE more AS SELECT * FROM transfer; DROP TABLE transfer; ALTER TABLE more RENAME TO transfer;"
     "INSERT INTO transfer (id, key, code, debit, credit, amount, game, external, debit_after, "
     "credit_after, debit_version, credit_version, at) "
     "SELECT id + 90000, key, code, debit, credit, amount, game, external, debit_after, "
     "credit_after, debit_version, credit_version, at FROM transfer WHERE code = 3"},
};

std::string name_of_tampering(const ::testing::TestParamInfo<TamperedTest::ParamType>& info) {
  const auto& [engine, tampering] = info.param;
  return engine_name(engine) + "_" + tampering.name;
}
INSTANTIATE_TEST_SUITE_P(Rows, TamperedTest, ::testing::ValuesIn(of_each_engine(kTamperings)),
                         name_of_tampering);

}  // namespace
}  // namespace ludice::audit

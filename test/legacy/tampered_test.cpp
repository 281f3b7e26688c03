// What was imported, edited behind the program's back: the audit finds each.
#include "legacy/import_fixture.hpp"

#include <tuple>

namespace ludice::legacy {
namespace {

struct Tampering {
  const char* name;
  const char* sql;
  const char* says = "";  ///< what the audit must say of it, beside that the chain does not fit
};

class TamperedImportTest : public ImportFixture,
                           public ::testing::WithParamInterface<std::tuple<test::Engine, Tampering>> {
 protected:
  TamperedImportTest() : ImportFixture(std::get<0>(GetParam())) {}
};

TEST_P(TamperedImportTest, is_found) {
  rules_.assets = {domain::Asset::points, domain::Asset::stars};
  put("users.json", R"({"anna": {}, "ivan": {"id": 8}, "olga": {"id": 9}})");
  put("bank.json", R"({"anna": 100, "ivan": 50, "olga": 30})");
  put("stats.json", R"({"anna": {"wins": 3, "total_games": 5}, "olga": {"wins": 1, "total_games": 2}})");
  put("lobby.json", R"({"ivan": {"bet": 10, "game_id": "g1"}})");
  put("payments.json", R"({"c1": {"user": "anna", "amount": 5, "timestamp": "2025-01-18"},
                           "c2": {"user": "Олег x", "amount": 7, "timestamp": "2025-01-19"}})");
  import(old(), domain::Asset::stars);
  ASSERT_TRUE(adopt("anna", 7));
  ASSERT_TRUE(audit()) << audited_;
  tamper(std::get<1>(GetParam()).sql);
  EXPECT_FALSE(audit()) << audited_;
  EXPECT_NE(audited_.find(std::get<1>(GetParam()).says), std::string::npos) << audited_;
}

constexpr const char* kNoAct = "was done by no act of an operator";
constexpr const char* kOtherAct = "is not what its act says";
constexpr const char* kOtherTime = "has another time than its act";
constexpr const char* kBefore = "from before there were acts";

constexpr Tampering kTamperings[] = {
    {"balance_edited", "UPDATE legacy_user SET balance = balance + 1 WHERE name = 'ivan'"},
    {"balances_exchanged",
     "UPDATE legacy_user SET balance = CASE name WHEN 'ivan' THEN 30 ELSE 50 END "
     "WHERE name IN ('ivan', 'olga')"},
    {"name_deleted", "DELETE FROM legacy_user WHERE name = 'olga'"},
    {"name_inserted",
     "INSERT INTO legacy_user (name, player, origin, balance, counted_at) SELECT 'more', player, origin, 0, "
     "0 FROM "
     "legacy_user WHERE name = 'ivan'"},
    {"origin_edited", "UPDATE legacy_user SET origin = origin + 4 WHERE name = 'ivan'"},
    {"adopted_by_another",
     "UPDATE legacy_user SET player = (SELECT u.player FROM legacy_user u WHERE u.name = 'ivan') WHERE name "
     "= 'anna'"},
    {"wins_edited", "UPDATE legacy_user SET wins = wins + 1 WHERE name = 'olga'"},
    {"games_edited", "UPDATE legacy_user SET games = games + 1 WHERE name = 'olga'"},
    {"void_games_edited", "UPDATE legacy_user SET voids = 1 WHERE name = 'olga'"},
    {"time_of_statistics_edited", "UPDATE legacy_user SET counted_at = counted_at + 1 WHERE name = 'olga'"},
    {"stake_edited", "UPDATE legacy_stake SET amount = amount + 1"},
    {"stake_of_another_game", "UPDATE legacy_stake SET game = 'g2'"},
    {"stake_deleted", "DELETE FROM legacy_stake"},
    {"import_deleted", "DELETE FROM legacy_import"},
    {"import_of_another_asset", "UPDATE legacy_import SET asset = 0, funded = 0"},
    {"funds_edited", "UPDATE legacy_import SET funded = funded - 1"},
    {"sums_edited", "UPDATE legacy_import SET balances = balances - 1, stakes = stakes + 1"},
    {"import_at_another_time", "UPDATE legacy_import SET at = at + 1"},
    {"adoption_deleted", "DELETE FROM transfer WHERE code = 16"},
    {"adoption_without_act", "DELETE FROM operator_act WHERE call = 'adopt'", kNoAct},
    {"adoption_refused", "UPDATE operator_act SET outcome = 'conflict' WHERE call = 'adopt'", kNoAct},
    {"adoption_of_another",
     "UPDATE operator_act SET request_id = (SELECT a.request_id FROM operator_act a WHERE a.call = 'import') "
     "WHERE call = 'adopt'",
     kNoAct},
    {"adoption_by_another", "UPDATE operator_act SET operator = 'olga' WHERE call = 'adopt'", kOtherAct},
    {"adoption_to_another_id",
     "UPDATE operator_act SET fields = replace(fields, ':7,', ':8,') WHERE call = 'adopt'", kOtherAct},
    {"id_of_who_adopted_edited", "UPDATE player SET telegram_id = 17 WHERE telegram_id = 7", kOtherAct},
    {"adoption_at_another_time", "UPDATE operator_act SET at = at + 1 WHERE call = 'adopt'", kOtherTime},
    {"adoption_twice",
     "INSERT INTO operator_act SELECT id + 9000, operator, call, request_id, fields, outcome, at FROM "
     "operator_act WHERE call = 'adopt'",
     "was done by several acts of operators"},
    {"act_that_joined_nobody",
     "INSERT INTO operator_act SELECT id + 9000, operator, call, '0000000000ZZZ', fields, outcome, at FROM "
     "operator_act WHERE call = 'adopt'",
     "the act adopt 0000000000ZZZ {\"id\":7,\"name\":\"anna\"} did nothing"},
    {"adoption_undone",
     "UPDATE legacy_user SET player = origin WHERE name = 'anna'; DELETE FROM transfer WHERE code = 16",
     "{\"id\":7,\"name\":\"anna\"} did nothing"},
    {"adoption_said_to_be_from_before",
     "INSERT INTO legacy_joined_before SELECT origin FROM legacy_user WHERE name = 'anna'",
     "was joined before there were acts"},
    {"import_without_act", "DELETE FROM operator_act WHERE call = 'import'", kNoAct},
    {"import_act_at_another_time", "UPDATE operator_act SET at = at + 1 WHERE call = 'import'", kOtherTime},
    {"import_said_to_be_from_before", "UPDATE legacy_import SET recorded = 0", kBefore},
    {"payment_deleted", "DELETE FROM legacy_payment WHERE charge = 'c1'", kOtherAct},
    {"payment_inserted",
     "INSERT INTO legacy_payment (charge, name, amount, at, import) SELECT 'c3', name, amount, at, import "
     "FROM legacy_payment WHERE charge = 'c1'",
     kOtherAct},
    {"payment_said_to_be_from_before",
     "INSERT INTO legacy_payment (charge, name, amount, at) VALUES ('c3', 'anna', 5, 'x')",
     "1 payments say that they are from before there were acts"},
    {"payment_of_no_import", "UPDATE legacy_payment SET import = import + 4",
     "the payment c1 is of no import"},
    {"payments_charge_edited", "UPDATE legacy_payment SET charge = 'c3' WHERE charge = 'c1'", kOtherAct},
    {"payments_name_edited", "UPDATE legacy_payment SET name = 'ivan' WHERE charge = 'c1'", kOtherAct},
    {"payments_amount_edited", "UPDATE legacy_payment SET amount = 6 WHERE charge = 'c1'", kOtherAct},
    {"payments_time_edited", "UPDATE legacy_payment SET at = 'x' WHERE charge = 'c1'", kOtherAct},
    {"counts_of_a_player_edited", "UPDATE player SET won = won + 1, lost = lost - 1 WHERE telegram_id = 9"},
};

INSTANTIATE_TEST_SUITE_P(Rows, TamperedImportTest,
                         ::testing::Combine(::testing::Values(test::Engine::sqlite, test::Engine::postgres),
                                            ::testing::ValuesIn(kTamperings)),
                         [](const auto& row) {
                           return std::string(std::get<1>(row.param).name) +
                                  (std::get<0>(row.param) == test::Engine::sqlite ? "_sqlite" : "_postgres");
                         });

}  // namespace
}  // namespace ludice::legacy

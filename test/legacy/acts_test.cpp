// Imports and adoptions stand in the chain as acts of operators: what was done without one is found, also
// where it fits the ledger and is sealed; what was done before there were acts is only counted.
#include "domain/transfer_key.hpp"
#include "legacy/import_fixture.hpp"
#include "store/legacy_table.hpp"

namespace ludice::legacy {
namespace {

class LegacyActsTest : public ImportTest {
 protected:
  /// All that an adoption moves and notes, without its act.
  void join_without_act(const std::string& name, std::int64_t id) {
    write<bool>([=](store::Transaction& t) {
      auto user = store::find_legacy_user(t, name);
      const PlayerId to = store::find_player(t, TelegramId{id})->id;
      auto from_account = store::load_player_account(t, user->origin, domain::Asset::points);
      auto to_account = store::load_player_account(t, to, domain::Asset::points);
      const Amount amount = from_account.balance;
      service::move_money(t, domain::TransferCode::adopt, amount, from_account, to_account,
                          domain::transfer_key::adopt(user->origin, domain::Asset::points));
      user->player = to;
      store::update_legacy_user(t, *user);
      return true;
    });
  }
  /// What `ludice migrate` runs on such a database.
  static std::string text_of_migration() {
    std::ifstream file(std::filesystem::path(LUDICE_TEST_DATA) /
                       "../../src/store/migrations/0017_legacy_acts.sql");
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool found(const std::string& text) const { return audited_.find(text) != std::string::npos; }

  void import_two() {
    put("users.json", R"({"anna": {}, "iv\"\\ан": {}, "olga": {"id": 9}})");
    put("bank.json", R"({"anna": 100, "iv\"\\ан": 50})");
    put("payments.json", R"({"é": {"user": "anna", "amount": 5, "timestamp": "a\nb"},
                             "Z": {"user": "olga", "amount": 6, "timestamp": "2025-01-19"},
                             "a": {"user": "olga", "amount": 7, "timestamp": ""}})");
    import(old());
  }
};

TEST_P(LegacyActsTest, each_import_and_each_adoption_has_its_act) {
  import_two();
  ASSERT_TRUE(adopt("anna", 7));
  ASSERT_TRUE(adopt("iv\"\\ан", 9)) << "whatever the name is";
  put("payments.json", R"({"late": {"user": "anna", "amount": 8, "timestamp": "x"}})");
  EXPECT_EQ(import(old()).imported.payments, 1);
  EXPECT_TRUE(import(old()).imported.brings_nothing());
  EXPECT_TRUE(audit()) << audited_;
  EXPECT_TRUE(found("what operators did: 4 acts, 0 imports and 0 adoptions from before")) << audited_;
}

TEST_P(LegacyActsTest, money_that_was_moved_as_if_adopted_is_found) {
  import_two();
  ASSERT_TRUE(audit()) << audited_;
  join_without_act("anna", 9);
  tampered_ = true;
  EXPECT_FALSE(audit());
  EXPECT_TRUE(found("was done by no act of an operator")) << audited_;
  EXPECT_TRUE(found("ledger does NOT hold: 1 finding.")) << "nothing else tells it\n" << audited_;
}

TEST_P(LegacyActsTest, what_was_done_before_there_were_acts_stays_clean_and_is_counted) {
  // As the version before left it: the rows that an import and an adoption of nothing but names make.
  sign_up("olga", 9);
  create_user("anna", 100);
  create_user("ivan", 50);
  write<bool>([](store::Transaction& t) {
    for (const char* name : {"anna", "ivan"}) {
      store::LegacyUser user;
      user.name = name;
      user.player = user.origin = store::find_player_by_name(t, name)->id;
      store::insert_legacy_user(t, user);
    }
    store::insert_legacy_payment(t, {"c1", "anna", Amount(5), "x"}, 0);
    store::insert_legacy_import(t, t.next_id(), {domain::Asset::points, {}, {}, {}, t.now()});
    return true;
  });
  join_without_act("anna", 9);
  ASSERT_TRUE(adopt("ivan", 8)) << "with its act";
  tamper(
      "UPDATE player SET username = NULL WHERE username = 'anna';"
      "ALTER TABLE legacy_import DROP COLUMN recorded; ALTER TABLE legacy_payment DROP COLUMN import;"
      "DROP TABLE legacy_joined_before;" +
      text_of_migration());
  reopen();
  tampered_ = false;

  EXPECT_TRUE(audit()) << audited_;
  EXPECT_TRUE(found("what operators did: 1 acts, 1 imports and 1 adoptions from before")) << audited_;
  put("bank.json", R"({"petro": 7})");
  put("payments.json", R"({"c1": {"user": "anna", "amount": 5, "timestamp": "x"},
                           "c2": {"user": "anna", "amount": 6, "timestamp": "x"}})");
  EXPECT_EQ(import(old()).imported.payments, 1);
  EXPECT_TRUE(audit()) << audited_;
  EXPECT_TRUE(found("what operators did: 2 acts, 1 imports and 1 adoptions from before")) << audited_;
}

LUDICE_ON_BOTH_STORES(LegacyActsTest);

}  // namespace
}  // namespace ludice::legacy

// An account that came by name, joined to an id: once, all of it, and by nobody but the operator.
#include "legacy/import_fixture.hpp"
#include "store/stars_table.hpp"
#include "store/ton_table.hpp"

namespace ludice::legacy {
namespace {

class AdoptTest : public ImportTest {
 protected:
  void SetUp() override {
    put("users.json", R"({"anna": {"password": "x"}, "ivan": {"id": 8}})");
    put("bank.json", R"({"anna": 100, "ivan": 50})");
    put("stats.json",
        R"({"anna": {"wins": 3, "total_games": 5, "void": 1}, "ivan": {"wins": 1, "total_games": 2}})");
    import(old());
  }
  void freeze(const std::string& name, bool frozen) {
    write<bool>([=](store::Transaction& t) {
      store::set_frozen(t, store::find_player_by_name(t, name)->id, frozen);
      return true;
    });
  }
  /// As after a refund by the store, without the payment behind it.
  void overdraw(const std::string& name, std::int64_t stars) {
    tampered_ = true;
    write<bool>([=](store::Transaction& t) {
      const PlayerId player = store::find_player_by_name(t, name)->id;
      auto account = store::load_player_account(t, player, domain::Asset::stars);
      auto outside = store::load_house_account(t, domain::AccountKind::asset_stars, domain::Asset::stars);
      service::move_money(t, domain::TransferCode::stars_back, Amount(stars), account, outside,
                          "stars:out:x");
      return true;
    });
  }
};

TEST_P(AdoptTest, moves_money_name_and_statistics_to_a_new_account) {
  const auto adopted = adopt("anna", 7);
  ASSERT_TRUE(adopted) << adopted.error();
  EXPECT_TRUE(adopted->first);
  EXPECT_EQ(adopted->moved.at("points"), Amount(100));
  EXPECT_EQ(balance("#7"), 100);
  EXPECT_EQ(balance("anna"), 100);
  EXPECT_EQ(profile("#7")->player.won, 3);
  EXPECT_EQ(profile("#7")->player.lost, 1);
  EXPECT_EQ(profile("#7")->player.void_games, 1);
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM standing WHERE kind = -1"), 2);
}

TEST_P(AdoptTest, an_account_to_which_coins_may_come_stays_what_it_is) {
  tampered_ = true;  // an address and a payment without what stands behind them
  write<bool>([](store::Transaction& t) {
    store::insert_ton_memo(t, "MEMO", store::find_player_by_name(t, "anna")->id);
    return true;
  });
  const auto refused = adopt("anna", 7);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().find("an address to pay to"), std::string::npos);
  write<bool>([](store::Transaction& t) {
    static constexpr store::Statement kTakeAway{"DELETE FROM ton_memo"};
    t.execute(kTakeAway, {});
    store::StarsCharge charge;
    charge.id = PaymentId{t.next_id()};
    charge.charge = "stx1";
    charge.payer = TelegramId{7};
    charge.player = store::find_player_by_name(t, "anna")->id;
    charge.amount = Amount(50);
    store::insert_stars_charge(t, charge);
    return true;
  });
  EXPECT_FALSE(adopt("anna", 7));
  EXPECT_EQ(balance("anna"), 100);
}

TEST_P(AdoptTest, twice_changes_nothing_and_another_id_is_refused) {
  ASSERT_TRUE(adopt("anna", 7));
  const auto again = adopt("anna", 7);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->first);
  EXPECT_FALSE(adopt("anna", 9));
  EXPECT_EQ(balance("#7"), 100);
}

TEST_P(AdoptTest, joins_an_account_that_is_there_and_has_statistics_of_its_own) {
  ASSERT_TRUE(adopt("anna", 8));
  EXPECT_EQ(balance("ivan"), 150);
  EXPECT_EQ(profile("ivan")->player.games, 7);
  EXPECT_EQ(balance("anna"), -1) << "its name is free again";
}

TEST_P(AdoptTest, who_is_not_imported_or_has_an_id_is_refused) {
  EXPECT_FALSE(adopt("olga", 7));
  EXPECT_FALSE(adopt("ivan", 7));
}

TEST_P(AdoptTest, is_refused_while_either_is_in_a_game) {
  start("anna", 20);
  EXPECT_FALSE(adopt("anna", 7));
  leave("anna");
  start("ivan", 20);
  EXPECT_FALSE(adopt("anna", 8));
  leave("ivan");
  EXPECT_TRUE(adopt("anna", 8));
}

TEST_P(AdoptTest, games_played_by_name_stay_with_the_account_that_played_them) {
  start("anna", 20);
  const GameId game = start("ivan", 20)->game_id;
  record("anna", game, 6);
  record("ivan", game, 1);
  ASSERT_TRUE(adopt("anna", 7));
  EXPECT_EQ(balance("#7"), 120);
  EXPECT_EQ(profile("#7")->player.won, 3);
}

TEST_P(AdoptTest, who_is_frozen_is_refused_and_keeps_all) {
  freeze("anna", true);
  const auto refused = adopt("anna", 7);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), "\"anna\" is frozen");
  EXPECT_EQ(balance("anna"), 100);
  freeze("anna", false);
  EXPECT_TRUE(adopt("anna", 7));
}

TEST_P(AdoptTest, who_owes_stars_is_refused_and_keeps_all) {
  rules_.assets = {domain::Asset::points, domain::Asset::stars};
  overdraw("anna", 40);
  const auto refused = adopt("anna", 7);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), "\"anna\" owes Stars");
  EXPECT_EQ(balance("anna"), 100);
  EXPECT_EQ(balance("anna", domain::Asset::stars), -40);
}

TEST_P(AdoptTest, is_kept_in_the_chain_also_where_there_is_nothing_to_move) {
  put("bank.json", R"({"anna": 100, "ivan": 50, "olga": 0})");
  import(old());
  ASSERT_TRUE(adopt("olga", 9));
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM transfer WHERE code = 16"), 0);
  EXPECT_EQ(
      rows_of("SELECT COUNT(*) FROM operator_act WHERE call = 'adopt' AND outcome = 'done' AND fields = "
              "'{\"id\":9,\"name\":\"olga\"}'"),
      1);
  ASSERT_TRUE(adopt("olga", 9));
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM operator_act WHERE call = 'adopt'"), 1) << "twice is once";
}

TEST_P(AdoptTest, later_imports_of_the_same_files_change_nothing) {
  ASSERT_TRUE(adopt("anna", 7));
  const Ran again = import(old());
  EXPECT_EQ(again.refusals, 0) << again.printed;
  EXPECT_TRUE(again.imported.brings_nothing());
}

TEST_P(AdoptTest, an_id_that_comes_into_the_files_afterwards_is_not_sent_to_adopt_again) {
  ASSERT_TRUE(adopt("anna", 7));
  put("users.json", R"({"anna": {"id": 7}})");
  const Ran again = import(old());
  EXPECT_EQ(again.refusals, 1);
  EXPECT_NE(again.printed.find("it has been joined to an id since; what is new goes by the balance service"),
            std::string::npos)
      << again.printed;
}

LUDICE_ON_BOTH_STORES(AdoptTest);

}  // namespace
}  // namespace ludice::legacy

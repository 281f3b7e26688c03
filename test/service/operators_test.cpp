// What operators decide about money and players: once, within what is there, and never for themselves.
#include "service/operators.hpp"

#include "service/operator_money.hpp"
#include "service/operator_stops.hpp"
#include "service/stars_fixture.hpp"
#include "store/stars_list_table.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

using domain::AccountKind;
using domain::Asset;

class OperatorsTest : public test::OnBothStores<StarsTest> {
 protected:
  std::int64_t house(AccountKind kind, Asset asset) {
    return read<std::int64_t>(
        [=](store::Reader& r) { return store::load_house_account(r, kind, asset, 0).balance.units(); });
  }
  std::int64_t owner(Asset asset) { return house(AccountKind::owner, asset); }
  Result<OwnerFunds> fund(Asset asset, FundSource source, std::int64_t amount) {
    return write<Result<OwnerFunds>>(
        [=](store::Transaction& t) { return FundOwner::run(t, {asset, source, Amount(amount)}); });
  }
  Result<AdjustedBalance> adjust(const std::string& who, std::int64_t amount, Asset asset = Asset::points,
                                 const std::string& by = "olga") {
    return write<Result<AdjustedBalance>>([=, this](store::Transaction& t) {
      return AdjustBalance(events_).run(t, by, {named(who), asset, amount});
    });
  }
  Result<AdjustedBalance> forgive(const std::string& who, const std::string& by = "olga") {
    return write<Result<AdjustedBalance>>(
        [=, this](store::Transaction& t) { return ForgiveDebt(events_).run(t, by, named(who)); });
  }
  Result<store::Player> set_frozen(const std::string& who, bool frozen, const std::string& by = "olga") {
    return write<Result<store::Player>>(
        [=](store::Transaction& t) { return SetPlayerFrozen::run(t, by, named(who), frozen, "because"); });
  }
  /// The bot held so many Stars when it was first looked at.
  void baseline(std::int64_t stars) {
    write<bool>([=](store::Transaction& t) {
      store::insert_stars_baseline(t, {t.now(), Amount(stars), 0, t.now()});
      return true;
    });
  }
  bool are_same(const std::string& one, const std::string& other) {
    return read<bool>([=](store::Reader& r) { return is_same_operator(r, one, other); });
  }
};
LUDICE_ON_BOTH_STORES(OperatorsTest);

TEST(OperatorNames, are_small_letters_or_a_telegram_id) {
  for (const char* name : {"olga", "o", "o.lga-2_", "7", "#7", "#4503599627370495"})
    EXPECT_TRUE(is_operator_name(name));
  for (const char* name : {"", "Olga", "o lga", "#", "#o", "#07", "ольга", "o/lga", "o:lga"})
    EXPECT_FALSE(is_operator_name(name)) << name;
  EXPECT_TRUE(is_operator_name(std::string(32, 'o')));
  EXPECT_FALSE(is_operator_name(std::string(33, 'o')));
}

TEST_P(OperatorsTest, who_renames_himself_still_does_not_act_for_himself) {
  sign_up("anna", 7);
  sign_up("annette", 7);
  sign_up("bella", 7);
  for (const char* name : {"anna", "annette", "bella", "#7"})
    EXPECT_EQ(why(adjust("bella", 5, Asset::points, name)), Refusal::same_person) << name;
  EXPECT_TRUE(are_same("anna", "#7"));
  EXPECT_FALSE(are_same("anna", "annette")) << "or a player made one of two operators by taking their names";
  EXPECT_TRUE(set_frozen("bella", true, "annette").has_value()) << "nor does he keep them from stopping him";
  EXPECT_EQ(why(set_frozen("bella", false, "annette")), Refusal::same_person);
  EXPECT_FALSE(are_same("anna", "#8"));
  sign_up("anna", 8);
  EXPECT_EQ(why(adjust("anna", 5, Asset::points, "anna")), Refusal::same_person);
  EXPECT_TRUE(adjust("anna", 5, Asset::points, "#7").has_value());
}

TEST_P(OperatorsTest, one_person_is_known_under_both_names) {
  EXPECT_TRUE(are_same("anna", "#1"));
  EXPECT_TRUE(are_same("#1", "anna"));
  EXPECT_TRUE(are_same("olga", "olga"));
  EXPECT_FALSE(are_same("anna", "#2"));
  EXPECT_FALSE(are_same("olga", "oleg"));
  EXPECT_FALSE(are_same("", "")) << "nobody";
}

TEST_P(OperatorsTest, rake_is_collected_as_far_as_there_is_any) {
  rules_.rake_bps = 1'000;
  const GameId game = begin();
  record("anna", game, 6);
  record("ivan", game, 1);
  ASSERT_EQ(owner(Asset::points), 0);
  const auto too_much = fund(Asset::points, FundSource::rake, 11);
  EXPECT_EQ(why(too_much), Refusal::insufficient_funds);
  EXPECT_EQ(too_much.error().balance, 10);
  ASSERT_TRUE(fund(Asset::points, FundSource::rake, 7).has_value());
  EXPECT_EQ(owner(Asset::points), 7);
  EXPECT_EQ(why(fund(Asset::points, FundSource::rake, 4)), Refusal::insufficient_funds);
  EXPECT_TRUE(fund(Asset::points, FundSource::rake, 3).has_value());
  EXPECT_EQ(owner(Asset::points), 10);
}

TEST_P(OperatorsTest, real_money_comes_from_nowhere_else_than_outside) {
  EXPECT_EQ(why(fund(Asset::points, FundSource::outside, 1)), Refusal::conflict);
  EXPECT_EQ(why(fund(Asset::ton, FundSource::outside, 1)), Refusal::conflict);
  EXPECT_EQ(why(fund(Asset::stars, FundSource::outside, 1)), Refusal::conflict)
      << "nothing was looked at yet";
  baseline(100);
  EXPECT_EQ(why(fund(Asset::stars, FundSource::outside, 101)), Refusal::insufficient_funds);
  EXPECT_EQ(owner(Asset::stars), 0);
}

TEST_P(OperatorsTest, stars_that_the_bot_held_before_are_taken_in_once) {
  baseline(100);
  ASSERT_EQ(expected_stars(), 100);
  ASSERT_TRUE(fund(Asset::stars, FundSource::outside, 60).has_value());
  EXPECT_EQ(owner(Asset::stars), 60);
  EXPECT_EQ(expected_stars(), 100) << "what the bot holds is the same";
  EXPECT_EQ(why(fund(Asset::stars, FundSource::outside, 41)), Refusal::insufficient_funds);
  ASSERT_TRUE(fund(Asset::stars, FundSource::outside, 40).has_value());
  EXPECT_TRUE(adjust("anna", 100, Asset::stars).has_value());
  EXPECT_EQ(stars("anna"), 100);
  EXPECT_EQ(why(adjust("anna", 1, Asset::stars)), Refusal::insufficient_funds)
      << "nothing comes from nowhere";
  adjust("anna", -100, Asset::stars);
  // For the fixture, which knows of charges alone.
  write<bool>([](store::Transaction& t) {
    domain::Account outside = store::load_house_account(t, AccountKind::asset_stars, Asset::stars);
    domain::Account held = store::load_house_account(t, AccountKind::owner, Asset::stars);
    move_money(t, domain::TransferCode::house, Amount(100), held, outside, "house:sold");
    return true;
  });
}

TEST_P(OperatorsTest, stars_that_have_left_are_not_the_owners_any_more) {
  baseline(100);
  const auto leaves = [this](const std::string& id, std::int64_t amount) {
    take_list({{.id = id,
                .incoming = false,
                .amount = Amount(amount),
                .at = clock_.now(),
                .user = {},
                .order = {}}});
  };
  ASSERT_TRUE(fund(Asset::stars, FundSource::outside, 60).has_value());
  leaves("withdrawn-1", 30);
  EXPECT_EQ(owner(Asset::stars), 60) << "40 were nobody's yet";
  leaves("withdrawn-2", 30);
  EXPECT_EQ(owner(Asset::stars), 40);
  EXPECT_EQ(expected_stars(), 40) << "what the bot holds";
  leaves("withdrawn-2", 30);
  EXPECT_EQ(owner(Asset::stars), 40) << "once";
  const auto too_much = adjust("anna", 41, Asset::stars);
  EXPECT_EQ(why(too_much), Refusal::insufficient_funds);
  ASSERT_TRUE(adjust("anna", 30, Asset::stars).has_value());
  leaves("withdrawn-3", 25);
  EXPECT_EQ(owner(Asset::stars), 0) << "what else left was Anna's";
  EXPECT_EQ(expected_stars(), 15);
  adjust("anna", -30, Asset::stars);
  const auto given_again = adjust("anna", 16, Asset::stars);
  EXPECT_EQ(why(given_again), Refusal::insufficient_funds) << "15 of the owner's 30 are gone";
  EXPECT_EQ(given_again.error().balance, 15);
  write<bool>([](store::Transaction& t) {  // for the fixture, which knows of charges alone
    domain::Account outside = store::load_house_account(t, AccountKind::asset_stars, Asset::stars);
    domain::Account held = store::load_house_account(t, AccountKind::owner, Asset::stars);
    move_money(t, domain::TransferCode::house, Amount(30), held, outside, "house:sold");
    return true;
  });
}

TEST_P(OperatorsTest, scene_35_a_wrong_amount_adjusted_is_undone_by_the_opposite) {
  ASSERT_TRUE(adjust("anna", 500).has_value());
  EXPECT_EQ(balance("anna"), 1'500);
  EXPECT_EQ(adjust("anna", -500)->balance, 1'000);
  const auto too_much = adjust("anna", -1'001);
  EXPECT_EQ(why(too_much), Refusal::insufficient_funds);
  EXPECT_EQ(why(adjust("nobody", 1)), Refusal::player_not_found);
  EXPECT_EQ(balance("anna"), 1'000);
}

TEST_P(OperatorsTest, nobody_decides_for_himself) {
  for (const char* name : {"anna", "#1"}) {
    EXPECT_EQ(why(adjust("anna", 5, Asset::points, name)), Refusal::same_person) << name;
  }
  ASSERT_TRUE(set_frozen("anna", true, "anna").has_value()) << "nobody gains by that";
  for (const char* name : {"anna", "#1"})
    EXPECT_EQ(why(set_frozen("anna", false, name)), Refusal::same_person) << name;
  ASSERT_TRUE(set_frozen("anna", false, "ivan").has_value());
  EXPECT_EQ(balance("anna"), 1'000);
  EXPECT_TRUE(adjust("anna", 5, Asset::points, "ivan").has_value());
}

TEST_P(OperatorsTest, scene_17_a_debt_of_stars_that_were_taken_back_is_given_up) {
  EXPECT_EQ(why(forgive("anna")), Refusal::conflict) << "she owes nothing";
  pay("anna", 1, "stx1", 75);
  modify("anna", -60, Asset::stars);
  hear_refunded("stx1");
  ASSERT_EQ(stars("anna"), -60);
  EXPECT_EQ(why(forgive("anna", "anna")), Refusal::same_person);
  ASSERT_TRUE(forgive("anna").has_value());
  EXPECT_EQ(stars("anna"), 0);
  EXPECT_EQ(house(AccountKind::chargeback, Asset::stars), -60);
  EXPECT_EQ(why(forgive("anna")), Refusal::conflict) << "once";
}

TEST_P(OperatorsTest, scene_38_a_freeze_in_mid_game_is_settled_all_the_same) {
  const GameId game = begin();
  ASSERT_TRUE(set_frozen("anna", true).has_value());
  EXPECT_EQ(why(set_frozen("anna", true)), Refusal::conflict);
  ASSERT_TRUE(record("anna", game, 6).has_value());
  ASSERT_TRUE(record("ivan", game, 1).has_value());
  EXPECT_EQ(balance("anna"), 1'050) << "what she won is hers";
  EXPECT_EQ(why(start("anna", 50)), Refusal::frozen);
  ASSERT_TRUE(set_frozen("anna", false).has_value());
  EXPECT_EQ(why(set_frozen("anna", false)), Refusal::conflict);
  EXPECT_TRUE(start("anna", 50).has_value());
  EXPECT_EQ(why(set_frozen("nobody", true)), Refusal::player_not_found);
}

TEST_P(OperatorsTest, of_who_is_stopped_it_is_known_since_when_by_whom_and_why) {
  const auto view = [this](const std::string& who) {
    return read<Result<PlayerFile>>([=](store::Reader& r) { return ViewPlayer::run(r, named(who)); });
  };
  EXPECT_EQ(why(view("nobody")), Refusal::player_not_found);
  EXPECT_FALSE(view("anna")->freeze);
  ASSERT_TRUE(set_frozen("anna", true).has_value());
  const Instant stopped = clock_.now();
  clock_.advance(Millis{5'000});
  const auto file = view("anna");
  ASSERT_TRUE(file->player.frozen && file->freeze);
  EXPECT_EQ(file->freeze->operator_name, "olga");
  EXPECT_EQ(file->freeze->reason, "because");
  EXPECT_EQ(file->freeze->at, stopped);
  EXPECT_EQ(file->balances.front().amount, Amount(1'000));
  ASSERT_TRUE(set_frozen("anna", false).has_value());
  EXPECT_FALSE(view("anna")->freeze);
  ASSERT_TRUE(set_frozen("anna", true, "ivo").has_value());
  EXPECT_EQ(view("anna")->freeze->operator_name, "ivo");
  // A process of an earlier version lets players go and leaves the row.
  write<bool>([&](store::Transaction& t) {
    store::set_frozen(t, ViewPlayer::run(t, named("anna"))->player.id, false);
    return true;
  });
  EXPECT_TRUE(set_frozen("anna", true, "petr").has_value());
  EXPECT_EQ(view("anna")->freeze->operator_name, "petr");
}

TEST_P(OperatorsTest, reconciling_now_has_all_of_telegrams_list_looked_at_again) {
  const auto reconcile = [this] {
    return write<HouseState>([](store::Transaction& t) { return ReconcileNow::run(t); });
  };
  EXPECT_FALSE(reconcile().stars_expected) << "nothing to compare with yet";
  baseline(100);
  EXPECT_EQ(reconcile().stars_checked, Instant{});
  const auto after =
      read<store::StarsBaseline>([](store::Reader& r) { return store::find_stars_baseline(r).value(); });
  EXPECT_EQ(after.full_at, Instant{}) << "as if it had never been";
  EXPECT_EQ(after.balance, Amount(100));
}

}  // namespace
}  // namespace ludice::service

// Points, stars and ton side by side: they never mix, and nothing real comes from nowhere.
#include "service_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

using domain::Asset;
using domain::ViewState;

class AssetsTest : public test::OnBothStores<ServiceTest> {
 protected:
  AssetsTest() {
    rules_.assets = {Asset::points, Asset::stars, Asset::ton};
    sign_up("anna", 1);
    sign_up("ivan", 2);
  }
  Result<GameAnswer> start_in(Asset asset, const std::string& name, std::int64_t bet) {
    return start({named(name), domain::GameKind::dice, asset, Amount(bet)});
  }
  Result<GameAnswer> record_proven(const std::string& name, GameId game, int face) {
    const domain::Proof proof{7, ++messages_, 1'800'000'000, "🎲"};
    return record({named(name), to_base32(game.value), face, {}, {}, {}, proof});
  }
  /// Of all shards.
  std::int64_t house(domain::AccountKind kind, Asset asset) {
    static constexpr store::Statement kHeld{
        "SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM account WHERE kind = $1 AND asset = $2"};
    return read<std::int64_t>([=](store::Reader& r) {
      return r.query(kHeld, {static_cast<int>(kind), static_cast<int>(asset)}).front().integer(0);
    });
  }

  std::int64_t messages_ = 0;
};
LUDICE_ON_BOTH_STORES(AssetsTest);

TEST_P(AssetsTest, equal_bets_in_different_assets_are_not_paired) {
  fund_owner(Asset::stars, 100);
  modify("ivan", 100, Asset::stars);
  const auto points = start_in(Asset::points, "anna", 50);
  const auto stars = start_in(Asset::stars, "ivan", 50);
  EXPECT_NE(points->game_id, stars->game_id);
  EXPECT_EQ(stars->view.state, ViewState::waiting);
  EXPECT_EQ(balance("ivan", Asset::stars), 50);
  EXPECT_EQ(balance("ivan", Asset::points), 1'000);
}

TEST_P(AssetsTest, whoever_looks_for_a_waiting_game_finds_one_of_his_asset_with_its_kind) {
  fund_owner(Asset::stars, 100);
  modify("anna", 100, Asset::stars);
  start_in(Asset::stars, "anna", 50);
  const auto find = [this](Asset asset, std::vector<TelegramId> except) {
    return read<std::optional<store::WaitingGame>>(
        [=](store::Reader& r) { return store::find_waiting_game(r, asset, r.now(), except); });
  };
  EXPECT_FALSE(find(Asset::points, {}).has_value());
  EXPECT_EQ(find(Asset::stars, {})->bet.units(), 50);
  EXPECT_FALSE(find(Asset::stars, {TelegramId{1}}).has_value());
  start({named("ivan"), domain::GameKind::target, Asset::points, Amount(20)});
  EXPECT_EQ(find(Asset::points, {})->kind, domain::GameKind::target);
}

TEST_P(AssetsTest, a_stake_is_covered_by_the_balance_of_its_own_asset) {
  const auto poor = start_in(Asset::stars, "anna", 50);
  EXPECT_EQ(why(poor), Refusal::insufficient_funds);
  EXPECT_EQ(poor.error().balance, 0);
}

TEST_P(AssetsTest, stake_payout_and_rake_stay_in_the_asset) {
  rules_.rake_bps = 1'000;
  fund_owner(Asset::ton, 2'000'000'000);
  modify("anna", 1'000'000'000, Asset::ton);
  modify("ivan", 1'000'000'000, Asset::ton);
  start_in(Asset::ton, "anna", 1'000'000'000);
  const GameId game = start_in(Asset::ton, "ivan", 1'000'000'000)->game_id;
  EXPECT_EQ(profile("ivan")->in_game.units(), 1'000'000'000);
  record_proven("anna", game, 6);
  EXPECT_EQ(record_proven("ivan", game, 1)->asset, Asset::ton);
  EXPECT_EQ(balance("anna", Asset::ton), 1'800'000'000);
  EXPECT_EQ(house(domain::AccountKind::rake, Asset::ton), 200'000'000);
  EXPECT_EQ(house(domain::AccountKind::rake, Asset::points), 0);
  EXPECT_EQ(balance("anna", Asset::points), 1'000);
}

TEST_P(AssetsTest, a_result_in_stars_or_ton_needs_a_proof_and_the_attempt_stays_open) {
  fund_owner(Asset::stars, 200);
  for (const auto* name : {"anna", "ivan"}) modify(name, 100, Asset::stars);
  start_in(Asset::stars, "anna", 50);
  const GameId game = start_in(Asset::stars, "ivan", 50)->game_id;
  const std::string id = to_base32(game.value);
  const std::string attempt = to_base32(announce("anna", game)->attempt.value);
  EXPECT_EQ(why(record({named("anna"), id, 6, {}, {}, attempt, {}})), Refusal::proof_missing);
  EXPECT_EQ(why(record({named("nobody"), id, 6, {}, {}, attempt, {}})), Refusal::player_not_found);
  const domain::Proof proof{7, 99, 1'800'000'000, "🎲"};
  EXPECT_TRUE(record({named("anna"), id, 6, {}, {}, attempt, proof}).has_value());
}

TEST_P(AssetsTest, one_staked_game_at_a_time_whatever_the_asset) {
  fund_owner(Asset::stars, 100);
  modify("anna", 100, Asset::stars);
  start_in(Asset::points, "anna", 50);
  EXPECT_EQ(why(start_in(Asset::stars, "anna", 50)), Refusal::already_in_game);
}

TEST_P(AssetsTest, leaving_returns_the_stake_in_its_asset) {
  fund_owner(Asset::stars, 100);
  modify("anna", 100, Asset::stars);
  start_in(Asset::stars, "anna", 60);
  const auto left = leave("anna");
  EXPECT_EQ(left->refunded.units(), 60);
  EXPECT_EQ(left->balance.units(), 100);
}

TEST_P(AssetsTest, daily_points_are_points) {
  EXPECT_EQ(daily("anna")->balance.units(), 1'100);
  EXPECT_EQ(balance("anna", Asset::stars), 0);
}

TEST_P(AssetsTest, the_balance_service_moves_only_what_the_owner_has_been_funded_with) {
  for (const Asset asset : {Asset::stars, Asset::ton}) {
    const auto unfunded = modify("anna", 1, asset);
    EXPECT_EQ(why(unfunded), Refusal::insufficient_funds);
    fund_owner(asset, 100);
    EXPECT_EQ(modify("anna", 60, asset)->balance.units(), 60);
    EXPECT_EQ(why(modify("ivan", 41, asset)), Refusal::insufficient_funds);
    EXPECT_EQ(modify("ivan", 40, asset)->balance.units(), 40);
    EXPECT_EQ(house(domain::AccountKind::owner, asset), 0);
    EXPECT_EQ(modify("anna", -60, asset)->balance.units(), 0);
    EXPECT_EQ(house(domain::AccountKind::owner, asset), 60);
    EXPECT_EQ(why(modify("anna", -1, asset)), Refusal::insufficient_funds);
  }
}

TEST_P(AssetsTest, an_account_by_name_begins_with_what_the_owner_has) {
  rules_.assets = {Asset::stars};
  EXPECT_EQ(why(create_user("olga", 5)), Refusal::insufficient_funds);
  EXPECT_EQ(why(create_user("anna", 5)), Refusal::conflict);
  EXPECT_TRUE(create_user("petr", 0).has_value());
  fund_owner(Asset::stars, 5);
  EXPECT_EQ(create_user("olga", 5)->balance.units(), 5);
}

TEST_P(AssetsTest, what_the_owner_cannot_hold_cannot_be_taken) {
  fund_owner(Asset::stars, 10);
  modify("anna", 10, Asset::stars);
  fund_owner(Asset::stars, Amount::kMax);
  EXPECT_EQ(why(modify("anna", -10, Asset::stars)), Refusal::limit_reached);
}

}  // namespace
}  // namespace ludice::service

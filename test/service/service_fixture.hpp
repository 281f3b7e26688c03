// The use cases on a real store, with the balance of the whole ledger checked after each test.
#pragma once

#include "base/hex.hpp"
#include "service/accounts.hpp"
#include "service/invites.hpp"
#include "service/ledger.hpp"
#include "store/ledger_table.hpp"
#include "support/counted_metrics.hpp"
#include "support/store_fixture.hpp"

#include <atomic>
#include <string>
#include <vector>

namespace ludice::service {

class ServiceTest : public test::StoreTest {
 protected:
  using StoreTest::StoreTest;

  void TearDown() override {
    static constexpr store::Statement kSum{"SELECT COALESCE(SUM(balance), 0) FROM account"};
    static constexpr store::Statement kStuck{
        "SELECT COUNT(*) FROM account a JOIN game g ON g.id = a.id WHERE g.ended <> 0 AND a.balance <> 0"};
    EXPECT_EQ(number(kSum), 0) << "the ledger does not sum to zero";
    EXPECT_EQ(number(kStuck), 0) << "an ended game holds money";
  }

  std::int64_t number(const store::Statement& statement) {
    return read<std::int64_t>(
        [&statement](store::Reader& reader) { return reader.query(statement).front().integer(0); });
  }

  static PlayerRef named(const std::string& name) { return {std::nullopt, name}; }

  Result<Registered> sign_up(const std::string& name, std::int64_t id) {
    return write<Result<Registered>>(
        [=, this](store::Transaction& t) { return RegisterPlayer(rules_).run(t, {name, {id}, {}}); });
  }
  Result<GameAnswer> start(StartGameCommand command) {
    return write<Result<GameAnswer>>(
        [=, this](store::Transaction& t) { return StartGame(rules_, book_).run(t, command); });
  }
  Result<GameAnswer> start(const std::string& name, std::int64_t bet) {
    return start({named(name), domain::GameKind::dice, rules_.default_asset(), Amount(bet)});
  }
  Result<GameAnswer> open_invite(const std::string& name, std::int64_t bet) {
    const OpenInviteCommand command{
        {named(name), domain::GameKind::dice, rules_.default_asset(), Amount(bet)}, new_invite_code(random_)};
    return write<Result<GameAnswer>>(
        [=, this](store::Transaction& t) { return OpenInvite(rules_, book_).run(t, command); });
  }
  Result<GameAnswer> join_invite(JoinInviteCommand command) {
    return write<Result<GameAnswer>>(
        [=, this](store::Transaction& t) { return JoinInvite(book_).run(t, command); });
  }
  Result<GameAnswer> join_invite(const std::string& name, const std::string& code) {
    return join_invite({named(name), code, {}, {}, {}});
  }
  Result<GameAnswer> record(RecordThrowCommand command) {
    return write<Result<GameAnswer>>(
        [=, this](store::Transaction& t) { return RecordThrow(book_).run(t, command); });
  }
  Result<GameAnswer> record(const std::string& name, GameId game, int face) {
    return record({named(name), to_base32(game.value), face, {}, {}, {}, {}});
  }
  Result<AnnouncedThrow> announce(const std::string& name, GameId game) {
    return write<Result<AnnouncedThrow>>([=, this](store::Transaction& t) {
      return AnnounceThrow(book_).run(t, {named(name), to_base32(game.value), {}, {}});
    });
  }
  Result<GivenUpThrow> give_up(AttemptId attempt, const std::string& reason) {
    return write<Result<GivenUpThrow>>([=, this](store::Transaction& t) {
      return GiveUpThrow(book_).run(t, {to_base32(attempt.value), reason});
    });
  }
  Result<LeftGame> leave(const std::string& name, std::optional<std::string> game = {}) {
    return write<Result<LeftGame>>(
        [=, this](store::Transaction& t) { return LeaveGame(rules_, book_).run(t, {named(name), game}); });
  }
  Result<GameAnswer> view(const std::string& name, GameId game) {
    return read<Result<GameAnswer>>(
        [=](store::Reader& r) { return ViewGame::run(r, named(name), to_base32(game.value)); });
  }
  bool pass_time(GameId game) {
    return write<bool>([=, this](store::Transaction& t) { return PassTime(book_).run(t, game); });
  }
  Result<Balance> modify(const std::string& name, std::int64_t amount, domain::Asset asset) {
    return write<Result<Balance>>([=, this](store::Transaction& t) {
      return ModifyBalance(events_).run(t, named(name), amount, asset);
    });
  }
  Result<Balance> modify(const std::string& name, std::int64_t amount) {
    return modify(name, amount, rules_.default_asset());
  }
  Result<Balance> create_user(const std::string& name, std::int64_t initial) {
    return write<Result<Balance>>([=, this](store::Transaction& t) {
      return CreateUser::run(t, name, Amount(initial), rules_.default_asset());
    });
  }
  /// What the operator puts in: from the world outside to the account `owner`.
  void fund_owner(domain::Asset asset, std::int64_t amount) {
    write<bool>([=](store::Transaction& t) {
      const bool stars = asset == domain::Asset::stars;
      const auto kind = stars ? domain::AccountKind::asset_stars : domain::AccountKind::asset_ton;
      domain::Account outside = store::load_house_account(t, kind, asset);
      domain::Account owner = store::load_house_account(t, domain::AccountKind::owner, asset);
      move_money(t, domain::TransferCode::house, Amount(amount), outside, owner,
                 "house:" + to_base32(t.next_id()));
      return true;
    });
  }
  Result<DailyGrant> daily(const std::string& name) {
    return write<Result<DailyGrant>>(
        [=, this](store::Transaction& t) { return GrantDaily(rules_, events_).run(t, named(name)); });
  }
  std::int64_t balance(const std::string& name, domain::Asset asset) {
    const auto found =
        read<Result<Balance>>([=](store::Reader& r) { return ViewBalance::run(r, named(name), asset); });
    return found ? found->balance.units() : -1;
  }
  std::int64_t balance(const std::string& name) { return balance(name, rules_.default_asset()); }
  Result<Profile> profile(const std::string& name) {
    return read<Result<Profile>>(
        [=, this](store::Reader& r) { return ViewProfile(rules_).run(r, named(name)); });
  }
  std::vector<store::Event> take_events(const std::string& consumer,
                                        std::vector<std::int64_t> acknowledged = {}) {
    return write<std::vector<store::Event>>(
        [=](store::Transaction& t) { return TakeEvents::run(t, consumer, acknowledged); });
  }

  /// Two players of 1,000 points in a game of `bet`: anna opened it.
  GameId begin(std::int64_t bet = 50) {
    sign_up("anna", 1);
    sign_up("ivan", 2);
    start("anna", bet);
    return start("ivan", bet)->game_id;
  }

  Rules rules_;
  SystemRandom random_;
  std::atomic<int> signals_ = 0;  // PostgreSQL's bodies end on several threads
  Events events_{[this] { ++signals_; }};
  test::CountedMetrics game_metrics_;
  GameBook book_{rules_.timing, events_, game_metrics_};
};

template <class T>
Refusal why(const Result<T>& result) {
  EXPECT_FALSE(result.has_value());
  return result.error().why;
}

}  // namespace ludice::service

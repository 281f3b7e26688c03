// Looking back: every movement once, in order, whatever is booked meanwhile.
#include "service/history.hpp"

#include "service_fixture.hpp"
#include "support/both_stores.hpp"

#include <rapidcheck.h>

namespace ludice::service {
namespace {

using domain::HistoryKind;

class HistoryTest : public test::OnBothStores<ServiceTest> {
 protected:
  Result<std::optional<HistoryPage>> page(const std::string& name, std::optional<std::string> cursor = {},
                                          int limit = 100) {
    return read<Result<std::optional<HistoryPage>>>([=, this](store::Reader& reader) {
      return ViewHistory::run(reader, {named(name), rules_.default_asset(), cursor, limit});
    });
  }
  std::vector<HistoryItem> items(const std::string& name) { return page(name)->value().items; }

  /// What was booked, as a model of the account.
  struct Booked {
    std::int64_t amount;
    std::int64_t after;
  };

  /// Books so many changes at once, the first of them on top of `balance`; oldest first.
  std::vector<Booked> book(const std::string& name, std::int64_t balance, int count) {
    return write<std::vector<Booked>>([=, this](store::Transaction& transaction) {
      std::vector<Booked> booked;
      std::int64_t after = balance;
      for (int i = 0; i < count; ++i) {
        const std::int64_t amount = after > 0 && i % 3 == 2 ? -1 : i + 1;
        after = ModifyBalance(events_)
                    .run(transaction, named(name), amount, domain::Asset::points)
                    ->balance.units();
        booked.push_back({amount, after});
      }
      return booked;
    });
  }

  void run_property() {
    const std::string name = "p" + std::to_string(++made_);
    create_user(name, 0);
    const std::vector<Booked> booked = book(name, 0, *rc::gen::inRange(0, 30));
    const std::size_t old = booked.size();
    std::int64_t balance = old == 0 ? 0 : booked.back().after;
    std::vector<HistoryItem> seen;
    std::optional<std::string> cursor;
    do {
      const int limit = *rc::gen::inRange(1, 12);
      const auto next = page(name, cursor, limit)->value();
      RC_ASSERT(static_cast<int>(next.items.size()) == limit || !next.cursor);
      seen.insert(seen.end(), next.items.begin(), next.items.end());
      cursor = next.cursor;
      const std::vector<Booked> more = book(name, balance, *rc::gen::inRange(0, 4));
      if (!more.empty()) balance = more.back().after;
    } while (cursor);
    RC_ASSERT(seen.size() == old);
    for (std::size_t i = 0; i < old; ++i) {
      const Booked& wanted = booked[old - 1 - i];
      RC_ASSERT(seen[i].amount.units() == wanted.amount);
      RC_ASSERT(seen[i].balance_after.units() == wanted.after);
    }
  }

 private:
  int made_ = 0;
};
LUDICE_ON_BOTH_STORES(HistoryTest);

TEST_P(HistoryTest, pages_of_any_size_give_each_old_row_once_whatever_comes_between) {
  EXPECT_TRUE(rc::check([this] { run_property(); }));
}

TEST_P(HistoryTest, of_a_won_game_shows_the_stake_and_the_payout) {
  const GameId game = begin();
  clock_.advance(Millis(5'000));
  record("anna", game, 6);
  record("ivan", game, 2);
  const auto past = items("anna");
  ASSERT_EQ(past.size(), 3U);
  EXPECT_EQ(past[0].kind, HistoryKind::game);
  EXPECT_EQ(past[0].amount.units(), 100);
  EXPECT_EQ(past[0].balance_after.units(), 1'050);
  EXPECT_EQ(past[0].game, game);
  EXPECT_EQ(past[0].at, clock_.now());
  EXPECT_EQ(past[1].amount.units(), -50);
  EXPECT_EQ(past[1].balance_after.units(), 950);
  EXPECT_EQ(past[2].kind, HistoryKind::welcome);
  EXPECT_FALSE(past[2].game);
  EXPECT_EQ(items("ivan").size(), 2U);
}

TEST_P(HistoryTest, names_what_came_from_elsewhere) {
  sign_up("anna", 1);
  daily("anna");
  modify("anna", -30);
  const auto past = items("anna");
  ASSERT_EQ(past.size(), 3U);
  EXPECT_EQ(past[0].kind, HistoryKind::adjustment);
  EXPECT_EQ(past[0].amount.units(), -30);
  EXPECT_EQ(past[1].kind, HistoryKind::daily);
}

TEST_P(HistoryTest, is_empty_where_nothing_was_booked) {
  create_user("old", 0);
  const auto empty = page("old")->value();
  EXPECT_TRUE(empty.items.empty());
  EXPECT_FALSE(empty.cursor);
  EXPECT_EQ(why(page("nobody")), Refusal::player_not_found);
}

TEST_P(HistoryTest, a_cursor_that_is_not_the_players_own_gives_nothing) {
  sign_up("anna", 1);
  sign_up("ivan", 2);
  modify("anna", 5);
  const auto cursor = page("anna", {}, 1)->value().cursor;
  ASSERT_TRUE(cursor.has_value());
  EXPECT_EQ(page("anna", cursor)->value().items.size(), 1U);
  EXPECT_FALSE(page("ivan", cursor)->has_value());
  EXPECT_FALSE(page("anna", to_base32(999'999))->has_value());
  EXPECT_FALSE(page("anna", "no cursor")->has_value());
  const auto of_stars = read<Result<std::optional<HistoryPage>>>([&](store::Reader& reader) {
    return ViewHistory::run(reader, {named("anna"), domain::Asset::stars, cursor, 10});
  });
  EXPECT_FALSE(of_stars->has_value());
}

TEST_P(HistoryTest, every_transfer_names_the_one_before_it_of_both_accounts) {
  static constexpr store::Statement kTransfers{"SELECT COUNT(*) FROM transfer"};
  static constexpr store::Statement kWrong{
      "SELECT COUNT(*) FROM transfer t "
      "LEFT JOIN transfer d ON d.id = t.debit_prev LEFT JOIN transfer c ON c.id = t.credit_prev "
      "WHERE COALESCE(CASE WHEN d.debit = t.debit THEN d.debit_version WHEN d.credit = t.debit THEN "
      "d.credit_version END, 0) <> t.debit_version - 1 "
      "OR COALESCE(CASE WHEN c.debit = t.credit THEN c.debit_version WHEN c.credit = t.credit THEN "
      "c.credit_version END, 0) <> t.credit_version - 1"};
  static constexpr store::Statement kWrongLast{
      "SELECT COUNT(*) FROM account a LEFT JOIN transfer t ON t.id = a.last_transfer "
      "WHERE COALESCE(CASE WHEN t.debit = a.id THEN t.debit_version WHEN t.credit = a.id THEN "
      "t.credit_version END, 0) <> a.version"};
  rules_.rake_bps = 500;
  for (int i = 0; i < 3; ++i) {
    const GameId game = begin();
    record("anna", game, 6);
    record("ivan", game, 1 + i);
  }
  EXPECT_EQ(number(kTransfers), 2 + 3 * 4);
  EXPECT_EQ(number(kWrong), 0);
  EXPECT_EQ(number(kWrongLast), 0);
}

}  // namespace
}  // namespace ludice::service

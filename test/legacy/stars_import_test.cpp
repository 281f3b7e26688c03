// Imported Stars: funded, never credited again, and what Telegram holds still agrees with the ledger.
#include "legacy/import_fixture.hpp"
#include "service/stars_list.hpp"

namespace ludice::legacy {
namespace {

using domain::Asset;
using service::ListedTransaction;

class StarsImportTest : public ImportTest {
 protected:
  StarsImportTest() { rules_.assets = {Asset::points, Asset::stars}; }

  void SetUp() override {
    put("users.json", R"({"anna": {"id": 7}, "ivan": {"id": 8}})");
    put("bank.json", R"({"anna": 100, "ivan": 40})");
    put("lobby.json", R"({"ivan": {"bet": 10, "game_id": "g1"}})");
    put("payments.json", R"({"stx1": {"user": "anna", "amount": 150, "timestamp": "2025-01-18T09:28:00"}})");
  }
  ListedTransaction payment(const std::string& id, Amount amount, Instant at, std::int64_t payer = 7) const {
    return {id, true, amount, at, TelegramId{payer}, true, {}};
  }
  void begin_to_compare(const std::vector<ListedTransaction>& all) {
    const Instant now{clock_.now().seconds() * 1'000};
    write<bool>([=](store::Transaction& t) {
      service::StoreStarsBaseline::run(t, now, all);
      return true;
    });
    take(all);
  }
  service::ListOutcome take(const std::vector<ListedTransaction>& page) {
    return write<service::ListOutcome>(
        [=, this](store::Transaction& t) { return service::TakeStarsList(events_).run(t, page); });
  }
  Amount expected() {
    return read<Amount>([](store::Reader& reader) { return service::ExpectedStars::run(reader).value(); });
  }
  Instant ago(Millis time) const { return clock_.now() - time; }
};

TEST_P(StarsImportTest, are_funded_from_the_owner_for_that_reason) {
  const Ran ran = import(old(), Asset::stars);
  EXPECT_EQ(ran.refusals, 0) << ran.printed;
  EXPECT_EQ(balance("anna", Asset::stars), 100);
  EXPECT_EQ(balance("ivan", Asset::stars), 50);
  EXPECT_EQ(balance("anna", Asset::points), 0);
  EXPECT_EQ(rows_of("SELECT amount FROM transfer WHERE key LIKE 'house:import:%'"), 150);
  EXPECT_EQ(rows_of("SELECT balance FROM account WHERE kind = 7 AND asset = 1"), 0);
  EXPECT_EQ(rows_of("SELECT balance FROM account WHERE kind = 10"), -150);
}

TEST_P(StarsImportTest, the_first_look_at_telegram_agrees_and_credits_nothing_of_before) {
  import(old(), Asset::stars);
  clock_.advance(Millis{60'000});
  const std::vector<ListedTransaction> all = {payment("stx0", Amount(500), ago(Millis{86'400'000})),
                                              payment("stx1", Amount(150), ago(Millis{80'000'000}))};
  begin_to_compare(all);
  EXPECT_EQ(expected(), Amount(650));
  EXPECT_EQ(balance("anna", Asset::stars), 100);
}

TEST_P(StarsImportTest, what_telegram_took_after_the_import_is_not_hidden_by_the_baseline) {
  import(old(), Asset::stars);
  clock_.advance(Millis{60'000});
  const std::vector<ListedTransaction> all = {payment("stx1", Amount(150), ago(Millis{80'000'000})),
                                              payment("late", Amount(20), ago(Millis{10'000}))};
  begin_to_compare(all);
  EXPECT_EQ(expected(), Amount(170));
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM stars_refund"), 1) << "of no order of ours: it goes back";
}

TEST_P(StarsImportTest, a_paid_id_that_telegram_lists_later_is_never_credited) {
  begin_to_compare({payment("stx0", Amount(500), ago(Millis{86'400'000}))});
  import(old(), Asset::stars);
  EXPECT_EQ(expected(), Amount(500)) << "what was imported is part of what the bot held";
  const auto outcome = take({payment("stx1", Amount(150), clock_.now())});
  EXPECT_EQ(outcome.credited, 0);
  EXPECT_EQ(outcome.noticed, 0);
  EXPECT_EQ(expected(), Amount(650));
  EXPECT_EQ(balance("anna", Asset::stars), 100);
  EXPECT_EQ(take({payment("stx1", Amount(150), clock_.now())}).credited, 0);
  EXPECT_EQ(expected(), Amount(650)) << "the same page again";
}

TEST_P(StarsImportTest, the_bot_that_tells_of_a_paid_id_again_is_told_that_it_is_paid) {
  import(old(), Asset::stars);
  const auto answer = write<service::ChargeAnswer>([this](store::Transaction& t) {
    return service::CreditStars(events_).run(t, {TelegramId{7}, "stx1", Amount(150), {}, clock_.now()});
  });
  EXPECT_FALSE(answer.first);
  EXPECT_EQ(answer.charge.amount, Amount(150));
  EXPECT_EQ(answer.balance, Amount(100));
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM stars_charge"), 0);
}

TEST_P(StarsImportTest, paid_ids_count_also_where_balances_become_points) {
  import(old());
  EXPECT_EQ(balance("anna", Asset::points), 100);
  begin_to_compare({});
  EXPECT_EQ(take({payment("stx1", Amount(150), clock_.now())}).credited, 0);
  EXPECT_EQ(balance("anna", Asset::stars), 0);
}

TEST_P(StarsImportTest, twice_changes_nothing) {
  import(old(), Asset::stars);
  EXPECT_TRUE(import(old(), Asset::stars).imported.brings_nothing());
  EXPECT_EQ(rows_of("SELECT balance FROM account WHERE kind = 10"), -150);
}

TEST_P(StarsImportTest, another_payment_under_a_known_id_is_a_conflict) {
  import(old(), Asset::stars);
  put("payments.json", R"({"stx1": {"user": "ivan", "amount": 150, "timestamp": "2025-01-18T09:28:00"}})");
  EXPECT_EQ(import(old(), Asset::stars).refusals, 1);
}

TEST_P(StarsImportTest, adoption_moves_each_asset_by_a_transfer_of_its_own) {
  put("users.json", R"({"anna": {}, "ivan": {"id": 8}})");
  import(old(), Asset::stars);
  ASSERT_TRUE(modify("anna", 30, Asset::points));
  const auto adopted = adopt("anna", 8);
  ASSERT_TRUE(adopted) << adopted.error();
  EXPECT_EQ(adopted->moved, (std::map<std::string, Amount>{{"points", Amount(30)}, {"stars", Amount(100)}}));
  EXPECT_EQ(balance("ivan", Asset::stars), 150);
  EXPECT_EQ(balance("ivan", Asset::points), 30);
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM transfer WHERE code = 16"), 2);
}

TEST_P(StarsImportTest, a_payment_that_came_here_already_is_a_conflict) {
  sign_up("olga", 9);
  pay("olga", 9, "stx1", 150);
  const Ran ran = import(old(), Asset::points, true);
  EXPECT_EQ(ran.refusals, 1) << ran.printed;
  EXPECT_NE(
      ran.printed.find("payments.json: \"stx1\": refused: this database has taken that payment itself, 150"),
      std::string::npos)
      << ran.printed;
  EXPECT_EQ(ran.imported.payments, 0);
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM legacy_payment"), 0);
}

TEST_P(StarsImportTest, a_payment_that_is_here_twice_goes_out_once) {
  sign_up("olga", 9);
  pay("olga", 9, "stx1", 150);
  pay("olga", 9, "stx2", 100);
  tampered_ = true;  // no import brought it
  write<bool>([](store::Transaction& t) {
    store::insert_legacy_payment(t, {"stx1", "anna", Amount(150), "2025-01-18T09:28:00"}, 0);
    return true;
  });
  const Exported exported = read<Exported>([this](store::Reader& reader) {
    return write_old_files(reader, folder_.path() / "out", Asset::stars, std::string(32, '0'));
  });
  EXPECT_EQ(exported.payments, 2);
}

LUDICE_ON_BOTH_STORES(StarsImportTest);

}  // namespace
}  // namespace ludice::legacy

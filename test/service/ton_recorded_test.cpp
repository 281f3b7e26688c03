// All recorded transactions of the real virtual machine, booked one after the other: the ledger ends where
// the wallet did. Scene 19.
#include "service/ton_fixture.hpp"
#include "support/both_stores.hpp"
#include "ton/recorded.hpp"

#include <map>

namespace ludice::service {
namespace {

class TonRecordedTest : public test::OnBothStores<TonServiceTest> {
 protected:
  /// The recording's memo is shorter than ours.
  void register_memo(const std::string& memo, const std::string& name) {
    write<bool>([=](store::Transaction& t) {
      store::insert_ton_memo(t, memo, require_player(t, named(name))->id);
      return true;
    });
  }
  /// The payout of the recording, with its comment and destination, as if it had been asked for.
  void register_payout(const domain::TonMessage& out) {
    write<bool>([out](store::Transaction& t) {
      const PaymentId id{t.next_id()};
      const auto anna = require_player(t, named("anna"));
      domain::Account account = store::load_player_account(t, anna->id, domain::Asset::ton);
      domain::Account pending = domain::new_payout_account(id, domain::Asset::ton);
      store::insert_ton_withdrawal(t, {.id = id,
                                       .player = anna->id,
                                       .destination = *out.destination,
                                       .amount = out.value,
                                       .comment = out.body.comment,
                                       .state = domain::TonWithdrawalState::taken,
                                       .operator_name = "olga",
                                       .link_until = t.now()});
      move_money(t, domain::TransferCode::ton_out, out.value, account, pending,
                 "ton:asked:" + out.body.comment);
      return true;
    });
  }
};

TEST_P(TonRecordedTest, every_nanoton_is_where_it_belongs) {
  const std::vector<Row> rows = ton::recorded_rows();
  started_ = true;
  ASSERT_TRUE(start_at(rows[0].account, "mainnet", ton::before_recorded()).has_value());
  sign_up("anna", 1);
  register_memo("LD-7K3M9Q2X", "anna");
  sign_up("ivan", 2);
  register_memo("LD-PRE1", "ivan");
  sign_up("olga", 3);
  register_memo("LD-PRE2", "olga");
  for (const Row& row : rows) {
    for (const domain::TonMessage& out : row.out) {
      if (out.body.comment.starts_with("wd:")) register_payout(out);
    }
    const BookedTonRow booked = book(row);
    EXPECT_EQ(booked.fault, std::nullopt) << row.lt;
    EXPECT_EQ(booked.frozen, "") << row.lt;
  }
  EXPECT_TRUE(confirm_at(domain::place_behind(rows.back()), clock_.now()));
  EXPECT_EQ(wallet().frozen, "");
  EXPECT_EQ(held(), 15'979'401'175);
  // 4.5 TON came; 4 payouts of 1, 1, 1 and 0.1 and forty of 0.01 left, and one came back less 400,000.
  EXPECT_EQ(ton("anna"), 4'500'000'000 - 3'100'000'000 - 400'000'000 + 999'600'000);
  std::int64_t suspended = 0;
  for (const auto& suspense : waiting()) suspended += suspense.amount.units();
  EXPECT_EQ(ton("anna") + suspended + fees() + owner(), 15'979'401'175);
  EXPECT_EQ(waiting().size(), 14U);
}

LUDICE_ON_BOTH_STORES(TonRecordedTest);

}  // namespace
}  // namespace ludice::service

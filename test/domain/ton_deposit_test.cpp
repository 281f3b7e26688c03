// The strict rule: a deposit that is right is credited; with one thing wrong it is what this table says.
#include "domain/ton_deposit.hpp"

#include "domain/ton_fixture.hpp"

#include <string>

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

constexpr PlayerId kPlayer{8'192};
constexpr PaymentId kWithdrawal{12'288};

TonPayout payout(TonPayout::State state = TonPayout::State::open) {
  return {kWithdrawal, state, kAlice, Amount(1'000'000'000)};
}

TonIn in_of(const TonTransaction& row, const KnownTon& known = {}) {
  return decide(balanced(row), known.knowledge()).in;
}

std::string verdict(const TonIn& in) {
  std::string text(to_string(in.kind));
  if (in.kind == TonInKind::suspense) text += " " + std::string(to_string(in.review));
  return text;
}

/// Of a deposit with one thing changed.
std::string verdict(void (*change)(TonTransaction&)) {
  TonTransaction row = ton_deposit();
  change(row);
  return verdict(in_of(row));
}

TEST(TonDeposit, with_a_known_memo_is_credited) {
  const TonDecision decision = decide(ton_deposit(), KnownTon().knowledge());
  EXPECT_EQ(decision.in.kind, TonInKind::credit);
  EXPECT_EQ(decision.in.player, kPlayer);
  EXPECT_EQ(decision.in.amount, Amount(1'000'000'000)) << "what it cost is not the player's";
  EXPECT_EQ(decision.cost, 311'201);
}

TEST(TonDeposit, is_credited_from_exactly_the_minimum) {
  EXPECT_EQ(verdict([](TonTransaction& row) { row.in->value = Amount(100'000'000); }), "credit");
  EXPECT_EQ(verdict([](TonTransaction& row) { row.in->value = Amount(99'999'999); }),
            "suspense below_minimum");
}

TEST(TonDeposit, that_fits_no_rule_waits_with_its_reason) {
  const auto body = [](TonBodyKind kind) {
    TonTransaction row = ton_deposit();
    row.in->body = {.kind = kind};
    return verdict(in_of(row));
  };
  EXPECT_EQ(body(TonBodyKind::empty), "suspense no_comment");
  EXPECT_EQ(body(TonBodyKind::encrypted), "suspense encrypted");
  EXPECT_EQ(body(TonBodyKind::other), "suspense not_a_comment");
  EXPECT_EQ(body(TonBodyKind::unreadable), "suspense unreadable");
  EXPECT_EQ(verdict(in_of(ton_deposit(""))), "suspense no_comment");
  EXPECT_EQ(verdict(in_of(ton_deposit("hello"))), "suspense not_a_memo");
  EXPECT_EQ(verdict(in_of(ton_deposit("LD-KNOWN, thanks"))), "suspense not_a_memo");
  EXPECT_EQ(verdict(in_of(ton_deposit("LD-NEVER"))), "suspense unknown_memo");
  EXPECT_EQ(verdict([](TonTransaction& row) { row.aborted = true; }), "suspense aborted");
  EXPECT_EQ(verdict([](TonTransaction& row) { row.computed = false; }), "suspense not_computed");
  EXPECT_EQ(
      verdict([](TonTransaction& row) { row.out.push_back({.source = kTonWallet, .destination = kAlice}); }),
      "suspense sent_on");
}

TEST(TonDeposit, that_waits_names_whom_its_memo_names) {
  TonTransaction row = ton_deposit();
  row.aborted = true;
  EXPECT_EQ(in_of(row).player, kPlayer);
  EXPECT_EQ(in_of(row).amount, Amount(1'000'000'000));
  EXPECT_EQ(in_of(ton_deposit("LD-NEVER")).player, PlayerId{});
}

TEST(TonDeposit, of_dust_is_the_houses_unless_it_has_a_memo) {
  const auto dust = [](const std::string& comment) {
    TonTransaction row = ton_deposit(comment);
    row.in->value = Amount(9'999'999);
    return verdict(in_of(row));
  };
  EXPECT_EQ(dust("buy cheap coins"), "dust");
  EXPECT_EQ(dust(""), "dust");
  EXPECT_EQ(dust("LD-KNOWN"), "suspense below_minimum");
  EXPECT_EQ(dust("LD-NEVER"), "suspense unknown_memo");
  EXPECT_EQ(verdict([](TonTransaction& row) {
              row.in->value = Amount(10'000'000);
              row.in->body.comment = "buy cheap coins";
            }),
            "suspense not_a_memo");
}

TEST(TonDeposit, of_nothing_is_nothing) {
  EXPECT_EQ(verdict([](TonTransaction& row) { row.in->value = Amount(); }), "nothing");
  EXPECT_EQ(verdict([](TonTransaction& row) { row.in.reset(); }), "nothing");
  EXPECT_EQ(verdict([](TonTransaction& row) { row.in->source.reset(); }), "nothing")
      << "no coins come from outside";
}

TEST(TonDeposit, that_was_sent_back_leaves_only_its_cost) {
  TonTransaction row = ton_deposit();
  row.aborted = row.bounced_in = true;
  row.out.push_back({.source = kTonWallet,
                     .destination = kAlice,
                     .value = Amount(999'600'000),
                     .forward_fee = Amount(266'669),
                     .bounced = true});
  row.fees = Amount(133'331);
  const TonDecision decision = decide(balanced(row), KnownTon().knowledge());
  EXPECT_EQ(decision.in.kind, TonInKind::sent_back);
  EXPECT_EQ(decision.in.amount, Amount());
  EXPECT_TRUE(decision.out.empty());
  EXPECT_EQ(decision.cost, 0);
}

TEST(TonDeposit, from_the_wallet_itself_is_its_own) {
  EXPECT_EQ(verdict([](TonTransaction& row) { row.in->source = kTonWallet; }), "own");
}

TEST(TonBounce, of_a_payout_is_that_payout_returned) {
  KnownTon known;
  known.payouts["w:1"] = payout(TonPayout::State::paid);
  TonTransaction row = ton_deposit("w:1");
  row.in->bounced = true;
  row.in->value = Amount(999'600'000);
  const TonIn in = in_of(row, known);
  EXPECT_EQ(in.kind, TonInKind::returned);
  EXPECT_EQ(in.payout, kWithdrawal);
  EXPECT_EQ(in.amount, Amount(999'600'000));
}

TEST(TonBounce, that_is_no_payouts_waits) {
  KnownTon known;
  known.payouts["w:1"] = payout(TonPayout::State::paid);
  known.payouts["w:2"] = payout(TonPayout::State::open);
  known.payouts["w:3"] = payout(TonPayout::State::over);
  TonTransaction row = ton_deposit("w:1");
  row.in->bounced = true;
  const auto changed = [&](void (*change)(TonTransaction&)) {
    TonTransaction other = row;
    change(other);
    return verdict(in_of(other, known));
  };
  EXPECT_EQ(changed([](TonTransaction&) {}), "returned");
  EXPECT_EQ(changed([](TonTransaction& r) { r.in->body.comment = "w:2"; }), "suspense unknown_bounce");
  EXPECT_EQ(changed([](TonTransaction& r) { r.in->body.comment = "w:3"; }), "suspense unknown_bounce");
  EXPECT_EQ(changed([](TonTransaction& r) { r.in->body.comment = "w:4"; }), "suspense unknown_bounce");
  EXPECT_EQ(changed([](TonTransaction& r) { r.in->body = {.kind = TonBodyKind::other}; }),
            "suspense unknown_bounce");
  EXPECT_EQ(changed([](TonTransaction& r) { r.in->source = ton_account(1); }), "suspense unknown_bounce");
  EXPECT_EQ(changed([](TonTransaction& r) { r.in->value = Amount(1'000'000'001); }),
            "suspense unknown_bounce");
}

TEST(TonBounce, never_credits_a_memo) {
  TonTransaction row = ton_deposit();
  row.in->bounced = true;
  EXPECT_EQ(verdict(in_of(row)), "suspense unknown_bounce");
}

std::string out_of(const TonTransaction& row, const KnownTon& known) {
  std::string text;
  for (const TonOut& out : decide(row, known.knowledge()).out) {
    text += std::string(text.empty() ? "" : ", ") + std::string(to_string(out.kind));
  }
  return text;
}

TEST(TonPayout, is_what_its_withdrawal_asked_for) {
  KnownTon known;
  known.payouts["w:1"] = payout();
  const TonDecision decision = decide(ton_payout(1'000'000'000, "w:1"), known.knowledge());
  ASSERT_EQ(decision.out.size(), 1U);
  EXPECT_EQ(decision.out[0].kind, TonOutKind::payout);
  EXPECT_EQ(decision.out[0].payout, kWithdrawal);
  EXPECT_EQ(decision.out[0].amount, Amount(1'000'000'000));
  EXPECT_EQ(decision.cost, 311'201 + 266'669);
}

TEST(TonPayout, that_differs_is_told) {
  KnownTon known;
  known.payouts["w:1"] = payout();
  EXPECT_EQ(out_of(ton_payout(999'999'999, "w:1"), known), "differs");
  TonTransaction elsewhere = ton_payout(1'000'000'000, "w:1");
  elsewhere.out[0].destination = ton_account(1);
  EXPECT_EQ(out_of(elsewhere, known), "differs");
  EXPECT_EQ(out_of(ton_payout(1'000'000'000, "w:2"), known), "differs") << "no such withdrawal";
  EXPECT_EQ(out_of(ton_payout(1'000'000'000, "W:1"), known), "differs");
}

TEST(TonPayout, that_comes_twice_is_told) {
  KnownTon known;
  known.payouts["w:1"] = payout(TonPayout::State::paid);
  known.payouts["w:3"] = payout(TonPayout::State::over);
  EXPECT_EQ(out_of(ton_payout(1'000'000'000, "w:1"), known), "repeated");
  EXPECT_EQ(out_of(ton_payout(1'000'000'000, "w:3"), known), "repeated");
  known.payouts["w:1"] = payout();
  TonTransaction twice = ton_payout(1'000'000'000, "w:1");
  twice.out.push_back(twice.out[0]);
  EXPECT_EQ(out_of(balanced(twice), known), "payout, repeated");
}

TEST(TonPayout, without_a_name_is_the_operators) {
  EXPECT_EQ(out_of(ton_payout(1, "rent"), {}), "unnamed");
  TonTransaction silent = ton_payout(1, "");
  silent.out[0].body = {.kind = TonBodyKind::empty};
  EXPECT_EQ(out_of(silent, {}), "unnamed");
  TonTransaction to_itself = ton_payout(1, "w:1");
  to_itself.out[0].destination = kTonWallet;
  EXPECT_EQ(out_of(to_itself, {}), "own");
  EXPECT_EQ(out_of(ton_payout(0, "rent"), {}), "") << "nothing left";
}

TEST(TonPayout, may_have_spaces_around_its_name) {
  KnownTon known;
  known.payouts["w:1"] = payout();
  for (const char* comment : {" w:1", "w:1\n", "\t w:1 \r\n"}) {
    EXPECT_EQ(out_of(ton_payout(1'000'000'000, comment), known), "payout") << comment;
  }
  EXPECT_EQ(out_of(ton_payout(1'000'000'000, "w: 1"), known), "differs");
  EXPECT_EQ(out_of(ton_payout(1'000'000'000, " w:2"), known), "differs");
  known.payouts["w:1"].state = TonPayout::State::paid;
  TonTransaction back = ton_deposit(" w:1");
  back.in->bounced = true;
  EXPECT_EQ(verdict(in_of(back, known)), "returned");
}

/// What each message of the row is, with the withdrawal that it does not name.
std::string unsaid_of(const TonTransaction& row, const KnownTon& known) {
  std::string text;
  for (const TonOut& out : decide(balanced(row), known.knowledge()).out) {
    text += std::string(text.empty() ? "" : ", ") + std::string(to_string(out.kind));
    if (out.unsaid) text += " " + std::to_string(out.unsaid.value - kWithdrawal.value);
  }
  return text;
}

TEST(TonPayout, that_does_not_say_so_is_known_by_where_it_goes_and_how_much_it_is) {
  KnownTon known;
  known.payouts["w:0"] = payout();
  for (const char* comment : {"", "rent", "LD-KNOWN"}) {
    EXPECT_EQ(unsaid_of(ton_payout(1'000'000'000, comment), known), "unnamed 0") << comment;
  }
  for (const TonBodyKind kind : {TonBodyKind::empty, TonBodyKind::encrypted, TonBodyKind::unreadable}) {
    TonTransaction row = ton_payout(1'000'000'000, "");
    row.out[0].body = {.kind = kind};
    EXPECT_EQ(unsaid_of(row, known), "unnamed 0");
  }
  EXPECT_EQ(unsaid_of(ton_payout(1'000'000'000, "w:O"), known), "differs 0") << "a slip of the hand";
  EXPECT_EQ(unsaid_of(ton_payout(999'999'999, ""), known), "unnamed");
  TonTransaction elsewhere = ton_payout(1'000'000'000, "");
  elsewhere.out[0].destination = ton_account(1);
  EXPECT_EQ(unsaid_of(elsewhere, known), "unnamed");
  known.payouts["w:0"].state = TonPayout::State::paid;
  EXPECT_EQ(unsaid_of(ton_payout(1'000'000'000, ""), known), "unnamed") << "that one is over";
}

TEST(TonPayout, that_does_not_say_so_is_another_ones_than_those_that_the_row_names) {
  KnownTon known;
  known.payouts["w:0"] = payout();
  known.payouts["w:1"] = payout();
  known.payouts["w:1"].id = PaymentId{kWithdrawal.value + 1};
  TonTransaction row = ton_payout(1'000'000'000, "");
  row.out.push_back(row.out[0]);
  EXPECT_EQ(unsaid_of(row, known), "unnamed 0, unnamed 1");
  row.out.push_back(row.out[0]);
  EXPECT_EQ(unsaid_of(row, known), "unnamed 0, unnamed 1, unnamed 0") << "one too many";
  row.out[1].body = said("w:0");
  EXPECT_EQ(unsaid_of(row, known), "unnamed 1, payout, unnamed 0");
  row.out[2].body = said("w:0");
  EXPECT_EQ(unsaid_of(row, known), "unnamed 1, payout, repeated");
  known.payouts["w:0"].state = TonPayout::State::paid;
  EXPECT_EQ(unsaid_of(ton_payout(1'000'000'000, "w:0"), known), "repeated 1") << "the last comment again";
}

TEST(TonPayout, is_named_by_its_withdrawal) {
  EXPECT_EQ(payout_comment(kWithdrawal), "w:0000000000C00");
}

TEST(TonDecision, accounts_for_every_nanoton) {
  KnownTon known;
  known.payouts["w:1"] = payout();
  TonTransaction row = ton_payout(1'000'000'000, "w:1");
  row.in = ton_deposit().in;
  row = balanced(row);
  const TonDecision decision = decide(row, known.knowledge());
  EXPECT_EQ(verdict(decision.in), "suspense sent_on");
  EXPECT_EQ(decision.in.amount.units() - decision.out[0].amount.units() - decision.cost,
            (row.balance_after - row.balance_before).units());
}

}  // namespace
}  // namespace ludice::domain

// Every recorded case has its outcome under the strict rule, and all money of them adds up to the wallet's
// balance. Scene 19, the part of the network.
#include "domain/ton_deposit.hpp"
#include "ton/recorded.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <gtest/gtest.h>

namespace ludice::ton {
namespace {

namespace json = boost::json;
using domain::TonDecision;
using domain::TonTransaction;

const std::map<std::string, std::string> kOutcomes = {
    {"01 undeployed svc, bounce=true  -> bounces", "sent_back"},
    {"02 undeployed svc, bounce=false -> credited but aborted=true", "suspense aborted"},
    {"03 svc deploys itself (self transfer 0)", "nothing, nothing"},
    {"04 normal deposit", "credit"},
    {"05 wrong comment", "suspense not_a_memo"},
    {"06 no comment", "suspense no_comment"},
    {"07 zero value + right comment, bounce", "nothing"},
    {"08 1 nanoton + right comment, bounce", "suspense aborted"},
    {"09 20000 nanoton, bounce", "suspense aborted"},
    {"10 20000 nanoton, non-bounce", "suspense aborted"},
    {"11 binary opcode 0x00000001", "suspense not_a_comment"},
    {"12 spoofed jetton notify 100 USDT from alice wallet", "suspense not_a_comment"},
    {"13 encrypted comment op", "suspense encrypted"},
    {"14 snake comment 300 bytes", "suspense not_a_memo"},
    {"15 invalid utf8", "suspense unreadable"},
    {"16 spaces/lowercase/zero-width", "credit"},
    {"17 op 0 and empty text", "suspense no_comment"},
    {"18 four messages in one external", "credit, credit, credit, credit"},
    {"20 0xffffffff body without bounced flag", "suspense not_a_comment"},
    {"21 wallet v5 forged internal-signed op (0x73696e74), bad signature", "suspense not_a_comment"},
    {"30 withdrawal ok", "payout"},
    {"31 withdrawal to uninit bounce=true -> comes back bounced", "payout, returned"},
    {"32 withdrawal to uninit bounce=false", "payout"},
    {"33 over-balance, mode 3 (ignore errors)", "nothing"},
    {"34 over-balance, mode 1", "nothing"},
    {"41 batch withdrawal: 40 outgoing messages in one V5 external", "40 payouts"},
};

/// These touched the wallet with no transaction of its own.
const std::set<std::string> kWithoutRows = {
    "19 alice sets bounced=true and src=SERVICE in the outgoing message",
    "36 replay same boc",
    "37 expired",
    "38 bad signature",
    "39 future seqno",
    "40 wrong wallet id",
};

std::string joined(const std::string& text, const std::string& next) {
  return text.empty() ? next : text + ", " + next;
}

std::string text_of(const TonDecision& decision) {
  std::string text;
  const auto kind = decision.in.kind;
  if (kind != domain::TonInKind::nothing) text = std::string(to_string(kind));
  if (kind == domain::TonInKind::suspense) text += " " + std::string(to_string(decision.in.review));
  std::size_t payouts = 0;
  for (const domain::TonOut& out : decision.out) {
    if (out.kind == domain::TonOutKind::payout) ++payouts;
    if (decision.out.size() <= 2) text = joined(text, std::string(to_string(out.kind)));
  }
  if (decision.out.size() > 2) text = joined(text, std::to_string(payouts) + " payouts");
  return text.empty() ? "nothing" : text;
}

/// The rows, decided one after the other, with the memos and payouts of the recording registered.
class RecordedTest : public testing::Test {
 protected:
  static constexpr PlayerId kPlayer{8'192};

  RecordedTest() {
    known_.wallet = rows_.front().account;
    known_.minimum = Amount(100'000'000);
    known_.dust = Amount(10'000'000);
    known_.player_of = [this](std::string_view memo) {
      return memos_.contains(std::string(memo)) ? kPlayer : PlayerId{};
    };
    known_.payout_of = [this](std::string_view comment) -> std::optional<domain::TonPayout> {
      const auto found = payouts_.find(std::string(comment));
      if (found == payouts_.end()) return std::nullopt;
      return found->second;
    };
    known_.payouts_like = [this](const domain::TonAddress& destination, Amount value) {
      std::vector<domain::TonPayout> like;
      for (const auto& [comment, payout] : payouts_) {
        const bool open = payout.state == domain::TonPayout::State::open;
        if (open && payout.destination == destination && payout.value == value) like.push_back(payout);
      }
      return like;
    };
    for (const TonTransaction& row : rows_) order_payouts(row);
    domain::TonPlace place = before_recorded();
    for (const TonTransaction& row : rows_) {
      EXPECT_EQ(domain::check_row(row, known_.wallet, place), std::nullopt) << row.lt;
      decisions_[row.lt] = domain::decide(row, known_);
      close_payouts(decisions_[row.lt]);
      place = domain::place_behind(row);
    }
  }

  void order_payouts(const TonTransaction& row) {
    for (const domain::TonMessage& out : row.out) {
      if (!out.body.comment.starts_with("wd:")) continue;
      const PaymentId id{4'096 + 4 * static_cast<std::int64_t>(payouts_.size())};
      payouts_[out.body.comment] = {id, domain::TonPayout::State::open, *out.destination, out.value};
    }
  }
  void close_payouts(const TonDecision& decision) {
    for (const domain::TonOut& out : decision.out) {
      for (auto& [comment, payout] : payouts_) {
        if (payout.id == out.payout) payout.state = domain::TonPayout::State::paid;
      }
    }
  }

  std::int64_t total(domain::TonInKind kind) const {
    std::int64_t sum = 0;
    for (const auto& [lt, decision] : decisions_) {
      if (decision.in.kind == kind) sum += decision.in.amount.units();
    }
    return sum;
  }

  const std::vector<TonTransaction> rows_ = recorded_rows();
  std::set<std::string> memos_{"LD-7K3M9Q2X", "LD-PRE1", "LD-PRE2"};
  std::map<std::string, domain::TonPayout> payouts_;
  domain::TonKnowledge known_;
  std::map<std::int64_t, TonDecision> decisions_;
};

TEST_F(RecordedTest, every_case_has_its_outcome) {
  std::size_t told = 0;
  const json::value cases = recorded_json("cases.json");
  for (const json::value& item : cases.as_array()) {
    const std::string name(item.at("name").as_string());
    std::string outcome;
    const json::value* rows = item.as_object().if_contains("txs");
    const json::array none;
    for (const json::value& row : rows == nullptr ? none : rows->as_array()) {
      outcome = joined(outcome, text_of(decisions_.at(std::stoll(std::string(row.at("lt").as_string())))));
      ++told;
    }
    if (outcome.empty()) {
      EXPECT_TRUE(kWithoutRows.contains(name) || name == "35 first send") << name;
    } else {
      ASSERT_TRUE(kOutcomes.contains(name)) << name;
      EXPECT_EQ(outcome, kOutcomes.at(name)) << name;
    }
  }
  // Case 35 does not list its row.
  EXPECT_EQ(told + 1, rows_.size());
  EXPECT_EQ(text_of(decisions_.at(58'000'000)), "payout");
}

/// What is booked of a decision.
std::int64_t change_of(const TonDecision& decision) {
  std::int64_t change = decision.in.amount.units() - decision.cost;
  for (const domain::TonOut& out : decision.out) change -= out.amount.units();
  return change;
}

TEST_F(RecordedTest, every_case_is_booked_as_what_it_made_of_the_wallet) {
  std::size_t compared = 0;
  const json::value cases = recorded_json("cases.json");
  for (const json::value& item : cases.as_array()) {
    const json::value* delta = item.as_object().if_contains("delta");
    if (delta == nullptr) continue;
    std::int64_t change = 0;
    for (const json::value& row : item.at("txs").as_array()) {
      change += change_of(decisions_.at(std::stoll(std::string(row.at("lt").as_string()))));
    }
    EXPECT_EQ(change, std::stoll(std::string(delta->as_string()))) << item.at("name").as_string();
    ++compared;
  }
  // All but those of a message that the wallet did not take, and case 35.
  EXPECT_EQ(compared, kOutcomes.size() + 1);
}

TEST_F(RecordedTest, the_wallets_balance_is_what_the_cases_say) {
  std::int64_t sum = 0;
  for (const auto& [lt, decision] : decisions_) sum += change_of(decision);
  EXPECT_EQ(sum, rows_.back().balance_after.units());
  EXPECT_EQ(sum, 15'979'401'175);
}

TEST_F(RecordedTest, credits_what_an_honest_rule_credits_and_keeps_the_rest_for_somebody) {
  EXPECT_EQ(total(domain::TonInKind::credit), 4'500'000'000) << "case 16 once its memo is in normal form";
  EXPECT_EQ(total(domain::TonInKind::returned), 999'600'000);
  EXPECT_EQ(total(domain::TonInKind::dust), 0);
  std::int64_t came = 0;
  for (const TonTransaction& row : rows_) {
    const bool sent_back = row.bounced_in;
    if (row.in && !sent_back) came += row.in->value.units();
  }
  EXPECT_EQ(came, total(domain::TonInKind::credit) + total(domain::TonInKind::returned) +
                      total(domain::TonInKind::suspense));
}

TEST_F(RecordedTest, a_row_between_that_is_skipped_is_missed) {
  EXPECT_EQ(domain::check_row(rows_[2], known_.wallet, domain::place_behind(rows_[0])),
            domain::TonRowFault::not_linked);
}

TEST_F(RecordedTest, a_payout_seen_again_is_a_repeat) {
  const TonDecision again = domain::decide(rows_[24], known_);
  ASSERT_EQ(again.out.size(), 1U);
  EXPECT_EQ(again.out[0].kind, domain::TonOutKind::repeated);
}

}  // namespace
}  // namespace ludice::ton

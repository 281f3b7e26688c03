// What is asked of a provider, and what comes of its answers, its refusals and its silence.
#include "ton/toncenter.hpp"

#include "async/runner.hpp"
#include "telegram/scripted_http.hpp"
#include "ton/error.hpp"
#include "ton/recorded.hpp"

#include <string>

#include <gtest/gtest.h>

namespace ludice::ton {
namespace {

using Kind = TonError::Kind;

class ToncenterTest : public testing::Test {
 protected:
  TonError error() {
    try {
      runner_.run(toncenter_->transactions_after(7));
    } catch (const TonError& error) {
      return error;
    }
    ADD_FAILURE() << "the call succeeded";
    return {Kind::unavailable, ""};
  }

  async::Runner runner_;
  telegram::ScriptedHttp http_;
  std::unique_ptr<Toncenter> toncenter_ = make_toncenter(
      http_, {.wallet = recorded_rows().front().account, .api_key = "TOPSECRET", .deadline = Millis{3'000}});
};

TEST_F(ToncenterTest, asks_for_what_lies_behind_a_logical_time) {
  http_.answer(200, recorded_text("service-transactions.json"));
  const auto rows = runner_.run(toncenter_->transactions_after(7));
  EXPECT_EQ(rows.size(), 32U);
  ASSERT_EQ(http_.sent.size(), 1U);
  EXPECT_EQ(http_.sent[0].request.method, "GET");
  EXPECT_EQ(http_.sent[0].request.target,
            "/api/v3/transactions?account=0:16973D00512E98FE04803A47FFECE1630A7BF77B2DACC0AFDB9766558F1B62A7"
            "&start_lt=8&limit=100&sort=asc");
  EXPECT_EQ(http_.sent[0].request.fields.get("X-API-Key"), "TOPSECRET");
  EXPECT_EQ(http_.sent[0].deadline, Millis{3'000});
}

TEST_F(ToncenterTest, asks_for_fewer_rows_while_an_answer_does_not_come) {
  const std::string whole = recorded_text("service-transactions.json");
  for (int i = 0; i < 8; ++i) http_.fail(net::HttpUnavailable("the answer is too long"));
  for (int i = 0; i < 8; ++i) error();
  http_.answer(200, whole);
  http_.answer(200, whole);
  for (int i = 0; i < 2; ++i) runner_.run(toncenter_->transactions_after(7));
  std::vector<std::string> limits;
  for (const auto& sent : http_.sent) {
    const std::string& target = sent.request.target;
    const std::size_t at = target.find("&limit=") + 7;
    limits.push_back(target.substr(at, target.find('&', at) - at));
  }
  EXPECT_EQ(limits, (std::vector<std::string>{"100", "50", "25", "12", "6", "3", "1", "1", "1", "2"}));
}

TEST_F(ToncenterTest, keeps_its_key_out_of_every_text) {
  http_.answer(403, R"({"error":"bad key TOPSECRET"})");
  EXPECT_EQ(std::string(error().what()).find("TOPSECRET"), std::string::npos);
  http_.answer(200, "TOPSECRET");
  EXPECT_EQ(std::string(error().what()).find("TOPSECRET"), std::string::npos);
  http_.answer(200, R"({"transactions":"TOPSECRET"})");
  EXPECT_EQ(std::string(error().what()).find("TOPSECRET"), std::string::npos);
}

TEST_F(ToncenterTest, waits_as_long_as_it_is_told) {
  net::HttpResponse limited{.status = 429, .fields = {}, .body = "slow down"};
  limited.fields.set("Retry-After", "17");
  http_.answer(limited);
  TonError told = error();
  EXPECT_EQ(told.kind, Kind::limited);
  EXPECT_EQ(told.retry_after, Millis{17'000});
  http_.answer(429, "");
  EXPECT_EQ(error().retry_after, Millis{5'000}) << "unsaid";
  limited.fields.set("Retry-After", "-3");
  http_.answer(limited);
  EXPECT_EQ(error().retry_after, Millis{1'000}) << "never at once";
}

TEST_F(ToncenterTest, tells_a_provider_that_is_away_from_one_that_says_half) {
  http_.fail(net::HttpUnavailable("no connection"));
  EXPECT_EQ(error().kind, Kind::unavailable);
  http_.answer(502, "<html>Bad Gateway</html>");
  EXPECT_EQ(error().kind, Kind::unavailable);
  http_.answer(200, "<html>Just a moment...</html>");
  EXPECT_EQ(error().kind, Kind::unavailable);
  http_.answer(200, R"({"transactions":[{"lt":"1"}]})");
  EXPECT_EQ(error().kind, Kind::unreadable);
  http_.answer(200, R"({"detail":"not found"})");
  EXPECT_EQ(error().kind, Kind::unreadable);
  http_.answer(200, recorded_text("service-transactions.json").substr(0, 5'000));
  EXPECT_EQ(error().kind, Kind::unavailable) << "cut short";
}

constexpr std::string_view kStates =
    "/api/v3/accountStates?address=0:16973D00512E98FE04803A47FFECE1630A7BF77B2DACC0AFDB9766558F1B62A7";
constexpr std::string_view kClock =
    R"({"address":"-1:3333333333333333333333333333333333333333333333333333333333333333","last_transaction_lt":"77"})";
const std::string kClockAlone = R"({"accounts":[)" + std::string(kClock) + "]}";

TEST_F(ToncenterTest, asks_for_the_wallet_and_the_clock_at_once_and_for_the_last_block) {
  http_.answer(200, kClockAlone);
  http_.answer(200, R"({"last":{"gen_utime":"1770000031","start_lt":"70"}})");
  EXPECT_EQ(runner_.run(toncenter_->wallet_state()).known_lt, 77);
  EXPECT_EQ(runner_.run(toncenter_->last_block()).at.seconds(), 1'770'000'031);
  ASSERT_EQ(http_.sent.size(), 2U);
  EXPECT_EQ(http_.sent[0].request.target,
            std::string(kStates) + "&address=-1:" + std::string(64, '3') + "&include_boc=false");
  EXPECT_EQ(http_.sent[1].request.target, "/api/v3/masterchainInfo");
}

TEST_F(ToncenterTest, asks_who_does_not_tell_two_accounts_for_the_wallet_alone) {
  http_.answer(422, "one address, please");
  http_.answer(200, R"({"accounts":[]})");
  EXPECT_EQ(runner_.run(toncenter_->wallet_state()).known_lt, 0);
  http_.answer(200, R"({"accounts":[]})");
  http_.answer(200, R"({"accounts":[]})");
  EXPECT_EQ(runner_.run(toncenter_->wallet_state()).known_lt, 0);
  ASSERT_EQ(http_.sent.size(), 4U);
  EXPECT_EQ(http_.sent[1].request.target, std::string(kStates) + "&include_boc=false");
}

TEST_F(ToncenterTest, takes_nothing_less_from_who_has_told_the_clock) {
  http_.answer(200, kClockAlone);
  runner_.run(toncenter_->wallet_state());
  http_.answer(422, "one address, please");
  EXPECT_THROW(runner_.run(toncenter_->wallet_state()), TonError);
  EXPECT_EQ(http_.sent.size(), 2U);
}

TEST_F(ToncenterTest, asks_no_second_time_of_who_limits) {
  http_.answer(429, "");
  EXPECT_THROW(runner_.run(toncenter_->wallet_state()), TonError);
  EXPECT_EQ(http_.sent.size(), 1U);
}

}  // namespace
}  // namespace ludice::ton

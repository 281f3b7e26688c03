// The local network of TON as the program's own reader and rules take it, with every fault of a provider.
#include "domain/ton_deposit.hpp"
#include "sandbox/sandbox_fixture.hpp"
#include "ton/error.hpp"
#include "ton/rows.hpp"

#include <fstream>
#include <sstream>

namespace ludice::sandbox {
namespace {

using domain::TonTransaction;

constexpr std::int64_t kTon = 1'000'000'000;
constexpr std::int64_t kManyRows = 100;

class Ton : public SandboxTest {
 protected:
  Ton() { anna_ = started_person(); }

  domain::TonAddress wallet() { return engine_->world().ton().wallet(); }
  std::string wallet_text() { return domain::raw_text(wallet()); }

  net::HttpResponse ask(const std::string& call) { return send(get("/api/v3/" + call)); }
  net::HttpResponse ask_rows(std::int64_t after = 0, std::int64_t limit = kManyRows) {
    return ask("transactions?account=" + wallet_text() + "&start_lt=" + std::to_string(after + 1) +
               "&limit=" + std::to_string(limit) + "&sort=asc");
  }
  std::vector<TonTransaction> rows(std::int64_t after = 0) {
    return ton::read_transactions(ask_rows(after).body);
  }
  ton::WalletState state() {
    return ton::read_wallet_state(ask("accountStates?address=" + wallet_text() + "&address=" +
                                      domain::raw_text(ton::clock_account()) + "&include_boc=false")
                                      .body,
                                  wallet());
  }
  ton::MasterBlock last_block() { return ton::read_last_block(ask("masterchainInfo").body); }
  Instant chain_time() { return last_block().at; }

  json::value pay(std::int64_t amount, const std::string& memo) {
    return sim("ton/pay", {{"from", anna_}, {"to", wallet_text()}, {"amount", amount}, {"memo", memo}});
  }
  std::int64_t purse() {
    return sim_get("ton?person=" + std::to_string(anna_)).at("wallet").at("balance").as_int64();
  }
  std::string annas_address() {
    return std::string(sim_get("ton?person=" + std::to_string(anna_)).at("wallet").at("address").as_string());
  }
  void fault(const std::string& kind, int times = 1, const std::string& of = "") {
    sim("ton/fault", {{"kind", kind}, {"of", of}, {"times", times}, {"retry_after", 7}});
  }
  static json::object recorded() {
    std::stringstream text;
    text << std::ifstream(LUDICE_TEST_DATA "/ton/service-transactions.json").rdbuf();
    return json::parse(text.str()).as_object();
  }

  std::int64_t anna_;
};

TEST_F(Ton, payments_are_rows_that_follow_each_other_and_agree_with_the_wallet) {
  EXPECT_EQ(state().lt, 0);
  const std::int64_t before = purse();
  for (const std::string memo : {"LD-0000000000", "привіт", ""}) pay(kTon, memo);
  domain::TonPlace place{0, std::string(64, '0'), Amount()};
  const auto told = rows();
  ASSERT_EQ(told.size(), 3u);
  for (const TonTransaction& row : told) {
    EXPECT_EQ(domain::check_row(row, wallet(), place), std::nullopt);
    EXPECT_EQ(row.in->value.units(), kTon);
    place = domain::place_behind(row);
  }
  EXPECT_EQ(told[0].in->body.comment, "LD-0000000000");
  EXPECT_EQ(told[1].in->body.comment, "привіт");
  EXPECT_EQ(state().lt, place.lt);
  EXPECT_EQ(state().hash, place.hash);
  EXPECT_EQ(state().balance, place.balance);
  EXPECT_EQ(purse(), before - 3 * kTon);
  EXPECT_EQ(chain_time().seconds(), engine_->world().date());
}

TEST_F(Ton, a_comment_longer_than_a_cell_is_read_back_whole) {
  for (const std::size_t length : {122u, 123u, 124u, 250u, 1000u}) {
    const std::string comment(length, 'x');
    EXPECT_EQ(domain::read_ton_body(ton_comment_bag(comment)).comment, comment) << length;
  }
}

TEST_F(Ton, the_operators_wallet_pays_by_a_link_while_it_holds) {
  pay(3 * kTon, "LD-0000000000");
  const std::int64_t before = purse();
  const std::string until = std::to_string(engine_->world().date() + 60);
  const std::string link = "ton://transfer/" + annas_address() + "?amount=2000000000&text=w%3A1&exp=" + until;
  sim("ton/pay", {{"from", anna_}, {"house", true}, {"link", link}});
  const TonTransaction row = rows().back();
  EXPECT_EQ(row.out.at(0).value.units(), 2 * kTon);
  EXPECT_EQ(row.out.at(0).body.comment, "w:1");
  EXPECT_EQ(domain::check_row(row, wallet(), domain::place_behind(rows().front())), std::nullopt);
  EXPECT_EQ(purse(), before + 2 * kTon);
  sim("clock", {{"advance_s", 61}});
  EXPECT_EQ(sim_status("ton/pay", {{"from", anna_}, {"house", true}, {"link", link}}), 409);
}

TEST_F(Ton, people_pay_each_other_unseen_by_the_operator) {
  const std::int64_t ivan = add_person("Ivan");
  const auto to = sim_get("ton?person=" + std::to_string(ivan)).at("wallet").at("address");
  sim("ton/pay", {{"from", anna_}, {"to", to}, {"amount", kTon}});
  EXPECT_EQ(sim_get("ton?person=" + std::to_string(ivan)).at("wallet").at("balance").as_int64(),
            TonChain::kFirstNanotons + kTon);
  EXPECT_TRUE(rows().empty());
}

TEST_F(Ton, what_no_wallet_would_send_is_refused_and_costs_nothing) {
  const auto pay_with = [this](json::object body) {
    body["from"] = anna_;
    return sim_status("ton/pay", body);
  };
  const std::int64_t before = purse();
  EXPECT_EQ(pay_with({{"to", wallet_text()}, {"amount", 0}}), 400);
  EXPECT_EQ(pay_with({{"to", wallet_text()}, {"amount", -kTon}}), 400);
  EXPECT_EQ(pay_with({{"to", "EQnowhere"}, {"amount", kTon}}), 400);
  EXPECT_EQ(pay_with({{"to", wallet_text()}, {"amount", kTon}, {"memo", std::string(1001, 'x')}}), 400);
  EXPECT_EQ(pay_with({{"to", wallet_text()}, {"amount", before + 1}}), 409);
  EXPECT_EQ(pay_with({{"to", annas_address()}, {"amount", kTon}}), 409);
  EXPECT_EQ(pay_with({{"house", true}, {"to", annas_address()}, {"amount", kTon}}), 409);
  EXPECT_EQ(pay_with({{"link", "https://example.org/"}}), 400);
  EXPECT_EQ(sim_status("ton/pay", {{"from", 1}, {"to", wallet_text()}, {"amount", kTon}}), 404);
  EXPECT_EQ(purse(), before);
  EXPECT_TRUE(rows().empty());
}

TEST_F(Ton, recorded_transactions_are_told_as_they_were_and_go_on) {
  options_.ton_wallet =
      domain::parse_ton_address("0:16973D00512E98FE04803A47FFECE1630A7BF77B2DACC0AFDB9766558F1B62A7")
          ->address;
  start(true);
  anna_ = started_person();
  sim("ton/rows", recorded());
  pay(kTon, "LD-0000000000");
  domain::TonPlace place{0, std::string(64, '0'), Amount()};
  const auto told = rows();
  ASSERT_EQ(told.size(), 33u);
  for (const TonTransaction& row : told) {
    EXPECT_EQ(domain::check_row(row, wallet(), place), std::nullopt) << row.lt;
    place = domain::place_behind(row);
  }
  EXPECT_EQ(state().balance, place.balance);
  EXPECT_EQ(sim_status("ton/rows", recorded()), 400);  // they happened before
  EXPECT_EQ(sim_status("ton/rows", {{"transactions", json::array{json::object()}}}), 400);
}

TEST_F(Ton, a_provider_that_lags_tells_what_was) {
  pay(kTon, "");
  const auto before = state();
  fault("lag", 3);
  pay(kTon, "");
  sim("clock", {{"advance_s", 100}});
  EXPECT_EQ(rows().size(), 1u);
  EXPECT_EQ(state().lt, before.lt);
  EXPECT_LE(chain_time().seconds(), engine_->world().date() - 100);
  EXPECT_EQ(rows().size(), 2u);
}

TEST_F(Ton, one_server_of_a_provider_lags_and_the_clock_beside_the_wallet_tells) {
  pay(kTon, "");
  const auto before = state();
  EXPECT_GE(before.known_lt, last_block().start_lt);
  fault("lag", 1, "rows");
  fault("lag", 1, "wallet");
  pay(kTon, "");
  sim("clock", {{"advance_s", 1'200}});
  EXPECT_EQ(chain_time().seconds(), engine_->world().date()) << "it is another one that tells the time";
  EXPECT_EQ(rows().size(), 1u);
  const auto lagging = state();
  EXPECT_EQ(lagging.lt, before.lt);
  EXPECT_LT(lagging.known_lt, last_block().start_lt);
  EXPECT_GE(state().known_lt, last_block().start_lt);
  EXPECT_EQ(sim_status("ton/fault", {{"kind", "lag"}, {"of", "all"}}), 400);
}

TEST_F(Ton, a_lie_about_an_amount_does_not_add_up) {
  pay(kTon, "");
  const auto truth = state();
  fault("lie", 1, "wallet");
  EXPECT_EQ(state().balance, truth.balance + Amount(1));
  fault("lie");
  EXPECT_EQ(domain::check_row(rows().front(), wallet(), {0, std::string(64, '0'), Amount()}),
            domain::TonRowFault::not_conserved);
  EXPECT_EQ(state().balance, truth.balance);
}

TEST_F(Ton, rows_that_are_missing_double_or_not_final_are_seen_to_be) {
  pay(kTon, "1");
  fault("missing");
  state();  // the fault waits for an answer that has rows
  EXPECT_TRUE(rows().empty());
  fault("duplicate");
  EXPECT_EQ(rows().size(), 2u);
  pay(kTon, "2");
  fault("reverse");
  EXPECT_EQ(rows().front().in->body.comment, "2");
  fault("pending");
  EXPECT_EQ(domain::check_row(rows().front(), wallet(), {0, std::string(64, '0'), Amount()}),
            domain::TonRowFault::not_finalized);
  EXPECT_EQ(rows().size(), 2u);
}

TEST_F(Ton, what_is_no_answer_is_none_to_the_reader) {
  pay(kTon, "");
  for (const std::string kind : {"html", "half"}) {
    fault(kind);
    const auto answer = ask_rows();
    EXPECT_EQ(answer.status, 200) << kind;
    EXPECT_THROW(ton::read_transactions(answer.body), ton::TonError) << kind;
  }
  fault("429");
  const auto limited = ask_rows();
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.fields.get("Retry-After"), "7");
  fault("500");
  EXPECT_EQ(ask_rows().status, 500);
  fault("drop");
  EXPECT_EQ(ask_rows().status, 0);
  fault("html", 1'000);
  EXPECT_EQ(send([] {
              net::HttpRequest clear = get("/sim/ton/fault");
              clear.method = "DELETE";
              return clear;
            }())
                .status,
            200);
  EXPECT_EQ(rows().size(), 1u);
  EXPECT_EQ(sim_status("ton/fault", {{"kind", "moody"}}), 400);
}

TEST_F(Ton, an_answer_has_as_many_rows_as_were_asked_for_and_none_of_other_wallets) {
  for (int i = 0; i < 3; ++i) pay(kTon, std::to_string(i));
  const auto two = ton::read_transactions(ask_rows(0, 2).body);
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(rows(two.back().lt).size(), 1u);
  const auto other = ask("transactions?account=" + annas_address() + "&start_lt=1&limit=9&sort=asc");
  EXPECT_TRUE(ton::read_transactions(other.body).empty());
  EXPECT_EQ(ask("jettons").status, 404);
}

TEST_F(Ton, the_network_survives_a_restart_and_forgets_nothing_when_all_else_begins_anew) {
  pay(kTon, "kept");
  const std::int64_t left = purse();
  start();
  EXPECT_EQ(purse(), left);
  ASSERT_EQ(rows().size(), 1u);
  const std::int64_t last = rows().back().lt;
  start(true);
  anna_ = started_person();
  EXPECT_EQ(purse(), TonChain::kFirstNanotons);
  pay(kTon, "behind");
  EXPECT_GT(rows().back().lt, last);
  EXPECT_EQ(rows().size(), 2u);
  sim("reset", {});
  EXPECT_EQ(rows().size(), 2u);
}

}  // namespace
}  // namespace ludice::sandbox

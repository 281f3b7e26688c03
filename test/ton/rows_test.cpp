// Rows of the provider: what is read, and that half a row is no row.
#include "ton/rows.hpp"

#include "ton/error.hpp"
#include "ton/recorded.hpp"

#include <functional>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace ludice::ton {
namespace {

namespace json = boost::json;

/// The recorded answer with one row, the fifth: a deposit of 2.5 TON.
json::object answer_with(const std::function<void(json::object&)>& change) {
  const json::value recorded = recorded_json("service-transactions.json");
  json::object row = recorded.at("transactions").at(4).as_object();
  change(row);
  return {{"transactions", json::array{row}}};
}

domain::TonTransaction row_with(const std::function<void(json::object&)>& change) {
  return read_transactions(json::serialize(answer_with(change))).at(0);
}

/// What is said of a row that is changed so.
std::string why(const std::function<void(json::object&)>& change) {
  try {
    row_with(change);
  } catch (const TonError& error) {
    EXPECT_EQ(error.kind, TonError::Kind::unreadable);
    return error.what();
  }
  return "read";
}

json::object& inside(json::object& row, const char* name) {
  return row.at(name).as_object();
}

TEST(TonRows, carry_what_money_needs) {
  const domain::TonTransaction row = row_with([](json::object&) {});
  EXPECT_EQ(domain::raw_text(row.account),
            "0:16973D00512E98FE04803A47FFECE1630A7BF77B2DACC0AFDB9766558F1B62A7");
  EXPECT_EQ(row.lt, 12'000'000);
  EXPECT_EQ(row.hash.size(), 64U);
  EXPECT_EQ(row.previous_lt, 10'000'000);
  EXPECT_TRUE(row.finalized && row.computed && !row.aborted && !row.bounced_in);
  EXPECT_EQ(row.in->value, Amount(2'500'000'000));
  EXPECT_EQ(row.in->body.comment, "LD-7K3M9Q2X");
  EXPECT_EQ(row.fees, Amount(311'201));
  EXPECT_EQ(row.balance_after, Amount(7'493'789'598));
  EXPECT_TRUE(row.out.empty());
}

TEST(TonRows, read_the_comment_from_the_body_and_not_what_the_provider_makes_of_it) {
  const auto row = row_with([](json::object& r) {
    inside(inside(r, "in_msg"), "message_content")["decoded"] =
        json::object{{"type", "text_comment"}, {"comment", "LD-SOMEBODY"}};
  });
  EXPECT_EQ(row.in->body.comment, "LD-7K3M9Q2X");
}

TEST(TonRows, may_have_numbers_as_numbers_and_more_members) {
  const auto row = row_with([](json::object& r) {
    r["lt"] = 12'000'000;
    r["total_fees"] = 311'201;
    r["something_new"] = json::array{1, 2, 3};
    r["in_msg"].as_object()["value"] = 2'500'000'000;
  });
  EXPECT_EQ(row.lt, 12'000'000);
  EXPECT_EQ(row.in->value, Amount(2'500'000'000));
}

TEST(TonRows, without_what_money_depends_on_are_unreadable) {
  for (const char* name : {"account", "lt", "hash", "prev_trans_lt", "prev_trans_hash", "now", "total_fees",
                           "account_state_before", "account_state_after", "description", "out_msgs"}) {
    EXPECT_EQ(why([&](json::object& r) { r.erase(name); }),
              "transaction." + std::string(name) + ": is missing");
    EXPECT_EQ(why([&](json::object& r) { r[name] = nullptr; }),
              "transaction." + std::string(name) + ": is missing");
  }
  for (const char* name : {"value", "fwd_fee", "bounced", "message_content"}) {
    EXPECT_EQ(why([&](json::object& r) { inside(r, "in_msg").erase(name); }),
              "in_msg." + std::string(name) + ": is missing");
  }
  EXPECT_EQ(why([](json::object& r) { inside(inside(r, "in_msg"), "message_content").erase("body"); }),
            "message_content.body: is missing");
  EXPECT_EQ(why([](json::object& r) { inside(r, "account_state_after").erase("balance"); }),
            "account_state_after.balance: is missing");
  EXPECT_EQ(why([](json::object& r) { inside(r, "description").erase("aborted"); }),
            "description.aborted: is missing");
}

TEST(TonRows, of_other_types_are_unreadable) {
  EXPECT_EQ(why([](json::object& r) { r["lt"] = "12e6"; }), "transaction.lt: is no whole number of 64 bits");
  EXPECT_EQ(why([](json::object& r) { r["lt"] = "99999999999999999999"; }),
            "transaction.lt: is no whole number of 64 bits");
  EXPECT_EQ(why([](json::object& r) { r["total_fees"] = 1.5; }),
            "transaction.total_fees: is no whole number of 64 bits");
  EXPECT_EQ(why([](json::object& r) { r["hash"] = "short"; }), "transaction.hash: is no hash");
  EXPECT_EQ(why([](json::object& r) { r["account"] = "0:12"; }), "transaction.account: is no address");
  EXPECT_EQ(why([](json::object& r) { r["out_msgs"] = json::object{}; }), "transaction.out_msgs: is no list");
  EXPECT_EQ(why([](json::object& r) { r["description"] = "ord"; }), "description: no object");
  EXPECT_EQ(why([](json::object& r) { inside(r, "in_msg")["bounced"] = "no"; }),
            "in_msg.bounced: is neither true nor false");
  EXPECT_EQ(why([](json::object& r) { inside(inside(r, "in_msg"), "message_content")["body"] = "%"; }),
            "message_content.body: is no base64");
}

TEST(TonRows, tell_what_is_not_final) {
  EXPECT_FALSE(row_with([](json::object& r) { r["finality"] = "pending"; }).finalized);
  EXPECT_FALSE(row_with([](json::object& r) { r["finality"] = "confirmed"; }).finalized);
  EXPECT_FALSE(row_with([](json::object& r) { r["emulated"] = true; }).finalized);
  EXPECT_TRUE(row_with([](json::object& r) { r.erase("finality"); }).finalized) << "an older server";
  EXPECT_FALSE(row_with([](json::object& r) {
                 r.erase("finality");
                 r.erase("mc_block_seqno");
               }).finalized);
}

TEST(TonRows, of_other_kinds_of_transactions_never_look_whole) {
  EXPECT_TRUE(row_with([](json::object& r) { inside(r, "description")["type"] = "tick_tock"; }).aborted);
  EXPECT_FALSE(row_with([](json::object& r) { inside(r, "description").erase("compute_ph"); }).computed);
}

TEST(TonWalletState, is_read_and_checked) {
  const domain::TonAddress wallet = recorded_rows().front().account;
  const std::string raw = domain::raw_text(wallet);
  const std::string hash(43, 'A');
  const auto answer = [&](const std::string& address) {
    return R"({"accounts":[{"address":")" + address + R"(","balance":"7","last_transaction_lt":"9",)" +
           R"("last_transaction_hash":")" + hash + R"(="}],"address_book":{}})";
  };
  const WalletState state = read_wallet_state(answer(raw), wallet);
  EXPECT_EQ(state.balance, Amount(7));
  EXPECT_EQ(state.lt, 9);
  EXPECT_EQ(state.hash, std::string(64, '0'));
  EXPECT_THROW(read_wallet_state(answer("0:" + std::string(64, '1')), wallet), TonError);
  EXPECT_THROW(read_wallet_state(R"({"accounts":[{}]})", wallet), TonError);
  EXPECT_EQ(read_wallet_state(R"({"accounts":[]})", wallet).lt, 0) << "nobody has written to it";
  EXPECT_EQ(state.known_lt, 0);
}

TEST(TonWalletState, is_told_beside_the_clock_in_any_order) {
  const domain::TonAddress wallet = recorded_rows().front().account;
  const std::string clock = R"({"address":"-1:)" + std::string(64, '3') +
                            R"(","balance":"1","last_transaction_lt":"77","last_transaction_hash":null})";
  const std::string ours = R"({"address":")" + domain::raw_text(wallet) +
                           R"(","balance":"7","last_transaction_lt":"9","last_transaction_hash":")" +
                           std::string(43, 'A') + "=\"}";
  for (const std::string& both : {clock + "," + ours, ours + "," + clock}) {
    const WalletState state = read_wallet_state(R"({"accounts":[)" + both + "]}", wallet);
    EXPECT_EQ(state.lt, 9);
    EXPECT_EQ(state.balance, Amount(7));
    EXPECT_EQ(state.known_lt, 77);
  }
  const WalletState untouched = read_wallet_state(R"({"accounts":[)" + clock + "]}", wallet);
  EXPECT_EQ(untouched.lt, 0);
  EXPECT_EQ(untouched.known_lt, 77);
}

TEST(TonLastBlock, has_a_time_and_a_logical_time) {
  const MasterBlock last =
      read_last_block(R"({"last":{"gen_utime":"1770000031","start_lt":"5"},"first":{"gen_utime":"1"}})");
  EXPECT_EQ(last.at.ms, 1'770'000'031'000);
  EXPECT_EQ(last.start_lt, 5);
  EXPECT_EQ(read_last_block(R"({"last":{"gen_utime":1}})").start_lt, 0) << "not told";
  EXPECT_THROW(read_last_block(R"({"last":{}})"), TonError);
  for (const char* wrong : {"-1", "4294967296", "9223372036854775807"})
    EXPECT_THROW(read_last_block(std::string(R"({"last":{"gen_utime":)") + wrong + "}}"), TonError) << wrong;
}

}  // namespace
}  // namespace ludice::ton

// Calls of operators through the whole face: tokens, once only, the log, and withdrawals by two people.
#include "api/operator_api_fixture.hpp"
#include "domain/ton_memo.hpp"

namespace ludice::api {
namespace {

LUDICE_ON_BOTH_STORES(OperatorApiTest);

TEST_P(OperatorApiTest, without_a_token_that_holds_nothing_is_done_and_nothing_logged) {
  const std::string good = token("olga");
  const std::int64_t now_s = clock_.now().seconds();
  const auto made = [&](const std::string& key, const net::Jwt& claims) {
    return "Bearer " + net::write_jwt(net::SigningKey(key), claims);
  };
  const std::string audience(kOperatorAudience);
  for (const std::string& authorization : std::vector<std::string>{
           "", "Bearer ", good, "Basic " + good, "Bearer " + good + "x", "Bearer  " + good,
           made("the secret key of front ends, 32 bytes", {"olga", audience, now_s, now_s + 900}),
           made(kOperatorKey, {"olga", "somebody else", now_s, now_s + 900}),
           made(kOperatorKey, {"Olga Ivanova", audience, now_s, now_s + 900}),
           made(kOperatorKey, {"", audience, now_s, now_s + 900})}) {
    const Said said = send_with(authorization, "/operator/freeze", {{"reason", "because"}});
    EXPECT_EQ(said.status, 401) << authorization;
    EXPECT_EQ(said.code(), "bad_signature") << authorization;
  }
  EXPECT_EQ(
      send_with(made(kOperatorKey, {"olga", audience, now_s - 900, now_s}), "/operator/state", {}).code(),
      "stale_timestamp");
  EXPECT_EQ(
      send_with(made(kOperatorKey, {"olga", audience, now_s + 61, now_s + 99}), "/operator/state", {}).code(),
      "stale_timestamp");
  EXPECT_TRUE(log().empty());
  EXPECT_EQ(wallet().frozen, "");
}

TEST_P(OperatorApiTest, two_tokens_in_one_request_are_none) {
  net::HttpRequest post = request("/operator/state", R"({"request_id":"x"})");
  post.fields.add("Authorization", "Bearer " + token("olga"));
  post.fields.add("Authorization", "Bearer " + token("ivo"));
  EXPECT_EQ(send(std::move(post)).status, 401);
}

TEST_P(OperatorApiTest, what_is_wrong_is_told_in_its_order) {
  EXPECT_EQ(call("olga", "/operator/nothing").status, 404);
  net::HttpRequest get = request("/operator/state", "");
  get.method = "GET";
  EXPECT_EQ(send(std::move(get)).status, 405);
  net::HttpRequest text = request("/operator/state", "{}");
  text.fields.set("Content-Type", "text/plain");
  EXPECT_EQ(send(std::move(text)).status, 415);
  EXPECT_EQ(send(request("/operator/state", std::string(kMaxBody + 1, ' '))).status, 413);
  EXPECT_EQ(send(request("/operator/state", "nothing")).status, 401) << "the token before the body";
  net::HttpRequest broken = request("/operator/state", "nothing");
  broken.fields.set("Authorization", "Bearer " + token("olga"));
  EXPECT_EQ(send(std::move(broken)).code(), "malformed_json");
}

TEST_P(OperatorApiTest, a_call_without_a_sane_request_id_or_with_wrong_fields_is_refused) {
  for (const json::value& id :
       {json::value(nullptr), json::value(""), json::value(7), json::value("two words"), json::value("a\nb"),
        json::value(std::string(65, 'x')), json::value("ü")}) {
    EXPECT_EQ(call("olga", "/operator/state", {{"request_id", id}}).code(), "invalid_request") << id;
  }
  for (const json::object& fields :
       {json::object{}, json::object{{"withdrawal", 7}, {"reason", "x"}},
        json::object{{"withdrawal", "x"}, {"reason", "x"}}, json::object{{"withdrawal", to_base32(1)}},
        json::object{{"withdrawal", to_base32(1)}, {"reason", ""}},
        json::object{{"withdrawal", to_base32(1)}, {"reason", "a\tb"}}}) {
    EXPECT_EQ(call("olga", "/operator/withdrawals/reject", fields).code(), "invalid_request");
  }
  EXPECT_TRUE(log().empty());
}

TEST_P(OperatorApiTest, every_call_lands_in_the_log_refused_or_not) {
  const auto asked = ask("anna", kTon);
  call("olga", "/operator/state");
  of("olga", "take", asked->id);
  of("ivo", "take", asked->id);
  call("#7", "/operator/withdrawals");
  EXPECT_EQ(log(), (std::vector<std::string>{
                       "olga /operator/state r-1 done", "olga /operator/withdrawals/take r-2 done",
                       "ivo /operator/withdrawals/take r-3 conflict", "#7 /operator/withdrawals r-4 done"}));
}

TEST_P(OperatorApiTest, an_act_with_the_same_request_id_is_done_once) {
  sign_up("ivan", 2);
  const json::object fields{
      {"id", 2}, {"asset", "points"}, {"amount", 50}, {"reason", "a prize"}, {"request_id", "prize-1"}};
  const Said first = call("olga", "/operator/adjust", fields);
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(first.data().at("balance").as_int64(), 1'050);
  clock_.advance(Millis{100LL * 24 * 3600 * 1000});
  const Said again = call("olga", "/operator/adjust", fields);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.fields.get("Idempotent-Replay"), "true");
  json::object other = fields;
  other["amount"] = 51;
  EXPECT_EQ(call("olga", "/operator/adjust", other).code(), "conflict");
  EXPECT_EQ(call("ivo", "/operator/adjust", fields).data().at("balance").as_int64(), 1'100) << "his own name";
  EXPECT_EQ(balance("ivan"), 1'100);
  EXPECT_EQ(log().size(), 2U);
}

TEST_P(OperatorApiTest, a_large_withdrawal_is_paid_by_two_operators) {
  const auto asked = ask("anna", Amount(3 * kTon.units()));
  const json::object waiting = call("olga", "/operator/withdrawals").data();
  ASSERT_EQ(waiting.at("items").as_array().size(), 1U);
  const json::object file = waiting.at("items").at(0).as_object();
  EXPECT_EQ(file.at("needs_approval"), true);
  EXPECT_TRUE(file.at("comment").is_null()) << "nobody pays it without having taken it";
  EXPECT_EQ(file.at("player").at("username"), "anna");
  EXPECT_EQ(file.at("amount"), 2'980'000'000);
  EXPECT_EQ(of("olga", "take", asked->id).code(), "approval_required");
  EXPECT_EQ(of("anna", "approve", asked->id).code(), "same_person");
  EXPECT_EQ(of("olga", "approve", asked->id).data().at("approver"), "olga");
  EXPECT_EQ(of("olga", "take", asked->id).code(), "same_person");
  const Said taken = of("ivo", "take", asked->id);
  ASSERT_EQ(taken.status, 200);
  EXPECT_TRUE(taken.data().at("link").as_string().starts_with("ton://transfer/"));
  EXPECT_EQ(taken.data().at("comment"), asked->comment.c_str());
  EXPECT_EQ(of("ivo", "reject", asked->id, {{"reason", "no"}}).code(), "conflict") << "it can still be paid";
  TonServiceTest::send(withdrawal(asked->id));
  const json::object paid = call("olga", "/operator/withdrawals", {{"state", "paid"}}).data();
  EXPECT_EQ(paid.at("items").at(0).at("withdrawal"), to_base32(asked->id.value).c_str());
}

TEST_P(OperatorApiTest, a_repeated_take_is_answered_with_the_link_that_holds_now) {
  const auto asked = ask("anna", kTon);
  const auto take_again = [&](const std::string& name) {
    return of(name, "take", asked->id, {{"request_id", "take-1"}});
  };
  const Said first = take_again("olga");
  EXPECT_EQ(take_again("olga").body, first.body) << "while it can be paid";
  clock_.advance(ton_rules_.link_life + domain::kLateBlocks + Millis{1'000});
  confirm();
  const Said second = take_again("olga");
  ASSERT_EQ(second.status, 200);
  EXPECT_NE(second.data().at("link"), first.data().at("link"));
  EXPECT_EQ(second.fields.get("Idempotent-Replay"), "");
  clock_.advance(ton_rules_.link_life + domain::kLateBlocks + Millis{1'000});
  confirm();
  ASSERT_EQ(take_again("ivo").status, 200);
  EXPECT_EQ(take_again("olga").code(), "conflict") << "it is Ivo's by now";
}

TEST_P(OperatorApiTest, what_a_payment_differed_from_is_decided_by_naming_that_payment) {
  const auto asked = ask("anna", kTon);
  of("olga", "take", asked->id);
  TonServiceTest::send(domain::kAlice, asked->amount - Amount(1), asked->comment);
  const std::string lt = std::to_string(place().lt);
  write<bool>([](store::Transaction& t) { return service::ThawTonWallet::run(t); });
  clock_.advance(ton_rules_.link_life + domain::kLateBlocks + Millis{1'000});
  confirm();
  const json::object listed = call("olga", "/operator/withdrawals", {{"state", "taken"}}).data();
  EXPECT_EQ(listed.at("items").at(0).at("disputed"), lt.c_str());
  for (const char* step : {"take", "reject"}) {
    const Said said = of("olga", step, asked->id, {{"reason", "because"}});
    EXPECT_EQ(said.code(), "conflict") << step;
    EXPECT_EQ(said.body.at("error").at("details").at("disputed"), lt.c_str()) << step;
  }
  EXPECT_EQ(of("olga", "take", asked->id, {{"despite", "x"}}).code(), "invalid_request");
  EXPECT_EQ(of("olga", "take", asked->id, {{"despite", place().lt}}).code(), "invalid_request");
  EXPECT_EQ(of("olga", "take", asked->id, {{"despite", lt}}).status, 200);
  static constexpr store::Statement kChoice{
      "SELECT fields FROM operator_act WHERE outcome = 'done' ORDER BY id DESC LIMIT 1"};
  const std::string choice =
      read<std::string>([](store::Reader& r) { return r.query(kChoice).front().text(0); });
  EXPECT_NE(choice.find("\"despite\":\"" + lt + "\""), std::string::npos) << choice;
}

TEST_P(OperatorApiTest, lists_come_in_pages) {
  for (int i = 0; i < 3; ++i) deposit("no memo");
  const json::object first = call("olga", "/operator/suspense", {{"limit", 2}}).data();
  EXPECT_EQ(first.at("items").as_array().size(), 2U);
  const json::object last =
      call("olga", "/operator/suspense", {{"limit", 2}, {"cursor", first.at("cursor")}}).data();
  EXPECT_EQ(last.at("items").as_array().size(), 1U);
  EXPECT_TRUE(last.at("cursor").is_null());
}

TEST_P(OperatorApiTest, a_memo_that_was_mistyped_is_told_from_one_that_nobody_has) {
  const std::string unknown = domain::make_ton_memo(99);
  std::string mistyped = unknown;
  mistyped[5] = mistyped[5] == '7' ? '8' : '7';
  for (const std::string& comment : {unknown, mistyped, std::string("ld-7k3m"), std::string("hello")}) {
    deposit(comment);
  }
  const json::object listed = call("olga", "/operator/suspense").data();
  std::vector<bool> told;
  for (const json::value& one : listed.at("items").as_array()) told.push_back(one.at("mistyped").as_bool());
  EXPECT_EQ(told, (std::vector<bool>{false, true, true, false}));
}

TEST_P(OperatorApiTest, suspense_is_assigned_refunded_and_written_off) {
  sign_up("ivan", 2);
  for (int i = 0; i < 3; ++i) deposit("no memo");
  const auto all = waiting();
  const auto decide = [&](std::size_t which, const std::string& step, json::object more = {}) {
    more["suspense"] = to_base32(all.at(which).id.value);
    more["reason"] = "asked in the chat";
    return call("olga", "/operator/suspense/" + step, more);
  };
  EXPECT_EQ(decide(0, "assign", {{"id", 2}}).data().at("state"), "assigned");
  EXPECT_EQ(ton("ivan"), kTon.units());
  const Said refund = decide(1, "refund");
  EXPECT_EQ(refund.data().at("asker"), "olga");
  EXPECT_TRUE(refund.data().at("player").is_null());
  EXPECT_EQ(decide(2, "write_off").data().at("state"), "written_off");
  EXPECT_EQ(decide(2, "assign", {{"id", 2}}).code(), "conflict");
  const std::int64_t before = owner();
  EXPECT_EQ(before, 6'000'000'000);
}

TEST_P(OperatorApiTest, suspense_is_not_assigned_to_the_operator_himself) {
  deposit("no memo");
  const json::object mine{
      {"suspense", to_base32(waiting().at(0).id.value)}, {"id", 1}, {"reason", "it is mine"}};
  EXPECT_EQ(call("#1", "/operator/suspense/assign", mine).code(), "same_person");
  EXPECT_EQ(call("anna", "/operator/suspense/assign", mine).code(), "same_person");
  EXPECT_EQ(ton("anna"), 5 * kTon.units());
}

TEST_P(OperatorApiTest, suspense_tells_whom_its_memo_names_and_he_decides_nothing_of_it) {
  deposit("no memo");
  deposit(memo_of("anna")->memo, ton_rules_.min_deposit - Amount(1));
  const json::value items = call("olga", "/operator/suspense").data().at("items");
  EXPECT_TRUE(items.at(0).at("player").is_null());
  EXPECT_EQ(items.at(1).at("player").at("username"), "anna");
  EXPECT_EQ(items.at(1).at("player").at("id"), 1);
  json::object mine{{"suspense", items.at(1).at("suspense")}, {"reason", "it is mine"}};
  EXPECT_EQ(call("#1", "/operator/suspense/refund", mine).code(), "same_person");
  EXPECT_EQ(call("#1", "/operator/suspense/write_off", mine).code(), "same_person");
  const Said kept = call("olga", "/operator/suspense/write_off", mine);
  EXPECT_EQ(kept.data().at("player").at("username"), "anna");
}

TEST_P(OperatorApiTest, withdrawals_are_stopped_and_let_go_with_a_reason) {
  const auto unfreeze = [this](const std::string& frozen) {
    return call("ivo", "/operator/unfreeze", {{"frozen", frozen}, {"reason", "found it"}});
  };
  EXPECT_EQ(unfreeze("olga: a stolen phone").code(), "conflict") << "they are not stopped";
  EXPECT_EQ(call("olga", "/operator/freeze", {{"reason", "a stolen phone"}}).data().at("frozen"),
            "olga: a stolen phone");
  EXPECT_EQ(call("ivo", "/operator/freeze", {{"reason", "again"}}).code(), "conflict");
  EXPECT_EQ(service::why(ask("anna", kTon)), Refusal::frozen);
  EXPECT_EQ(call("ivo", "/operator/state").data().at("ton").at("frozen"), "olga: a stolen phone");
  EXPECT_EQ(call("ivo", "/operator/unfreeze", {{"reason", "found it"}}).code(), "invalid_request");
  EXPECT_TRUE(unfreeze("olga: a stolen phone").data().at("frozen").is_null());
  EXPECT_TRUE(ask("anna", kTon).has_value());
}

TEST_P(OperatorApiTest, withdrawals_are_not_let_go_for_a_reason_that_was_joined_meanwhile) {
  const auto asked = ask("anna", kTon);
  call("olga", "/operator/freeze", {{"reason", "a stolen phone"}});
  const json::value shown = call("ivo", "/operator/state").data().at("ton").at("frozen");
  TonServiceTest::send(domain::kAlice, asked->amount - Amount(1), asked->comment);
  const json::object unfreeze{{"frozen", shown}, {"reason", "found it"}};
  const Said said = call("ivo", "/operator/unfreeze", unfreeze);
  EXPECT_EQ(said.code(), "conflict");
  const json::value& now = said.body.at("error").at("details").at("frozen");
  EXPECT_EQ(now, json::value(wallet().frozen));
  EXPECT_NE(now, shown);
  EXPECT_EQ(call("ivo", "/operator/unfreeze", {{"frozen", now}, {"reason", "found it"}}).status, 200);
}

TEST_P(OperatorApiTest, the_state_says_what_can_be_stopped_and_since_when_it_is) {
  const auto stop = [this] { return call("ivo", "/operator/state").data().at("stops").at(0); };
  EXPECT_TRUE(stop().at("frozen").is_null() && stop().at("since").is_null());
  EXPECT_EQ(stop().at("scope"), "withdrawals");
  EXPECT_EQ(call("ivo", "/operator/state").data().at("stops").at(1).at("scope"), "stars");
  call("olga", stop().at("stop_call").as_string().c_str(), {{"reason", "a stolen phone"}});
  const std::int64_t since = stop().at("since").as_int64();
  EXPECT_EQ(since, clock_.now().seconds());
  clock_.advance(Millis{60'000});
  write<bool>([](store::Transaction& t) {
    service::FreezeTonWallet::run(t, "and more");
    return true;
  });
  EXPECT_EQ(stop().at("since").as_int64(), since) << "whatever joins it";
  EXPECT_EQ(stop().at("frozen"), "olga: a stolen phone; and more");
  const json::object resume{{"frozen", stop().at("frozen")}, {"reason", "found it"}};
  EXPECT_EQ(call("ivo", stop().at("resume_call").as_string().c_str(), resume).status, 200);
  EXPECT_TRUE(stop().at("since").is_null());
}

TEST_P(OperatorApiTest, a_player_is_looked_at_with_what_he_has_and_why_he_is_stopped) {
  const json::object anna{{"username", "anna"}};
  const json::value before = call("olga", "/operator/players/view", anna).data();
  EXPECT_EQ(before.at("id"), 1);
  EXPECT_EQ(before.at("balances").at("ton"), 5 * kTon.units());
  EXPECT_TRUE(before.at("freeze").is_null());
  call("olga", "/operator/players/freeze", {{"username", "anna"}, {"reason", "plays for others"}});
  const json::value after = call("ivo", "/operator/players/view", anna).data();
  EXPECT_EQ(after.at("frozen"), true);
  EXPECT_EQ(after.at("freeze").at("operator"), "olga");
  EXPECT_EQ(after.at("freeze").at("reason"), "plays for others");
  EXPECT_EQ(call("olga", "/operator/players/view", {{"username", "nobody"}}).code(), "player_not_found");
}

}  // namespace
}  // namespace ludice::api

// The balance service.
#include "api_fixture.hpp"

namespace ludice::api {
namespace {

class BalanceService : public ApiTest {
 protected:
  Reply modify(json::object object, const std::string& key = {}) {
    return balance_post("/modify_balance", json::serialize(object), key);
  }
  Reply create(json::object object) { return balance_post("/create_user", json::serialize(object)); }
  static std::string error(const Reply& reply) { return std::string(reply.parsed().at("error").as_string()); }
};

TEST_F(BalanceService, makes_accounts_by_name) {
  EXPECT_EQ(create({{"username", "anna"}, {"initial_balance", 70}}).body,
            R"({"status":"success","username":"anna","balance":70})");
  EXPECT_EQ(create({{"username", "ivan"}}).body, R"({"status":"success","username":"ivan","balance":0})");
  const Reply again = create({{"username", "anna"}});
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.body, R"({"error":"User already exists"})");
}

TEST_F(BalanceService, tells_balances_by_name_or_id) {
  sign_up("anna", 7);
  EXPECT_EQ(get_balance("username=anna").body, R"({"username":"anna","balance":1000})");
  EXPECT_EQ(get_balance("id=7&asset=points").body, R"({"username":"anna","balance":1000})");
  const Reply nobody = get_balance("username=nobody");
  EXPECT_EQ(nobody.status, 404);
  EXPECT_EQ(nobody.body, R"({"error":"User not found"})");
}

TEST_F(BalanceService, decodes_names_in_the_query) {
  create({{"username", "\xc3\xa9 \xf0\x9f\x8e\xb2&=+"}, {"initial_balance", 5}});
  EXPECT_EQ(get_balance("username=%C3%a9+%F0%9F%8E%B2%26%3D%2B").parsed().at("balance"), 5);
}

TEST_F(BalanceService, refuses_queries_that_say_nothing_sensible) {
  for (const char* query :
       {"", "x=1", "username=", "username=%", "username=%4", "username=%zz", "username=%ff",
        "username=a&username=b", "username=a%00b", "id=0", "id=x", "id=7.0", "id=", "id=4503599627370496",
        "username=anna&asset=gold", "username=%237x"}) {
    EXPECT_EQ(get_balance(query).status, 422) << query;
    EXPECT_FALSE(error(get_balance(query)).empty());
  }
}

TEST_F(BalanceService, adds_and_takes) {
  create({{"username", "anna"}, {"initial_balance", 100}});
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", 50}, {"operation", "add"}}).body,
            R"({"status":"success","username":"anna","new_balance":150})");
  EXPECT_EQ(
      modify({{"username", "anna"}, {"amount", 30}, {"operation", "subtract"}}).parsed().at("new_balance"),
      120);
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", -20}}).parsed().at("new_balance"), 100);
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", 1}}).parsed().at("new_balance"), 101);
}

TEST_F(BalanceService, the_whole_balance_may_be_spent_and_no_more) {
  create({{"username", "anna"}, {"initial_balance", 100}});
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", -101}}).body, R"({"error":"Insufficient balance"})");
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", -101}}).status, 402);
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", -100}}).parsed().at("new_balance"), 0);
}

TEST_F(BalanceService, a_balance_never_passes_its_bound) {
  create({{"username", "anna"}, {"initial_balance", kMaxInteger}});
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", 1}}).status, 422);
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", -1}}).status, 200);
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", 1}}).status, 200);
}

TEST_F(BalanceService, wrong_fields_are_422_and_named) {
  create({{"username", "anna"}, {"initial_balance", 100}});
  const std::vector<std::pair<json::object, std::string>> rows{
      {{{"amount", 5}}, "username"},
      {{{"username", "anna"}}, "amount"},
      {{{"username", "anna"}, {"amount", 0}}, "amount"},
      {{{"username", "anna"}, {"amount", 1.5}}, "amount"},
      {{{"username", "anna"}, {"amount", 10.0}}, "amount"},
      {{{"username", "anna"}, {"amount", "5"}}, "amount"},
      {{{"username", "anna"}, {"amount", true}}, "amount"},
      {{{"username", "anna"}, {"amount", kMaxInteger + 1}}, "amount"},
      {{{"username", "anna"}, {"amount", -5}, {"operation", "add"}}, "amount"},
      {{{"username", "anna"}, {"amount", 0}, {"operation", "subtract"}}, "amount"},
      {{{"username", "anna"}, {"amount", 5}, {"operation", "set"}}, "operation"},
      {{{"username", "anna"}, {"amount", 5}, {"asset", "stars"}}, "asset"},
  };
  for (const auto& [object, field] : rows) {
    const Reply reply = modify(object);
    EXPECT_EQ(reply.status, 422) << json::serialize(object);
    EXPECT_TRUE(error(reply).starts_with(field)) << reply.body;
  }
  EXPECT_EQ(create({{"username", "x"}, {"initial_balance", -1}}).status, 422);
  EXPECT_EQ(create({{"username", "#7"}}).status, 422);
  EXPECT_EQ(create({{"username", ""}}).status, 422);
  EXPECT_EQ(create({{"username", "a\nb"}}).status, 422);
  EXPECT_EQ(balance_of("anna"), 100);
}

TEST_F(BalanceService, an_idempotency_key_makes_a_repeat_answer_as_the_first_time_for_ever) {
  create({{"username", "anna"}, {"initial_balance", 100}});
  const json::object add{{"username", "anna"}, {"amount", 5}};
  const Reply first = modify(add, "k1");
  modify(add, "k2");
  clock_.advance(Millis(1000LL * 24 * 3600 * 1000));
  restart();
  const Reply second = modify(add, "k1");
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.fields.get("Idempotent-Replay"), "true");
  EXPECT_EQ(balance_of("anna"), 110);
}

TEST_F(BalanceService, an_idempotency_key_with_another_body_is_409) {
  create({{"username", "anna"}, {"initial_balance", 100}});
  modify({{"username", "anna"}, {"amount", 5}}, "k1");
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", 6}}, "k1").status, 409);
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", 5}}, "k1").status, 200);
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", 5}}, std::string(65, 'k')).status, 422);
}

TEST_F(BalanceService, a_refusal_under_an_idempotency_key_is_kept_but_not_a_wrong_field) {
  create({{"username", "anna"}, {"initial_balance", 1}});
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", -5}}, "k1").status, 402);
  modify({{"username", "anna"}, {"amount", 100}});
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", -5}}, "k1").status, 402);
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", 0}}, "k2").status, 422);
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", 1}}, "k2").status, 200);
}

TEST_F(BalanceService, an_account_by_name_plays_and_is_taken_over_by_the_first_to_register) {
  create({{"username", "anna"}, {"initial_balance", 70}});
  EXPECT_EQ(post("/start/game", {{"username", "anna"}, {"bet", 50}}).status, 200);
  EXPECT_EQ(post("/register", {{"username", "anna"}, {"id", 7}}).code(), "conflict");
  EXPECT_EQ(post("/leave", {{"username", "anna"}}).status, 200);
  const json::object taken = post("/register", {{"username", "anna"}, {"id", 7}}).data();
  EXPECT_EQ(taken.at("balance"), 70);
}

TEST_F(BalanceService, errors_before_the_fields_have_its_own_form) {
  EXPECT_EQ(balance_post("/nothing", "{}").status, 404);
  EXPECT_EQ(balance_post("/get_balance", "{}").status, 405);
  EXPECT_EQ(balance_post("/get_balance", "{}").fields.get("Allow"), "GET");
  EXPECT_EQ(balance_post("/create_user", "[]").status, 400);
  EXPECT_FALSE(error(balance_post("/create_user", "[]")).empty());
  net::HttpRequest request = unsigned_post("/create_user", "{}");
  request.fields.set("Content-Type", "text/plain");
  EXPECT_EQ(send(*balance_api_, std::move(request)).status, 415);
  EXPECT_EQ(balance_post("/create_user", std::string(64 * 1024 + 1, ' ')).status, 413);
  EXPECT_EQ(json::parse(balance_api_->server_error({}, 431).body),
            (json::object{{"error", "The headers are too long."}}));
}

TEST_F(BalanceService, a_page_of_another_site_cannot_send_a_body_without_a_type) {
  net::HttpRequest request;
  request.method = "POST";
  request.target = "/create_user";
  request.body = R"({"username":"anna","initial_balance":70})";
  request.remote_address = "127.0.0.1";
  request.fields.set("Origin", "https://example.org");
  EXPECT_EQ(send(*balance_api_, std::move(request)).status, 415);
  EXPECT_EQ(get_balance("username=anna").status, 404);
}

TEST_F(BalanceService, beyond_loopback_every_call_must_be_signed_in_the_second_form) {
  create({{"username", "anna"}, {"initial_balance", 70}});
  make_apis({}, true);
  const net::SigningKey key(kSecret);
  EXPECT_EQ(get_balance("username=anna").status, 401);
  EXPECT_EQ(modify({{"username", "anna"}, {"amount", 5}}).status, 401);

  net::HttpRequest get;
  get.method = "GET";
  get.target = "/get_balance?username=anna&asset=points";
  get.fields.set("X-Signature-V2",
                 key.sign_v2("GET", "/get_balance", R"({"asset":"points","username":"anna"})"));
  EXPECT_EQ(send(*balance_api_, get).status, 200);
  get.target = "/get_balance?username=ivan&asset=points";
  EXPECT_EQ(send(*balance_api_, get).status, 401);

  const json::object add{{"username", "anna"}, {"amount", 5}};
  EXPECT_EQ(send(*balance_api_, signed_post("/modify_balance", add)).status, 200);
  net::HttpRequest first_form = unsigned_post("/modify_balance", json::serialize(add));
  first_form.fields.set("X-Signature", key.sign_v1(net::canonical_json(add)));
  EXPECT_EQ(send(*balance_api_, first_form).status, 401);
}

TEST_F(BalanceService, knows_every_asset_that_is_offered) {
  rules_.assets = {domain::Asset::points, domain::Asset::stars};
  make_apis({});
  sign_up("anna", 1);
  EXPECT_EQ(get_balance("username=anna&asset=stars").parsed().at("balance"), 0);
  EXPECT_EQ(get_balance("username=anna&asset=ton").parsed().at("error"), "asset must be points or stars");
  const std::string change = R"({"id":1,"amount":5,"asset":"stars"})";
  EXPECT_EQ(balance_post("/modify_balance", change).status, 402);
  EXPECT_EQ(balance_post("/create_user", R"({"username":"olga","initial_balance":5,"asset":"stars"})").status,
            402);
  fund("anna", 40, domain::Asset::stars);
  EXPECT_EQ(get_balance("id=1&asset=stars").parsed().at("balance"), 40);
  EXPECT_EQ(balance_of("anna"), 1'000);
  EXPECT_EQ(
      balance_post("/modify_balance", R"({"id":1,"amount":-40,"asset":"stars"})").parsed().at("new_balance"),
      0);
  // What was taken is the owner's again.
  EXPECT_EQ(
      balance_post("/create_user", R"({"username":"olga","initial_balance":40,"asset":"stars"})").status,
      200);
}

TEST_F(BalanceService, beyond_loopback_a_timestamp_must_be_fresh) {
  make_apis({}, true);
  const auto create = [this](double timestamp_s) {
    json::object user{{"username", "u" + std::to_string(timestamp_s)}, {"timestamp", timestamp_s}};
    return send(*balance_api_, signed_post("/create_user", user));
  };
  const double now_s = static_cast<double>(clock_.now().ms) / 1000;
  EXPECT_EQ(create(now_s - 299).status, 200);
  EXPECT_EQ(create(now_s - 301).status, 401);
  EXPECT_EQ(create(now_s + 301).status, 401);
  const auto ask = [this](const std::string& timestamp) {
    net::HttpRequest request;
    request.method = "GET";
    request.target = "/get_balance?username=u&timestamp=" + timestamp;
    const std::string canonical = R"({"timestamp":")" + timestamp + R"(","username":"u"})";
    request.fields.set("X-Signature-V2", net::SigningKey(kSecret).sign_v2("GET", "/get_balance", canonical));
    return send(*balance_api_, std::move(request)).status;
  };
  EXPECT_EQ(ask(std::to_string(clock_.now().seconds())), 404);
  EXPECT_EQ(ask("1"), 401);
  EXPECT_EQ(ask("soon"), 401);
}

}  // namespace
}  // namespace ludice::api

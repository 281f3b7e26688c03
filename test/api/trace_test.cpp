// The trace of a request stands where the store says why it could not do it.
#include "net/trace.hpp"

#include "api_fixture.hpp"
#include "operator_api_fixture.hpp"
#include "support/log_lines.hpp"

#include <stdexcept>

namespace ludice::api {
namespace {

constexpr store::Statement kTakeAccountsAway{"ALTER TABLE account RENAME TO account_away"};
constexpr store::Statement kTakePlayersAway{"ALTER TABLE player RENAME TO player_away"};
constexpr store::Statement kTakeConsumersAway{"ALTER TABLE consumer RENAME TO consumer_away"};
constexpr store::Statement kTakeWithdrawalsAway{"ALTER TABLE ton_withdrawal RENAME TO ton_withdrawal_away"};
constexpr store::Statement kBringWithdrawalsBack{"ALTER TABLE ton_withdrawal_away RENAME TO ton_withdrawal"};

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

void trace(net::HttpRequest& request) {
  request.fields.set(std::string(net::kTraceHeader), "00-" + kTrace + "-00f067aa0ba902b7-01");
}

class Trace : public ApiTest {
 protected:
  void SetUp() override {
    sign_up("anna", 1);
    change(kTakeAccountsAway);
  }
  void change(const store::Statement& statement) {
    write<bool>([&](store::Transaction& t) {
      t.execute(statement);
      return true;
    });
  }
  /// The log of a request that the store fails.
  std::string why(Face& face, net::HttpRequest request) {
    trace(request);
    return why_as_it_is(face, std::move(request));
  }
  std::string why_as_it_is(Face& face, net::HttpRequest request) {
    const test::LogLines log;
    EXPECT_EQ(send(face, std::move(request)).status, 503);
    EXPECT_FALSE(log.lines.empty());
    return log.lines.empty() ? "" : log.lines.front();
  }
};

TEST_F(Trace, of_the_balance_service_reaches_the_store) {
  net::HttpRequest look;
  look.method = "GET";
  look.target = "/get_balance?username=anna";
  EXPECT_TRUE(why(*balance_api_, look).ends_with(" trace=" + kTrace));

  net::HttpRequest change = unsigned_post("/modify_balance", R"({"username":"anna","amount":5})");
  EXPECT_TRUE(why(*balance_api_, change).ends_with(" trace=" + kTrace));
  change.fields.set("Idempotency-Key", "mine");
  EXPECT_TRUE(why(*balance_api_, change).ends_with(" trace=" + kTrace));
}

TEST_F(Trace, of_the_game_api_reaches_the_store) {
  const json::object anna = stamped({{"username", "anna"}});
  EXPECT_TRUE(why(*game_api_, signed_post("/profile", anna)).ends_with(" trace=" + kTrace));
  const json::object bet = stamped({{"username", "anna"}, {"bet", 50}});
  EXPECT_TRUE(why(*game_api_, signed_post("/start/game", bet)).ends_with(" trace=" + kTrace));
}

TEST_F(Trace, of_a_look_for_events_reaches_the_store) {
  change(kTakeConsumersAway);
  const json::object look = stamped({{"consumer", "mine"}});
  EXPECT_TRUE(why(*game_api_, signed_post("/events", look)).ends_with(" trace=" + kTrace));
  const json::object done = stamped({{"consumer", "mine"}, {"ack", json::array{"0G3M9QW4T1A7K"}}});
  EXPECT_TRUE(why(*game_api_, signed_post("/events", done)).ends_with(" trace=" + kTrace));
}

TEST_F(Trace, of_a_request_that_came_with_none_follows_from_its_id_and_ties_the_store_to_it) {
  const std::string own = net::trace_id_for("mine-1");
  const auto ask = [&](const std::string& header, const std::string& path, json::object fields) {
    net::HttpRequest asked = signed_post(path, stamped(std::move(fields)));
    asked.fields.set("X-Request-Id", "mine-1");
    if (!header.empty()) asked.fields.set(std::string(net::kTraceHeader), header);
    const test::LogLines log;
    EXPECT_EQ(send(*game_api_, std::move(asked)).status, 503);
    ASSERT_EQ(log.lines.size(), 2U);
    EXPECT_TRUE(log.lines[0].starts_with("store_") && log.lines[0].ends_with(" trace=" + own))
        << log.lines[0];
    EXPECT_NE(log.lines[1].find(" request_id=mine-1 trace=" + own + " "), std::string::npos) << log.lines[1];
  };
  ask("", "/profile", {{"username", "anna"}});
  ask("nonsense", "/start/game", {{"username", "anna"}, {"bet", 50}});
  ask("00-" + std::string(32, '0') + "-00f067aa0ba902b7-01", "/start/game",
      {{"username", "anna"}, {"bet", 60}});
}

TEST_F(Trace, of_requests_without_any_id_are_told_apart) {
  const json::object anna{{"username", "anna"}};
  const auto ask = [&] { return why_as_it_is(*game_api_, signed_post("/profile", stamped(anna))); };
  const std::string first = ask();
  EXPECT_NE(first, ask());
  EXPECT_EQ(first.size() - first.rfind(" trace="), std::string(" trace=").size() + 32);
}

TEST_F(Trace, of_a_look_for_whom_the_limit_is_that_replicas_share_reaches_the_store) {
  const test::LogLines log;     // the client's thread writes, too
  redis::ClientOptions nobody;  // whoever listens there: who it is about is asked first
  nobody.address.port = 1;
  redis::Client client(nobody, no_metrics());
  redis::SharedWindows windows(client, random_, no_metrics());
  GameApiSettings settings = open_settings();
  settings.player_limit = {1, Millis(1'000)};
  GameApi api(settings, GameApiParts{*store_, rules_, book_, events_, new_events_, clock_, random_,
                                     no_metrics(), nullptr, &windows});
  change(kTakePlayersAway);
  net::HttpRequest start = signed_post("/start/game", stamped({{"username", "anna"}, {"bet", 50}}));
  trace(start);
  EXPECT_EQ(send(api, std::move(start)).status, 503);
  EXPECT_TRUE(log.line_with("store_read_failed").ends_with(" trace=" + kTrace));
}

/// Fails at whatever it is asked.
class Broken final : public Face {
 public:
  explicit Broken(Random& random) : Face("broken", random, no_metrics(), LogRequests::none) {}

 protected:
  async::Task<net::HttpResponse> answer(net::HttpRequest) override {
    throw std::runtime_error("nobody expected this");
    co_return net::HttpResponse();
  }
  std::string body_of(Problem, std::string_view) const override { return "{}"; }
  bool is_known(std::string_view) const override { return true; }
  std::optional<net::HttpResponse> refuse_head(const net::HttpRequest&) const override {
    return std::nullopt;
  }
};

TEST_F(Trace, and_id_of_a_request_stand_where_nobody_expected_it_to_fail) {
  Broken face(random_);
  net::HttpRequest asked = unsigned_post("/profile", "{}");
  asked.fields.set("X-Request-Id", "mine-1");
  EXPECT_EQ(
      why(face, asked),
      "request_failed face=broken path=/profile what=nobody expected this request_id=mine-1 trace=" + kTrace);
}

class OperatorTrace : public OperatorApiTest {};
LUDICE_ON_BOTH_STORES(OperatorTrace);

TEST_P(OperatorTrace, reaches_the_store_and_the_line_of_the_call) {
  const test::LogLines log;
  const auto ask = [&](const std::string& path, const std::string& fields) {
    net::HttpRequest asked = request(path, fields);
    asked.fields.set("Authorization", "Bearer " + token("olga"));
    trace(asked);
    return send(std::move(asked)).status;
  };
  net::HttpRequest stranger = request("/operator/withdrawals", R"({"request_id":"0"})");
  trace(stranger);
  EXPECT_EQ(send(std::move(stranger)).status, 401);
  EXPECT_TRUE(log.line_with("operator_refused").ends_with(" trace=" + kTrace));
  EXPECT_EQ(ask("/operator/withdrawals", R"({"request_id":"1"})"), 200);
  EXPECT_TRUE(log.lines.back().starts_with("operator_call") &&
              log.lines.back().ends_with(" trace=" + kTrace));
  const auto change = [this](const store::Statement& statement) {
    write<bool>([&](store::Transaction& t) {
      t.execute(statement);
      return true;
    });
  };
  change(kTakeWithdrawalsAway);
  for (const auto& [path, fields] :
       {std::pair("/operator/withdrawals", R"({"request_id":"2"})"),
        std::pair("/operator/withdrawals/approve", R"({"request_id":"3","withdrawal":"0G3M9QW4T1A7K"})")}) {
    const std::size_t before = log.lines.size();
    EXPECT_EQ(ask(path, fields), 503) << path;
    ASSERT_GT(log.lines.size(), before) << path;
    EXPECT_TRUE(log.lines[before].ends_with(" trace=" + kTrace)) << path << log.lines[before];
  }
  change(kBringWithdrawalsBack);
}

}  // namespace
}  // namespace ludice::api

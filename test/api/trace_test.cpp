// The trace of a request stands where the store says why it could not do it.
#include "net/trace.hpp"

#include "api_fixture.hpp"
#include "operator_api_fixture.hpp"
#include "support/log_lines.hpp"

namespace ludice::api {
namespace {

constexpr store::Statement kTakeAccountsAway{"ALTER TABLE account RENAME TO account_away"};
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
    write<bool>([](store::Transaction& t) {
      t.execute(kTakeAccountsAway);
      return true;
    });
  }
  /// The log of a request that the store fails.
  std::string why(Face& face, net::HttpRequest request) {
    const test::LogLines log;
    trace(request);
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

// Both faces over a real store; requests signed as front ends sign them.
#pragma once

#include "api/balance_api.hpp"
#include "api/game_api.hpp"
#include "base/hex.hpp"
#include "base/random.hpp"
#include "service/games.hpp"
#include "service/ledger.hpp"
#include "store/ledger_table.hpp"
#include "support/store_fixture.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

namespace ludice::api {

namespace json = boost::json;

inline const std::string kSecret = "a-secret-of-tests";

struct Reply {
  int status = 0;
  std::string body;
  net::HttpFields fields;

  json::value parsed() const { return json::parse(body); }
  /// Of the game API's success.
  json::object data() const { return parsed().at("data").as_object(); }
  /// Of the game API's error; empty for a success.
  std::string code() const {
    const json::value value = parsed();
    const json::value* error = value.as_object().if_contains("error");
    return error == nullptr ? "" : std::string(error->at("code").as_string());
  }
  json::object details() const { return parsed().at("error").at("details").as_object(); }
};

class ApiTest : public test::StoreTest {
 protected:
  ApiTest() { make_apis({}); }

  static GameApiSettings open_settings() {
    GameApiSettings settings;
    settings.secret_key = kSecret;
    settings.clients.trusted_clients = {*net::IpRange::parse("127.0.0.0/8")};
    settings.address_limit = {};
    settings.player_limit = {};
    return settings;
  }

  /// Nothing: no limits.
  void make_apis(std::optional<GameApiSettings> settings, bool balance_signed_only = false) {
    game_api_ = std::make_unique<GameApi>(
        settings.value_or(open_settings()),
        GameApiParts{*store_, rules_, book_, events_, new_events_, clock_, random_, no_metrics()});
    balance_api_ =
        std::make_unique<BalanceApi>(BalanceApiSettings{kSecret, balance_signed_only, LogRequests::none},
                                     BalanceApiParts{*store_, rules_, events_, random_, no_metrics()});
  }

  /// As the process does when it starts again.
  void restart() {
    game_api_.reset();
    balance_api_.reset();
    reopen();
    make_apis({});
  }

  Reply send(Face& face, net::HttpRequest request) {
    net::HttpResponse response = runner_.run(face.serve(std::move(request)));
    return {response.status, std::move(response.body), std::move(response.fields)};
  }

  static net::HttpRequest unsigned_post(const std::string& path, std::string body) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = path;
    request.fields.set("Content-Type", "application/json");
    request.remote_address = "127.0.0.1";
    request.body = std::move(body);
    return request;
  }

  static net::HttpRequest signed_post(const std::string& path, const json::object& object) {
    net::HttpRequest request = unsigned_post(path, json::serialize(object));
    request.fields.set("X-Signature-V2",
                       net::SigningKey(kSecret).sign_v2("POST", path, net::canonical_json(object)));
    return request;
  }

  /// With a fresh timestamp where there is none.
  json::object stamped(json::object object) {
    if (!object.contains("timestamp")) {
      object["timestamp"] = static_cast<double>(clock_.now().ms + ++stamps_) / 1000;
    }
    return object;
  }

  Reply post(const std::string& path, json::object object) {
    return send(*game_api_, signed_post(path, stamped(std::move(object))));
  }

  Reply balance_post(const std::string& path, std::string body, const std::string& idempotency_key = {}) {
    net::HttpRequest request = unsigned_post(path, std::move(body));
    if (!idempotency_key.empty()) request.fields.set("Idempotency-Key", idempotency_key);
    return send(*balance_api_, std::move(request));
  }
  Reply get_balance(const std::string& query) {
    net::HttpRequest request;
    request.method = "GET";
    request.target = "/get_balance?" + query;
    request.remote_address = "127.0.0.1";
    return send(*balance_api_, std::move(request));
  }
  std::int64_t balance_of(const std::string& name) {
    return get_balance("username=" + name).parsed().at("balance").as_int64();
  }

  void sign_up(const std::string& name, std::int64_t id) {
    ASSERT_EQ(post("/register", {{"username", name}, {"id", id}}).status, 200);
  }
  /// Anna (1) and Ivan (2) in a game of 50 points; its id.
  std::string begin_game() {
    sign_up("anna", 1);
    sign_up("ivan", 2);
    post("/start/game", {{"username", "anna"}, {"bet", 50}});
    return std::string(
        post("/start/game", {{"username", "ivan"}, {"bet", 50}}).data()["game_id"].as_string());
  }
  /// What the operator puts in, and a player gets by the balance service.
  void fund(const std::string& name, std::int64_t amount, domain::Asset asset) {
    const bool stars = asset == domain::Asset::stars;
    const auto outside_kind = stars ? domain::AccountKind::asset_stars : domain::AccountKind::asset_ton;
    write<bool>([=](store::Transaction& t) {
      domain::Account outside = store::load_house_account(t, outside_kind, asset);
      domain::Account owner = store::load_house_account(t, domain::AccountKind::owner, asset);
      service::move_money(t, domain::TransferCode::house, Amount(amount), outside, owner,
                          "house:" + to_base32(t.next_id()));
      return true;
    });
    const json::object change{{"username", name}, {"amount", amount}, {"asset", domain::to_string(asset)}};
    ASSERT_EQ(balance_post("/modify_balance", json::serialize(change)).status, 200);
  }
  Reply write_result(const std::string& name, const std::string& game, int face) {
    return post("/write/res", {{"username", name}, {"game_id", game}, {"result", face}});
  }

  service::Rules rules_;
  async::Event new_events_{runner_.executor()};
  service::Events events_{[this] { new_events_.notify(); }};
  service::GameBook book_{rules_.timing, events_};
  SystemRandom random_;
  std::unique_ptr<GameApi> game_api_;
  std::unique_ptr<BalanceApi> balance_api_;

 private:
  std::int64_t stamps_ = 0;
};

}  // namespace ludice::api

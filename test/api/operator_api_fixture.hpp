// Operators who call through the whole face, on both databases.
#pragma once

#include "api/operator_api.hpp"
#include "net/jwt.hpp"
#include "service/stars_charges.hpp"
#include "service/ton_fixture.hpp"
#include "support/both_stores.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

namespace ludice::api {

namespace json = boost::json;

inline const std::string kOperatorKey = "an operator's key of the tests, 32+";

struct Said {
  int status = 0;
  json::object body;
  net::HttpFields fields;

  json::object data() const { return body.at("data").as_object(); }
  std::string code() const {
    const json::value* error = body.if_contains("error");
    return error == nullptr ? "" : std::string(error->at("code").as_string());
  }
};

class OperatorApiTest : public test::OnBothStores<service::TonServiceTest> {
 protected:
  void SetUp() override {
    ton_rules_.approval_from = Amount(2 * kTon.units());
    api_ = std::make_unique<OperatorApi>(
        OperatorApiSettings{.operator_key = kOperatorKey,
                            .clients = {{*net::IpRange::parse("127.0.0.0/8")}, {}},
                            .log_requests = LogRequests::none},
        OperatorApiParts{*store_, events_, clock_, random_, no_metrics(), &ton_rules_});
    start_wallet();
    anna_has(Amount(5 * kTon.units()));
  }

  std::string token(const std::string& name, std::int64_t seconds = 900) {
    const std::int64_t now_s = clock_.now().seconds();
    return net::write_jwt(net::SigningKey(kOperatorKey),
                          {name, std::string(kOperatorAudience), now_s, now_s + seconds});
  }
  static net::HttpRequest request(const std::string& path, const std::string& body) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = path;
    request.fields.set("Content-Type", "application/json");
    request.remote_address = "127.0.0.1";
    request.body = body;
    return request;
  }
  Said send(net::HttpRequest request) {
    net::HttpResponse response = runner_.run(api_->serve(std::move(request)));
    return {response.status, json::parse(response.body).as_object(), std::move(response.fields)};
  }
  Said send_with(const std::string& authorization, const std::string& path, json::object fields) {
    if (!fields.contains("request_id")) fields["request_id"] = "r-" + std::to_string(++requests_);
    net::HttpRequest post = request(path, json::serialize(fields));
    if (!authorization.empty()) post.fields.set("Authorization", authorization);
    return send(std::move(post));
  }
  Said call(const std::string& name, const std::string& path, json::object fields = {}) {
    return send_with("Bearer " + token(name), path, std::move(fields));
  }
  Said of(const std::string& name, const std::string& step, PaymentId withdrawal, json::object more = {}) {
    more["withdrawal"] = to_base32(withdrawal.value);
    return call(name, "/operator/withdrawals/" + step, std::move(more));
  }
  Said of_stars(const std::string& name, const std::string& step, const std::string& charge,
                json::object more = {}) {
    more["charge"] = charge;
    more["reason"] = "asked in the chat";
    return call(name, "/operator/stars/" + step, std::move(more));
  }
  /// 75 Stars of nobody known, on their way back, or `refused` by Telegram.
  void suspend_stars(const std::string& charge, bool refused) {
    write<bool>([&](store::Transaction& t) {
      service::CreditStars(events_).run(t, {TelegramId{99}, charge, Amount(75), "no order", t.now()});
      service::RefundSuspended::run(t, charge);
      if (refused) service::HearRefused(events_).run(t, charge);
      return true;
    });
  }
  /// What the log says, a line each.
  std::vector<std::string> log() {
    static constexpr store::Statement kActs{
        "SELECT operator, call, request_id, outcome FROM operator_act ORDER BY id"};
    return read<std::vector<std::string>>([](store::Reader& r) {
      const store::Rows rows = r.query(kActs);
      std::vector<std::string> lines;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        lines.push_back(rows[i].text(0) + " " + rows[i].text(1) + " " + rows[i].text(2) + " " +
                        rows[i].text(3));
      }
      return lines;
    });
  }

  SystemRandom random_;
  std::unique_ptr<OperatorApi> api_;
  int requests_ = 0;
};

}  // namespace ludice::api

// A local Telegram without a socket: requests go straight to its faces. Every answer of the Bot API is held
// against telegram-api.json as it passes.
#pragma once

#include "async/runner.hpp"
#include "sandbox/faces.hpp"
#include "support/manual_clock.hpp"
#include "support/temp_folder.hpp"
#include "telegram/api_schema.hpp"

#include <memory>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace ludice::sandbox {

/// A keyboard of one row. Spelt out, since compilers differ on whether an array in braces within an array's
/// is one within another or a copy (CWG 2137).
inline json::array one_row(json::array row) {
  json::array rows;
  rows.emplace_back(std::move(row));
  return rows;
}

class SandboxTest : public ::testing::Test {
 protected:
  SandboxTest() { start(); }

  /// Closes everything and opens it again on the same folder.
  void start(bool fresh = false) {
    faces_.reset();
    engine_.reset();
    engine_ = std::make_unique<Engine>(runner_.executor(), folder_.path(), fresh, clock_, random_, options_);
    faces_ = std::make_unique<Faces>(*engine_);
  }

  net::HttpResponse send(net::HttpRequest request) {
    if (request.remote_address.empty()) request.remote_address = "127.0.0.1";
    if (!request.fields.has("host")) request.fields.set("Host", "127.0.0.1:8090");
    return runner_.run(faces_->handle(std::move(request)));
  }

  static net::HttpRequest post(std::string target, const json::value& body) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = std::move(target);
    request.fields.set("Content-Type", "application/json");
    request.body = json::serialize(body);
    return request;
  }

  static net::HttpRequest get(std::string target) {
    net::HttpRequest request;
    request.method = "GET";
    request.target = std::move(target);
    return request;
  }

  static std::string bot_path(const std::string& method, const std::string& token = kToken) {
    return "/bot" + token + "/" + method;
  }

  /// The whole envelope of a call, checked against the schema where it is a result.
  json::object call(const std::string& method, const json::object& params = {}) {
    const auto response = send(post(bot_path(method), params));
    json::object envelope = json::parse(response.body).as_object();
    const bool ok = envelope.at("ok").as_bool();
    EXPECT_EQ(ok, response.status == 200) << response.body;
    if (ok) {
      const auto faults = telegram::ApiSchema::of_telegram().check_result(method, envelope.at("result"));
      for (const std::string& fault : faults)
        ADD_FAILURE() << method << ": " << fault << "\n" << response.body;
    } else {
      EXPECT_EQ(envelope.at("error_code"), response.status) << response.body;
    }
    return envelope;
  }

  json::value result(const std::string& method, const json::object& params = {}) {
    json::object envelope = call(method, params);
    if (!envelope.contains("result")) {
      ADD_FAILURE() << method << ": " << json::serialize(envelope);
      return {};
    }
    return envelope.at("result");
  }

  std::string refusal(const std::string& method, const json::object& params = {}) {
    const json::object envelope = call(method, params);
    if (envelope.at("ok").as_bool()) return "no refusal: " + json::serialize(envelope);
    return std::string(envelope.at("description").as_string());
  }

  /// The updates that are waiting; they are confirmed by the next call.
  json::array updates(std::int64_t offset = 0) {
    json::object params;
    if (offset != 0) params["offset"] = offset;
    return result("getUpdates", params).as_array();
  }

  json::array new_updates() {
    const json::array batch = updates(next_offset_);
    if (!batch.empty()) next_offset_ = batch.back().at("update_id").as_int64() + 1;
    return batch;
  }

  /// The answer of a /sim call that must succeed.
  json::value sim(const std::string& path, const json::object& body) {
    const auto response = send(post("/sim/" + path, body));
    EXPECT_EQ(response.status, 200) << path << ": " << response.body;
    return json::parse(response.body);
  }

  json::value sim_get(const std::string& path) {
    const auto response = send(get("/sim/" + path));
    EXPECT_EQ(response.status, 200) << path << ": " << response.body;
    return json::parse(response.body);
  }

  int sim_status(const std::string& path, const json::object& body) {
    return send(post("/sim/" + path, body)).status;
  }

  std::int64_t add_person(const std::string& name) {
    return sim("people", {{"name", name}}).at("id").as_int64();
  }

  std::int64_t say(std::int64_t person, const std::string& text) {
    return sim("send", {{"from", person}, {"text", text}}).at("message_id").as_int64();
  }

  /// Somebody who has pressed Start in front of a bot that is there.
  std::int64_t started_person(const std::string& name = "Anna") {
    call("getMe");
    const std::int64_t person = add_person(name);
    say(person, "/start");
    new_updates();
    return person;
  }

  std::int64_t bot_says(std::int64_t person, const std::string& text, const json::value& markup = nullptr) {
    json::object params{{"chat_id", person}, {"text", text}};
    if (!markup.is_null()) params["reply_markup"] = markup;
    return result("sendMessage", params).at("message_id").as_int64();
  }

  json::object chat(std::int64_t person) {
    return sim_get("chat?person=" + std::to_string(person)).as_object();
  }

  static json::value one_button(const std::string& text, const std::string& data) {
    return {{"inline_keyboard", one_row({json::object{{"text", text}, {"callback_data", data}}})}};
  }

  static inline const std::string kToken = "4242:AAbbccddeeff";
  static constexpr std::int64_t kBot = 4242;

  test::TempFolder folder_;
  test::ManualClock clock_;
  SeededRandom random_{7};
  WorldOptions options_;
  async::Runner runner_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Faces> faces_;
  std::int64_t next_offset_ = 0;
};

}  // namespace ludice::sandbox

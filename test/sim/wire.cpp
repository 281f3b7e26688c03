// Delivery, and the checks at the door.
#include "sim/wire.hpp"

#include "net/canonical_json.hpp"
#include "net/jwt.hpp"
#include "sim/told_balances.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>

namespace ludice::sim {
namespace {

constexpr std::size_t kMostRecorded = 200;
constexpr std::int64_t kTokenLife_s = 600;

/// Answers that are kept as the first one.
bool is_recorded(const Call& call, const Reply& reply) {
  if (!call.writes || (call.to_balance && call.key.empty())) return false;
  constexpr int kFirstAnswers[] = {200, 402, 403, 404, 409};
  return std::ranges::find(kFirstAnswers, reply.status) != std::end(kFirstAnswers);
}

/// The balance service has texts in place of codes.
constexpr std::string_view kBalanceOverloaded = "Too much is going on at the moment.";

/// Nothing was said about the request itself.
bool says_nothing(const Reply& reply) {
  return reply.status == 503 || reply.status == 429;
}

std::string token_of(const std::string& operator_name, std::int64_t now_s) {
  return net::write_jwt(net::SigningKey(kOperatorKey),
                        {operator_name, std::string(api::kOperatorAudience), now_s, now_s + kTokenLife_s});
}

std::string canonical(const json::object& object) {
  return net::canonical_json(object);
}

}  // namespace

std::string Reply::code() const {
  if (status == 200) return {};
  const json::value value = json::parse(body);
  const json::value* error = value.as_object().if_contains("error");
  if (error == nullptr) return {};
  return std::string(error->is_string() ? error->as_string() : error->at("code").as_string());
}

Wire::Wire(World& world) : world_(world) {}

net::HttpRequest Wire::make(const Call& call, Millis age) {
  net::HttpRequest request;
  request.method = "POST";
  request.target = call.path;
  request.remote_address = "127.0.0.1";
  request.fields.set("Content-Type", "application/json");
  json::object object = call.fields;
  const std::int64_t now_ms = world_.server_time().ms - age.count();
  if (!call.operator_name.empty()) {
    request.fields.set("Authorization", "Bearer " + token_of(call.operator_name, now_ms / 1'000));
    request.body = json::serialize(object);
    return request;
  }
  stamps_ = (stamps_ + 1) % 1'000;
  object["timestamp"] = static_cast<double>(now_ms / 1'000) + static_cast<double>(stamps_) / 1'024;
  request.fields.set("X-Signature-V2", key_.sign_v2("POST", call.path, canonical(object)));
  if (!call.key.empty()) request.fields.set("Idempotency-Key", call.key);
  request.body = json::serialize(object);
  return request;
}

void Wire::send(Call call) {
  auto made = std::make_shared<Call>(std::move(call));
  // The body is what an Idempotency-Key stands for, stamp and all; a request_id stands whatever the stamp.
  made->request = make(*made);
  world_.trace.line("send " + made->path + " " + json::serialize(made->fields));
  under_way_.push_back(made);
  unanswered_.push_back(made);
}

void Wire::send_again() {
  if (unanswered_.empty()) return;
  const CallPtr call = world_.dice.pick(unanswered_);
  world_.tally.count("request sent again");
  if (call->fields.contains("request_id") && world_.dice.one_in(3)) {
    call->request = make(*call);
    world_.tally.count("request_id under a new stamp");
  }
  under_way_.push_back(call);
}

void Wire::send_all_again() {
  for (const CallPtr& call : unanswered_) {
    if (std::ranges::find(under_way_, call) == under_way_.end()) under_way_.push_back(call);
  }
}

void Wire::deliver() {
  if (!late_.empty() && (under_way_.empty() || world_.dice.one_in(2))) return arrive_late();
  if (under_way_.empty()) return;
  const auto at =
      static_cast<std::size_t>(world_.dice.between(0, static_cast<std::int64_t>(under_way_.size()) - 1));
  if (at > 0) world_.tally.count("request overtaken");
  const CallPtr call = under_way_[at];
  if (world_.faults && world_.dice.one_in(12)) {
    world_.tally.count("request delivered twice");
  } else {
    under_way_.erase(under_way_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  if (world_.faults && world_.dice.one_in(12)) {
    world_.tally.count("request lost");
    return;
  }
  hand_over(call);
}

void Wire::deliver_all() {
  while (!late_.empty()) arrive_late();
  for (const CallPtr& call : std::exchange(under_way_, {})) hand_over(call);
}

api::Face& Wire::face_of(const Call& call) {
  House& house = world_.house();
  if (!call.operator_name.empty()) return house.operator_api;
  if (call.to_balance) return house.balance_api;
  if (call.to_finance) return house.finance_api;
  return house.game_api;
}

void Wire::hand_over(const CallPtr& call) {
  ++call->deliveries;
  api::Face& face = face_of(*call);
  auto done = [this, call](const std::exception_ptr& failure, const net::HttpResponse& response) {
    require(failure == nullptr, "faces_throw_nothing");
    answered(call, response);
  };
  boost::asio::co_spawn(world_.context(), face.serve(call->request), std::move(done));
  world_.settle();
}

void Wire::send_raw(net::HttpRequest request, int status) {
  auto done = [this, status](const std::exception_ptr&, const net::HttpResponse& response) {
    world_.tally.count("answer " + std::to_string(response.status));
    world_.tally.count("refusal " + Reply{response.status, response.body}.code());
    require(response.status == status, "stranger_is_refused", response.body);
  };
  House& house = world_.house();
  api::Face& face =
      request.fields.has("Authorization") ? static_cast<api::Face&>(house.operator_api) : house.game_api;
  boost::asio::co_spawn(world_.context(), face.serve(std::move(request)), std::move(done));
  world_.settle();
}

void Wire::answered(const CallPtr& call, const net::HttpResponse& response) {
  const Reply reply{response.status, response.body};
  const std::string code = reply.code();
  world_.trace.line("answer " + call->path + " " + std::to_string(reply.status) + " " + reply.body);
  world_.tally.count("answer " + std::to_string(reply.status));
  if (!code.empty()) world_.tally.count((call->to_balance ? "balance refusal " : "refusal ") + code);
  const bool is_repeat = response.fields.has("Idempotent-Replay");
  if (is_recorded(*call, reply)) check_once_only(call, reply, is_repeat);
  const bool network = says_nothing(reply) || code == "stale_timestamp";
  require(call->expect.empty() || network || code == call->expect, "only_this_refusal", reply.body);
  const bool failed = reply.status == 503 && code != "overloaded" && code != kBalanceOverloaded;
  require(!failed || world_.was_in_trouble(), "no_failure_without_a_cause", reply.body);
  if (!is_repeat) check_told_balance(world_, *call, reply);
  if (call->at_door) call->at_door(reply);
  if (reply.status == 200 && call->effect) {
    if (auto effect = call->effect(reply)) world_.checker.acknowledge(std::move(*effect));
  }
  if (world_.faults && world_.dice.one_in(10)) {
    world_.tally.count("answer lost");
    return;
  }
  if (world_.faults && world_.dice.one_in(6)) {
    world_.tally.count("answer delayed");
    late_.emplace_back(call, reply);
    return;
  }
  if (!late_.empty()) world_.tally.count("answer overtaken");
  arrive(call, reply);
}

void Wire::arrive_late() {
  const auto at = world_.dice.between(0, static_cast<std::int64_t>(late_.size()) - 1);
  const auto [call, reply] = std::move(late_[static_cast<std::size_t>(at)]);
  late_.erase(late_.begin() + at);
  arrive(call, reply);
}

void Wire::check_once_only(const CallPtr& call, const Reply& reply, bool is_repeat) {
  if (is_repeat) world_.tally.count("first answer given again");
  if (!is_repeat) require(++call->originals == 1, "once_only", "run twice: " + reply.body);
  if (!call->first) {
    call->first = reply;
    if (!call->operator_name.empty()) return;
    recorded_.push_back(call);
    if (recorded_.size() > kMostRecorded) recorded_.erase(recorded_.begin());
    return;
  }
  require(call->first->status == reply.status && call->first->body == reply.body, "first_answer_again",
          call->first->body + " became " + reply.body);
}

void Wire::arrive(const CallPtr& call, const Reply& reply) {
  if (call->arrived || says_nothing(reply)) return;
  const bool stale = reply.code() == "stale_timestamp";
  if (stale && call->fields.contains("request_id")) {
    call->request = make(*call);  // it is still the same request
    return;
  }
  call->arrived = true;
  std::erase(unanswered_, call);
  if (call->on_answer) call->on_answer(reply);
}

}  // namespace ludice::sim

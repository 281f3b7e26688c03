// Calls, and the lines that they leave.
#include "sim/operators.hpp"

#include <utility>

namespace ludice::sim {
namespace {

/// Nobody else changes a balance by as much.
constexpr std::int64_t kFirstCorrection = 50'001;
constexpr const char* kIsInTheLog =
    "SELECT 1 FROM operator_act WHERE operator = ? AND call = ? AND request_id = ? AND outcome = ?";
constexpr const char* kLines = "SELECT COUNT(*) FROM operator_act";
/// What is done once has an id that begins so.
constexpr const char* kDoneTwice =
    "SELECT COUNT(*) FROM (SELECT 1 FROM operator_act WHERE request_id LIKE 'once%' GROUP BY operator, "
    "request_id HAVING COUNT(*) > 1)";
constexpr const char* kAdjusted =
    "SELECT (SELECT COUNT(*) FROM operator_act WHERE call = '/operator/adjust' AND outcome = 'done') - "
    "(SELECT COUNT(*) FROM transfer WHERE code = 3 AND amount >= ?)";

}  // namespace

Operators::Operators(World& world, Wire& wire) : world_(world), wire_(wire) {
  world.checker.also([this](Database& database) { check_commit(database); });
}

void Operators::step() {
  const std::string name = kOperators[world_.dice.between(0, 2)];
  switch (world_.dice.between(1, 10)) {
    case 1:
      return call(name, "/operator/state", {}, false);
    case 2:
      return call(name, "/operator/reconcile", {}, true);
    case 3:
    case 4:
      return stop_player(name);
    case 5:
      return intrude(name);
    default:
      return adjust(name);
  }
}

void Operators::call(const std::string& name, const std::string& path, json::object fields, bool once,
                     std::function<void(const Reply&)> then) {
  const std::string id = (once ? "once" : "look") + std::to_string(++calls_);
  Call call;
  call.operator_name = name;
  call.path = path;
  call.writes = once;
  call.fields = std::move(fields);
  call.fields["request_id"] = id;
  call.at_door = [this, name, path, id](const Reply& reply) {
    const std::string code = reply.code();
    if (reply.status == 503) world_.tally.count("operator's act fails");
    if (reply.status == 503 || reply.status == 429 || code == "stale_timestamp") return;
    require(reply.status != 401 && code != "invalid_request", "operators_are_let_in", reply.body);
    world_.checker.acknowledge(
        {"a call of an operator", kIsInTheLog, {name, path, id, code.empty() ? std::string("done") : code}});
  };
  ++waiting_;
  call.on_answer = [this, then = std::move(then)](const Reply& reply) {
    --waiting_;
    if (!reply.code().empty()) world_.tally.count("operator refused: " + reply.code());
    if (then) then(reply);
  };
  wire_.send(std::move(call));
}

void Operators::adjust(const std::string& name) {
  const std::int64_t id = world_.dice.between(kFirstPlayer, kLastPlayer);
  const std::int64_t amount = kFirstCorrection + amounts_++;
  const bool is_taken = world_.dice.one_in(3);
  const bool is_own = name == "#" + std::to_string(id);
  call(name, "/operator/adjust",
       {{"id", id}, {"asset", "points"}, {"amount", is_taken ? -amount : amount}, {"reason", "a slip"}}, true,
       [this, amount, is_own](const Reply& reply) {
         require(!is_own || reply.status != 200, "nobody_decides_for_himself", reply.body);
         if (reply.status == 200) world_.checker.acknowledge({"an adjustment", kIsAdjusted, {amount}});
       });
}

void Operators::stop_player(const std::string& name) {
  const std::int64_t id = world_.dice.between(kFirstPlayer, kLastPlayer);
  const bool frozen = world_.dice.one_in(3);
  call(name, frozen ? "/operator/players/freeze" : "/operator/players/unfreeze",
       {{"id", id}, {"reason", "a complaint"}}, true);
}

/// A token that has expired, of another key, for somebody else, or none.
void Operators::intrude(const std::string& name) {
  Call call;
  call.operator_name = name;
  call.path = "/operator/adjust";
  call.fields = {{"id", kFirstPlayer},
                 {"asset", "points"},
                 {"amount", kFirstCorrection - 1},
                 {"reason", "because"},
                 {"request_id", "stranger"}};
  net::HttpRequest request = wire_.make(call);
  std::string token(request.fields.get("Authorization"));
  switch (world_.dice.between(1, 3)) {
    case 1:
      request = wire_.make(call, Millis(3'000'000));
      break;
    case 2:
      token.back() = token.back() == 'A' ? 'Q' : 'A';
      request.fields.set("Authorization", token);
      break;
    default:
      request.fields.set("Authorization", "Bearer ");
  }
  world_.tally.count("a stranger comes as an operator");
  wire_.send_raw(std::move(request), 401);
}

void Operators::check_commit(Database& database) {
  const std::int64_t lines = database.number(kLines);
  const std::int64_t adjusted = database.number(kAdjusted, {kFirstCorrection});
  require(adjusted == 0, "acts_are_their_effects", std::to_string(adjusted) + " adjustments too few");
  if (lines == std::exchange(seen_, lines)) return;
  const std::int64_t twice = database.number(kDoneTwice);
  require(twice == 0, "acts_are_done_once", std::to_string(twice) + " were not");
}

}  // namespace ludice::sim

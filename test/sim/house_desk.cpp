// Decisions, sensible or not, and the rules that hold them against the ledger.
#include "sim/house_desk.hpp"

#include "sim/codes.hpp"
#include "sim/rule.hpp"

#include <array>
#include <utility>

namespace ludice::sim {
namespace {

constexpr const char* kKept = "SELECT charge, payer FROM stars_charge WHERE state = 4 AND player IS NULL";
/// Paid by the operator who plays.
constexpr const char* kHisOwn =
    "SELECT charge, payer FROM stars_charge WHERE state = 4 AND player IS NULL AND payer = 103";
constexpr const char* kAnyCharge = "SELECT charge, payer FROM stars_charge";
constexpr const char* kLeaving =
    "SELECT c.charge, p.telegram_id FROM stars_refund r JOIN stars_charge c ON c.id = r.charge LEFT JOIN "
    "player "
    "p ON p.id = c.player";
/// So often that there is time before the next attempt.
constexpr const char* kOftenRefused =
    "SELECT c.charge, p.telegram_id FROM stars_refund r JOIN stars_charge c ON c.id = r.charge LEFT JOIN "
    "player "
    "p ON p.id = c.player WHERE r.tries >= 4";
constexpr const char* kRake =
    "SELECT asset, SUM(balance) FROM account WHERE kind = 6 GROUP BY asset HAVING SUM(balance) > 0";
constexpr const char* kInDebt =
    "SELECT p.telegram_id FROM account a JOIN player p ON p.id = a.owner WHERE a.kind = 0 AND a.asset = 1 "
    "AND "
    "a.balance < 0";
constexpr const char* kSold = "SELECT MAX(id), MAX(checked) FROM stars_order";
constexpr const char* kSaleStopped = "SELECT value FROM meta WHERE name = 'stars_stopped' AND value <> ''";

constexpr std::array kHouseRules = {
    Rule{
        "funds_are_their_acts",
        "SELECT COUNT(*) FROM (SELECT 1 FROM (SELECT CASE json_extract(fields, '$.asset') WHEN 'points' THEN "
        "0 WHEN 'stars' THEN 1 ELSE 2 END AS asset, CASE json_extract(fields, '$.source') WHEN 'rake' THEN 6 "
        "ELSE 10 END AS kind, json_extract(fields, '$.amount') AS amount FROM operator_act WHERE call = "
        "'/operator/fund' AND outcome = 'done' UNION ALL SELECT d.asset, d.kind, -t.amount FROM transfer t "
        "JOIN account d ON d.id = t.debit JOIN account c ON c.id = t.credit WHERE t.code = 15 AND c.kind = 7 "
        "AND d.kind IN (6, 10)) GROUP BY asset, kind HAVING SUM(amount) <> 0)"},
    Rule{"forgiven_is_what_was_owed", "SELECT COUNT(*) FROM transfer WHERE code = 11 AND credit_after <> 0"},
    Rule{"debts_are_forgiven_by_acts",
         "SELECT ABS((SELECT COUNT(*) FROM transfer WHERE code = 11) - (SELECT COUNT(*) FROM operator_act "
         "WHERE "
         "call = '/operator/forgive' AND outcome = 'done'))"},
    Rule{
        "stars_leave_suspense_as_decided",
        "SELECT COUNT(*) FROM (SELECT 1 FROM (SELECT json_extract(fields, '$.charge') AS charge, "
        "CASE call WHEN '/operator/stars/suspense/assign' THEN 0 WHEN '/operator/stars/suspense/refund' THEN "
        "3 "
        "ELSE 7 END AS kind, 1 AS times FROM operator_act WHERE outcome = 'done' AND call LIKE "
        "'/operator/stars/suspense/%' AND json_extract(fields, '$.charge') IS NOT NULL UNION ALL SELECT "
        "s.charge, c.kind, -1 FROM stars_charge s JOIN transfer t ON t.debit = s.id JOIN account c ON c.id = "
        "t.credit WHERE t.key LIKE 'stars:decided:%') GROUP BY charge, kind HAVING SUM(times) <> 0)"},
    Rule{"what_is_decided_is_whole",
         "SELECT COUNT(*) FROM stars_charge s JOIN transfer t ON t.debit = s.id WHERE t.amount <> s.amount"},
    Rule{"refunds_that_were_ended_came_back",
         "SELECT COUNT(*) FROM operator_act o WHERE o.call = '/operator/stars/refunds/keep' AND o.outcome = "
         "'done' AND NOT EXISTS (SELECT 1 FROM transfer t JOIN account d ON d.id = t.debit JOIN account c ON "
         "c.id = t.credit WHERE t.code = 9 AND d.kind = 3 AND c.kind IN (0, 2) AND t.external = "
         "json_extract(o.fields, '$.charge'))"},
    Rule{"sale_is_as_operators_left_it",
         "SELECT (SELECT COUNT(*) FROM meta WHERE name = 'stars_stopped' AND value <> '') <> (SELECT "
         "COALESCE(SUM(CASE call WHEN '/operator/stars/stop' THEN 1 ELSE -1 END), 0) FROM operator_act WHERE "
         "call IN ('/operator/stars/stop', '/operator/stars/sell') AND outcome = 'done')"},
    Rule{"nothing_is_ordered_while_none_are_sold",
         "SELECT COUNT(*) FROM stars_order o WHERE (SELECT a.call FROM operator_act a WHERE a.call IN "
         "('/operator/stars/stop', '/operator/stars/sell') AND a.outcome = 'done' AND a.at < o.opened ORDER "
         "BY "
         "a.id DESC LIMIT 1) = '/operator/stars/stop' AND NOT EXISTS (SELECT 1 FROM operator_act a WHERE "
         "a.call "
         "= '/operator/stars/sell' AND a.outcome = 'done' AND a.at = o.opened)"},
};

/// Changes with everything that the rules look at.
constexpr const char* kHouseState =
    "SELECT (SELECT COUNT(*) FROM operator_act), (SELECT COUNT(*) FROM stars_order), (SELECT COUNT(*) FROM "
    "transfer WHERE code IN (8, 9, 11, 15)), (SELECT value FROM meta WHERE name = 'stars_stopped')";

}  // namespace

HouseDesk::HouseDesk(World& world, Operators& operators) : world_(world), operators_(operators) {
  world.checker.also([this](Database& database) { check_commit(database); });
}

void HouseDesk::step() {
  const std::string name = kOperators[world_.dice.between(0, 2)];
  const std::int64_t wish = world_.dice.between(1, 16);
  if (wish <= 2) return collect_rake(name);
  if (!world_.settings.stars) return;
  if (wish <= 3) return take_in(name);
  if (wish <= 7) return decide(name);
  if (wish <= 9) return keep(name);
  if (wish <= 12) return forgive(name);
  if (wish <= 15) return sell_again(name);
  if (world_.dice.one_in(2)) stop_sale(name);
}

std::vector<Row> HouseDesk::pick(const char* sql) {
  auto rows = world_.look_up(sql);
  if (rows.empty()) return {};
  return {world_.dice.pick(rows)};
}

void HouseDesk::call(const std::string& name, const std::string& path, json::object fields, const char* done,
                     bool is_own) {
  operators_.call(name, path, std::move(fields), true, [this, done, is_own](const Reply& reply) {
    require(!is_own || reply.status != 200, "nobody_decides_for_himself", reply.body);
    if (reply.status == 200) world_.tally.count(done);
    if (!reply.code().empty()) world_.tally.count(std::string(done) + ": " + reply.code());
  });
}

/// Of what is kept in suspense; at times of what is not.
void HouseDesk::decide(const std::string& name) {
  if (const auto own = pick(kHisOwn); !own.empty() && world_.dice.one_in(3))
    return decide_of(kOperators[2], own.front());
  const auto charge = pick(world_.dice.one_in(6) ? kAnyCharge : kKept);
  if (!charge.empty()) decide_of(name, charge.front());
}

void HouseDesk::decide_of(const std::string& name, const Row& charge) {
  json::object fields{{"charge", charge.text(0)}, {"reason", "nobody else asks"}};
  const bool is_own = name == "#" + std::to_string(charge.number(1));
  switch (world_.dice.between(1, 4)) {
    case 1:
    case 2:
      return assign(name, std::move(fields), charge.number(1));
    case 3:
      return call(name, "/operator/stars/suspense/refund", std::move(fields), "Stars in suspense asked again",
                  is_own);
    default:
      return call(name, "/operator/stars/suspense/write_off", std::move(fields),
                  "Stars in suspense written off", is_own);
  }
}

void HouseDesk::assign(const std::string& name, json::object fields, std::int64_t payer) {
  const std::int64_t id = world_.dice.one_in(4) ? payer : world_.dice.between(kFirstPlayer, kLastPlayer);
  fields["id"] = id;
  const bool is_own = name == "#" + std::to_string(id) || name == "#" + std::to_string(payer);
  operators_.call(name, "/operator/stars/suspense/assign", std::move(fields), true,
                  [this, is_own](const Reply& reply) {
                    require(!is_own || reply.status != 200, "nobody_decides_for_himself", reply.body);
                    if (reply.status == 200) world_.tally.count("Stars in suspense assigned");
                  });
}

/// Of a refund that goes on and on.
void HouseDesk::keep(const std::string& name) {
  auto charge = pick(kOftenRefused);
  if (charge.empty() && world_.dice.one_in(3)) charge = pick(kLeaving);
  if (charge.empty()) return;
  const bool is_own = name == "#" + std::to_string(charge.front().number(1));
  operators_.call(name, "/operator/stars/refunds/keep",
                  {{"charge", charge.front().text(0)}, {"reason", "he has asked for them"}}, true,
                  [this, is_own](const Reply& reply) {
                    require(!is_own || reply.status != 200, "nobody_decides_for_himself", reply.body);
                    if (reply.status == 200) world_.tally.count("refund of Stars ended");
                    if (reply.code() == "conflict") world_.tally.count("refund of Stars cannot be ended");
                  });
}

/// Some of it, all, or more than there is.
void HouseDesk::collect_rake(const std::string& name) {
  const auto rake = pick(kRake);
  if (rake.empty() && !world_.dice.one_in(4)) return;
  const std::int64_t asset = rake.empty() ? world_.dice.between(0, 2) : rake.front().number(0);
  const std::int64_t there = rake.empty() ? 0 : rake.front().number(1);
  const std::int64_t amount = world_.dice.between(1, there + there / 4 + 1);
  call(name, "/operator/fund",
       {{"asset", kAssets.at(static_cast<std::size_t>(asset))},
        {"source", "rake"},
        {"amount", amount},
        {"reason", "the month's"}},
       "rake collected");
}

/// Stars that nothing has booked: gifts, and what there was before.
void HouseDesk::take_in(const std::string& name) {
  const bool is_possible = !world_.dice.one_in(5);
  call(name, "/operator/fund",
       {{"asset", is_possible ? "stars" : "ton"},
        {"source", "outside"},
        {"amount", world_.dice.between(1, 40)},
        {"reason", "for prizes"}},
       "Stars from outside taken in");
}

void HouseDesk::forgive(const std::string& name) {
  const auto debtor = pick(kInDebt);
  if (debtor.empty() && !world_.dice.one_in(4)) return;
  const std::int64_t id =
      debtor.empty() ? world_.dice.between(kFirstPlayer, kLastPlayer) : debtor.front().number(0);
  const bool is_own = name == "#" + std::to_string(id);
  operators_.call(name, "/operator/forgive", {{"id", id}, {"reason", "he is sorry"}}, true,
                  [this, is_own](const Reply& reply) {
                    require(!is_own || reply.status != 200, "nobody_decides_for_himself", reply.body);
                    if (reply.status == 200) world_.tally.count("debt forgiven");
                  });
}

void HouseDesk::stop_sale(const std::string& name) {
  call(name, "/operator/stars/stop", {{"reason", "a look at the books, " + std::to_string(++looks_)}},
       "sale of Stars stopped");
}

/// For the reason that the state of the house shows; seldom for another.
void HouseDesk::sell_again(const std::string& name) {
  if (pick(kSaleStopped).empty()) return;
  operators_.call(name, "/operator/state", {}, false, [this, name](const Reply& reply) {
    if (reply.status != 200) return;
    const json::object house = reply.data();
    for (const json::value& stop : house.at("stops").as_array()) {
      if (stop.at("scope").as_string() != "stars" || stop.at("frozen").is_null()) continue;
      const bool is_other = world_.dice.one_in(6);
      call(name, "/operator/stars/sell",
           {{"frozen", is_other ? json::value("something else") : stop.at("frozen")},
            {"reason", "all is well"}},
           "Stars sold again");
    }
  });
}

/// Of two commits between which it stayed stopped: no order came, and no payment was let through.
void HouseDesk::check_sale(Database& database) {
  const auto rows = database.rows(kSaleStopped);
  const std::string stopped = rows.empty() ? std::string() : rows.front().text(0);
  std::vector<Value> sold = database.rows(kSold).front().values;
  const bool stayed = !stopped.empty() && stopped == stopped_;
  require(!stayed || sold == sold_, "nothing_is_sold_while_stopped", stopped);
  stopped_ = stopped;
  sold_ = std::move(sold);
}

void HouseDesk::check_commit(Database& database) {
  check_sale(database);
  const std::vector<Value> now = database.rows(kHouseState).front().values;
  if (now == std::exchange(seen_, now)) return;  // this commit was about something else
  for (const Rule& rule : kHouseRules) {
    const std::int64_t broken = database.number(rule.broken);
    require(broken == 0, rule.invariant, std::to_string(broken) + " break it");
  }
}

}  // namespace ludice::sim

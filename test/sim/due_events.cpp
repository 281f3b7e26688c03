// Counted from games, their facts, transfers, charges, withdrawals and acts of operators.
#include "sim/due_events.hpp"

#include "base/hex.hpp"
#include "sim/codes.hpp"
#include "sim/dice.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace ludice::sim {
namespace {

namespace json = boost::json;

constexpr std::string_view kStopped = "withdrawals_frozen ";
constexpr std::string_view kMoreStops = " more, as the log says";

/// Of what the facts of a game tell alone.
constexpr std::array kToldByFacts = {"round_tied", "throw_overdue", "game_cancelled", "lobby_expired"};
constexpr const char* kFacts =
    "SELECT game, COUNT(*) FROM fact WHERE substr(body, 1, ?) = ? || ' ' GROUP BY game";

constexpr const char* kBalances =
    "SELECT CASE t.code WHEN 2 THEN 'daily' WHEN 12 THEN 'payment' ELSE 'adjustment' END, a.asset, "
    "p.telegram_id, CASE WHEN t.credit = a.id THEN t.amount ELSE -t.amount END, CASE WHEN t.credit = a.id "
    "THEN t.credit_after ELSE t.debit_after END FROM transfer t JOIN account a ON a.id IN (t.debit, "
    "t.credit) AND a.kind = 0 JOIN player p ON p.id = a.owner WHERE t.code IN (2, 3, 11, 12)";

/// By the accounts that Stars go between; the second is an operator's act, for what the jobs set aside by
/// themselves goes the same way and is not told.
constexpr const char* kPayments =
    "SELECT CASE WHEN t.code = 8 AND c.kind = 0 THEN 'payment_credited' WHEN c.kind IN (2, 3) AND (t.code = "
    "8 OR d.kind = 0) THEN 'payment_refunding' WHEN d.kind = 3 AND c.kind IN (0, 2) THEN 'payment_kept' END "
    "AS type, t.external FROM transfer t JOIN account d ON d.id = t.debit JOIN account c ON c.id = t.credit "
    "WHERE t.code IN (8, 9) AND type IS NOT NULL";
constexpr const char* kAskedAgain =
    "SELECT 'payment_refunding', json_extract(fields, '$.charge') FROM operator_act WHERE call = "
    "'/operator/stars/suspense/refund' AND outcome = 'done'";
constexpr const char* kRefunded = "SELECT 'payment_refunded', charge FROM stars_charge WHERE state = 3";

/// What goes back from suspense is nobody's withdrawal.
constexpr const char* kWithdrawals = "SELECT id, state FROM ton_withdrawal WHERE player IS NOT NULL";
constexpr const char* kResumed =
    "SELECT 'withdrawals_resumed', json_extract(fields, '$.reason') FROM operator_act WHERE call = "
    "'/operator/unfreeze' AND outcome = 'done'";
constexpr const char* kStoppedByOperators =
    "SELECT operator || ': ' || json_extract(fields, '$.reason'), COUNT(*) FROM operator_act WHERE call = "
    "'/operator/freeze' AND outcome = 'done' GROUP BY 1";
/// What stopped withdrawals, as operators saw it when they let them go, and as it is now.
constexpr const char* kStops =
    "SELECT json_extract(fields, '$.frozen') FROM operator_act WHERE call = '/operator/unfreeze' AND outcome "
    "= 'done' UNION SELECT frozen FROM ton_wallet";

std::string balance_name(std::string_view reason, std::string_view asset, std::int64_t player,
                         std::int64_t amount, std::int64_t balance) {
  return "balance_changed " + std::string(reason) + " " + std::string(asset) + " of " +
         std::to_string(player) + " by " + std::to_string(amount) + " to " + std::to_string(balance);
}

std::int64_t number_or_0(const json::value& value) {
  return value.is_null() ? 0 : value.as_int64();
}

void add_games(Database& database, EventCounts& due) {
  for (const Row& row : database.rows("SELECT id, state, joiner, opener_faces, joiner_faces FROM game")) {
    const std::string game = to_base32(row.number(0));
    const std::int64_t state = row.number(1);
    due["game_waiting " + game] = 1;
    if (row.number(2) != 0) due["game_started " + game] = 1;
    const auto faces = static_cast<std::int64_t>(row.text(3).size() + row.text(4).size());
    if (faces > 0) due["throw_made " + game] = faces;
    if (state == 2) due["game_settled " + game] = 1;
    if (state == 3) due["game_void " + game] = 1;
  }
  for (const std::string type : kToldByFacts) {
    const auto length = static_cast<std::int64_t>(type.size()) + 1;
    for (const Row& row : database.rows(kFacts, {length, type})) {
      due[type + " " + to_base32(row.number(0))] = row.number(1);
    }
  }
}

void add_withdrawals(Database& database, EventCounts& due) {
  enum State { asked = 0, taken = 1, paid = 2, rejected = 3, returned = 4 };
  for (const Row& row : database.rows(kWithdrawals)) {
    const std::string id = to_base32(row.number(0));
    const std::int64_t state = row.number(1);
    due["withdrawal_asked " + id] = 1;
    if (state == paid || state == returned) due["withdrawal_paid " + id] = 1;
    if (state == rejected) due["withdrawal_rejected " + id] = 1;
    if (state == returned) due["withdrawal_returned " + id] = 1;
  }
}

EventCounts due_events(Database& database) {
  EventCounts due;
  add_games(database, due);
  add_withdrawals(database, due);
  for (const Row& row : database.rows(kBalances)) {
    const auto asset = static_cast<std::size_t>(row.number(1));
    ++due[balance_name(row.text(0), kAssets.at(asset), row.number(2), row.number(3), row.number(4))];
  }
  for (const char* sql : {kPayments, kAskedAgain, kRefunded, kResumed}) {
    for (const Row& row : database.rows(sql)) ++due[row.text(0) + " " + row.text(1)];
  }
  return due;
}

std::vector<std::string> reasons_in(const std::string& text) {
  constexpr std::string_view kBetween = "; ";
  std::vector<std::string> reasons;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(kBetween, at), text.size());
    reasons.push_back(text.substr(at, end - at));
    at = end + kBetween.size();
  }
  return reasons;
}

bool is_told(const EventCounts& heard, const std::string& reason) {
  return std::ranges::any_of(heard, [&](const auto& event) {
    return event.first.starts_with(kStopped) && event.first.contains(reason);
  });
}

/// What stops withdrawals beside operators comes from the chain: each reason that stood is told, and what is
/// told stood, as far as there was room for it.
void check_stops(Database& database, const EventCounts& heard) {
  for (const Row& row : database.rows(kStoppedByOperators)) {
    const auto told = heard.find(std::string(kStopped) + row.text(0));
    require(told != heard.end() && told->second == row.number(1), "every_event_comes",
            "withdrawals_frozen " + row.text(0));
  }
  std::string all;
  for (const Row& row : database.rows(kStops)) {
    all += row.text(0) + "; ";
    for (const std::string& reason : reasons_in(row.text(0))) {
      const bool is_count = reason.ends_with(kMoreStops);
      require(is_count || is_told(heard, reason), "every_event_comes", "withdrawals_frozen: " + reason);
    }
  }
  if (all.contains(kMoreStops)) return;
  for (const auto& [name, count] : heard) {
    if (!name.starts_with(kStopped)) continue;
    for (const std::string& reason : reasons_in(name.substr(kStopped.size()))) {
      require(all.contains(reason), "only_events_that_are_due", name);
    }
  }
}

}  // namespace

std::string name_of_event(const json::object& event) {
  const std::string type(event.at("type").as_string());
  const json::object& data = event.at("data").as_object();
  const auto named = [&](const char* member) {
    return type + " " + std::string(data.at(member).as_string());
  };
  if (type == "balance_changed") {
    return balance_name(data.at("reason").as_string(), data.at("asset").as_string(),
                        number_or_0(data.at("player").at("id")), data.at("amount").as_int64(),
                        data.at("balance").as_int64());
  }
  if (type.starts_with("payment_")) return named("charge");
  if (type.starts_with("withdrawal_")) return named("withdrawal");
  if (type.starts_with("withdrawals_")) return named("why");
  return type + " " + std::string(event.at("game_id").as_string());
}

void check_events(Database& database, const EventCounts& heard) {
  const EventCounts due = due_events(database);
  const auto count_in = [](const EventCounts& counts, const std::string& name) {
    const auto found = counts.find(name);
    return found == counts.end() ? 0 : found->second;
  };
  for (const auto& [name, count] : due) {
    require(count_in(heard, name) >= count, "every_event_comes", name);
  }
  for (const auto& [name, count] : heard) {
    if (name.starts_with(kStopped)) continue;
    require(count_in(due, name) >= count, "only_events_that_are_due", name);
  }
  check_stops(database, heard);
}

}  // namespace ludice::sim

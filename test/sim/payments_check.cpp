// The rules of Stars in SQL, and the comparison with Telegram's own book.
#include "sim/payments_check.hpp"

#include "base/hex.hpp"
#include "sim/rule.hpp"

#include <array>

namespace ludice::sim {
namespace {

enum State { paid = 0, suspended = 1, refunding = 2, refunded = 3, kept = 4, written_off = 5 };
constexpr std::int64_t kBeforeBaseline = 0;

constexpr std::array kPaymentRules = {
    Rule{"charge_holds_what_its_story_says",
         "SELECT COUNT(*) FROM stars_charge c JOIN account a ON a.id IN (c.id, c.id + 1) WHERE a.balance <> "
         "CASE WHEN c.state = 2 AND a.kind = 3 THEN c.amount WHEN c.state IN (1, 4) AND c.player IS NULL AND "
         "a.kind = 2 THEN c.amount ELSE 0 END"},
    Rule{"what_goes_back_is_asked_for",
         "SELECT (SELECT COUNT(*) FROM stars_charge c WHERE c.state IN (1, 2) AND NOT EXISTS (SELECT 1 FROM "
         "stars_refund r WHERE r.charge = c.id)) + (SELECT COUNT(*) FROM stars_refund r LEFT JOIN "
         "stars_charge "
         "c ON c.id = r.charge WHERE c.state IS NULL OR c.state NOT IN (1, 2))"},
    Rule{"paid_orders_are_those_with_their_charge",
         "SELECT COUNT(*) FROM stars_order o WHERE (o.state = 1) <> EXISTS (SELECT 1 FROM stars_charge c "
         "WHERE "
         "c.stars_order = o.id AND c.player = o.player AND c.amount = o.amount AND c.payer = (SELECT "
         "p.telegram_id FROM player p WHERE p.id = o.player))"},
    Rule{"one_open_order_per_amount",
         "SELECT COUNT(*) FROM (SELECT 1 FROM stars_order WHERE state = 0 GROUP BY player, amount HAVING "
         "COUNT(*) > 1)"},
    Rule{"debts_come_from_refunds",
         "SELECT COUNT(*) FROM account a WHERE a.kind = 0 AND a.asset = 1 AND a.balance < 0 AND -a.balance > "
         "(SELECT COALESCE(SUM(t.amount), 0) FROM transfer t WHERE t.code = 10 AND t.debit = a.id)"},
    Rule{
        "stars_come_from_payments_alone",
        "SELECT COUNT(*) FROM transfer t WHERE t.code = 8 AND NOT EXISTS (SELECT 1 FROM stars_charge c WHERE "
        "('stars:in:' || c.charge = t.key OR t.debit = c.id) AND c.charge = t.external AND c.amount = "
        "t.amount)"},
};

/// Changes with everything that the rules look at.
constexpr const char* kStarsState =
    "SELECT (SELECT COUNT(*) FROM stars_charge), (SELECT SUM(state + 10 * listed) FROM stars_charge), "
    "(SELECT COUNT(*) FROM stars_refund), (SELECT COUNT(*) FROM stars_order), (SELECT SUM(state) FROM "
    "stars_order), (SELECT SUM(at + balance) FROM stars_baseline), (SELECT COUNT(*) FROM stars_notice), "
    "(SELECT SUM(version) FROM account WHERE kind IN (2, 3, 10))";

/// Stars in suspense that an operator gave to a player, and refunds that one has ended.
constexpr const char* kAssigned =
    "SELECT json_extract(fields, '$.charge'), json_extract(fields, '$.id') FROM operator_act WHERE call = "
    "'/operator/stars/suspense/assign' AND outcome = 'done'";
/// Taken in by operators, less what left by itself and was the owner's.
constexpr const char* kOwners =
    "SELECT (SELECT COALESCE(SUM(json_extract(fields, '$.amount')), 0) FROM operator_act WHERE call = "
    "'/operator/fund' AND outcome = 'done' AND json_extract(fields, '$.source') = 'outside') - (SELECT "
    "COALESCE(SUM(amount), 0) FROM transfer WHERE code = 15 AND key LIKE 'house:swept:%')";
constexpr const char* kPaid =
    "SELECT COALESCE(SUM(CASE WHEN state = 3 THEN 0 ELSE amount END), 0) FROM stars_charge";
constexpr const char* kOutside = "SELECT COALESCE(SUM(balance), 0) FROM account WHERE kind = 10";
constexpr const char* kSweptAndLeft =
    "SELECT (SELECT COALESCE(SUM(amount), 0) FROM transfer WHERE code = 15 AND key LIKE 'house:swept:%'), "
    "(SELECT COALESCE(SUM(amount), 0) FROM stars_notice WHERE incoming = 0 AND why IN (1, 2))";
constexpr const char* kOwner = "SELECT SUM(balance) FROM account WHERE kind = 7 AND asset = 1";
constexpr const char* kEnded =
    "SELECT json_extract(fields, '$.charge') FROM operator_act WHERE call = '/operator/stars/refunds/keep' "
    "AND "
    "outcome = 'done'";

void check_rules(Database& database) {
  for (const Rule& rule : kPaymentRules) {
    const std::int64_t broken = database.number(rule.broken);
    require(broken == 0, rule.invariant, std::to_string(broken) + " break it");
  }
  const std::int64_t owed = database.number(kPaid) + database.number(kOwners);
  require(owed + database.number(kOutside) == 0, "outside_is_what_came_and_did_not_go_back",
          std::to_string(owed));
  const auto swept = database.rows(kSweptAndLeft).front();
  require(swept.number(0) <= swept.number(1), "no_more_is_swept_than_left", std::to_string(swept.number(0)));
}

}  // namespace

void PaymentsCheck::check_commit(Database& database) {
  const std::vector<Value> now = database.rows(kStarsState).front().values;
  if (now == seen_) return;  // this commit was about something else
  seen_ = now;
  assigned_.clear();
  for (const Row& row : database.rows(kAssigned)) assigned_[row.text(0)] = row.number(1);
  ended_.clear();
  for (const Row& row : database.rows(kEnded)) ended_.insert(row.text(0));
  check_rules(database);
  check_baseline(database);
  check_charges(database);
}

void PaymentsCheck::check_charges(Database& database) {
  const auto rows = database.rows(
      "SELECT c.charge, c.payer, c.amount, c.state, c.paid_at, p.telegram_id, c.stars_order FROM "
      "stars_charge c "
      "LEFT JOIN player p ON p.id = c.player");
  for (const Row& row : rows) {
    const auto payment = telegram_.payments().find(row.text(0));
    require(payment != telegram_.payments().end(), "charges_are_what_telegram_took", row.text(0));
    check_charge(row, payment->second);
  }
}

void PaymentsCheck::check_charge(const Row& row, const StarsTelegram::Payment& payment) const {
  const std::string& name = payment.charge;
  const std::int64_t state = row.number(3);
  require(row.number(1) == payment.payer && row.number(2) == payment.amount &&
              row.number(4) == payment.date * 1'000,
          "charges_are_what_telegram_took", name);
  const auto assigned = assigned_.find(name);
  if (assigned != assigned_.end()) {
    require(row.number(5) == assigned->second, "stars_go_to_whom_they_were_assigned", name);
  } else {
    require(row.number(5) == 0 || row.number(5) == payment.payer, "stars_go_to_who_paid", name);
    require(row.number(5) == 0 || row.number(6) == from_base32(payment.payload), "stars_go_to_who_paid",
            name);
  }
  require(state != refunded || payment.refunded, "refunded_is_what_telegram_gave_back", name);
  const bool was_ended = payment.put_off && ended_.contains(name);
  require(state != kept || payment.keeps || was_ended, "kept_is_what_telegram_refuses", name);
  require(state != written_off || payment.keeps || was_ended, "kept_is_what_telegram_refuses", name);
}

void PaymentsCheck::check_baseline(Database& database) {
  const std::int64_t at = database.number("SELECT at FROM stars_baseline");
  require(baseline_at_ == 0 || at == baseline_at_, "baseline_stays", std::to_string(at));
  baseline_at_ = at;
}

bool PaymentsCheck::has_seen_all(Database& database) const {
  const std::int64_t open = database.number("SELECT COUNT(*) FROM stars_refund");
  const std::int64_t seen = database.number("SELECT seen FROM stars_baseline");
  return open == 0 && seen == static_cast<std::int64_t>(telegram_.listed());
}

void PaymentsCheck::check_rest(Database& database) {
  check_commit(database);
  std::int64_t owed = 0;
  std::int64_t lost = 0;  ///< went back when the owner had it no more
  for (const auto& [charge, payment] : telegram_.payments()) {
    check_payment_at_rest(database, payment);
    const auto booked = database.rows("SELECT state FROM stars_charge WHERE charge = ?", {charge});
    if (booked.empty()) continue;
    const bool is_lost = payment.refunded && booked.front().number(0) == written_off;
    if (is_lost) lost += payment.amount;
    if (is_lost || !payment.refunded) owed += payment.amount;
  }
  owed += database.number(kOwners);
  const std::int64_t inside =
      database.number("SELECT COALESCE(SUM(balance), 0) FROM account WHERE asset = 1 AND kind <> 10");
  require(inside == owed, "rest_stars_outside_are_stars_inside",
          std::to_string(owed) + " held, " + std::to_string(inside) + " owed");
  const std::int64_t expected =
      database.number("SELECT balance FROM stars_baseline") -
      database.number(
          "SELECT SUM(balance) FROM account "
          "WHERE kind = 10") +
      database.number(
          "SELECT COALESCE(SUM(CASE WHEN incoming = 1 THEN amount ELSE -amount END), 0) FROM "
          "stars_notice WHERE why IN (1, 2)");
  require(expected - lost + telegram_.unlisted() == telegram_.balance(),
          "rest_comparison_finds_no_difference",
          std::to_string(telegram_.balance()) + " held, " + std::to_string(expected) + " expected");
}

/// In exactly one end state. What only the list tells of is not booked where the baseline holds it, nor where
/// it is older than that and no order of ours.
void PaymentsCheck::check_payment_at_rest(Database& database, const StarsTelegram::Payment& payment) const {
  const auto rows = database.rows("SELECT state FROM stars_charge WHERE charge = ?", {payment.charge});
  const auto noted =
      database.rows("SELECT why FROM stars_notice WHERE listed_id = ? AND incoming = 1", {payment.charge});
  const bool has_order = database.number("SELECT COUNT(*) FROM stars_order WHERE id = ?",
                                         {from_base32(payment.payload).value_or(0)}) > 0;
  const bool is_noted = !noted.empty() && (noted.front().number(0) == kBeforeBaseline || !has_order);
  const bool may_miss = is_noted && payment.date * 1'000 < baseline_at_ && !told_.contains(payment.charge);
  require(!rows.empty() || may_miss, "rest_every_payment_is_booked", payment.charge);
  if (rows.empty()) return;
  const std::int64_t state = rows.front().number(0);
  require(state != suspended && state != refunding, "rest_every_charge_has_ended", payment.charge);
  const bool owner_lacks = state == written_off && database.number(kOwner) < payment.amount;
  require((state == refunded) == payment.refunded || owner_lacks, "rest_refunds_are_those_of_telegram",
          payment.charge);
}

}  // namespace ludice::sim

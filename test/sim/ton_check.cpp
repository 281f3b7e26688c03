// The rules of TON in SQL, and the comparison with the chain.
#include "sim/ton_check.hpp"

#include "domain/ton_deposit.hpp"
#include "sim/rule.hpp"

#include <algorithm>
#include <array>

namespace ludice::sim {
namespace {

enum WithdrawalState { asked = 0, taken = 1, is_paid = 2, rejected = 3, returned = 4 };

constexpr std::array kTonRules = {
    Rule{"suspense_holds_what_waits",
         "SELECT COUNT(*) FROM ton_suspense s JOIN account a ON a.id = s.id WHERE a.balance <> CASE WHEN "
         "s.state = 0 THEN s.amount ELSE 0 END"},
    Rule{"payout_holds_what_is_to_be_paid",
         "SELECT COUNT(*) FROM ton_withdrawal w JOIN account a ON a.id = w.id + 1 WHERE a.balance <> CASE "
         "WHEN "
         "w.state IN (0, 1) THEN w.amount + w.fee ELSE 0 END"},
    Rule{"refunds_of_suspense_have_their_withdrawal",
         "SELECT COUNT(*) FROM ton_suspense s WHERE (s.state = 2) <> EXISTS (SELECT 1 FROM ton_withdrawal w "
         "WHERE w.suspense = s.id AND w.state IN (0, 1))"},
    Rule{"nobody_agrees_with_himself",
         "SELECT COUNT(*) FROM ton_withdrawal WHERE approver <> '' AND approver = asker"},
    Rule{"nobody_decides_for_himself",
         "SELECT COUNT(*) FROM ton_withdrawal w JOIN player p ON p.id = w.player WHERE '#' || p.telegram_id "
         "IN "
         "(w.operator, w.approver)"},
    Rule{"ledger_is_where_the_wallet_is",
         "SELECT (SELECT COALESCE(SUM(balance), 0) FROM account WHERE kind = 11) + (SELECT "
         "COALESCE(SUM(balance), 0) FROM ton_wallet)"},
};

/// So much, with what its player withdrew in the 24 hours before it, takes two people. What was rejected or
/// came back since counted when it was taken, and only makes the sum smaller.
constexpr const char* kPaidByOne =
    "SELECT COUNT(*) FROM ton_withdrawal w WHERE w.state IN (1, 2, 4) AND w.approver IN ('', w.operator) AND "
    "w.amount + w.fee + (SELECT COALESCE(SUM(e.amount + e.fee), 0) FROM ton_withdrawal e WHERE e.player = "
    "w.player AND e.id < w.id AND e.asked > w.asked - 86400000 AND e.state IN (0, 1, 2)) >= ?";

/// Changes with everything that the rules look at.
constexpr const char* kTonState =
    "SELECT (SELECT SUM(lt) FROM ton_wallet), (SELECT SUM(balance) FROM ton_wallet), (SELECT COUNT(*) FROM "
    "ton_suspense), (SELECT SUM(state) FROM ton_suspense), (SELECT COUNT(*) FROM ton_withdrawal), (SELECT "
    "SUM(state) FROM ton_withdrawal), (SELECT SUM(version) FROM account WHERE kind IN (2, 3, 11)), (SELECT "
    "SUM(LENGTH(approver)) FROM ton_withdrawal)";

constexpr const char* kDisputed =
    "SELECT COUNT(*) FROM ton_withdrawal WHERE destination = ? AND amount = ? AND disputed >= ?";

constexpr const char* kHolderOf =
    "SELECT a.kind, p.telegram_id, t.amount FROM transfer t JOIN account a ON a.id = t.credit LEFT JOIN "
    "player p "
    "ON p.id = a.owner WHERE t.key LIKE 'ton:in:%:' || ? || ':' || ?";

}  // namespace

void TonCheck::check_commit(Database& database) {
  const std::vector<Value> now = database.rows(kTonState).front().values;
  if (now == seen_) return;  // this commit was about something else
  seen_ = now;
  for (const Rule& rule : kTonRules) {
    const std::int64_t broken = database.number(rule.broken);
    require(broken == 0, rule.invariant, std::to_string(broken) + " break it");
  }
  const std::int64_t threshold = world_.settings.ton_rules.approval_from.units();
  require(database.number(kPaidByOne, {threshold}) == 0, "large_sums_take_two", std::to_string(threshold));
  check_place(database);
  check_withdrawals(database);
  check_unsaid(database);
  count_reasons(database);
}

/// Why coins wait for somebody, of all that do since the commit looked at last.
void TonCheck::count_reasons(Database& database) {
  for (const Row& row :
       database.rows("SELECT id, reason FROM ton_suspense WHERE id > ? ORDER BY id", {last_suspense_})) {
    last_suspense_ = row.number(0);
    const auto reason = static_cast<domain::TonReview>(row.number(1));
    world_.tally.count("coins in suspense: " + std::string(to_string(reason)));
  }
}

/// The watcher stands behind a row of the chain, and never goes back.
void TonCheck::check_place(Database& database) {
  const auto place = database.rows("SELECT lt, hash, balance FROM ton_wallet");
  if (place.empty()) return;
  const std::int64_t lt = place.front().number(0);
  require(lt >= last_lt_, "watcher_goes_forward", std::to_string(lt));
  last_lt_ = lt;
  if (baseline_lt_ == 0) baseline_lt_ = lt;
  const auto row = std::ranges::find(chain_.rows(), lt, &TonChain::Row::lt);
  require(row != chain_.rows().end() && row->hash == place.front().text(1) &&
              row->after == place.front().number(2),
          "watcher_stands_on_the_chain", std::to_string(lt));
}

/// What is given back was never paid; what is said to be paid was, once.
void TonCheck::check_withdrawals(Database& database) const {
  for (const Row& row :
       database.rows("SELECT id, state, destination, amount, comment FROM ton_withdrawal WHERE state >= 2")) {
    const auto destination = domain::parse_ton_address(row.text(2));
    require(destination.has_value(), "withdrawals_name_an_address", row.text(2));
    const int paid = paid_on_chain(destination->address, row.number(3), row.text(4));
    const bool is_rejected = row.number(1) == rejected;
    require(is_rejected == (paid == 0), is_rejected ? "rejected_is_never_paid" : "paid_is_on_the_chain",
            row.text(4));
  }
}

/// Whose coins left without its comment is not paid again, or given back, by somebody who does not know.
void TonCheck::check_unsaid(Database& database) {
  std::erase_if(unsaid_, [&](const Unsaid& payment) {
    if (payment.lt > last_lt_) return false;
    const std::int64_t disputed =
        database.number(kDisputed, {domain::raw_text(payment.destination), payment.value, payment.lt});
    require(disputed > 0, "what_left_without_its_name_is_disputed", std::to_string(payment.lt));
    return true;
  });
}

int TonCheck::paid_on_chain(const domain::TonAddress& destination, std::int64_t value,
                            const std::string& comment) const {
  int count = 0;
  for (const TonChain::Row& row : chain_.rows()) {
    for (const TonChain::Message& message : row.out) {
      const bool exact = message.destination == destination && message.value == value;
      count += exact && message.comment == comment ? 1 : 0;
    }
  }
  return count;
}

bool TonCheck::has_seen_all(Database& database) const {
  const std::int64_t lt = database.number("SELECT lt FROM ton_wallet");
  const std::int64_t open = database.number(
      "SELECT (SELECT COUNT(*) FROM ton_suspense WHERE state IN (0, 2)) + (SELECT COUNT(*) FROM "
      "ton_withdrawal WHERE state IN (0, 1))");
  return open == 0 && lt == chain_.rows().back().lt;
}

void TonCheck::check_rest(Database& database) const {
  const std::int64_t inside =
      database.number("SELECT COALESCE(SUM(balance), 0) FROM account WHERE asset = 2 AND kind <> 11");
  require(inside == chain_.balance(), "rest_coins_outside_are_coins_inside",
          std::to_string(chain_.balance()) + " in the wallet, " + std::to_string(inside) + " owed");
  const std::int64_t waiting =
      database.number("SELECT COALESCE(SUM(balance), 0) FROM account WHERE asset = 2 AND kind IN (1, 2, 3)");
  require(waiting == 0, "rest_no_coin_waits", std::to_string(waiting));
  for (const TonChain::Row& row : chain_.rows()) check_row(database, row);
}

/// A row's coins went to whom they must, once.
void TonCheck::check_row(Database& database, const TonChain::Row& row) const {
  using Kind = Expected::Kind;
  const auto found = expected_.find(row.lt);
  if (found == expected_.end() || row.lt <= baseline_lt_) return;
  const auto booked = database.rows(kHolderOf, {std::to_string(row.lt), row.hash});
  const std::string name = std::to_string(row.lt);
  const Kind kind = found->second.kind;
  require(booked.size() == (kind == Kind::nothing ? 0U : 1U), "rest_every_row_is_booked_once", name);
  if (booked.empty()) return;
  const std::int64_t holder = booked.front().number(0);
  require(booked.front().number(2) == row.in->value, "rest_every_row_is_booked_whole", name);
  require((kind == Kind::suspense) == (holder == 2), "rest_unclear_coins_wait", name);
  const std::int64_t player = kind == Kind::credit ? found->second.player : 0;
  require((kind == Kind::credit) == (holder == 0) && booked.front().number(1) == player,
          "rest_coins_go_to_whom_the_memo_names", name);
}

}  // namespace ludice::sim

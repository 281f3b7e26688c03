// The tables `stars_order`, `stars_charge` and `stars_refund`.
#include "store/stars_table.hpp"

#include <algorithm>
#include <cstdlib>

namespace ludice::store {
namespace {

using domain::ChargeState;
using domain::OrderState;

#define LUDICE_ORDER_COLUMNS "id, player, amount, state, opened, expires"
constexpr Statement kSelectOrder{"SELECT " LUDICE_ORDER_COLUMNS " FROM stars_order WHERE id = $1",
                                 "FOR UPDATE"};
constexpr Statement kSelectOrderOf{"SELECT " LUDICE_ORDER_COLUMNS
                                   " FROM stars_order WHERE player = $1 AND amount = $2 ORDER BY id DESC "
                                   "LIMIT 1",
                                   "FOR UPDATE"};
constexpr Statement kInsertOrder{"INSERT INTO stars_order (" LUDICE_ORDER_COLUMNS
                                 ") VALUES ($1, $2, $3, $4, $5, $6)"};
#undef LUDICE_ORDER_COLUMNS
constexpr Statement kUpdateOrder{"UPDATE stars_order SET state = $2 WHERE id = $1"};
constexpr Statement kUpdateChecked{
    "UPDATE stars_order SET checks = CASE WHEN checked >= $3 THEN checks + 1 ELSE 1 END, checked = $2 WHERE "
    "id = $1"};
constexpr Statement kCheckedSince{
    "SELECT CAST(COALESCE(SUM(amount * unheard), 0) AS BIGINT) FROM (SELECT o.amount, o.checks - (SELECT "
    "COUNT(*) FROM stars_charge c WHERE c.player = o.player AND c.stars_order = o.id) AS unheard FROM "
    "stars_order o WHERE o.player = $1 AND o.checked >= $2) AS let_through WHERE unheard > 0"};

#define LUDICE_CHARGE_COLUMNS "id, charge, payer, player, stars_order, amount, state, paid_at, at, listed"
constexpr Statement kSelectCharge{"SELECT " LUDICE_CHARGE_COLUMNS " FROM stars_charge WHERE charge = $1",
                                  "FOR UPDATE"};
constexpr Statement kSelectChargesOf{
    "SELECT " LUDICE_CHARGE_COLUMNS
    " FROM stars_charge WHERE player = $1 AND id <= $2 ORDER BY id DESC LIMIT "
    "$3"};
constexpr Statement kSelectUnlisted{"SELECT " LUDICE_CHARGE_COLUMNS
                                    " FROM stars_charge WHERE listed = 0 AND at < $1 ORDER BY id LIMIT $2"};
constexpr Statement kSelectSuspended{
    "SELECT " LUDICE_CHARGE_COLUMNS
    " FROM stars_charge WHERE player IS NULL AND state = $1 AND id >= $2 ORDER BY id LIMIT $3"};
constexpr Statement kSelectLeaving{
    "SELECT " LUDICE_CHARGE_COLUMNS
    " FROM stars_charge WHERE id IN (SELECT r.charge FROM stars_refund r WHERE r.charge >= $1) ORDER BY id "
    "LIMIT $2"};
constexpr Statement kInsertCharge{"INSERT INTO stars_charge (" LUDICE_CHARGE_COLUMNS
                                  ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
#undef LUDICE_CHARGE_COLUMNS
constexpr Statement kPaidSince{
    "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM stars_charge WHERE player = $1 AND at >= $2 AND "
    "state <> $3"};
constexpr Statement kUpdateCharge{"UPDATE stars_charge SET state = $2 WHERE id = $1"};
constexpr Statement kUpdatePlayer{"UPDATE stars_charge SET player = $2 WHERE id = $1"};
constexpr Statement kUpdateListed{"UPDATE stars_charge SET listed = 1 WHERE id = $1"};

constexpr Statement kSelectDue{
    "SELECT c.charge, c.payer, c.state FROM stars_refund r JOIN stars_charge c ON c.id = r.charge WHERE "
    "r.due "
    "<= $1 ORDER BY r.due, r.charge LIMIT $2"};
/// tries: below zero where the last one brought no answer.
constexpr Statement kSelectRefund{"SELECT tries, due FROM stars_refund WHERE charge = $1", "FOR UPDATE"};
constexpr Statement kInsertRefund{"INSERT INTO stars_refund (charge, due, tries) VALUES ($1, $2, 0)"};
constexpr Statement kUpdateRefund{"UPDATE stars_refund SET due = $2, tries = $3 WHERE charge = $1"};
constexpr Statement kDeleteRefund{"DELETE FROM stars_refund WHERE charge = $1"};

constexpr Millis kFirstPause{1'000};
constexpr Millis kLongestPause{300'000};
constexpr std::int64_t kMostDoublings = 9;

std::optional<StarsOrder> first_order(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const Rows::Row row = rows.front();
  return StarsOrder{row.id<OrderId>(0), row.id<PlayerId>(1),
                    row.amount(2),      static_cast<OrderState>(row.integer(3)),
                    row.instant(4),     row.instant(5)};
}

std::vector<StarsCharge> charges(Reader& reader, const Rows& rows) {
  std::vector<StarsCharge> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Rows::Row row = rows[i];
    found.push_back({row.id<PaymentId>(0), row.text(1), row.id<TelegramId>(2), row.id<PlayerId>(3),
                     row.id<OrderId>(4), row.amount(5), static_cast<ChargeState>(row.integer(6)),
                     row.instant(7), row.instant(8), row.boolean(9)});
    reader.saw_id(found.back().id.value);
  }
  return found;
}

}  // namespace

std::optional<StarsOrder> find_stars_order(Reader& reader, OrderId id) {
  return first_order(reader.query(kSelectOrder, {id}));
}

std::optional<StarsOrder> find_stars_order(Reader& reader, PlayerId player, Amount amount) {
  return first_order(reader.query(kSelectOrderOf, {player, amount}));
}

void insert_stars_order(Transaction& transaction, const StarsOrder& o) {
  transaction.change_one(kInsertOrder,
                         {o.id, o.player, o.amount, static_cast<int>(o.state), o.opened, o.expires});
}

void set_stars_order_state(Transaction& transaction, OrderId id, OrderState state) {
  transaction.change_one(kUpdateOrder, {id, static_cast<int>(state)});
}

void set_stars_order_checked(Transaction& transaction, OrderId id, Instant since) {
  transaction.change_one(kUpdateChecked, {id, transaction.now(), since});
}

Amount stars_checked_since(Reader& reader, PlayerId player, Instant since) {
  return reader.query(kCheckedSince, {player, since}).front().amount(0);
}

std::optional<StarsCharge> find_stars_charge(Reader& reader, std::string_view charge) {
  auto found = charges(reader, reader.query(kSelectCharge, {charge}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<StarsCharge> find_stars_charges(Reader& reader, PlayerId player, PaymentId from, int limit) {
  const std::int64_t last = from ? from.value : Amount::kMax;
  return charges(reader, reader.query(kSelectChargesOf, {player, last, limit}));
}

Amount stars_paid_since(Reader& reader, PlayerId player, Instant since) {
  return reader.query(kPaidSince, {player, since, static_cast<int>(ChargeState::refunded)}).front().amount(0);
}

void insert_stars_charge(Transaction& transaction, const StarsCharge& c) {
  transaction.change_one(kInsertCharge, {c.id, c.charge, c.payer, c.player, c.order, c.amount,
                                         static_cast<int>(c.state), c.paid_at, c.at, c.listed});
}

void set_stars_charge_state(Transaction& transaction, PaymentId id, ChargeState state) {
  transaction.change_one(kUpdateCharge, {id, static_cast<int>(state)});
}

void set_stars_charge_listed(Transaction& transaction, PaymentId id) {
  transaction.change_one(kUpdateListed, {id});
}

std::vector<StarsCharge> find_unlisted_stars_charges(Reader& reader, Instant before, int limit) {
  return charges(reader, reader.query(kSelectUnlisted, {before, limit}));
}

std::vector<StarsCharge> find_suspended_stars_charges(Reader& reader, ChargeState state, int limit,
                                                      PaymentId from) {
  return charges(reader, reader.query(kSelectSuspended, {static_cast<int>(state), from.value, limit}));
}

std::vector<StarsCharge> find_leaving_stars_charges(Reader& reader, int limit, PaymentId from) {
  return charges(reader, reader.query(kSelectLeaving, {from.value, limit}));
}

void set_stars_charge_player(Transaction& transaction, PaymentId id, PlayerId player) {
  transaction.change_one(kUpdatePlayer, {id, player});
}

std::vector<StarsRefund> find_due_stars_refunds(Reader& reader, int limit) {
  const Rows rows = reader.query(kSelectDue, {reader.now(), limit});
  std::vector<StarsRefund> due;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    due.push_back({rows[i].text(0), rows[i].id<TelegramId>(1), static_cast<ChargeState>(rows[i].integer(2))});
  }
  return due;
}

std::optional<StarsRefundState> find_stars_refund(Reader& reader, PaymentId charge) {
  const Rows rows = reader.query(kSelectRefund, {charge});
  if (rows.empty()) return std::nullopt;
  const std::int64_t tries = rows.front().integer(0);
  return StarsRefundState{std::abs(tries), tries > 0, rows.front().instant(1)};
}

void enter_stars_refund(Transaction& transaction, PaymentId charge) {
  if (find_stars_refund(transaction, charge)) return;
  transaction.change_one(kInsertRefund, {charge, transaction.now()});
}

void put_off_stars_refund(Transaction& transaction, PaymentId charge, bool refused) {
  const auto refund = find_stars_refund(transaction, charge);
  if (!refund) return;
  const std::int64_t doublings = std::min(refund->tries, kMostDoublings);
  const Millis pause = std::min(kLongestPause, kFirstPause * (std::int64_t{1} << doublings));
  const std::int64_t tries = refund->tries + 1;
  transaction.change_one(kUpdateRefund, {charge, transaction.now() + pause, refused ? tries : -tries});
}

void leave_stars_refund(Transaction& transaction, PaymentId charge) {
  transaction.execute(kDeleteRefund, {charge});
}

}  // namespace ludice::store

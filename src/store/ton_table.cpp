// The tables `ton_suspense` and `ton_withdrawal`.
#include "store/ton_table.hpp"

#include "base/assert.hpp"

#include <limits>

namespace ludice::store {
namespace {

constexpr Statement kSelectSuspense{
    "SELECT id, lt, hash, reason, amount, source, comment, player, state, tries, at FROM ton_suspense "
    "WHERE id = $1",
    "FOR UPDATE"};
constexpr Statement kSelectSuspenses{
    "SELECT id, lt, hash, reason, amount, source, comment, player, state, tries, at FROM ton_suspense "
    "WHERE state = $1 AND id >= $3 ORDER BY id LIMIT $2"};
constexpr Statement kSelectUnsaidSuspenses{
    "SELECT id, lt, hash, reason, amount, source, comment, player, state, tries, at FROM ton_suspense s "
    "WHERE NOT EXISTS (SELECT 1 FROM payment_fact f WHERE f.about = s.id) ORDER BY id"};
constexpr Statement kInsertSuspense{
    "INSERT INTO ton_suspense (id, lt, hash, reason, amount, source, comment, player, state, tries, at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
constexpr Statement kUpdateSuspense{"UPDATE ton_suspense SET state = $2, tries = $3 WHERE id = $1"};

#define LUDICE_WITHDRAWAL_COLUMNS                                                                            \
  "id, player, suspense, destination, amount, fee, comment, state, operator, link_until, lt, asked, ended, " \
  "asker, approver, disputed"
#define LUDICE_SELECT_WITHDRAWAL "SELECT " LUDICE_WITHDRAWAL_COLUMNS " FROM ton_withdrawal "
constexpr Statement kSelectWithdrawal{LUDICE_SELECT_WITHDRAWAL "WHERE id = $1", "FOR UPDATE"};
constexpr Statement kSelectNamed{LUDICE_SELECT_WITHDRAWAL "WHERE comment = $1", "FOR UPDATE"};
constexpr Statement kSelectLike{LUDICE_SELECT_WITHDRAWAL
                                "WHERE destination = $1 AND amount = $2 AND state IN (0, 1) "
                                "ORDER BY state DESC, disputed, id",
                                "FOR UPDATE"};
constexpr Statement kSelectByState{LUDICE_SELECT_WITHDRAWAL
                                   "WHERE state = $1 AND id >= $3 ORDER BY id LIMIT $2"};
constexpr Statement kSelectPlayersWithdrawals{LUDICE_SELECT_WITHDRAWAL
                                              "WHERE player = $1 AND id <= $3 ORDER BY id DESC LIMIT $2"};
constexpr Statement kSelectUnsaid{LUDICE_SELECT_WITHDRAWAL
                                  "w WHERE NOT EXISTS (SELECT 1 FROM payment_fact f WHERE f.about = w.id "
                                  "AND f.body LIKE 'ton_asked %') ORDER BY id"};
constexpr Statement kSumLeaving{
    "SELECT CAST(COALESCE(SUM(amount + fee), 0) AS BIGINT) FROM ton_withdrawal WHERE player = $1 AND id < $2 "
    "AND asked > $3 AND state IN (0, 1, 2)"};
constexpr Statement kInsertWithdrawal{"INSERT INTO ton_withdrawal (" LUDICE_WITHDRAWAL_COLUMNS
                                      ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                                      "$14, $15, $16)"};
#undef LUDICE_SELECT_WITHDRAWAL
#undef LUDICE_WITHDRAWAL_COLUMNS
constexpr Statement kUpdateWithdrawal{
    "UPDATE ton_withdrawal SET state = $2, operator = $3, link_until = $4, lt = $5, ended = $6, approver = "
    "$7, disputed = $8 WHERE id = $1"};

domain::TonAddress address_in(const std::string& text) {
  const auto address = domain::parse_ton_address(text);
  LUDICE_ASSERT(address.has_value());
  return address->address;
}

TonSuspense suspense_in(const Rows::Row& row) {
  return {.id = row.id<PaymentId>(0),
          .lt = row.integer(1),
          .hash = row.text(2),
          .reason = static_cast<domain::TonReview>(row.integer(3)),
          .amount = row.amount(4),
          .source = address_in(row.text(5)),
          .comment = row.text(6),
          .player = row.id<PlayerId>(7),
          .state = static_cast<domain::TonSuspenseState>(row.integer(8)),
          .tries = row.integer(9),
          .at = row.instant(10)};
}

std::vector<TonSuspense> all_suspenses(const Rows& rows) {
  std::vector<TonSuspense> all;
  for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(suspense_in(rows[i]));
  return all;
}

TonWithdrawal withdrawal_in(const Rows::Row& row) {
  return {.id = row.id<PaymentId>(0),
          .player = row.id<PlayerId>(1),
          .suspense = row.id<PaymentId>(2),
          .destination = address_in(row.text(3)),
          .amount = row.amount(4),
          .fee = row.amount(5),
          .comment = row.text(6),
          .state = static_cast<domain::TonWithdrawalState>(row.integer(7)),
          .operator_name = row.text(8),
          .link_until = row.instant(9),
          .lt = row.integer(10),
          .asked = row.instant(11),
          .ended = row.instant(12),
          .asker = row.text(13),
          .approver = row.text(14),
          .disputed = row.integer(15)};
}

std::optional<TonWithdrawal> first_withdrawal(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return withdrawal_in(rows.front());
}

std::vector<TonWithdrawal> all_withdrawals(const Rows& rows) {
  std::vector<TonWithdrawal> all;
  for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(withdrawal_in(rows[i]));
  return all;
}

}  // namespace

std::optional<TonSuspense> find_ton_suspense(Reader& reader, PaymentId id) {
  const Rows rows = reader.query(kSelectSuspense, {id});
  if (rows.empty()) return std::nullopt;
  return suspense_in(rows.front());
}

std::vector<TonSuspense> find_ton_suspenses(Reader& reader, domain::TonSuspenseState state, int limit,
                                            PaymentId from) {
  return all_suspenses(reader.query(kSelectSuspenses, {static_cast<int>(state), limit, from.value}));
}

std::vector<TonSuspense> find_ton_suspenses_unsaid(Reader& reader) {
  return all_suspenses(reader.query(kSelectUnsaidSuspenses));
}

void insert_ton_suspense(Transaction& transaction, const TonSuspense& s) {
  transaction.change_one(
      kInsertSuspense, {s.id, s.lt, s.hash, static_cast<int>(s.reason), s.amount, domain::raw_text(s.source),
                        s.comment, s.player, static_cast<int>(s.state), s.tries, s.at});
}

void update_ton_suspense(Transaction& transaction, const TonSuspense& s) {
  transaction.change_one(kUpdateSuspense, {s.id, static_cast<int>(s.state), s.tries});
}

std::optional<TonWithdrawal> find_ton_withdrawal(Reader& reader, PaymentId id) {
  return first_withdrawal(reader.query(kSelectWithdrawal, {id}));
}

std::optional<TonWithdrawal> find_ton_withdrawal_named(Reader& reader, std::string_view comment) {
  return first_withdrawal(reader.query(kSelectNamed, {comment}));
}

std::vector<TonWithdrawal> find_ton_withdrawals_like(Reader& reader, const domain::TonAddress& destination,
                                                     Amount amount) {
  return all_withdrawals(reader.query(kSelectLike, {domain::raw_text(destination), amount}));
}

std::vector<TonWithdrawal> find_ton_withdrawals(Reader& reader, domain::TonWithdrawalState state, int limit,
                                                PaymentId from) {
  return all_withdrawals(reader.query(kSelectByState, {static_cast<int>(state), limit, from.value}));
}

std::vector<TonWithdrawal> find_ton_withdrawals_of(Reader& reader, PlayerId player, int limit,
                                                   PaymentId from) {
  constexpr std::int64_t kNewest = std::numeric_limits<std::int64_t>::max();
  return all_withdrawals(
      reader.query(kSelectPlayersWithdrawals, {player, limit, from ? from.value : kNewest}));
}

std::vector<TonWithdrawal> find_ton_withdrawals_unsaid(Reader& reader) {
  return all_withdrawals(reader.query(kSelectUnsaid));
}

std::int64_t sum_ton_leaving(Reader& reader, PlayerId player, PaymentId before, Instant after) {
  return reader.query(kSumLeaving, {player, before, after}).front().integer(0);
}

void insert_ton_withdrawal(Transaction& transaction, const TonWithdrawal& w) {
  transaction.change_one(kInsertWithdrawal,
                         {w.id, w.player, w.suspense, domain::raw_text(w.destination), w.amount, w.fee,
                          w.comment, static_cast<int>(w.state), w.operator_name, w.link_until, w.lt, w.asked,
                          w.ended, w.asker, w.approver, w.disputed});
}

void update_ton_withdrawal(Transaction& transaction, const TonWithdrawal& w) {
  transaction.change_one(kUpdateWithdrawal, {w.id, static_cast<int>(w.state), w.operator_name, w.link_until,
                                             w.lt, w.ended, w.approver, w.disputed});
}

}  // namespace ludice::store

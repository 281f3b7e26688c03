// Walks back by primary keys, in one statement.
#include "store/history_table.hpp"

namespace ludice::store {
namespace {

constexpr Statement kSelectLast{"SELECT last_transfer FROM account WHERE id = $1"};
constexpr Statement kWalkBack{
    "WITH RECURSIVE walk (step, id, code, change, balance_after, game, key, external, at, prev) AS ("
    "SELECT CAST(1 AS BIGINT), id, code, CASE WHEN credit = $1 THEN amount ELSE -amount END, "
    "CASE WHEN credit = $1 THEN credit_after ELSE debit_after END, game, key, COALESCE(external, ''), at, "
    "CASE WHEN credit = $1 THEN credit_prev ELSE debit_prev END "
    "FROM transfer WHERE id = $2 AND (credit = $1 OR debit = $1) "
    "UNION ALL "
    "SELECT w.step + 1, t.id, t.code, CASE WHEN t.credit = $1 THEN t.amount ELSE -t.amount END, "
    "CASE WHEN t.credit = $1 THEN t.credit_after ELSE t.debit_after END, t.game, t.key, "
    "COALESCE(t.external, ''), t.at, "
    "CASE WHEN t.credit = $1 THEN t.credit_prev ELSE t.debit_prev END "
    "FROM walk w JOIN transfer t ON t.id = w.prev WHERE w.step < $3) "
    "SELECT id, code, change, balance_after, game, key, external, at, prev FROM walk ORDER BY step"};
constexpr Statement kSelectExternal{"SELECT COALESCE(external, '') FROM transfer WHERE key = $1"};

}  // namespace

std::string find_external(Reader& reader, std::string_view key) {
  const Rows rows = reader.query(kSelectExternal, {key});
  return rows.empty() ? std::string() : rows.front().text(0);
}

domain::TransferId find_last_transfer(Reader& reader, AccountId account) {
  const Rows rows = reader.query(kSelectLast, {account});
  return rows.empty() ? domain::TransferId{} : rows.front().id<domain::TransferId>(0);
}

std::vector<Entry> find_entries(Reader& reader, AccountId account, domain::TransferId from, int limit) {
  const Rows rows = reader.query(kWalkBack, {account, from, limit});
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Rows::Row row = rows[i];
    entries.push_back({row.id<domain::TransferId>(0), static_cast<domain::TransferCode>(row.integer(1)),
                       row.amount(2), row.amount(3), row.id<GameId>(4), row.text(5), row.text(6),
                       row.instant(7), row.id<domain::TransferId>(8)});
  }
  return entries;
}

}  // namespace ludice::store

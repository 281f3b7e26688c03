// The tables `stars_baseline` and `stars_notice`.
#include "store/stars_list_table.hpp"

#include <algorithm>

namespace ludice::store {
namespace {

constexpr Statement kSelectBaseline{"SELECT at, balance, seen, full_at FROM stars_baseline WHERE id = 1",
                                    "FOR UPDATE"};
constexpr Statement kInsertBaseline{
    "INSERT INTO stars_baseline (id, at, balance, seen, full_at) VALUES (1, $1, $2, $3, $4)"};
constexpr Statement kUpdateBaseline{"UPDATE stars_baseline SET seen = $1, full_at = $2 WHERE id = 1"};
constexpr Statement kUpdateSeen{"UPDATE stars_baseline SET seen = $1 WHERE id = 1"};
constexpr Statement kTakeOff{"UPDATE stars_baseline SET balance = balance - $1 WHERE id = 1"};
constexpr Statement kSelectNotice{"SELECT 1 FROM stars_notice WHERE listed_id = $1 AND incoming = $2"};
constexpr Statement kInsertNotice{
    "INSERT INTO stars_notice (id, listed_id, incoming, amount, why, at) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Statement kUnbooked{
    "SELECT CAST(COALESCE(SUM(CASE WHEN incoming = 1 THEN amount ELSE -amount END), 0) AS BIGINT) "
    "FROM stars_notice WHERE why IN ($1, $2, $3)"};

}  // namespace

std::optional<StarsBaseline> find_stars_baseline(Reader& reader) {
  const Rows rows = reader.query(kSelectBaseline);
  if (rows.empty()) return std::nullopt;
  const Rows::Row row = rows.front();
  return StarsBaseline{row.instant(0), row.amount(1), row.integer(2), row.instant(3)};
}

void insert_stars_baseline(Transaction& transaction, const StarsBaseline& baseline) {
  transaction.change_one(kInsertBaseline, {baseline.at, baseline.balance, baseline.seen, baseline.full_at});
}

void update_stars_baseline(Transaction& transaction, std::int64_t seen, Instant full_at) {
  transaction.change_one(kUpdateBaseline, {seen, full_at});
}

void update_stars_seen(Transaction& transaction, std::int64_t seen) {
  transaction.change_one(kUpdateSeen, {seen});
}

void take_off_stars_baseline(Transaction& transaction, Amount amount) {
  transaction.change_one(kTakeOff, {amount});
}

bool has_stars_notice(Reader& reader, const std::string& listed_id, bool incoming) {
  return !reader.query(kSelectNotice, {listed_id, incoming}).empty();
}

void insert_stars_notice(Transaction& transaction, const StarsNotice& notice) {
  transaction.change_one(kInsertNotice, {transaction.next_id(), notice.listed_id, notice.incoming,
                                         notice.amount, static_cast<int>(notice.why), notice.at});
}

Amount unbooked_stars(Reader& reader) {
  return reader
      .query(kUnbooked,
             {static_cast<int>(NoticeReason::no_payment), static_cast<int>(NoticeReason::unknown_refund),
              static_cast<int>(NoticeReason::imported)})
      .front()
      .amount(0);
}

Amount lacking_stars(Reader& reader) {
  const auto baseline = find_stars_baseline(reader);
  if (!baseline) return {};
  return std::max(Amount(), Amount() - (baseline->balance + unbooked_stars(reader)));
}

}  // namespace ludice::store

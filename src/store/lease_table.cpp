// SQL of leases.
#include "store/lease_table.hpp"

namespace ludice::store {
namespace {

constexpr Statement kSelectLease{"SELECT holder, fence, until FROM lease WHERE name = $1", "FOR UPDATE"};
constexpr Statement kSelectFence{"SELECT 1 FROM lease WHERE name = $1 AND fence = $2", "FOR SHARE"};
constexpr Statement kTake{"UPDATE lease SET holder = $2, fence = $3, until = $4 WHERE name = $1"};
constexpr Statement kInsertLease{"INSERT INTO lease (name, holder, fence, until) VALUES ($1, $2, 1, $3)"};
constexpr Statement kGiveBack{"UPDATE lease SET until = 0 WHERE name = $1 AND fence = $2"};

}  // namespace

std::optional<std::int64_t> take_lease(Transaction& transaction, const std::string& name,
                                       const std::string& holder, Millis lasts) {
  const Rows rows = transaction.query(kSelectLease, {name});
  const Instant now = transaction.now();
  if (rows.empty()) {
    transaction.change_one(kInsertLease, {name, holder, now + lasts});
    return 1;
  }
  const Rows::Row row = rows.front();
  const bool mine = row.text(0) == holder;
  if (!mine && row.instant(2) > now) return std::nullopt;
  const std::int64_t fence = row.integer(1) + (mine ? 0 : 1);
  transaction.change_one(kTake, {name, holder, fence, now + lasts});
  return fence;
}

bool has_lease(Transaction& transaction, const std::string& name, std::int64_t fence) {
  return !transaction.query(kSelectFence, {name, fence}).empty();
}

void give_lease_back(Transaction& transaction, const std::string& name, std::int64_t fence) {
  transaction.execute(kGiveBack, {name, fence});
}

}  // namespace ludice::store

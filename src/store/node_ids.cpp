// The slot is kept in a transaction of its own, so that a body that is rolled back gives nothing back.
#include "store/node_ids.hpp"

#include "store/store.hpp"

#include <algorithm>

namespace ludice::store {
namespace {

constexpr Statement kTime{"SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"};
constexpr Statement kSelectFree{
    "SELECT slot, fence, reserved FROM node WHERE until < $1 ORDER BY slot LIMIT 1",
    "FOR UPDATE SKIP LOCKED"};
constexpr Statement kTake{
    "UPDATE node SET holder = $2, fence = $3, until = $4, reserved = $5 WHERE slot = $1"};
constexpr Statement kRenew{"UPDATE node SET until = $3, reserved = $4 WHERE slot = $1 AND fence = $2"};
constexpr Statement kRelease{"UPDATE node SET until = 0 WHERE slot = $1 AND fence = $2"};

constexpr std::int64_t kCountsPerMs = 8;
constexpr std::int64_t kAhead = 20'000 * kCountsPerMs;
constexpr std::int64_t kShort = kAhead / 2;
constexpr Millis kPatience{3'000};

std::int64_t id_of(std::int64_t count, std::int64_t slot) {
  return (count << 7) | (slot << 2);
}

}  // namespace

std::int64_t NodeIds::following(Instant now) const {
  return std::max(count_ + 1, now.ms * kCountsPerMs);
}

std::int64_t NodeIds::next(Instant now) {
  std::unique_lock lock(mutex_);
  if (following(now) > mark_) {
    wanted_ = std::max(wanted_, following(now));
    keeper_.hurry();
  }
  // Asked anew after each wait: another slot may be ours by then.
  if (!moved_.wait_for(lock, kPatience, [&] { return following(now) <= mark_; })) {
    throw Unavailable(Unavailable::Kind::failed, "no ids: the database cannot be reached");
  }
  count_ = following(now);
  return id_of(count_, slot_);
}

void NodeIds::saw(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  count_ = std::max(count_, id >> 7);
}

int NodeIds::slot() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(slot_);
}

bool NodeIds::is_short() const {
  const std::lock_guard lock(mutex_);
  return wanted_ > mark_ || count_ + kShort > mark_;
}

void NodeIds::renew(PostgresConnection& connection, Instant now) {
  std::int64_t count = 0;
  {
    const std::lock_guard lock(mutex_);
    count = std::max(count_, wanted_);
  }
  const std::int64_t mark = std::max(count, now.ms * kCountsPerMs) + kAhead;
  const std::int64_t time_ms = connection.query(kTime).front().integer(0);
  const std::int64_t until = time_ms + kLease.count();
  if (lease_.slot >= 0 && connection.execute(kRenew, {lease_.slot, lease_.fence, until, mark}) == 1) {
    set(lease_, 0, mark);
    return;
  }
  take_slot(connection, time_ms, mark);
}

void NodeIds::take_slot(PostgresConnection& connection, std::int64_t time_ms, std::int64_t mark) {
  connection.queue(kBegin);
  const Rows free = connection.query(kSelectFree, {time_ms}, PostgresConnection::Locking::as_stated);
  if (free.empty()) {
    connection.roll_back();
    throw Unavailable(Unavailable::Kind::failed, "32 processes work on this database already");
  }
  const Lease lease{free.front().integer(0), free.front().integer(1) + 1};
  const std::int64_t above = free.front().integer(2);
  mark = std::max(mark, above + kAhead);
  connection.queue(kTake, {lease.slot, holder_, lease.fence, time_ms + kLease.count(), mark});
  connection.execute(kCommit);
  set(lease, above, mark);
}

void NodeIds::set(Lease lease, std::int64_t above, std::int64_t mark) {
  {
    const std::lock_guard lock(mutex_);
    slot_ = lease.slot;
    count_ = std::max(count_, above);
    mark_ = mark;
  }
  lease_ = lease;
  moved_.notify_all();
}

void NodeIds::release(PostgresConnection& connection) {
  if (lease_.slot >= 0) connection.execute(kRelease, {lease_.slot, lease_.fence});
  lease_ = {};
}

}  // namespace ludice::store

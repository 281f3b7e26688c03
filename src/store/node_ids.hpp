// Ids of one of several processes over one database: milliseconds, three bits of count, five bits of the
// process's slot, two clear bits. The table `node` lends the slots and keeps for each a mark above all ids
// given out under it; whoever takes a slot over starts above the mark, so no id comes twice, however late a
// process learns that it has lost its slot.
#pragma once

#include "base/instant.hpp"
#include "store/pauses.hpp"
#include "store/postgres_connection.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

namespace ludice::store {

class NodeIds {
 public:
  static constexpr int kSlots = 32;
  static constexpr Millis kLease{15'000};

  /// `keeper`: the pauses between two calls of renew(), which must outlive it.
  NodeIds(std::string holder, Pauses& keeper) : holder_(std::move(holder)), keeper_(keeper) {}

  /// The next id, above all that were given out or seen here. Thread safe. Where the mark must be moved
  /// first, as after a leap of the clock, it hurries the keeper and waits; throws Unavailable where that
  /// takes too long.
  std::int64_t next(Instant now);
  /// What next() gives from now on lies above `id`. Thread safe.
  void saw(std::int64_t id);
  int slot() const;

  /// Takes a slot, or keeps it and moves the mark ahead; on the keeper's thread, every second and whenever
  /// is_short(). Throws Unavailable where all slots are taken, PostgresError.
  void renew(PostgresConnection& connection, Instant now);
  /// Gives the slot back.
  void release(PostgresConnection& connection);
  /// True where renew() is waited for.
  bool is_short() const;

 private:
  struct Lease {
    std::int64_t slot = -1;
    std::int64_t fence = 0;
  };
  void take_slot(PostgresConnection& connection, std::int64_t time_ms, std::int64_t mark);
  void set(Lease lease, std::int64_t above, std::int64_t mark);

  std::int64_t following(Instant now) const;

  const std::string holder_;
  Pauses& keeper_;
  Lease lease_;  // of the keeper's thread
  mutable std::mutex mutex_;
  std::condition_variable moved_;
  std::int64_t slot_ = 0;
  std::int64_t count_ = 0;   // of the last id: milliseconds * 8 and the count within one
  std::int64_t mark_ = 0;    // counts up to here may be given out
  std::int64_t wanted_ = 0;  // the highest that somebody has waited for
};

}  // namespace ludice::store

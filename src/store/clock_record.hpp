// How leaps of the clock are kept in the database: a row of `meta`, so that a restart, and every other
// process over the same database, reckons time alike (base/reckoning.hpp).
#pragma once

#include "base/reckoning.hpp"
#include "store/statement.hpp"

namespace ludice::store {

inline constexpr Statement kSelectReckoning{"SELECT value FROM meta WHERE name = 'clock'"};
inline constexpr Statement kInsertReckoning{
    "INSERT INTO meta (name, value) VALUES ('clock', $1) ON CONFLICT (name) DO NOTHING"};
/// Where nobody else was first: $1 instead of $2.
inline constexpr Statement kUpdateReckoning{"UPDATE meta SET value = $1 WHERE name = 'clock' AND value = $2"};
/// A row: somebody's time runs.
inline constexpr Statement kAnyDeadline{"SELECT 1 FROM deadline LIMIT 1"};

/// Of kSelectReckoning; none yet, or one that cannot be read: the source itself.
inline Reckoning reckoning_of(const Rows& rows) {
  if (rows.empty()) return {};
  return parse_reckoning(rows.front().text(0)).value_or(Reckoning{});
}

/// The latest game time that is known of where `civil` is the latest civil time recorded.
inline Instant latest_now_at(const Reckoning& reckoning, Instant civil) {
  return std::min(civil, reckoning.now(reckoning.source_at(civil)));
}

}  // namespace ludice::store

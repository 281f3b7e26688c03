// The checks, each over the whole database. The numbers are those that the tables keep.
#pragma once

#include "audit/report.hpp"
#include "store/sqlite_connection.hpp"

#include <cstdint>

namespace ludice::audit {

inline constexpr std::int64_t kMaxOwned = (std::int64_t{1} << 53) - 1;

enum Kind : std::int64_t {
  kPlayer = 0,
  kEscrow = 1,
  kSuspense = 2,
  kPayout = 3,
  kPromo = 4,
  kAdjustment = 5,
  kRake = 6,
  kOwner = 7
};
enum State : std::int64_t { kWaiting = 0, kActive = 1, kSettled = 2, kVoid = 3, kCancelled = 4 };

/// The sum over all accounts of an asset is 0.
void check_sums(store::SqliteConnection& database, Report& report);
/// Every transfer goes where its code may; accounts follow from transfers, version by version, and stay
/// within their bounds.
void check_transfers(store::SqliteConnection& database, Report& report);
void check_accounts(store::SqliteConnection& database, Report& report);
/// The chain over transfers and facts, against every seal.
void check_chain(store::SqliteConnection& database, Report& report);
/// Games follow from their facts, and their money from how they ended.
void check_games(store::SqliteConnection& database, Report& report);
void check_game_money(store::SqliteConnection& database, Report& report);
/// Attempts and proofs are those of the facts.
void check_attempts(store::SqliteConnection& database, Report& report);
void check_proofs(store::SqliteConnection& database, Report& report);
/// Players sit in the games that say so, with the counters these make; lobby and deadlines list open games.
void check_players(store::SqliteConnection& database, Report& report);
void check_lists(store::SqliteConnection& database, Report& report);

}  // namespace ludice::audit

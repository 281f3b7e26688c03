// What the lobby shows: how many wait for which game, and how long those before them waited (`lobby_wait`).
#pragma once

#include "domain/match.hpp"
#include "domain/pairing.hpp"
#include "store/transaction.hpp"

#include <vector>

namespace ludice::store {

/// Of how many matches of equal terms the waits are kept.
inline constexpr int kKeptWaits = 50;

struct WaitingGroup {
  domain::PairingTerms terms;
  std::int64_t players = 0;
};

/// Public games that wait under this rake, by game, asset and bet; the first `limit` groups.
std::vector<WaitingGroup> find_waiting_groups(Reader& reader, int rake_bps, int limit);

/// Keeps how long a public game waited that was joined now.
void record_wait(Transaction& transaction, const domain::Match& joined);
/// Of the last kKeptWaits matches, newest first.
std::vector<Millis> find_waits(Reader& reader, const domain::PairingTerms& terms);
/// Deletes up to `limit` waits of terms that were matched of late and have more than kKeptWaits; returns how
/// many went.
std::int64_t forget_old_waits(Transaction& transaction, int limit);

}  // namespace ludice::store

// The checks, each over the whole database. The numbers are those that the tables keep.
#pragma once

#include "audit/report.hpp"
#include "audit/source.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ludice::audit {

enum State : std::int64_t { kWaiting = 0, kActive = 1, kSettled = 2, kVoid = 3, kCancelled = 4 };

/// Every transfer says whose business it was, once.
void check_transfers(Source& source, Report& report);
/// Accounts follow from transfers, version by version, along the routes of their codes, within their bounds,
/// and sum to zero; the money of each game follows from how it ended.
void check_money(Source& source, Report& report);
/// Games, their attempts, and the lists of open games follow from the facts.
void check_games(Source& source, Report& report);
/// A proof of a throw stands for one throw, and each throw that names one has it.
void check_proofs(Source& source, Report& report);
/// Players sit in the games that say so, with the counters these make.
void check_players(Source& source, Report& report);
/// Standings count the games that have ended.
void check_standings(Source& source, Report& report);
/// The chain over transfers and facts, against every seal; where a head was noted, where it stood.
void check_chain(Source& source, const std::optional<std::string>& noted_head, Report& report);

}  // namespace ludice::audit

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
/// Payments in Stars follow from their transfers; suspense and payouts are empty when their story has ended.
void check_stars(Source& source, Report& report);
/// Payments in TON follow from their transfers, and the wallet holds what the ledger says.
void check_ton(Source& source, Report& report);
/// What payments in TON say beyond their money is what the chain says; rows from before it said so are
/// counted.
void check_ton_facts(Source& source, Report& report);
/// What only operators can do has a call of one that did it.
void check_acts(Source& source, Report& report);
/// What was imported follows from its transfers, once each, and accounts that came by name were joined once.
void check_legacy(Source& source, Report& report);
/// Imports and adoptions stand among what operators did, each once, as it was; those from before are counted.
void check_legacy_acts(Source& source, Report& report);
/// The chain over transfers, facts and acts, against every seal; where a head was noted, where it stood.
void check_chain(Source& source, const std::optional<std::string>& noted_head, Report& report);

}  // namespace ludice::audit

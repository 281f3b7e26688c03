// All checks, in one snapshot.
#include "audit/audit.hpp"

#include "audit/checks.hpp"

namespace ludice::audit {
namespace {

constexpr const char* kNotProven =
    "not proven, since nothing follows from them: names, languages and terms of players, times of seals made "
    "behind (PostgreSQL), waiting times (lobby_wait), recent answers "
    "(once_object, once_named, once_run), events and their consumers, the bot's own tables, orders and "
    "notices of "
    "Stars, what a payment in TON said and when it was asked for and ended, names that players had, what "
    "imported names and games said beyond their money and statistics, imports and adoptions from before "
    "they stood among what operators did";

/// A value that cannot be read ends the check that met it, and is a finding.
template <class Check>
void guarded(Report& report, Check check) {
  try {
    check();
  } catch (const Malformed& malformed) {
    report.found(malformed.what());
    report.end("a check could not go on", 1, "value that the program never writes");
  }
}

}  // namespace

bool run(Source& source, const std::optional<std::string>& noted_head, const Print& print) {
  Report report(print);
  for (const auto check :
       {&check_transfers, &check_money, &check_games, &check_proofs, &check_players, &check_standings,
        &check_stars, &check_ton, &check_ton_facts, &check_acts, &check_legacy, &check_legacy_acts}) {
    guarded(report, [&] { check(source, report); });
  }
  guarded(report, [&] { check_chain(source, noted_head, report); });
  report.line(kNotProven);
  report.line(report.clean() ? "The ledger holds."
                             : "The ledger does NOT hold: " + std::to_string(report.total()) +
                                   (report.total() == 1 ? " finding." : " findings."));
  return report.clean();
}

}  // namespace ludice::audit

// All checks, in one snapshot.
#include "audit/audit.hpp"

#include "audit/checks.hpp"

namespace ludice::audit {
namespace {

constexpr const char* kNotProven =
    "not proven, since nothing follows from them: names, languages and terms of players, waiting times "
    "(lobby_wait), recent answers "
    "(once_object, once_named), events and their consumers, the bot's own tables";

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
       {&check_transfers, &check_money, &check_games, &check_proofs, &check_players, &check_standings}) {
    guarded(report, [&] { check(source, report); });
  }
  guarded(report, [&] { check_chain(source, noted_head, report); });
  report.line(kNotProven);
  report.line(report.clean() ? "The ledger holds."
                             : "The ledger does NOT hold: " + std::to_string(report.total()) + " findings.");
  return report.clean();
}

}  // namespace ludice::audit

// All checks, in one snapshot.
#include "audit/audit.hpp"

#include "audit/checks.hpp"

namespace ludice::audit {

bool run(const std::string& database_path, const Print& print) {
  store::SqliteConnection database(database_path, store::OpenMode::read_only);
  database.run_script("BEGIN");
  Report report(print);
  check_sums(database, report);
  check_transfers(database, report);
  check_accounts(database, report);
  check_games(database, report);
  check_game_money(database, report);
  check_attempts(database, report);
  check_proofs(database, report);
  check_players(database, report);
  check_lists(database, report);
  check_chain(database, report);
  report.line(report.clean() ? "The ledger holds."
                             : "The ledger does NOT hold: " + std::to_string(report.total()) + " findings.");
  return report.clean();
}

}  // namespace ludice::audit

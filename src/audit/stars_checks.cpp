// Payments in Stars: each charge beside the transfers that its story needs, found by their keys, and beside
// the two accounts that are empty again when it ends.
#include "audit/checks.hpp"
#include "audit/routes.hpp"

#include <fmt/format.h>

namespace ludice::audit {
namespace {

/// d: what an operator decided last about what is kept in suspense, found by how often that account was
/// moved; g: that it came back since.
constexpr const char* kCharges =
    "SELECT c.id, c.charge, c.player, c.amount, c.state, c.at, i.credit, i.amount, i.at, s.id, k.id, o.id, "
    "COALESCE(o.amount, c.amount), COALESCE(a.balance, 0), COALESCE(p.balance, 0), d.credit, g.id "
    "FROM stars_charge c "
    "LEFT JOIN transfer i ON i.key = 'stars:in:' || c.charge "
    "LEFT JOIN transfer s ON s.key = 'stars:set_aside:' || c.charge "
    "LEFT JOIN transfer k ON k.key = 'stars:kept:' || c.charge "
    "LEFT JOIN transfer o ON o.key = 'stars:out:' || c.charge "
    "LEFT JOIN account a ON a.id = c.id AND a.kind = 2 "
    "LEFT JOIN account p ON p.id = c.id + 1 AND p.kind = 3 "
    "LEFT JOIN transfer d ON d.key = 'stars:decided:' || CAST(a.version / 2 AS TEXT) || ':' || c.charge "
    "LEFT JOIN transfer g ON g.key = 'stars:kept_again:' || CAST(a.version / 2 AS TEXT) || ':' || c.charge "
    "ORDER BY c.id";
constexpr const char* kStrayTransfers =
    "SELECT t.id, t.key FROM transfer t LEFT JOIN stars_charge c ON c.charge = t.external "
    "WHERE t.code IN (8, 9, 10) AND c.id IS NULL ORDER BY t.id";
constexpr const char* kStrayAccounts =
    "SELECT a.id FROM account a LEFT JOIN stars_charge c ON c.id = a.owner "
    "WHERE a.kind IN (2, 3) AND a.asset = 1 AND c.id IS NULL ORDER BY a.id";
/// A charge waits for its refund exactly while that is not known to have ended.
constexpr const char* kLostRefunds =
    "SELECT c.charge FROM stars_charge c LEFT JOIN stars_refund r ON r.charge = c.id "
    "WHERE c.state IN (1, 2) AND r.charge IS NULL "
    "UNION ALL SELECT CAST(r.charge AS TEXT) FROM stars_refund r LEFT JOIN stars_charge c ON c.id = r.charge "
    "WHERE c.id IS NULL OR c.state NOT IN (1, 2)";

enum ChargeState : std::int64_t {
  kPaid = 0,
  kSuspended = 1,
  kRefunding = 2,
  kRefunded = 3,
  kKept = 4,
  kWrittenOff = 5
};

constexpr std::int64_t kStarsAsset = 1;

struct Charge {
  std::int64_t id;
  std::int64_t player;  ///< 0: in suspense
  std::int64_t amount;
  std::int64_t state;
  std::int64_t at;
  std::int64_t credited;
  std::int64_t amount_in;
  std::int64_t at_in;
  bool set_aside;
  bool kept;
  bool out;
  std::int64_t amount_out;
  std::int64_t suspense;
  std::int64_t payout;
  std::int64_t decided_to;  ///< the account it went to; 0: nothing was decided
  bool kept_again;

  bool is_decided() const { return decided_to != 0; }
  bool is_assigned() const { return is_decided() && player != 0 && decided_to == player + kStarsAsset; }
  bool is_written_off() const {
    const auto house = house_of(decided_to);
    return is_decided() && house && house->kind == kOwner && house->asset == kStarsAsset;
  }
  bool is_asked_again() const { return is_decided() && decided_to == id + 1; }
};

Charge read(const Cursor& row) {
  return {row.integer(0),  row.integer(2),   row.integer(3),   row.integer(4),
          row.integer(5),  row.integer(6),   row.integer(7),   row.integer(8),
          !row.is_null(9), !row.is_null(10), !row.is_null(11), row.integer(12),
          row.integer(13), row.integer(14),  row.integer(15),  !row.is_null(16)};
}

/// Of what operators decided, and where it should be.
std::string fault_of_decision(const Charge& c) {
  if (c.is_decided() && !c.is_assigned() && !c.is_written_off() && !c.is_asked_again())
    return "was decided to go to where it is not";
  if (c.is_assigned() && c.state != kKept && c.state != kRefunded)
    return "was given to a player, and its state does not say so";
  const bool is_off = c.state == kWrittenOff || (c.is_written_off() && c.state == kRefunded);
  if (c.is_written_off() != is_off) return "was written off, and its state does not say so, or the reverse";
  return {};
}

std::string fault_of(const Charge& c) {
  const std::int64_t holder = c.player == 0 || c.is_assigned() ? c.id : c.player + kStarsAsset;
  if (c.credited != holder) return "was not credited where it says";
  if (c.amount_in != c.amount || c.amount_out != c.amount) return "was booked with another amount";
  if (c.at_in != c.at) return "was booked at another time";
  if (c.state < kPaid || c.state > kWrittenOff) return "is in no known state";
  if (c.out != (c.state == kRefunded)) return "has gone back, and its state does not say so, or the reverse";
  if (c.state == kPaid && (c.player == 0 || c.set_aside)) return "is said to be its player's and is not";
  if (c.state == kSuspended && (c.player != 0 || c.set_aside))
    return "is said to wait in suspense and does not";
  const bool is_back = c.is_asked_again() ? c.kept_again : c.kept;
  const bool is_aside = c.set_aside && !is_back && !c.out;
  if ((c.state == kRefunding) != is_aside)
    return "is set aside, and its state does not say so, or the reverse";
  if (c.state == kKept && !is_back) return "is said to have been refused by Telegram and was not";
  const bool in_suspense = c.player == 0 && (c.state == kSuspended || c.state == kKept);
  if (c.suspense != (in_suspense ? c.amount : 0)) return "has another amount in suspense than its story says";
  if (c.payout != (is_aside ? c.amount : 0)) return "has another amount on its way out than its story says";
  return fault_of_decision(c);
}

}  // namespace

void check_stars(Source& source, Report& report) {
  std::int64_t count = 0;
  for (const auto rows = source.read(kCharges); rows->next(); ++count) {
    const std::string fault = fault_of(read(*rows));
    if (!fault.empty()) report.found(fmt::format("the charge {} {}", rows->text(1), fault));
  }
  for (const auto rows = source.read(kStrayTransfers); rows->next();) {
    report.found(fmt::format("transfer {} ({}) is of no charge", rows->integer(0), rows->text(1)));
  }
  for (const auto rows = source.read(kStrayAccounts); rows->next();) {
    report.found(fmt::format("account {} is of no charge", rows->integer(0)));
  }
  for (const auto rows = source.read(kLostRefunds); rows->next();) {
    report.found(
        fmt::format("the charge {} waits for a refund that nobody makes, or the reverse", rows->text(0)));
  }
  report.end("payments in Stars came in once, and are gone, set aside or where they belong", count,
             "charges");
}

}  // namespace ludice::audit

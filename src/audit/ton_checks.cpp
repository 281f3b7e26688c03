// Payments in TON: each withdrawal and each sum in suspense beside the transfers that its story needs and the
// account that is empty again when it ends; and the wallet beside the account of the world outside.
#include "audit/checks.hpp"
#include "audit/routes.hpp"
#include "base/hex.hpp"

#include <fmt/format.h>

namespace ludice::audit {
namespace {

constexpr const char* kWithdrawals =
    "SELECT w.id, w.player, w.suspense, w.amount, w.fee, w.state, w.comment, a.amount, a.debit, o.amount, "
    "f.amount, r.amount, COALESCE(p.balance, 0) FROM ton_withdrawal w "
    "LEFT JOIN transfer a ON a.key = 'ton:asked:' || substr(w.comment, 3) "
    "LEFT JOIN transfer o ON o.key = 'ton:out:' || substr(w.comment, 3) "
    "LEFT JOIN transfer f ON f.key = 'ton:fee:' || substr(w.comment, 3) "
    "LEFT JOIN transfer r ON r.key = 'ton:rejected:' || substr(w.comment, 3) "
    "LEFT JOIN account p ON p.id = w.id + 1 AND p.kind = 3 ORDER BY w.id";
constexpr const char* kSums =
    "SELECT s.id, s.amount, s.state, i.amount, i.credit, COALESCE(a.balance, 0) FROM ton_suspense s "
    "LEFT JOIN ton_wallet t ON t.id = 1 "
    "LEFT JOIN transfer i ON i.key = 'ton:in:' || t.address || ':' || CAST(s.lt AS TEXT) || ':' || s.hash "
    "LEFT JOIN account a ON a.id = s.id AND a.kind = 2 ORDER BY s.id";
constexpr const char* kStrayAccounts =
    "SELECT a.id FROM account a LEFT JOIN ton_suspense s ON s.id = a.id AND a.kind = 2 "
    "LEFT JOIN ton_withdrawal w ON w.id + 1 = a.id AND a.kind = 3 "
    "WHERE a.kind IN (2, 3) AND a.asset = 2 AND s.id IS NULL AND w.id IS NULL ORDER BY a.id";
constexpr const char* kWallet =
    "SELECT w.balance, COALESCE(a.balance, 0) FROM ton_wallet w "
    "LEFT JOIN account a ON a.kind = 11 AND a.asset = 2";
constexpr const char* kStrayMemos =
    "SELECT m.memo FROM ton_memo m LEFT JOIN player p ON p.id = m.player WHERE p.id IS NULL ORDER BY m.memo";

enum WithdrawalState : std::int64_t { kAsked = 0, kTaken = 1, kPaid = 2, kRejected = 3, kReturned = 4 };
enum SuspenseState : std::int64_t { kWaits = 0, kWrittenOff = 4 };

constexpr std::int64_t kTonAsset = 2;

/// Amounts of transfers are 0 where there is none.
struct Withdrawal {
  std::int64_t id;
  std::int64_t player;    ///< 0: of suspense
  std::int64_t suspense;  ///< 0: of a player
  std::int64_t amount;
  std::int64_t fee;
  std::int64_t state;
  std::string_view comment;
  std::int64_t asked;
  std::int64_t asker;
  std::int64_t out;
  std::int64_t fee_taken;
  std::int64_t given_back;
  std::int64_t held;
};

Withdrawal read_withdrawal(const Cursor& row) {
  return {row.integer(0),  row.integer(1),  row.integer(2), row.integer(3), row.integer(4),
          row.integer(5),  row.text(6),     row.integer(7), row.integer(8), row.integer(9),
          row.integer(10), row.integer(11), row.integer(12)};
}

std::string fault_of(const Withdrawal& w) {
  const std::int64_t all = w.amount + w.fee;
  if (w.comment != "w:" + to_base32(w.id)) return "is paid with another comment";
  if (w.state < kAsked || w.state > kReturned) return "is in no known state";
  if ((w.player == 0) == (w.suspense == 0)) return "is neither a player's nor of suspense";
  if (w.player != 0 && (w.asked != all || w.asker != w.player + kTonAsset))
    return "was not set aside by its player as it says";
  if (w.suspense != 0 && (w.asked != 0 || w.fee != 0)) return "is of suspense and was a player's";
  const bool paid = w.state == kPaid || w.state == kReturned;
  if (w.out != (paid ? w.amount : 0) || w.fee_taken != (paid ? w.fee : 0))
    return "has left, and its state does not say so, or the reverse";
  if (w.given_back != (w.state == kRejected ? all : 0))
    return "was given back, and its state does not say so, or the reverse";
  const bool open = w.state == kAsked || w.state == kTaken;
  if (w.held != (open ? all : 0)) return "holds another amount than its story says";
  return {};
}

/// Of a row of kSums.
std::string fault_of_suspense(const Cursor& row) {
  const std::int64_t amount = row.integer(1);
  const std::int64_t state = row.integer(2);
  if (state < kWaits || state > kWrittenOff) return "is in no known state";
  if (row.integer(3) != amount || row.integer(4) != row.integer(0)) return "did not come in as it says";
  if (row.integer(5) != (state == kWaits ? amount : 0)) return "holds another amount than its story says";
  return {};
}

void check_strays(Source& source, Report& report) {
  for (const auto rows = source.read(kStrayAccounts); rows->next();) {
    report.found(fmt::format("account {} is of no payment in TON", rows->integer(0)));
  }
  for (const auto rows = source.read(kStrayMemos); rows->next();) {
    report.found(fmt::format("the memo {} is nobody's", rows->text(0)));
  }
  for (const auto rows = source.read(kWallet); rows->next();) {
    if (rows->integer(0) != -rows->integer(1)) {
      report.found("the wallet of TON holds another balance than the ledger says");
    }
  }
}

}  // namespace

void check_ton(Source& source, Report& report) {
  std::int64_t count = 0;
  for (const auto rows = source.read(kWithdrawals); rows->next(); ++count) {
    const std::string fault = fault_of(read_withdrawal(*rows));
    if (!fault.empty()) report.found(fmt::format("the withdrawal {} {}", rows->text(6), fault));
  }
  for (const auto rows = source.read(kSums); rows->next(); ++count) {
    const std::string fault = fault_of_suspense(*rows);
    if (!fault.empty()) report.found(fmt::format("suspense {} {}", rows->integer(0), fault));
  }
  check_strays(source, report);
  report.end("payments in TON came in and left once, and are set aside or gone as they say", count,
             "withdrawals and sums in suspense");
}

}  // namespace ludice::audit

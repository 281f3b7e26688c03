// Accounts and transfers.
#include "audit/checks.hpp"

#include <fmt/format.h>

namespace ludice::audit {
namespace {

using store::Rows;
using store::Statement;

constexpr Statement kSums{"SELECT asset, SUM(balance), COUNT(*) FROM account GROUP BY asset"};

constexpr Statement kTransfers{
    "SELECT t.id, t.key, t.code, t.amount, t.game, d.kind, c.kind, d.asset, c.asset, d.owner, c.owner "
    "FROM transfer t LEFT JOIN account d ON d.id = t.debit LEFT JOIN account c ON c.id = t.credit ORDER BY "
    "t.id"};

/// Each transfer seen from either side, by account and version. What the account gets is `change`.
constexpr Statement kPostings{
    "SELECT account, version, change, after FROM ("
    "SELECT debit AS account, debit_version AS version, -amount AS change, debit_after AS after FROM "
    "transfer "
    "UNION ALL "
    "SELECT credit, credit_version, amount, credit_after FROM transfer) ORDER BY account, version"};
constexpr Statement kAccount{"SELECT kind, balance, floor, version FROM account WHERE id = $1"};
constexpr Statement kAccounts{"SELECT id, kind, owner, asset, balance, version FROM account ORDER BY id"};

/// code, kind that gives, kind that gets: what this version books.
constexpr std::int64_t kRoutes[][3] = {
    {1, kPromo, kPlayer},  {2, kPromo, kPlayer},  {3, kAdjustment, kPlayer}, {3, kPlayer, kAdjustment},
    {4, kPlayer, kEscrow}, {5, kEscrow, kPlayer}, {6, kEscrow, kPlayer},     {7, kEscrow, kRake},
};

bool is_route(std::int64_t code, std::int64_t from, std::int64_t to) {
  for (const auto& route : kRoutes) {
    if (route[0] == code && route[1] == from && route[2] == to) return true;
  }
  return false;
}

std::string fault_of_transfer(const Rows::Row& row) {
  if (row.is_null(5) || row.is_null(6)) return "names an account that is not there";
  const std::int64_t code = row.integer(2);
  if (!is_route(code, row.integer(5), row.integer(6))) return "goes where its code may not";
  if (row.integer(7) != row.integer(8)) return "goes from one asset to another";
  if (row.integer(3) <= 0) return "moves nothing";
  const bool of_game = code >= 4 && code <= 7;
  if (of_game == row.is_null(4)) return "has a game where it should have none, or none where it should";
  if (of_game) {
    const std::int64_t escrow_owner = row.integer(5) == kEscrow ? row.integer(9) : row.integer(10);
    if (escrow_owner != row.integer(4)) return "moves another game's escrow";
  }
  return {};
}

bool may_be_negative(std::int64_t kind) {
  return kind == kPromo || kind == kAdjustment || kind > kOwner;
}

/// Follows the postings of one account after the other.
class AccountWalk {
 public:
  AccountWalk(store::SqliteConnection& database, Report& report) : database_(database), report_(report) {}

  void posting(const Rows::Row& row) {
    if (row.integer(0) != account_) begin(row.integer(0));
    ++count_;
    ++version_;
    balance_ += row.integer(2);
    if (row.integer(1) != version_)
      wrong("has a gap or a repeat at version " + std::to_string(row.integer(1)));
    if (row.integer(3) != balance_) wrong("was recorded wrongly after version " + std::to_string(version_));
    if (balance_ < 0 && !may_be_negative(kind_)) wrong("was below zero");
    if ((kind_ == kPlayer || kind_ == kOwner) && balance_ > kMaxOwned) wrong("was above 2^53 - 1");
    version_ = row.integer(1);
    balance_ = row.integer(3);
  }

  void finish() {
    if (account_ == 0) return;
    const Rows rows = database_.query(kAccount, {account_});
    if (rows.empty()) return wrong("is missing");
    if (rows.front().integer(1) != balance_) wrong("holds another balance than its transfers make");
    if (rows.front().integer(3) != version_) wrong("has another version than its last transfer");
  }

  std::int64_t count() const { return count_; }

 private:
  void begin(std::int64_t account) {
    finish();
    account_ = account;
    version_ = 0;
    balance_ = 0;
    const Rows rows = database_.query(kAccount, {account});
    kind_ = rows.empty() ? kPromo : rows.front().integer(0);
  }
  void wrong(const std::string& what) { report_.found(fmt::format("account {} {}", account_, what)); }

  store::SqliteConnection& database_;
  Report& report_;
  std::int64_t account_ = 0;
  std::int64_t kind_ = 0;
  std::int64_t version_ = 0;
  std::int64_t balance_ = 0;
  std::int64_t count_ = 0;
};

std::string fault_of_account(const Rows::Row& row) {
  const std::int64_t id = row.integer(0);
  const std::int64_t kind = row.integer(1);
  const std::int64_t owner = row.integer(2);
  if (row.integer(5) == 0) return "has no transfers";
  if (row.integer(4) < 0 && !may_be_negative(kind)) return "is below zero";
  if (kind == kPlayer && id != owner + row.integer(3)) return "is not where its player's would be";
  if (kind == kEscrow && id != owner) return "is not where its game's would be";
  return {};
}

}  // namespace

void check_sums(store::SqliteConnection& database, Report& report) {
  std::int64_t accounts = 0;
  database.for_each(kSums, {}, [&](const Rows::Row& row) {
    accounts += row.integer(2);
    if (row.integer(1) != 0) {
      report.found(fmt::format("the balances of asset {} sum to {}", row.integer(0), row.integer(1)));
    }
  });
  report.end("balances sum to zero in every asset", accounts, "accounts");
}

void check_transfers(store::SqliteConnection& database, Report& report) {
  std::int64_t count = 0;
  database.for_each(kTransfers, {}, [&](const Rows::Row& row) {
    ++count;
    const std::string fault = fault_of_transfer(row);
    if (!fault.empty()) report.found(fmt::format("transfer {} ({}) {}", row.integer(0), row.text(1), fault));
  });
  report.end("transfers go where their codes may", count, "transfers");
}

void check_accounts(store::SqliteConnection& database, Report& report) {
  AccountWalk walk(database, report);
  database.for_each(kPostings, {}, [&](const Rows::Row& row) { walk.posting(row); });
  walk.finish();
  database.for_each(kAccounts, {}, [&](const Rows::Row& row) {
    const std::string fault = fault_of_account(row);
    if (!fault.empty()) report.found(fmt::format("account {} {}", row.integer(0), fault));
  });
  report.end("accounts follow from their transfers without gaps", walk.count(), "postings");
}

}  // namespace ludice::audit

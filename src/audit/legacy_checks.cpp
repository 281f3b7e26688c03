// What was imported from the first Ludicé: each remembered balance and stake beside its transfer, merged by
// player; what the owner was given for it; and accounts by name that were joined to an id.
#include "audit/checks.hpp"
#include "audit/routes.hpp"
#include "audit/stream.hpp"
#include "base/hex.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

// In a key the player stands in 13 characters; what a caller names begins with a quote.
constexpr const char* kBalances = "SELECT origin, balance, name, player FROM legacy_user ORDER BY origin";
constexpr const char* kBookedBalances =
    "SELECT credit - credit % 4 AS player, amount, credit % 4 FROM transfer "
    "WHERE code = 3 AND debit < 4096 AND key LIKE 'adjust:_____________:import' ORDER BY player";
constexpr const char* kStakes = "SELECT player, game, amount FROM legacy_stake ORDER BY player";
constexpr const char* kBookedStakes =
    "SELECT credit - credit % 4 AS player, SUBSTR(key, 29), amount, credit % 4 FROM transfer "
    "WHERE code = 3 AND debit < 4096 AND key LIKE 'adjust:_____________:import:%' ORDER BY player";
constexpr const char* kAdoptions =
    "SELECT debit - debit % 4 AS player, credit - credit % 4 FROM transfer WHERE code = 16 ORDER BY player";
constexpr const char* kImports =
    "SELECT id, asset, balances, stakes, funded, at FROM legacy_import ORDER BY id";
constexpr const char* kFunds =
    "SELECT key, amount, at FROM transfer WHERE code = 15 AND key LIKE 'house:import:_____________'";
constexpr const char* kSums =
    "SELECT CAST(COALESCE((SELECT SUM(balance) FROM legacy_user), 0) AS BIGINT), "
    "CAST(COALESCE((SELECT SUM(amount) FROM legacy_stake), 0) AS BIGINT), "
    "CAST(COALESCE((SELECT SUM(balances) FROM legacy_import), 0) AS BIGINT), "
    "CAST(COALESCE((SELECT SUM(stakes) FROM legacy_import), 0) AS BIGINT)";

constexpr std::int64_t kStarsAsset = 1;

/// What one account was given by imports, and what is remembered of it.
class Origin {
 public:
  void remember_name(const Cursor& row) {
    ++names_;
    remembered_ += row.integer(1);
    player_ = row.integer(3);
  }
  void book_balance(const Cursor& row, std::int64_t asset) {
    booked_ += row.integer(1);
    right_asset_ = right_asset_ && row.integer(2) == asset;
  }
  void remember_stake(const Cursor& row) { stakes_[std::string(row.text(1))] += row.integer(2); }
  void book_stake(const Cursor& row, std::int64_t asset) {
    stakes_[std::string(row.text(1))] -= row.integer(2);
    right_asset_ = right_asset_ && row.integer(3) == asset;
  }
  void adopt(const Cursor& row) {
    adopted_rightly_ = adopted_rightly_ && names_ == 1 && row.integer(1) == player_;
  }

  std::string fault() const {
    if (names_ > 1) return "stands for two imported names";
    if (booked_ != remembered_) return "was given another balance than was imported";
    const bool same = std::ranges::all_of(stakes_, [](const auto& stake) { return stake.second == 0; });
    if (!same) return "was given other stakes back than were imported";
    if (!right_asset_) return "was given an imported balance in another asset";
    return adopted_rightly_ ? "" : "was joined to another account than is remembered";
  }

 private:
  int names_ = 0;
  std::int64_t player_ = 0;
  std::int64_t remembered_ = 0;
  std::int64_t booked_ = 0;
  std::map<std::string, std::int64_t> stakes_;
  bool right_asset_ = true;
  bool adopted_rightly_ = true;
};

/// The imports themselves; returns their asset, -1 where there are none.
std::int64_t check_imports(Source& source, Report& report) {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> funds;
  for (const auto rows = source.read(kFunds); rows->next();)
    funds[std::string(rows->text(0))] = {rows->integer(1), rows->integer(2)};
  std::int64_t asset = -1;
  for (const auto rows = source.read(kImports); rows->next();) {
    const std::int64_t number = rows->integer(0);
    if (asset >= 0 && rows->integer(1) != asset)
      report.found(fmt::format("import {} is in another asset than the one before", number));
    asset = rows->integer(1);
    const std::int64_t money = asset == kStarsAsset ? rows->integer(2) + rows->integer(3) : 0;
    const auto fund = funds.find("house:import:" + to_base32(number));
    const std::int64_t given = fund == funds.end() ? 0 : fund->second.first;
    if (rows->integer(4) != money || given != money)
      report.found(fmt::format("import {} put another amount to the owner than it brought", number));
    if (fund != funds.end() && fund->second.second != rows->integer(5))
      report.found(fmt::format("import {} has another time than its transfer", number));
    if (fund != funds.end()) funds.erase(fund);
  }
  for (const auto& [key, fund] : funds) report.found(fmt::format("the transfer {} is of no import", key));
  const auto sums = source.read(kSums);
  const bool right =
      sums->next() && sums->integer(0) == sums->integer(2) && sums->integer(1) == sums->integer(3);
  if (!right) report.found("what imports brought in all is not what is remembered of them");
  return asset;
}

}  // namespace

void check_legacy(Source& source, Report& report) {
  const std::int64_t asset = check_imports(source, report);
  Stream balances(source, kBalances);
  Stream booked_balances(source, kBookedBalances);
  Stream stakes(source, kStakes);
  Stream booked_stakes(source, kBookedStakes);
  Stream adoptions(source, kAdoptions);
  std::int64_t count = 0;
  for (;;) {
    const std::int64_t player =
        std::min({balances.key(), booked_balances.key(), stakes.key(), booked_stakes.key(), adoptions.key()});
    if (player == Stream::kEnd) break;
    Origin origin;
    for (; balances.key() == player; balances.next(), ++count) origin.remember_name(balances.row());
    for (; booked_balances.key() == player; booked_balances.next())
      origin.book_balance(booked_balances.row(), asset);
    for (; stakes.key() == player; stakes.next()) origin.remember_stake(stakes.row());
    for (; booked_stakes.key() == player; booked_stakes.next()) origin.book_stake(booked_stakes.row(), asset);
    for (; adoptions.key() == player; adoptions.next()) origin.adopt(adoptions.row());
    const std::string fault = origin.fault();
    if (!fault.empty()) report.found(fmt::format("player {} {}", player, fault));
  }
  report.end("what was imported came once, as it is remembered", count, "names");
}

}  // namespace ludice::audit

// Transfers, each by itself: its key says whose business it was, and each business is booked once.
#include "audit/checks.hpp"
#include "audit/routes.hpp"
#include "base/hex.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

constexpr const char* kTransfers =
    "SELECT id, key, code, debit, credit, amount, game, external, at FROM transfer ORDER BY id";
constexpr const char* kRepeatedKeys =
    "SELECT COUNT(*), key FROM transfer GROUP BY key HAVING COUNT(*) > 1 ORDER BY key";
/// Money that came from outside names what brought it (house accounts lie below 4096).
constexpr const char* kRepeatedExternals =
    "SELECT COUNT(*), external FROM transfer WHERE external IS NOT NULL AND debit < 4096 "
    "GROUP BY code, external HAVING COUNT(*) > 1 ORDER BY external";

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::array<const char*, 4> kAssetNames = {"points", "stars", "ton", ""};

struct Transfer {
  std::string_view key;
  std::int64_t code;
  std::int64_t debit;
  std::int64_t credit;
  std::int64_t amount;
  std::int64_t game;
  bool has_game;
  std::string_view external;  ///< empty: none
  std::int64_t at;
};

std::string player_text(std::int64_t account) {
  return to_base32(player_of(account));
}

/// The key that this business has, or what it begins with where the caller names the rest.
std::string key_of(const Transfer& t) {
  const std::string game = "game:" + to_base32(t.game);
  switch (t.code) {
    case kWelcome:
      return "welcome:" + player_text(t.credit);
    case kDaily:
      return "daily:" + player_text(t.credit) + ":" + std::to_string(t.at / kDayMs);
    case kAdjust:
      return "adjust:" + player_text(t.debit < kFirstFreeId ? t.credit : t.debit) + ":";
    case kStake:
      return game + ":stake:" + player_text(t.debit);
    case kRefund:
      return game + ":refund:" + player_text(t.credit);
    case kPayoutCode:
      return game + ":payout:" + player_text(t.credit);
    case kRakeCode:
      return game + ":rake";
    case kAdopt:
      return "adopt:" + player_text(t.debit) + ":" + kAssetNames.at(static_cast<std::size_t>(t.debit & 3));
    default:
      return {};
  }
}

/// Of a step that may come again: with its number before the payment.
bool is_numbered_key(const Transfer& t, std::string_view step) {
  const std::string head = fmt::format("stars:{}:", step);
  const std::string tail = fmt::format(":{}", t.external);
  if (!t.key.starts_with(head) || !t.key.ends_with(tail)) return false;
  if (t.key.size() <= head.size() + tail.size()) return false;
  const std::string_view number = t.key.substr(head.size(), t.key.size() - head.size() - tail.size());
  return std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
}

/// Of what players pay in Stars; what leaves does so in steps.
bool is_key_of_stars(const Transfer& t) {
  const auto is = [&t](std::string_view step) {
    return t.key == fmt::format("stars:{}:{}", step, t.external);
  };
  if (t.external.empty()) return false;
  if (t.code == kStarsIn && t.debit < kFirstFreeId) return is("in");
  if (t.code == kStarsIn) return is_numbered_key(t, "decided");
  if (t.code == kStarsBack || t.credit < kFirstFreeId) return is("out");
  return is("set_aside") || is("kept") || is("taken") || is_numbered_key(t, "decided") ||
         is_numbered_key(t, "kept_again");
}

bool is_key_of(const Transfer& t) {
  if (t.code >= kStarsIn && t.code <= kStarsBack) return is_key_of_stars(t);
  const std::string key = key_of(t);
  const bool open_end = t.code == kAdjust || (t.code > kRakeCode && t.code != kAdopt);
  return open_end ? t.key.size() > key.size() && t.key.starts_with(key) : t.key == key;
}

std::string fault_of(const Transfer& t) {
  if (t.code < kWelcome || t.code > kAdopt) return "has no known code";
  if (t.amount <= 0 || t.amount > kMaxOwned) return "moves what cannot be moved";
  if (t.debit == t.credit) return "goes from an account to itself";
  if (t.has_game != is_of_game(t.code))
    return "has a game where it should have none, or none where it should";
  if (!t.external.empty() && t.code <= kRakeCode) return "names a payment and is none";
  if (!is_key_of(t)) return "has another key than its business";
  return {};
}

Transfer read(const Cursor& row) {
  return {row.text(1),    row.integer(2), row.integer(3),  row.integer(4),
          row.integer(5), row.integer(6), !row.is_null(6), row.is_null(7) ? std::string_view() : row.text(7),
          row.integer(8)};
}

void report_repeats(Source& source, const char* sql, const char* what, Report& report) {
  const auto repeats = source.read(sql);
  while (repeats->next()) {
    report.found(fmt::format("{} {} stands on {} transfers", what, repeats->text(1), repeats->integer(0)));
  }
}

}  // namespace

void check_transfers(Source& source, Report& report) {
  std::int64_t count = 0;
  const auto rows = source.read(kTransfers);
  while (rows->next()) {
    ++count;
    const std::string fault = fault_of(read(*rows));
    if (!fault.empty())
      report.found(fmt::format("transfer {} ({}) {}", rows->integer(0), rows->text(1), fault));
  }
  report_repeats(source, kRepeatedKeys, "the key", report);
  report_repeats(source, kRepeatedExternals, "the payment", report);
  report.end("transfers say whose business they were, each business and each payment once", count,
             "transfers");
}

}  // namespace ludice::audit

// What is known of accounts and codes: ids, bounds, and which code may move money from where to where.
#pragma once

#include <cstdint>
#include <optional>

namespace ludice::audit {

enum Kind : std::int64_t {
  kPlayer = 0,
  kEscrow = 1,
  kSuspense = 2,
  kPayout = 3,
  kPromo = 4,
  kAdjustment = 5,
  kRake = 6,
  kOwner = 7,
  kFees = 8,
  kChargeback = 9,
  kAssetStars = 10,
  kAssetTon = 11
};

enum Code : std::int64_t {
  kWelcome = 1,
  kDaily = 2,
  kAdjust = 3,
  kStake = 4,
  kRefund = 5,
  kPayoutCode = 6,
  kRakeCode = 7,
  kStarsIn = 8,
  kStarsOut = 9,
  kStarsBack = 10,
  kWriteOff = 11,
  kTonIn = 12,
  kTonOut = 13,
  kFeesCode = 14,
  kHouse = 15,
  kAdopt = 16
};

inline constexpr std::int64_t kAssets = 3;
inline constexpr std::int64_t kFirstFreeId = 4096;  ///< the house's accounts lie below it
inline constexpr std::int64_t kMaxOwned = (std::int64_t{1} << 53) - 1;

constexpr bool is_of_game(std::int64_t code) {
  return code >= kStake && code <= kRakeCode;
}
/// The player behind an account that is a player's: ids of players have their lowest two bits clear.
constexpr std::int64_t player_of(std::int64_t account) {
  return account & ~std::int64_t{3};
}

/// Kind and asset of a house account by its id; nothing where no such account belongs.
struct House {
  std::int64_t kind;
  std::int64_t asset;
};
std::optional<House> house_of(std::int64_t account);

/// The least that an account of this kind may hold, as the tables keep it.
std::int64_t floor_of(std::int64_t kind);

/// Whether `code` may debit (else credit) an account of `kind` and `asset` against the account `other`.
/// The other side is known by its id alone; each transfer is asked about from both of its sides.
bool may_move(std::int64_t code, bool debit, std::int64_t kind, std::int64_t asset, std::int64_t other);

}  // namespace ludice::audit

// The tables of codes and of the house, written down a second time.
#include "audit/routes.hpp"

#include <limits>

namespace ludice::audit {
namespace {

constexpr unsigned kPoints = 1;
constexpr unsigned kStars = 2;
constexpr unsigned kTon = 4;
constexpr unsigned kReal = kStars | kTon;
constexpr unsigned kAll = kPoints | kStars | kTon;

struct Route {
  Code code;
  Kind from;
  Kind to;
  unsigned assets;
};

constexpr Route kRoutes[] = {
    {kWelcome, kPromo, kPlayer, kPoints},       {kDaily, kPromo, kPlayer, kPoints},
    {kAdjust, kAdjustment, kPlayer, kPoints},   {kAdjust, kPlayer, kAdjustment, kPoints},
    {kAdjust, kOwner, kPlayer, kReal},          {kAdjust, kPlayer, kOwner, kReal},
    {kStake, kPlayer, kEscrow, kAll},           {kRefund, kEscrow, kPlayer, kAll},
    {kPayoutCode, kEscrow, kPlayer, kAll},      {kRakeCode, kEscrow, kRake, kAll},
    {kStarsIn, kAssetStars, kPlayer, kStars},   {kStarsIn, kAssetStars, kSuspense, kStars},
    {kStarsIn, kSuspense, kPlayer, kStars},     {kStarsOut, kPlayer, kPayout, kStars},
    {kStarsOut, kSuspense, kPayout, kStars},    {kStarsOut, kPayout, kAssetStars, kStars},
    {kStarsOut, kPayout, kPlayer, kStars},      {kStarsOut, kPayout, kSuspense, kStars},
    {kStarsBack, kPlayer, kAssetStars, kStars}, {kWriteOff, kChargeback, kPlayer, kStars},
    {kTonIn, kAssetTon, kPlayer, kTon},         {kTonIn, kAssetTon, kSuspense, kTon},
    {kTonIn, kSuspense, kPlayer, kTon},         {kTonOut, kPlayer, kPayout, kTon},
    {kTonOut, kSuspense, kPayout, kTon},        {kTonOut, kPayout, kAssetTon, kTon},
    {kTonOut, kPayout, kPlayer, kTon},          {kTonOut, kPayout, kSuspense, kTon},
    {kTonOut, kAssetTon, kPlayer, kTon},        {kFeesCode, kFees, kAssetTon, kTon},
    {kFeesCode, kAssetTon, kFees, kTon},        {kHouse, kRake, kOwner, kAll},
    {kHouse, kOwner, kAssetStars, kStars},      {kHouse, kAssetStars, kOwner, kStars},
    {kHouse, kOwner, kAssetTon, kTon},          {kHouse, kAssetTon, kOwner, kTon},
    {kFeesCode, kPayout, kFees, kTon},          {kHouse, kSuspense, kOwner, kReal},
    {kAdopt, kPlayer, kPlayer, kAll},
};

/// The house's accounts: which assets each kind holds, and over how many accounts it is spread.
struct HouseKind {
  Kind kind;
  unsigned assets;
  std::int64_t shards;
};
constexpr HouseKind kHouseKinds[] = {
    {kPromo, kPoints, 16}, {kAdjustment, kPoints, 16}, {kRake, kAll, 16},        {kOwner, kAll, 1},
    {kFees, kTon, 1},      {kChargeback, kStars, 1},   {kAssetStars, kStars, 1}, {kAssetTon, kTon, 1},
};
constexpr std::int64_t kSlots = 16;

bool holds(unsigned assets, std::int64_t asset) {
  return asset >= 0 && asset < kAssets && (assets >> asset & 1U) != 0;
}

/// What an id says of its account: the house's say all; of the others, a player's says its asset.
bool fits(std::int64_t account, Kind kind, std::int64_t asset) {
  if (const auto house = house_of(account)) return house->kind == kind && house->asset == asset;
  if (account < kFirstFreeId || kind >= kPromo) return false;
  return kind != kPlayer || (account & 3) == asset;
}

}  // namespace

std::optional<House> house_of(std::int64_t account) {
  if (account < 0 || account >= kFirstFreeId) return std::nullopt;
  const House house{account / kSlots / 4, account / kSlots % 4};
  for (const HouseKind& known : kHouseKinds) {
    if (known.kind == house.kind && holds(known.assets, house.asset) && account % kSlots < known.shards) {
      return house;
    }
  }
  return std::nullopt;
}

std::int64_t floor_of(std::int64_t kind) {
  const bool collects = kind <= kPayout || kind == kOwner || kind == kRake;
  return collects ? 0 : std::numeric_limits<std::int64_t>::min();
}

bool may_move(std::int64_t code, bool debit, std::int64_t kind, std::int64_t asset, std::int64_t other) {
  for (const Route& route : kRoutes) {
    if (route.code != code || !holds(route.assets, asset)) continue;
    const Kind own = debit ? route.from : route.to;
    if (own == kind && fits(other, debit ? route.to : route.from, asset)) return true;
  }
  return false;
}

}  // namespace ludice::audit

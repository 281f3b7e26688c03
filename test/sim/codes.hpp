// The numbers under which the tables keep things, as the migrations and docs/ have them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace ludice::sim {

/// Names by their numbers.
inline constexpr std::array kAssets = {"points", "stars", "ton"};
inline constexpr std::array kGameKinds = {"dice", "target"};

inline constexpr std::int64_t kInStars = 1;
inline constexpr std::int64_t kInTon = 2;

inline std::int64_t asset_number(std::string_view name) {
  return std::ranges::find(kAssets, name, [](const char* asset) { return std::string_view(asset); }) -
         kAssets.begin();
}

/// Why money moves.
namespace codes {
inline constexpr std::int64_t none = 0;
inline constexpr std::int64_t welcome = 1;
inline constexpr std::int64_t daily = 2;
inline constexpr std::int64_t adjustment = 3;
inline constexpr std::int64_t stake = 4;
inline constexpr std::int64_t refund = 5;
inline constexpr std::int64_t payout = 6;
inline constexpr std::int64_t rake = 7;
inline constexpr std::int64_t stars_in = 8;
inline constexpr std::int64_t stars_out = 9;
inline constexpr std::int64_t stars_back = 10;
inline constexpr std::int64_t write_off = 11;
inline constexpr std::int64_t ton_in = 12;
inline constexpr std::int64_t ton_out = 13;
}  // namespace codes

}  // namespace ludice::sim

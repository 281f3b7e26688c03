// The assets a game can be played in. They never mix: no transfer, no game crosses from one to another.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ludice::domain {

/// The numbers are stored and part of account ids (domain/account.hpp).
enum class Asset : std::uint8_t { points = 0, stars = 1, ton = 2 };

inline constexpr std::array kAssets = {Asset::points, Asset::stars, Asset::ton};

constexpr std::string_view to_string(Asset asset) {
  constexpr std::array<std::string_view, kAssets.size()> names = {"points", "stars", "ton"};
  return names[static_cast<std::size_t>(asset)];
}

constexpr std::optional<Asset> parse_asset(std::string_view name) {
  for (const Asset asset : kAssets) {
    if (to_string(asset) == name) return asset;
  }
  return std::nullopt;
}

}  // namespace ludice::domain

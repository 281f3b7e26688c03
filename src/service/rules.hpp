// What the operator has set: passed to the use cases, the same for all of them.
#pragma once

#include "base/amount.hpp"
#include "base/instant.hpp"
#include "domain/asset.hpp"
#include "domain/match.hpp"

#include <algorithm>
#include <vector>

namespace ludice::service {

struct Bets {
  Amount min;
  Amount max;
};

/// Buying Stars with which to play.
struct StarsRules {
  Amount max_order{1'000'000};
  Amount daily_limit{};         ///< what a player may pay in a UTC day; 0: no limit
  Millis order_ttl{3'600'000};  ///< how long an invoice can be paid
};

struct Rules {
  std::vector<domain::Asset> assets{domain::Asset::points};  ///< each once; the first is the default one
  Bets bets{Amount(10), Amount(1'000'000)};                  ///< in points and in stars
  Bets ton_bets{Amount(100'000'000), Amount(100'000'000'000)};
  int rake_bps = 0;
  Amount welcome_points{1'000};
  Amount daily_points{100};
  domain::Timing timing;
  StarsRules stars;

  bool offers(domain::Asset asset) const { return std::ranges::find(assets, asset) != assets.end(); }
  domain::Asset default_asset() const { return assets.front(); }
  const Bets& bets_in(domain::Asset asset) const { return asset == domain::Asset::ton ? ton_bets : bets; }
};

/// The terms that registering accepts.
inline constexpr int kCurrentTerms = 1;

}  // namespace ludice::service

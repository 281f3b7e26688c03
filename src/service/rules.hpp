// What the operator has set: passed to the use cases, the same for all of them.
#pragma once

#include "base/amount.hpp"
#include "domain/asset.hpp"
#include "domain/match.hpp"

#include <vector>

namespace ludice::service {

struct Bets {
  Amount min;
  Amount max;
};

struct Rules {
  std::vector<domain::Asset> assets{domain::Asset::points};  ///< each once; the first is the default one
  Bets bets{Amount(10), Amount(1'000'000)};                  ///< in points and in stars
  Bets ton_bets{Amount(100'000'000), Amount(100'000'000'000)};
  int rake_bps = 0;
  Amount welcome_points{1'000};
  Amount daily_points{100};
  domain::Timing timing;

  domain::Asset default_asset() const { return assets.front(); }
  const Bets& bets_in(domain::Asset asset) const { return asset == domain::Asset::ton ? ton_bets : bets; }
};

/// The terms that registering accepts.
inline constexpr int kCurrentTerms = 1;

}  // namespace ludice::service

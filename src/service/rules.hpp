// What the operator has set: passed to the use cases, the same for all of them.
#pragma once

#include "base/amount.hpp"
#include "domain/asset.hpp"
#include "domain/match.hpp"

namespace ludice::service {

struct Rules {
  domain::Asset asset = domain::Asset::points;  ///< the default one
  Amount min_bet{10};
  Amount max_bet{1'000'000};
  int rake_bps = 0;
  Amount welcome_points{1'000};
  Amount daily_points{100};
  domain::Timing timing;
};

/// The terms that registering accepts.
inline constexpr int kCurrentTerms = 1;

}  // namespace ludice::service

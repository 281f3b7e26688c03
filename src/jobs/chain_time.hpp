// Up to which time of the chain what is said of our wallet is complete. Behind a provider's address stand
// several servers, and one may lag: the time that one of them says is nothing to go by when another says that
// the wallet has not moved. So an answer about the wallet counts up to the last block whose transactions its
// own clock has seen, and the blocks' times, which whoever tells them tells alike, are kept to look that up.
#pragma once

#include "base/instant.hpp"
#include "ton/rows.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

namespace ludice::jobs {

class ChainTime {
 public:
  /// What lies further back is behind LUDICE_TON_MOST_LAG long since.
  static constexpr std::size_t kKept = 256;

  void note(const ton::MasterBlock& block);

  /// The time up to which an answer counts whose server knows the chain up to `known_lt`; none: it knows no
  /// block that was noted. `known_lt` 0: the time last noted, if this provider never told its clock, since
  /// nothing better is to be had; else none.
  std::optional<Instant> covered(std::int64_t known_lt);

  /// The provider tells its clock, and with it what its answers are worth.
  bool is_told() const { return told_; }

 private:
  std::map<std::int64_t, Instant> at_;  ///< by the blocks' first logical time
  Instant last_;
  bool told_ = false;
};

}  // namespace ludice::jobs

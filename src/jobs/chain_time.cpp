// A look back through the last blocks.
#include "jobs/chain_time.hpp"

#include <iterator>

namespace ludice::jobs {

void ChainTime::note(const ton::MasterBlock& block) {
  last_ = block.at;
  if (block.start_lt <= 0) return;
  at_[block.start_lt] = block.at;
  if (at_.size() > kKept) at_.erase(at_.begin());
}

std::optional<Instant> ChainTime::covered(std::int64_t known_lt) {
  told_ = told_ || known_lt > 0;
  if (!told_) return last_;
  const auto later = at_.upper_bound(known_lt);
  if (later == at_.begin()) return std::nullopt;
  return std::prev(later)->second;
}

}  // namespace ludice::jobs

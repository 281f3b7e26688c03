// One queue of passes in order of time; the passes of a key are chained through it.
#include "api/rate_limit.hpp"

#include <algorithm>

namespace ludice::api {

RateLimiter::Verdict RateLimiter::take(std::string_view key, Instant now) {
  if (limit_.count == 0) return {};
  const std::lock_guard lock(mutex_);
  // A clock that was set back must not make passes of the past look like ones of the future.
  latest_ = std::max(latest_, now);
  while (!passes_.empty() && passes_.front().at + limit_.window <= latest_) forget_oldest();

  const auto owner = windows_.try_emplace(std::string(key)).first;
  Window& window = owner->second;
  if (window.counted >= limit_.count) {
    std::uint64_t oldest = window.first;
    while (!pass(oldest).counts) oldest = pass(oldest).next;
    const Millis wait = pass(oldest).at + limit_.window - latest_;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    return {.passed = false, .retry_after_s = static_cast<int>(std::max<std::int64_t>(seconds, 1))};
  }
  const std::uint64_t number = first_number_ + passes_.size();
  passes_.push_back({.at = latest_, .owner = &*owner});
  (window.last == 0 ? window.first : pass(window.last).next) = number;
  window.last = number;
  ++window.counted;
  if (passes_.size() > max_passes_) forget_oldest();
  return {.pass = number};
}

void RateLimiter::give_back(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  if (number < first_number_ || !pass(number).counts) return;
  pass(number).counts = false;
  --pass(number).owner->second.counted;
}

void RateLimiter::forget_oldest() {
  const Pass& oldest = passes_.front();
  Window& window = oldest.owner->second;
  if (oldest.counts) --window.counted;
  window.first = oldest.next;
  if (window.first == 0) windows_.erase(oldest.owner->first);
  passes_.pop_front();
  ++first_number_;
}

}  // namespace ludice::api

// Leaky buckets: each message adds one, time takes them out again.
#include "sandbox/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace ludice::sandbox {

void RateLimit::drain(Bucket& bucket, Rate rate, Instant now) {
  const auto passed = std::max<double>(0, static_cast<double>((now - bucket.at).count()) / 1000.0);
  bucket.used = std::max(0.0, bucket.used - passed * rate.per_second);
  bucket.at = now;
}

int RateLimit::wait_s(const Bucket& bucket, Rate rate) {
  const double over = bucket.used + 1 - rate.burst;
  return over <= 0 ? 0 : static_cast<int>(std::ceil(over / rate.per_second));
}

int RateLimit::take(std::int64_t bot, std::int64_t chat, Instant now) {
  Bucket& in_chat = chats_[{bot, chat}];
  Bucket& in_all = bots_[bot];
  drain(in_chat, kChat, now);
  drain(in_all, kBot, now);
  const int wait = std::max(wait_s(in_chat, kChat), wait_s(in_all, kBot));
  if (wait == 0) {
    ++in_chat.used;
    ++in_all.used;
  }
  return wait;
}

void RateLimit::clear() {
  chats_.clear();
  bots_.clear();
}

}  // namespace ludice::sandbox

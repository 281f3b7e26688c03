// Telegram's limits on sending: about one message a second in a chat, thirty a second altogether, with
// some room for bursts (Bot API FAQ, "How can I message all of my bot's subscribers at once?").
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <map>

namespace ludice::sandbox {

class RateLimit {
 public:
  /// 0 where one more message may be sent now (and counts), else the seconds to wait, rounded up.
  int take(std::int64_t bot, std::int64_t chat, Instant now);

  void clear();

 private:
  struct Bucket {
    double used = 0;
    Instant at;
  };
  struct Rate {
    double per_second;
    double burst;
  };
  static constexpr Rate kChat{1, 20};
  static constexpr Rate kBot{30, 60};

  static void drain(Bucket& bucket, Rate rate, Instant now);
  static int wait_s(const Bucket& bucket, Rate rate);

  std::map<std::pair<std::int64_t, std::int64_t>, Bucket> chats_;
  std::map<std::int64_t, Bucket> bots_;
};

}  // namespace ludice::sandbox

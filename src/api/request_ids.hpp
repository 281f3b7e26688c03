// The X-Request-Id by which a request is found in the logs: the client's own where it is sane, else ours.
#pragma once

#include "base/random.hpp"

#include <atomic>
#include <string>
#include <string_view>

namespace ludice::api {

class RequestIds {
 public:
  explicit RequestIds(Random& random);

  /// `given` where it has 1 to 64 of A-Z a-z 0-9 . _ : -
  std::string choose(std::string_view given);

 private:
  const std::string prefix_;  ///< of this process: ids of two runs do not meet
  std::atomic<std::uint64_t> count_{0};
};

}  // namespace ludice::api

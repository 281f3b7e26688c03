// How a store's threads wait.
#pragma once

#include "base/instant.hpp"

#include <condition_variable>
#include <mutex>

namespace ludice::store {

/// Lets threads wait, and ends all waiting when it closes. Thread safe.
class Pauses {
 public:
  /// Until `time` has passed, somebody hurries, or it is closed.
  void pause(Millis time);
  /// Ends the pause that is made now, or else the next one; of pauses that one thread alone makes.
  void hurry();
  void close();
  bool is_closed() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  bool hurried_ = false;
  bool closed_ = false;
};

}  // namespace ludice::store

// Waiting on one condition.
#include "store/pauses.hpp"

namespace ludice::store {

void Pauses::pause(Millis time) {
  std::unique_lock lock(mutex_);
  ended_.wait_for(lock, time, [this] { return closed_ || hurried_; });
  hurried_ = false;
}

void Pauses::hurry() {
  {
    const std::lock_guard lock(mutex_);
    hurried_ = true;
  }
  ended_.notify_all();
}

void Pauses::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  ended_.notify_all();
}

bool Pauses::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace ludice::store

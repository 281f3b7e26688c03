// Each waiter has a timer of its own; a notification from any thread is posted to the loop, which cancels
// the timers of those who wait there.
#include "async/event.hpp"

#include <atomic>
#include <list>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace ludice::async {

namespace asio = boost::asio;

namespace {

struct Waiter {
  asio::steady_timer timer;
  std::uint64_t seen;
};

}  // namespace

struct Event::State {
  explicit State(asio::any_io_executor the_executor) : executor(std::move(the_executor)) {}

  asio::any_io_executor executor;
  std::atomic<std::uint64_t> count{0};
  std::atomic<bool> wake_up_posted{false};
  std::list<Waiter*> waiting;  // the loop's thread alone

  /// A wake-up that was posted before somebody looked is none for him.
  void wake_all() {
    wake_up_posted.store(false);
    const std::uint64_t now = count.load();
    for (auto* waiter : waiting) {
      if (waiter->seen != now) {
        waiter->timer.cancel();
      }
    }
  }
};

namespace {

/// Takes a waiter out of the list however its coroutine ends.
class Listed {
 public:
  Listed(std::list<Waiter*>& list, Waiter& waiter) : list_(list), place_(list.insert(list.end(), &waiter)) {}
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;
  ~Listed() { list_.erase(place_); }

 private:
  std::list<Waiter*>& list_;
  std::list<Waiter*>::iterator place_;
};

}  // namespace

Event::Event(asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}

std::uint64_t Event::count() const {
  return state_->count.load();
}

Task<bool> Event::wait(std::uint64_t seen, Millis limit) {
  auto state = state_;
  if (state->count.load() != seen) {
    co_return true;
  }
  Waiter waiter{asio::steady_timer(state->executor, limit), seen};
  Listed listed(state->waiting, waiter);
  boost::system::error_code error;
  co_await waiter.timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  if (state->count.load() != seen) {
    co_return true;
  }
  if (error) {
    throw boost::system::system_error(error);
  }
  co_return false;
}

void Event::notify() {
  state_->count.fetch_add(1);
  if (!state_->wake_up_posted.exchange(true)) {
    asio::post(state_->executor, [state = state_] { state->wake_all(); });
  }
}

}  // namespace ludice::async

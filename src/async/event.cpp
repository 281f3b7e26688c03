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

struct Event::State {
  explicit State(asio::any_io_executor the_executor) : executor(std::move(the_executor)) {}

  asio::any_io_executor executor;
  std::atomic<std::uint64_t> count{0};
  std::atomic<bool> wake_up_posted{false};
  std::list<asio::steady_timer*> waiting;  // the loop's thread alone

  void wake_all() {
    wake_up_posted.store(false);
    for (auto* timer : waiting) {
      timer->cancel();
    }
  }
};

namespace {

/// Takes a waiter out of the list however its coroutine ends.
class Listed {
 public:
  Listed(std::list<asio::steady_timer*>& list, asio::steady_timer& timer)
      : list_(list), place_(list.insert(list.end(), &timer)) {}
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;
  ~Listed() { list_.erase(place_); }

 private:
  std::list<asio::steady_timer*>& list_;
  std::list<asio::steady_timer*>::iterator place_;
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
  asio::steady_timer timer(state->executor, limit);
  Listed listed(state->waiting, timer);
  boost::system::error_code error;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
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

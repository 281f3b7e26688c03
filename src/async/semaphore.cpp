// A permit that is given back goes to the longest waiter directly, so nobody overtakes.
#include "async/semaphore.hpp"

#include <list>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace ludice::async {

namespace asio = boost::asio;

struct Semaphore::State {
  asio::any_io_executor executor;
  std::size_t available;
  std::list<Waiter*> waiting;

  void release();
};

struct Semaphore::Waiter {
  explicit Waiter(State& the_state)
      : state(the_state),
        timer(the_state.executor, asio::steady_timer::time_point::max()),
        place(the_state.waiting.insert(the_state.waiting.end(), this)) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter() {
    if (!granted) {
      state.waiting.erase(place);
    } else if (!taken) {
      state.release();
    }
  }

  State& state;
  asio::steady_timer timer;
  bool granted = false;
  bool taken = false;
  std::list<Waiter*>::iterator place;
};

void Semaphore::State::release() {
  if (waiting.empty()) {
    ++available;
    return;
  }
  Waiter* next = waiting.front();
  waiting.pop_front();
  next->granted = true;
  next->timer.cancel();
}

Semaphore::Permit& Semaphore::Permit::operator=(Permit&& other) noexcept {
  Permit old(std::exchange(state_, std::move(other.state_)));
  return *this;
}

Semaphore::Permit::~Permit() {
  if (state_) {
    state_->release();
  }
}

Semaphore::Semaphore(asio::any_io_executor executor, std::size_t permits)
    : state_(std::make_shared<State>(std::move(executor), permits, std::list<Waiter*>())) {}

Task<Semaphore::Permit> Semaphore::acquire() {
  auto state = state_;
  if (state->available > 0) {
    --state->available;
    co_return Permit(state);
  }
  Waiter waiter(*state);
  boost::system::error_code error;
  co_await waiter.timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  if (!waiter.granted) {
    throw boost::system::system_error(error);
  }
  waiter.taken = true;
  co_return Permit(state);
}

std::size_t Semaphore::available() const {
  return state_->available;
}

}  // namespace ludice::async

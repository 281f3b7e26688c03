// Each task has a cancellation signal of its own in the group's list; its completion handler takes it out,
// whether it is called or only destroyed with the event loop.
#include "async/task_group.hpp"

#include "async/failure.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"

#include <exception>
#include <list>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

namespace ludice::async {

namespace asio = boost::asio;

namespace {
using Running = std::list<std::shared_ptr<asio::cancellation_signal>>;
}

struct TaskGroup::State {
  explicit State(asio::any_io_executor the_executor)
      : executor(std::move(the_executor)), empty(executor, asio::steady_timer::time_point::max()) {}

  asio::any_io_executor executor;
  Running running;
  asio::steady_timer empty;  // cancelled when the last task has ended
  bool cancelled = false;

  void cancel_all() {
    cancelled = true;
    const std::vector<Running::value_type> signals(running.begin(), running.end());
    for (const auto& signal : signals) {
      signal->emit(asio::cancellation_type::terminal);
    }
  }
};

namespace {

void log_failure(const std::string& name, std::exception_ptr failure, bool was_cancelled) {
  if (was_cancelled && is_cancellation(failure)) {
    return;
  }
  log::error("task_failed", {{"task", name}, {"error", words_of(failure)}});
}

template <class State>
class Completion {
 public:
  Completion(std::shared_ptr<State> state, Running::iterator place, std::string name)
      : state_(std::move(state)), place_(place), name_(std::move(name)) {}
  Completion(Completion&&) noexcept = default;
  ~Completion() {
    if (state_) {
      leave();
    }
  }

  void operator()(std::exception_ptr failure) {
    if (failure) {
      log_failure(name_, failure, state_->cancelled);
    }
    leave();
  }

 private:
  void leave() {
    auto state = std::move(state_);
    state->running.erase(place_);
    if (state->running.empty()) {
      state->empty.cancel();
    }
  }

  std::shared_ptr<State> state_;
  Running::iterator place_;
  std::string name_;
};

}  // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}

TaskGroup::~TaskGroup() {
  // While an exception unwinds the program nobody can drain any more; the loop's end destroys the tasks.
  LUDICE_ASSERT(state_->running.empty() || std::uncaught_exceptions() > 0);
}

void TaskGroup::spawn(std::string name, Task<> task) {
  // Nobody would cancel this one, and drain() would wait for it.
  if (state_->cancelled) return;
  auto signal = std::make_shared<asio::cancellation_signal>();
  auto place = state_->running.insert(state_->running.end(), signal);
  Completion<State> completion(state_, place, std::move(name));
  asio::co_spawn(state_->executor, std::move(task),
                 asio::bind_cancellation_slot(signal->slot(), std::move(completion)));
}

std::size_t TaskGroup::size() const {
  return state_->running.size();
}

void TaskGroup::cancel() {
  asio::dispatch(state_->executor, [state = state_] { state->cancel_all(); });
}

Task<> TaskGroup::drain(Millis limit) {
  auto state = state_;
  state->empty.expires_after(limit);
  while (!state->running.empty()) {
    boost::system::error_code woken;
    co_await state->empty.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (!woken) {
      state->cancel_all();
      state->empty.expires_at(asio::steady_timer::time_point::max());
    }
  }
  state->cancelled = false;
}

}  // namespace ludice::async

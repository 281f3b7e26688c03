// Those who wait for their turn each sleep on a timer of their own that never expires and is cancelled
// when the schedule names them; one more timer asks the schedule again when time has to pass.
#include "telegram/pacer.hpp"

#include <algorithm>
#include <unordered_map>

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace ludice::telegram {

namespace asio = boost::asio;

namespace {

/// The wall clock may be set while a timer runs: it is looked at again at least so often.
constexpr Millis kLongestSleep{1'000};

}  // namespace

struct Pacer::State : std::enable_shared_from_this<State> {
  struct Waiter {
    explicit Waiter(const asio::any_io_executor& executor)
        : timer(executor, asio::steady_timer::time_point::max()) {}
    asio::steady_timer timer;
    bool named = false;
  };

  State(asio::any_io_executor on, const Clock& time, PaceLimits limits)
      : executor(std::move(on)), clock(time), schedule(limits), wake(executor) {}

  /// Lets everybody go whose turn it is.
  void advance() {
    while (const auto ticket = schedule.next(clock.now())) {
      Waiter& waiter = waiters.at(*ticket);
      waiter.named = true;
      waiter.timer.cancel();
    }
    const auto at = schedule.wake_at();
    if (!at) return;
    wake.expires_after(std::clamp(*at - clock.now(), Millis{1}, kLongestSleep));
    wake.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
      const auto state = weak.lock();
      if (!error && state) state->advance();
    });
  }

  asio::any_io_executor executor;
  const Clock& clock;
  SendSchedule schedule;
  std::unordered_map<SendSchedule::Ticket, Waiter> waiters;
  asio::steady_timer wake;
};

Pacer::Turn::Turn(std::shared_ptr<State> state, std::int64_t chat_id, Priority priority)
    : state_(std::move(state)), chat_id_(chat_id), ticket_(state_->schedule.add(chat_id, priority)) {
  state_->waiters.emplace(ticket_, state_->executor);
  state_->advance();
}

Pacer::Turn::~Turn() {
  const auto waiter = state_->waiters.extract(ticket_);
  if (waiter.mapped().named) {
    state_->schedule.finished(chat_id_);
  } else {
    state_->schedule.remove(ticket_);
  }
  state_->advance();
}

async::Task<> Pacer::Turn::begins() {
  auto& waiter = state_->waiters.at(ticket_);
  if (waiter.named) co_return;
  boost::system::error_code ended;
  co_await waiter.timer.async_wait(asio::redirect_error(asio::use_awaitable, ended));
  if (!waiter.named) throw boost::system::system_error(asio::error::operation_aborted);
}

Pacer::Pacer(asio::any_io_executor executor, const Clock& clock, PaceLimits limits)
    : state_(std::make_shared<State>(std::move(executor), clock, limits)) {}

Pacer::~Pacer() = default;

void Pacer::flooded_everywhere(Millis retry_after) {
  state_->schedule.pause_all(state_->clock.now() + retry_after);
}

Instant Pacer::paused_until(std::int64_t chat_id) const {
  return state_->schedule.paused_until(chat_id);
}

std::size_t Pacer::waiting() const {
  return state_->schedule.waiting();
}

void Pacer::flooded(std::int64_t chat_id, Millis retry_after) {
  state_->schedule.flooded(chat_id, state_->clock.now(), retry_after);
}

}  // namespace ludice::telegram

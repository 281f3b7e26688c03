// The timer runs while there is a deadline to look after, and walks over all of them each time.
#include "net/deadline_watch.hpp"

#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace ludice::net {

using SteadyClock = std::chrono::steady_clock;

struct DeadlineWatch::State : std::enable_shared_from_this<State> {
  State(boost::asio::any_io_executor executor, Millis the_resolution)
      : timer(std::move(executor)), resolution(the_resolution) {}

  boost::asio::steady_timer timer;
  Millis resolution;
  std::list<Deadline*> deadlines;

  void arm() {
    timer.expires_after(resolution);
    timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
      auto state = weak.lock();
      if (!error && state && !state->deadlines.empty()) {
        state->look();
        state->arm();
      }
    });
  }

  void look() {
    const auto now = SteadyClock::now();
    for (auto* deadline : deadlines) {
      if (deadline->at_ <= now) {
        deadline->passed_ = true;
        boost::system::error_code ignored;
        deadline->socket_.cancel(ignored);
      }
    }
  }
};

DeadlineWatch::DeadlineWatch(boost::asio::any_io_executor executor, Millis resolution)
    : state_(std::make_shared<State>(std::move(executor), resolution)) {}

DeadlineWatch::Deadline::Deadline(DeadlineWatch& watch, boost::asio::ip::tcp::socket& socket)
    : state_(watch.state_), socket_(socket) {
  place_ = state_->deadlines.insert(state_->deadlines.end(), this);
  if (state_->deadlines.size() == 1) {
    state_->arm();
  }
}

DeadlineWatch::Deadline::~Deadline() {
  state_->deadlines.erase(place_);
  if (state_->deadlines.empty()) {
    state_->timer.cancel();
  }
}

void DeadlineWatch::Deadline::set(Millis from_now) {
  at_ = SteadyClock::now() + from_now;
  passed_ = false;
}

void DeadlineWatch::Deadline::lift() {
  at_ = SteadyClock::time_point::max();
  passed_ = false;
}

}  // namespace ludice::net

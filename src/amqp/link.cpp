// Connect, serve, lose, pause, connect.
#include "amqp/link.hpp"

#include "async/retry.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"

#include <chrono>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ludice::amqp {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Millis kTurn{1'000};
constexpr async::Backoff kPauses{.first = Millis{200}, .longest = Millis{10'000}};
/// What held for so long was no failure to connect.
constexpr std::chrono::seconds kHeld{10};
constexpr Millis kLookAtEnd{60'000};

}  // namespace

Link::Link(const boost::asio::any_io_executor& executor, net::AmqpUrl place, std::string name, Duty& duty,
           Metrics& metrics, Random& random)
    : place_(std::move(place)),
      name_(std::move(name)),
      duty_(duty),
      random_(random),
      connected_gauge_(metrics.gauge("ludice_rabbitmq_connected", "1 while connected to RabbitMQ",
                                     {{"connection", name_}})),
      losses_(metrics.counter("ludice_rabbitmq_losses_total",
                              "Connections to RabbitMQ that were lost, or not to be had",
                              {{"connection", name_}})),
      wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      ended_event_(executor) {
  LUDICE_ASSERT(wake_ >= 0);
  connected_gauge_.set(0);
  thread_ = std::thread([this] { run(); });
}

Link::~Link() {
  bid_stop();
  thread_.join();
  close(wake_);
}

async::Task<> Link::stop() {
  bid_stop();
  for (auto seen = ended_event_.count(); !ended_; seen = ended_event_.count()) {
    co_await ended_event_.wait(seen, kLookAtEnd);
  }
}

void Link::wake() {
  eventfd_write(wake_, 1);
}

void Link::run() {
  live();
  ended_ = true;
  ended_event_.notify();
}

void Link::live() {
  int failures = 0;
  for (;;) {
    const Steady::time_point begun = Steady::now();
    std::string why;
    try {
      serve();
    } catch (const Unavailable& failure) {
      why = failure.what();
    }
    connected_ = false;
    connected_gauge_.set(0);
    duty_.lost();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    failures = Steady::now() - begun > kHeld ? 1 : failures + 1;
    losses_.add(1);
    log::warning("rabbitmq_lost",
                 {{"connection", name_}, {"broker", place_.shown()}, {"in_a_row", failures}, {"why", why}});
    pause(failures);
  }
}

void Link::serve() {
  Connection connection(place_, "ludice " + name_, [this](int descriptor) { return show(descriptor); });
  duty_.opened(connection);
  connected_ = true;
  connected_gauge_.set(1);
  log::info("rabbitmq_connected", {{"connection", name_}, {"broker", place_.shown()}});
  for (;;) {
    duty_.turn(connection);
    while (const auto heard = connection.hear()) duty_.heard(connection, *heard);
    connection.wait(wake_, kTurn);
    eventfd_t woken = 0;
    eventfd_read(wake_, &woken);
  }
}

void Link::bid_stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (descriptor_ >= 0) shutdown(descriptor_, SHUT_RDWR);
  }
  stopped_.notify_all();
  wake();
}

void Link::pause(int failures) {
  std::unique_lock lock(mutex_);
  stopped_.wait_for(lock, async::backoff_delay(kPauses, failures, random_), [this] { return stopping_; });
}

bool Link::show(int descriptor) {
  const std::lock_guard lock(mutex_);
  if (descriptor_ >= 0) close(descriptor_);
  // A copy: the library closes its own where it gives up, and the number would be somebody else's.
  descriptor_ = descriptor >= 0 ? fcntl(descriptor, F_DUPFD_CLOEXEC, 0) : -1;
  return !stopping_;
}

}  // namespace ludice::amqp

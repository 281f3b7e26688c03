// Two lists between the loop and the link's thread: what came, and what is to be said of it.
#include "amqp/consumer.hpp"

#include "amqp/link.hpp"
#include "amqp/topology.hpp"
#include "async/event.hpp"

#include <chrono>
#include <mutex>
#include <utility>

namespace ludice::amqp {
namespace {

constexpr Millis kLookAgain{60'000};
constexpr Millis kCountEvery{5'000};

struct Answer {
  std::uint64_t connection = 0;
  std::uint64_t tag = 0;
  bool taken = true;
};

}  // namespace

class Consumer::Impl final : public Duty {
 public:
  Impl(const boost::asio::any_io_executor& executor, net::AmqpUrl place, Metrics& metrics, Random& random)
      : came_(executor),
        dead_(metrics.gauge("ludice_rabbitmq_dead_messages", "Messages in the bot's dead-letter queue")),
        link_(executor, std::move(place), "bot", *this, metrics, random) {}

  async::Task<std::vector<Delivery>> next() {
    for (;;) {
      const std::uint64_t seen = came_.count();
      std::vector<Delivery> there = take();
      if (!there.empty()) co_return there;
      co_await came_.wait(seen, kLookAgain);
    }
  }

  async::Task<> stop() { return link_.stop(); }

  void answer(const Delivery& delivery, bool taken) {
    {
      const std::lock_guard lock(mutex_);
      answers_.push_back({delivery.connection, delivery.tag, taken});
    }
    link_.wake();
  }

  void opened(Connection& connection) override {
    connection.declare_queues();
    connection.consume(kBotQueue, kAtOnce);
    count_at_ = {};
  }

  void turn(Connection& connection) override {
    count_dead(connection);
    std::vector<Answer> answers;
    {
      const std::lock_guard lock(mutex_);
      answers.swap(answers_);
    }
    for (const Answer& answer : answers) {
      if (answer.connection != connections_) continue;
      if (answer.taken) {
        connection.acknowledge(answer.tag);
      } else {
        connection.refuse(answer.tag);
      }
    }
  }

  void heard(Connection&, const Heard& heard) override {
    // Connected again it is made anew, and whoever publishes fills it.
    if (std::holds_alternative<Cancelled>(heard)) throw Unavailable("the queue was deleted");
    const auto* delivered = std::get_if<Delivered>(&heard);
    if (delivered == nullptr) return;
    {
      const std::lock_guard lock(mutex_);
      deliveries_.push_back({connections_, delivered->tag, delivered->id, delivered->body});
    }
    came_.notify();
  }

  void lost() override {
    const std::lock_guard lock(mutex_);
    ++connections_;
    answers_.clear();
    deliveries_.clear();  // they come again
  }

 private:
  using Steady = std::chrono::steady_clock;

  void count_dead(Connection& connection) {
    if (Steady::now() < count_at_) return;
    if (const auto dead = connection.count_dead()) dead_.set(*dead);
    count_at_ = Steady::now() + kCountEvery;
  }

  std::vector<Delivery> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(deliveries_, {});
  }

  async::Event came_;
  Gauge& dead_;
  Steady::time_point count_at_;  ///< the thread's alone
  std::mutex mutex_;             ///< of the two lists
  std::vector<Delivery> deliveries_;
  std::vector<Answer> answers_;
  std::uint64_t connections_ = 1;  ///< written by the thread alone
  Link link_;                      ///< last: its thread uses all of the above
};

Consumer::Consumer(const boost::asio::any_io_executor& executor, net::AmqpUrl place, Metrics& metrics,
                   Random& random)
    : impl_(std::make_unique<Impl>(executor, std::move(place), metrics, random)) {}

Consumer::~Consumer() = default;

async::Task<> Consumer::stop() {
  return impl_->stop();
}

async::Task<std::vector<Consumer::Delivery>> Consumer::next() {
  return impl_->next();
}

void Consumer::acknowledge(const Delivery& delivery) {
  impl_->answer(delivery, true);
}

void Consumer::refuse(const Delivery& delivery) {
  impl_->answer(delivery, false);
}

}  // namespace ludice::amqp

// A batch at a time between the loop and the link's thread.
#include "amqp/publisher.hpp"

#include "amqp/link.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

namespace ludice::amqp {
namespace {

/// Under an alarm the answer can be days away: the caller has other things to do, and comes again.
constexpr Millis kLongestWait{60'000};

/// Shared by the caller, who may be cancelled, and the thread.
struct Batch {
  std::vector<Message> messages;
  std::vector<bool> taken;  ///< the thread's until it is done
  std::atomic<bool> done{false};
};

}  // namespace

class Publisher::Impl final : public Duty {
 public:
  Impl(const boost::asio::any_io_executor& executor, net::AmqpUrl place, Metrics& metrics, Random& random)
      : changed_(executor),
        done_(executor),
        blocked_gauge_(metrics.gauge("ludice_rabbitmq_blocked",
                                     "1 while an alarm of RabbitMQ's memory or disk holds publishing up")),
        returned_(metrics.counter("ludice_relay_returned_total",
                                  "Events that RabbitMQ gave back because no queue takes them")),
        link_(executor, std::move(place), "relay", *this, metrics, random) {}

  bool is_connected() const { return link_.is_connected(); }
  bool is_ready() const { return is_connected() && !blocked_; }
  async::Event& changed() { return changed_; }

  async::Task<std::vector<bool>> publish(std::vector<Message> messages) {
    const auto batch = std::make_shared<Batch>();
    batch->messages = std::move(messages);
    batch->taken.resize(batch->messages.size());
    {
      const std::lock_guard lock(mutex_);
      if (!link_.is_connected()) co_return batch->taken;
      waiting_ = batch;
    }
    link_.wake();
    bool in_time = true;
    while (in_time && !batch->done) {
      const auto seen = done_.count();
      if (!batch->done) in_time = co_await done_.wait(seen, kLongestWait);
    }
    if (!batch->done) co_return std::vector<bool>(batch->messages.size());
    co_return batch->taken;
  }

  void opened(Connection& connection) override {
    connection.declare_queues();
    connection.ask_for_confirmations();
    published_ = 0;
    settle_blocked(false);
  }

  void turn(Connection& connection) override {
    if (!told_connected_) changed_.notify();
    told_connected_ = true;
    if (under_way_) return;
    {
      const std::lock_guard lock(mutex_);
      under_way_ = std::exchange(waiting_, nullptr);
    }
    if (!under_way_) return;
    first_ = published_ + 1;
    open_ = under_way_->messages.size();
    answered_.assign(open_, false);
    gone_.assign(open_, false);
    for (const Message& message : under_way_->messages) connection.publish(message);
    published_ += open_;
    if (open_ == 0) finish();
  }

  void heard(Connection& connection, const Heard& heard) override {
    if (const auto* confirmed = std::get_if<Confirmed>(&heard)) confirm(connection, *confirmed);
    if (const auto* returned = std::get_if<Returned>(&heard)) give_back(*returned);
    if (const auto* blocked = std::get_if<Blocked>(&heard)) {
      log::warning("rabbitmq_blocked", {{"why", blocked->why}});
      settle_blocked(true);
    }
    if (std::holds_alternative<Unblocked>(heard)) {
      log::info("rabbitmq_unblocked");
      settle_blocked(false);
    }
  }

  void lost() override {
    told_connected_ = false;
    settle_blocked(false);
    const std::lock_guard lock(mutex_);
    if (under_way_) finish();
    under_way_ = std::exchange(waiting_, nullptr);
    if (under_way_) finish();
  }

 private:
  void confirm(Connection& connection, const Confirmed& confirmed) {
    if (!under_way_ || confirmed.number < first_) return;
    const std::size_t last = static_cast<std::size_t>(confirmed.number - first_);
    if (last >= answered_.size()) throw Unavailable("confirmed what was not published");
    for (std::size_t i = confirmed.up_to ? 0 : last; i <= last; ++i) {
      if (answered_[i]) continue;
      answered_[i] = true;
      under_way_->taken[i] = confirmed.taken && !gone_[i];
      --open_;
    }
    if (open_ > 0) return;
    const bool returned = std::ranges::find(gone_, true) != gone_.end();
    finish();
    // Somebody has deleted the queue: it is made again, and the caller comes again with what it would have
    // had.
    if (returned) connection.declare_queues();
  }

  void give_back(const Returned& returned) {
    returned_.add(1);
    log::warning("event_returned", {{"message", returned.id}});
    if (!under_way_) return;
    for (std::size_t i = 0; i < gone_.size(); ++i) {
      if (under_way_->messages[i].id == returned.id) gone_[i] = true;
    }
  }

  void finish() {
    under_way_->done = true;
    under_way_ = nullptr;
    done_.notify();
  }

  void settle_blocked(bool blocked) {
    blocked_ = blocked;
    blocked_gauge_.set(blocked ? 1 : 0);
    changed_.notify();
  }

  async::Event changed_;
  async::Event done_;
  Gauge& blocked_gauge_;
  Counter& returned_;
  std::atomic<bool> blocked_{false};
  std::mutex mutex_;
  std::shared_ptr<Batch> waiting_;  ///< under the mutex; what follows is the thread's alone
  std::shared_ptr<Batch> under_way_;
  std::uint64_t published_ = 0;  ///< on this connection
  std::uint64_t first_ = 0;      ///< the number of the batch's first message
  std::size_t open_ = 0;         ///< so many of it have no answer
  std::vector<bool> answered_;
  std::vector<bool> gone_;  ///< returned
  bool told_connected_ = false;
  Link link_;  ///< last: its thread uses all of the above
};

Publisher::Publisher(const boost::asio::any_io_executor& executor, net::AmqpUrl place, Metrics& metrics,
                     Random& random)
    : impl_(std::make_unique<Impl>(executor, std::move(place), metrics, random)) {}

Publisher::~Publisher() = default;

bool Publisher::is_ready() const {
  return impl_->is_ready();
}

bool Publisher::is_connected() const {
  return impl_->is_connected();
}

async::Event& Publisher::changed() {
  return impl_->changed();
}

async::Task<std::vector<bool>> Publisher::publish(std::vector<Message> messages) {
  return impl_->publish(std::move(messages));
}

}  // namespace ludice::amqp

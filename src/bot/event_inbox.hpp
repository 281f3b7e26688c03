// Events from RabbitMQ. Each is written down once, with a row for each person whom it concerns, before the
// broker hears that it is done with; a row goes in the transaction that stores the effect. So whatever is
// given twice, lost on its way or cut off by a crash, each person is told once.
#pragma once

#include "amqp/consumer.hpp"
#include "async/event.hpp"
#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "bot/news.hpp"
#include "bot/operator_desk.hpp"
#include "store/bot_tables.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <set>
#include <vector>

namespace ludice::bot {

/// Used on the event loop's thread only.
class EventInbox {
 public:
  /// So many rows are in hand before no more are taken from the broker.
  static constexpr std::size_t kMostInHand = 2'000;

  /// `operators`: null where nobody is told of what they hear. All must outlive it.
  EventInbox(boost::asio::any_io_executor executor, store::Store& store, amqp::Consumer& queue, News& news,
             OperatorDesk* operators, const Clock& clock, Metrics& metrics);

  /// Until cancelled, each: takes from the queue; takes up what has failed, or was left by a run before.
  async::Task<> take(async::Loops& loops);
  async::Task<> take_up(async::Loops& loops);

 private:
  using Row = store::bot::InboxRow;
  struct Letter {
    std::string event;
    std::vector<std::int64_t> people;
    std::string body;
  };

  async::Task<bool> take_turn();
  async::Task<bool> take_up_turn();
  async::Task<> write_down(std::vector<Letter> letters);
  std::vector<Letter> read(const std::vector<amqp::Consumer::Delivery>& deliveries,
                           std::vector<amqp::Consumer::Delivery>& readable);
  void dispatch(const Row& row);
  async::Task<> strike_off(std::vector<std::int64_t> done);

  store::Store& store_;
  amqp::Consumer& queue_;
  News& news_;
  OperatorDesk* operators_;
  const Clock& clock_;
  Counter& taken_;
  Counter& known_;
  Counter& unreadable_;
  async::Event settled_;
  std::set<std::int64_t> in_hand_;
  std::vector<std::int64_t> done_;  ///< rows whose event was told, or has nothing to tell
  bool looked_ = false;             ///< for what was left before
};

}  // namespace ludice::bot

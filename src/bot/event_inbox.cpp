// Write down, acknowledge, tell, strike off.
#include "bot/event_inbox.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "bot/api_json.hpp"
#include "bot/event_consumer.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

namespace rows = store::bot;

/// In rows' user_id: no person's, the operators'.
constexpr std::int64_t kOperators = 0;
constexpr Millis kLookAgain{2'000};
constexpr int kMostRows = 2'000;
/// A row that is younger may be in the hands of another bot on the same database.
constexpr Millis kStale{10'000};

}  // namespace

EventInbox::EventInbox(boost::asio::any_io_executor executor, store::Store& store, amqp::Consumer& queue,
                       News& news, OperatorDesk* operators, const Clock& clock, Metrics& metrics)
    : store_(store),
      queue_(queue),
      news_(news),
      operators_(operators),
      clock_(clock),
      taken_(metrics.counter("ludice_bot_events_total", "Events that came from RabbitMQ", {{"what", "new"}})),
      known_(
          metrics.counter("ludice_bot_events_total", "Events that came from RabbitMQ", {{"what", "known"}})),
      unreadable_(metrics.counter("ludice_bot_events_total", "Events that came from RabbitMQ",
                                  {{"what", "unreadable"}})),
      settled_(std::move(executor)) {}

async::Task<> EventInbox::take(async::Loops& loops) {
  return loops.run("event_inbox", [this] { return take_turn(); });
}

async::Task<> EventInbox::take_up(async::Loops& loops) {
  return loops.run("event_inbox_rows", [this] { return take_up_turn(); });
}

async::Task<bool> EventInbox::take_turn() {
  while (in_hand_.size() >= kMostInHand) {
    const std::uint64_t seen = settled_.count();
    co_await settled_.wait(seen, kLookAgain);
  }
  const std::vector<amqp::Consumer::Delivery> deliveries = co_await queue_.next();
  std::vector<amqp::Consumer::Delivery> readable;
  std::vector<Letter> letters = read(deliveries, readable);
  for (bool written = letters.empty(); !written;) {
    // What came stays ours to answer for: the broker gives it to nobody else while we are connected.
    try {
      co_await write_down(letters);
      written = true;
    } catch (const store::Unavailable& failure) {
      log::warning("events_not_written_down", {{"why", failure.what()}});
    }
    if (!written) co_await async::sleep_for(kLookAgain);
  }
  for (const auto& delivery : readable) queue_.acknowledge(delivery);
  co_return true;
}

/// What nobody can read goes where somebody looks at it.
std::vector<EventInbox::Letter> EventInbox::read(const std::vector<amqp::Consumer::Delivery>& deliveries,
                                                 std::vector<amqp::Consumer::Delivery>& readable) {
  std::vector<Letter> letters;
  for (const auto& delivery : deliveries) {
    const auto event = event_from_text(delivery.body);
    if (!event) {
      unreadable_.add(1);
      log::error("event_unreadable", {{"message", delivery.id}, {"bytes", delivery.body.size()}});
      queue_.refuse(delivery);
      continue;
    }
    Letter letter{event->id, event->players, delivery.body};
    if (operators_ != nullptr && operators_->hears_of(*event)) letter.people.push_back(kOperators);
    letters.push_back(std::move(letter));
    readable.push_back(delivery);
  }
  return letters;
}

async::Task<> EventInbox::write_down(std::vector<Letter> letters) {
  struct Written {
    std::vector<Row> added;
    int known = 0;
  };
  const std::size_t all = letters.size();
  store::Body<Written> body = [letters = std::move(letters)](store::Transaction& txn) {
    Written written;
    for (const Letter& letter : letters) {
      if (!rows::remember_event(txn, letter.event)) {
        ++written.known;
        continue;
      }
      for (const std::int64_t person : letter.people) {
        written.added.push_back(rows::add_event(txn, person, letter.body));
      }
    }
    return written;
  };
  const Written written = co_await store_.write(std::move(body));
  known_.add(written.known);
  taken_.add(static_cast<double>(all) - written.known);
  for (const Row& row : written.added) dispatch(row);
}

async::Task<bool> EventInbox::take_up_turn() {
  std::vector<std::int64_t> done;
  done.swap(done_);
  co_await strike_off(std::move(done));
  const Instant before = looked_ ? clock_.now() - kStale : clock_.now();
  store::ReadBody<std::vector<Row>> body = [before](store::Reader& reader) {
    return rows::list_events(reader, before, kMostRows);
  };
  const std::vector<Row> waiting = co_await store_.read(std::move(body));
  looked_ = true;
  for (const Row& row : waiting) {
    if (std::ranges::find(done_, row.id) == done_.end()) dispatch(row);
  }
  co_await async::sleep_for(kLookAgain);
  co_return true;
}

void EventInbox::dispatch(const Row& row) {
  const auto event = event_from_text(row.body);
  if (!event || !in_hand_.insert(row.id).second) return;
  std::function<void(bool)> done = [this, id = row.id](bool told) {
    in_hand_.erase(id);
    if (told) done_.push_back(id);
    settled_.notify();
  };
  if (row.user_id != kOperators) {
    news_.bring(row.user_id, event->game, cause_of(*event, row.id), std::move(done));
  } else if (operators_ != nullptr) {
    operators_->hear(*event, row.id, std::move(done));
  } else {
    done(true);
  }
}

/// Most went with their effect; what is left had none.
async::Task<> EventInbox::strike_off(std::vector<std::int64_t> done) {
  if (done.empty()) co_return;
  store::Body<bool> body = [done = std::move(done)](store::Transaction& txn) {
    for (const std::int64_t row : done) rows::remove_inbox(txn, row);
    return true;
  };
  co_await store_.write(std::move(body));
}

}  // namespace ludice::bot

// Look, lend, or wait and look again.
#include "api/event_endpoint.hpp"

#include "api/render.hpp"
#include "service/events.hpp"

#include <algorithm>
#include <chrono>

namespace ludice::api {
namespace {

using Steady = std::chrono::steady_clock;
using Events = std::vector<store::Event>;

constexpr std::size_t kMaxConsumer = 64;
constexpr std::size_t kMaxAcknowledged = 1'000;
constexpr std::int64_t kMaxWait_s = 25;
/// Events that were lent and not acknowledged come back without anybody notifying.
constexpr Millis kLookAgain{5'000};

}  // namespace

Endpoint EventQueue::endpoint() {
  auto prepare = [this](const net::CanonicalObject& object) -> Prepared {
    Fields fields(object.root());
    std::string consumer = fields.text("consumer", kMaxConsumer);
    if (has_control_characters(consumer)) fields.fail("consumer", "must not have control characters");
    const std::int64_t wait_s = fields.optional_integer("wait", 0, kMaxWait_s).value_or(0);
    std::vector<std::int64_t> acknowledged = fields.ids("ack", kMaxAcknowledged);
    if (!fields.invalid().empty()) return fields.invalid();
    return Waiting{[this, consumer, wait = Millis(wait_s * 1000), acknowledged] {
      return take(consumer, wait, acknowledged);
    }};
  };
  return {.path = "/events", .writes = false, .prepare = prepare};
}

void EventQueue::stop_waiting() {
  stopping_ = true;
  wake_.notify();
}

async::Task<Data> EventQueue::take(std::string consumer, Millis wait,
                                   std::vector<std::int64_t> acknowledged) {
  const Steady::time_point until = Steady::now() + wait;
  for (;;) {
    const std::uint64_t seen = wake_.count();
    bool has_work = !acknowledged.empty();
    if (!has_work) {
      store::ReadBody<bool> look = [consumer](store::Reader& reader) {
        return service::TakeEvents::has_work(reader, consumer);
      };
      has_work = co_await store_.read(std::move(look));
    }
    if (has_work) {
      store::Body<Events> lend = [consumer, acknowledged](store::Transaction& transaction) {
        return service::TakeEvents::run(transaction, consumer, acknowledged);
      };
      acknowledged.clear();
      const Events events = co_await store_.write(std::move(lend));
      if (!events.empty()) co_return to_json(events);
    }
    const auto left = std::chrono::duration_cast<Millis>(until - Steady::now());
    if (left <= Millis(0) || stopping_) co_return to_json(Events());
    co_await wake_.wait(seen, std::min(left, kLookAgain));
  }
}

}  // namespace ludice::api

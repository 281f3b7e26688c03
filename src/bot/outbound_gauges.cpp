// Reads every few seconds: the cost grows with what waits.
#include "bot/outbound_gauges.hpp"

#include "async/deadline.hpp"
#include "store/figures.hpp"

#include <algorithm>

namespace ludice::bot {
namespace {

struct Queued {
  Instant now;
  store::Waiting waiting;
};

}  // namespace

OutboundGauges::OutboundGauges(store::Store& store, Metrics& metrics)
    : store_(store),
      waiting_(metrics.gauge("ludice_bot_outbound_waiting", "Messages that could be sent by now")),
      oldest_(metrics.gauge("ludice_bot_outbound_oldest_seconds", "How long the oldest of them has waited")) {
}

async::Task<> OutboundGauges::watch(async::Loops& loops) {
  return loops.run("outbound_gauges", [this] { return turn(); });
}

async::Task<bool> OutboundGauges::turn() {
  co_await look();
  co_await async::sleep_for(kEvery);
  co_return true;
}

async::Task<> OutboundGauges::look() {
  store::ReadBody<Queued> body = [](store::Reader& reader) {
    const Instant now = reader.now();
    return Queued{now, store::count_outbound(reader, now)};
  };
  const Queued queued = co_await store_.read(std::move(body));
  const Millis age = queued.now - queued.waiting.since.value_or(queued.now);
  waiting_.set(static_cast<double>(queued.waiting.count));
  oldest_.set(std::max(std::chrono::duration<double>(age).count(), 0.0));
}

void OutboundGauges::show_nothing() {
  waiting_.set(0);
  oldest_.set(0);
}

}  // namespace ludice::bot

// Look, lend, or wait and look again.
#include "api/event_endpoint.hpp"

#include "api/answer_schemas.hpp"
#include "api/render.hpp"
#include "service/events.hpp"

#include <algorithm>
#include <chrono>

namespace ludice::api {
namespace {

using Steady = std::chrono::steady_clock;
using Events = std::vector<store::Event>;

constexpr Text kConsumer{.max = 64, .control_characters = false};
constexpr Integer kWait_s{0, 25};
constexpr Ids kAcknowledged{1'000};
/// Events that were lent and not acknowledged come back without anybody notifying.
constexpr Millis kLookAgain{5'000};
/// Another process may have written some.
constexpr Millis kLookAgainShared{300};

struct TakeCommand {
  std::string consumer;
  std::int64_t wait_s = 0;
  std::vector<std::int64_t> acknowledged;
};

}  // namespace

Endpoint EventQueue::endpoint() {
  Form<TakeCommand> form;
  form.required("consumer", kConsumer, &TakeCommand::consumer,
                {"A name of your own for a queue of your own.", R"("my front end")"})
      .optional("wait", kWait_s, &TakeCommand::wait_s,
                {"How many seconds to wait for something to be there; 0 unless given.", "0"})
      .optional("ack", kAcknowledged, &TakeCommand::acknowledged,
                {"Ids of events that are done with and need not come again.", "[]"});
  const auto wait = [this](const TakeCommand& command, std::string trace) {
    return take(command.consumer, Millis(command.wait_s * 1000), command.acknowledged, std::move(trace));
  };
  return waiting(
      {.path = "/events",
       .summary = "Wait for events",
       .description = "The first call makes a durable consumer with a queue of its own from then on; "
                      "it is dropped after 24 hours of silence. Events come in order per game, are "
                      "lent for 30 s, and come again until they are acknowledged.",
       .answer = events_schema()},
      form, wait);
}

void EventQueue::stop_waiting() {
  stopping_ = true;
  wake_.notify();
}

async::Task<Data> EventQueue::take(std::string consumer, Millis wait, std::vector<std::int64_t> acknowledged,
                                   std::string trace) {
  const Steady::time_point until = Steady::now() + wait;
  for (;;) {
    const std::uint64_t seen = wake_.count();
    bool has_work = !acknowledged.empty();
    if (!has_work) {
      store::ReadBody<bool> look = [consumer](store::Reader& reader) {
        return service::TakeEvents::has_work(reader, consumer);
      };
      has_work = co_await store_.read(std::move(look), trace);
    }
    if (has_work) {
      store::Body<Events> lend = [consumer, acknowledged](store::Transaction& transaction) {
        return service::TakeEvents::run(transaction, consumer, acknowledged);
      };
      acknowledged.clear();
      const Events events = co_await store_.write(std::move(lend), trace);
      if (!events.empty()) co_return to_json(events);
    }
    const auto left = std::chrono::duration_cast<Millis>(until - Steady::now());
    if (left <= Millis(0) || stopping_) co_return to_json(Events());
    co_await wake_.wait(seen, std::min(left, store_.is_shared() ? kLookAgainShared : kLookAgain));
  }
}

}  // namespace ludice::api

// A coroutine for each person with work, as long as there is some.
#include "bot/lanes.hpp"

#include "async/failure.hpp"
#include "base/log.hpp"

#include <exception>

#include <boost/asio/this_coro.hpp>

namespace ludice::bot {

void Lanes::post(std::int64_t user_id, std::string name, Work work) {
  const auto [lane, fresh] = lanes_.try_emplace(user_id);
  lane->second.push_back({std::move(name), std::move(work)});
  if (fresh) group_.spawn("lane", drive(user_id));
}

async::Task<> Lanes::drive(std::int64_t user_id) {
  // The map's nodes stay where they are, and only this coroutine takes its lane away.
  auto& queue = lanes_.at(user_id);
  while (!queue.empty()) {
    Entry entry = std::move(queue.front());
    queue.pop_front();
    std::exception_ptr failure;
    try {
      co_await entry.work();
    } catch (...) {
      failure = std::current_exception();
    }
    if (!failure) continue;
    const auto asked_to_stop = co_await boost::asio::this_coro::cancellation_state;
    if (asked_to_stop.cancelled() != boost::asio::cancellation_type::none) break;
    log::warning("lane_work_failed",
                 {{"work", entry.name}, {"user", user_id}, {"why", async::words_of(failure)}});
  }
  lanes_.erase(user_id);
}

}  // namespace ludice::bot

// A coroutine for each person with work, as long as there is some.
#include "bot/lanes.hpp"

#include "base/log.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace ludice::bot {

bool is_cancellation(const std::exception& failure) {
  const auto* error = dynamic_cast<const boost::system::system_error*>(&failure);
  return error != nullptr && error->code() == boost::asio::error::operation_aborted;
}

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
    try {
      co_await entry.work();
    } catch (const std::exception& failure) {
      if (is_cancellation(failure)) queue.clear();
      log::warning("lane_work_failed", {{"work", entry.name}, {"user", user_id}, {"why", failure.what()}});
    }
  }
  lanes_.erase(user_id);
}

}  // namespace ludice::bot

// Each chat with something to send is in exactly one of two indexes: `later_` by the time it is free, or
// `ready_` by the rank of its first ticket; one with nothing to send is in `idle_`; a busy one in none.
#include "telegram/send_schedule.hpp"

#include "base/assert.hpp"

#include <algorithm>

namespace ludice::telegram {

SendSchedule::SendSchedule(PaceLimits limits) : limits_(limits) {
  LUDICE_ASSERT(limits_.chat_burst > 0 && limits_.overall > 0);
}

SendSchedule::Ticket SendSchedule::add(std::int64_t chat_id, Priority priority) {
  const Ticket ticket = ++last_ticket_;
  tickets_.emplace(ticket, std::pair(chat_id, priority));
  Chat& chat = chats_[chat_id];
  unindex(chat_id, chat);
  chat.queue.emplace(priority, ticket);
  index(chat_id, chat);
  return ticket;
}

void SendSchedule::remove(Ticket ticket) {
  const auto found = tickets_.find(ticket);
  if (found == tickets_.end()) return;
  const auto [chat_id, priority] = found->second;
  tickets_.erase(found);
  Chat& chat = chats_.at(chat_id);
  unindex(chat_id, chat);
  chat.queue.erase({priority, ticket});
  index(chat_id, chat);
}

std::optional<SendSchedule::Ticket> SendSchedule::next(Instant now) {
  forget_idle(now);
  while (!sent_.empty() && sent_.front() + limits_.overall_window <= now) sent_.pop_front();
  if (now < paused_until_ || sent_.size() >= limits_.overall) return std::nullopt;
  promote(now);
  if (ready_.empty()) return std::nullopt;

  const std::int64_t chat_id = ready_.begin()->second;
  Chat& chat = chats_.at(chat_id);
  LUDICE_ASSERT(!chat.busy && !chat.queue.empty());
  unindex(chat_id, chat);
  const Ticket ticket = chat.queue.begin()->second;
  chat.queue.erase(chat.queue.begin());
  chat.busy = true;
  chat.full_at = std::max(chat.full_at, now) + interval(chat_id);
  tickets_.erase(ticket);
  sent_.push_back(now);
  return ticket;
}

void SendSchedule::finished(std::int64_t chat_id) {
  Chat& chat = chats_.at(chat_id);
  LUDICE_ASSERT(chat.busy);
  chat.busy = false;
  index(chat_id, chat);
}

std::optional<Instant> SendSchedule::wake_at() const {
  Instant chat_free{};
  if (ready_.empty()) {
    if (later_.empty()) return std::nullopt;
    chat_free = later_.begin()->first;
  }
  const bool window_full = sent_.size() >= limits_.overall;
  const Instant window_free = window_full ? sent_.front() + limits_.overall_window : Instant{};
  return std::max({chat_free, window_free, paused_until_});
}

void SendSchedule::pause_chat(std::int64_t chat_id, Instant until) {
  Chat& chat = chats_[chat_id];
  unindex(chat_id, chat);
  chat.paused_until = std::max(chat.paused_until, until);
  index(chat_id, chat);
}

void SendSchedule::pause_all(Instant until) {
  paused_until_ = std::max(paused_until_, until);
}

void SendSchedule::flooded(std::int64_t chat_id, Instant now, Millis retry_after) {
  pause_chat(chat_id, now + retry_after);
  std::erase_if(floods_, [&](const auto& flood) {
    return flood.second == chat_id || flood.first + limits_.flood_window <= now;
  });
  floods_.emplace_back(now, chat_id);
  if (floods_.size() < limits_.floods_to_pause_all) return;
  pause_all(now + retry_after);
  floods_.clear();
}

Instant SendSchedule::paused_until(std::int64_t chat_id) const {
  const auto found = chats_.find(chat_id);
  return found == chats_.end() ? paused_until_ : std::max(paused_until_, found->second.paused_until);
}

Millis SendSchedule::interval(std::int64_t chat_id) const {
  // In the Bot API people have positive ids, groups and channels negative ones.
  return chat_id > 0 ? limits_.chat_interval : limits_.group_interval;
}

Instant SendSchedule::free_at(std::int64_t chat_id, const Chat& chat) const {
  const Instant burst_free = chat.full_at - interval(chat_id) * (limits_.chat_burst - 1);
  return std::max(burst_free, chat.paused_until);
}

void SendSchedule::index(std::int64_t chat_id, const Chat& chat) {
  if (chat.busy) return;
  if (chat.queue.empty()) {
    idle_.emplace(std::max(chat.full_at, chat.paused_until), chat_id);
  } else {
    later_.emplace(free_at(chat_id, chat), chat_id);
  }
}

void SendSchedule::unindex(std::int64_t chat_id, const Chat& chat) {
  if (chat.busy) return;
  if (chat.queue.empty()) {
    idle_.erase({std::max(chat.full_at, chat.paused_until), chat_id});
  } else if (later_.erase({free_at(chat_id, chat), chat_id}) == 0) {
    ready_.erase({*chat.queue.begin(), chat_id});
  }
}

void SendSchedule::promote(Instant now) {
  while (!later_.empty() && later_.begin()->first <= now) {
    const std::int64_t chat_id = later_.begin()->second;
    later_.erase(later_.begin());
    ready_.emplace(*chats_.at(chat_id).queue.begin(), chat_id);
  }
}

void SendSchedule::forget_idle(Instant now) {
  while (!idle_.empty() && idle_.begin()->first <= now) {
    chats_.erase(idle_.begin()->second);
    idle_.erase(idle_.begin());
  }
}

}  // namespace ludice::telegram

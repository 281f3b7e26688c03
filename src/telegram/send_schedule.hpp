// Whose turn it is to be sent to Telegram: a state machine without IO, clock or waiting.
#pragma once

#include "base/instant.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace ludice::telegram {

/// What goes first where not everything can go: within a chat, and between chats.
enum class Priority { answer, game, notice, broadcast };

struct PaceLimits {
  Millis chat_interval{1'000};   ///< between sends to one person, on average
  Millis group_interval{3'000};  ///< the same for a group or channel (20 a minute)
  int chat_burst = 5;            ///< so many may go at once after a silence
  std::size_t overall = 30;      ///< in any `overall_window`
  Millis overall_window{1'000};
  std::size_t floods_to_pause_all = 3;  ///< from so many chats within `flood_window`: everything pauses
  Millis flood_window{10'000};
};

/// A chat has at most one send under way: begun by next(), ended by finished(). The caller passes times
/// that never go back; where its clock did, waiting only gets longer by that much.
class SendSchedule {
 public:
  using Ticket = std::uint64_t;

  explicit SendSchedule(PaceLimits limits = {});

  Ticket add(std::int64_t chat_id, Priority priority);
  /// Takes back a ticket that waits; without effect on one whose turn came.
  void remove(Ticket ticket);

  /// The ticket that is to be sent now, if any: its turn begins. Ask until there is none.
  std::optional<Ticket> next(Instant now);
  void finished(std::int64_t chat_id);

  /// When next() has to be asked again if nothing is added or finished before.
  std::optional<Instant> wake_at() const;

  void pause_chat(std::int64_t chat_id, Instant until);
  void pause_all(Instant until);
  /// A 429 for a send to this chat: pauses it, and everything where floods come from several chats.
  void flooded(std::int64_t chat_id, Instant now, Millis retry_after);

  Instant paused_until(std::int64_t chat_id) const;
  std::size_t waiting() const { return tickets_.size(); }
  /// Chats remembered: those with something to send or not yet back at a full burst.
  std::size_t chats() const { return chats_.size(); }

 private:
  /// Smaller goes first.
  using Rank = std::pair<Priority, Ticket>;

  struct Chat {
    std::set<Rank> queue;
    bool busy = false;
    Instant full_at{};  ///< from then on a whole burst is free again
    Instant paused_until{};
  };

  Millis interval(std::int64_t chat_id) const;
  Instant free_at(std::int64_t chat_id, const Chat& chat) const;
  void index(std::int64_t chat_id, const Chat& chat);
  void unindex(std::int64_t chat_id, const Chat& chat);
  void promote(Instant now);
  void forget_idle(Instant now);

  PaceLimits limits_;
  Ticket last_ticket_ = 0;
  Instant paused_until_{};
  std::unordered_map<std::int64_t, Chat> chats_;
  std::unordered_map<Ticket, std::pair<std::int64_t, Priority>> tickets_;  ///< waiting ones
  std::set<std::pair<Instant, std::int64_t>> later_;                       ///< chats that wait for their time
  std::set<std::pair<Rank, std::int64_t>> ready_;    ///< chats whose first ticket may go, by its rank
  std::set<std::pair<Instant, std::int64_t>> idle_;  ///< chats with nothing to send, until full_at
  std::deque<Instant> sent_;                         ///< begun in the last overall_window
  std::deque<std::pair<Instant, std::int64_t>> floods_;
};

}  // namespace ludice::telegram

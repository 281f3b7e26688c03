// Paces what goes to Telegram: sends to one chat one after the other and about one a second, all of them
// together within the overall limit; a 429 pauses its chat, several of them everything
// (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
// The rules are in send_schedule.hpp; here is what waits for them. Used on the event loop's thread only.
#pragma once

#include "async/task.hpp"
#include "base/clock.hpp"
#include "telegram/error.hpp"
#include "telegram/send_schedule.hpp"

#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::telegram {

class Pacer {
 public:
  /// The clock must outlive it and everything that waits.
  Pacer(boost::asio::any_io_executor executor, const Clock& clock, PaceLimits limits = {});
  ~Pacer();
  Pacer(const Pacer&) = delete;
  Pacer& operator=(const Pacer&) = delete;

  /// Waits for the chat's turn, then runs `call` to its end, which lets the chat's next one go. What the
  /// call throws comes through; a flood pauses the chat first. Calls to a chat start in the order in which
  /// run() was awaited, higher priorities first. Cancelled while it waits, the call is not made.
  ///   auto call = SendMessage{…}; co_await pacer.run(chat, Priority::game, api.send_message(call));
  template <class T>
  async::Task<T> run(std::int64_t chat_id, Priority priority, async::Task<T> call) {
    Turn turn(state_, chat_id, priority);
    co_await turn.begins();
    try {
      co_return co_await std::move(call);
    } catch (const TelegramError& error) {
      if (error.flood()) flooded(chat_id, error.retry_after);
      throw;
    }
  }

  /// A 429 that named no chat: pauses all sends.
  void flooded_everywhere(Millis retry_after);

  /// When the chat may send again as far as pauses go; the past where none is in force.
  Instant paused_until(std::int64_t chat_id) const;

  /// Sends that wait for their turn.
  std::size_t waiting() const;

 private:
  struct State;

  /// A place in the chat's line; ends with the object, whether or not the turn came.
  class Turn {
   public:
    Turn(std::shared_ptr<State> state, std::int64_t chat_id, Priority priority);
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

    async::Task<> begins();

   private:
    std::shared_ptr<State> state_;
    std::int64_t chat_id_;
    SendSchedule::Ticket ticket_;
  };

  void flooded(std::int64_t chat_id, Millis retry_after);

  std::shared_ptr<State> state_;
};

}  // namespace ludice::telegram

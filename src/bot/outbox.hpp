// The durable outbound queue: what was stored is sent at least once, in order per chat, at the pace Telegram
// asks for. Repeats only what is harmless to repeat. Failing to tell somebody changes nothing else.
#pragma once

#include "async/event.hpp"
#include "async/loops.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "base/clock.hpp"
#include "store/bot_tables.hpp"
#include "store/store.hpp"
#include "telegram/bot_api.hpp"
#include "telegram/pacer.hpp"

#include <cstdint>
#include <memory>
#include <unordered_map>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::bot {

class Outbox {
 public:
  /// All references must outlive it; the group must be drained before it dies.
  Outbox(boost::asio::any_io_executor executor, store::Store& store, telegram::BotApi& api,
         telegram::Pacer& pacer, const Clock& clock, async::Loops& loops, async::TaskGroup& group);

  /// Chats for which something is queued.
  std::size_t chats() const { return chats_.size(); }

  /// Something was queued for this chat.
  void wake(std::int64_t chat_id);

  /// Goes on with what was queued before the last stop, or by a commit whose answer was lost; twice is
  /// harmless.
  async::Task<> resume();

  /// Begins no more sendings: another bot sends what is queued.
  void hold() { held_ = true; }
  /// From now on what cannot be sent yet is left to the next start.
  void leave_what_waits();

 private:
  using Row = store::bot::OutboundRow;

  /// How a sending ended.
  struct Sent {
    enum class End { done, again, drop, chat_gone } end = End::done;
    std::int64_t card_message = 0;  ///< of a card sent as a new message
    bool card_lost = false;         ///< its message is gone: send it as a new one
    bool as_text = false;           ///< no picture may be sent there: what stands below it goes alone
    Millis pause{0};                ///< with again
  };

  async::Task<> drive(std::int64_t chat_id);
  async::Task<bool> serve_next(std::int64_t chat_id);
  async::Task<bool> wait_for_next(std::int64_t chat_id, std::shared_ptr<async::Event> wakeup,
                                  std::uint64_t seen);
  async::Task<Sent> send(Row row);
  async::Task<std::int64_t> deliver(Row row, std::int64_t card_message);
  Sent outcome_of(const telegram::TelegramError& error, const Row& row) const;
  Sent outcome_of(const std::exception& error, const Row& row) const;
  async::Task<> settle(Row row, Sent sent);
  async::Task<> store_end(Row row, Sent sent);

  boost::asio::any_io_executor executor_;
  store::Store& store_;
  telegram::BotApi& api_;
  telegram::Pacer& pacer_;
  const Clock& clock_;
  async::Loops& loops_;
  async::TaskGroup& group_;
  bool held_ = false;
  bool leaving_ = false;
  std::unordered_map<std::int64_t, std::shared_ptr<async::Event>> chats_;  ///< those being served
};

}  // namespace ludice::bot

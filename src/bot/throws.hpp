// Makes throws: announces, has Telegram throw the dice, writes the result. Each step is stored before the
// next is begun (throw_states.hpp), so that after a crash every throw goes on from where it stood and no
// dice counts that was not announced; one whose fate is unknown is given up, openly, and made again.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "bot/news.hpp"
#include "bot/throw_book.hpp"
#include "bot/visit.hpp"
#include "telegram/bot_api.hpp"
#include "telegram/pacer.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace ludice::bot {

struct ThrowTiming {
  Millis busy_retry{1'000};  ///< after throw_in_progress
  async::Backoff failure_pauses{.first = Millis{1'000},
                                .longest = Millis{5'000}};  ///< after what nobody expects
  Millis trouble_retry{5'000};      ///< after an answer that says nothing about the throw
  Millis send_retry{1'000};         ///< between sendings that cannot have reached Telegram
  Millis send_patience{15'000};     ///< how long they are tried with one announcement (which lives for 30 s)
  Millis unreachable_pause{5'000};  ///< before Telegram is asked again whether it is there
};

class Throws {
 public:
  /// All references must outlive it; the group must be drained before it dies.
  Throws(const Tools& tools, ThrowBook& book, News& news, telegram::BotApi& api, telegram::Pacer& pacer,
         async::Loops& loops, async::TaskGroup& group, ThrowTiming timing = {});

  /// Takes a stored throw in hand; once more is harmless.
  void start(std::int64_t id);
  /// Takes up what was not finished before the last stop; once more is harmless.
  async::Task<> resume();
  /// Takes up what nobody has had in hand since the last look: stored by a commit whose answer was lost, or
  /// by a bot that was relieved while it worked.
  async::Task<> look();

 private:
  using Row = store::bot::ThrowRow;

  async::Task<> drive(std::int64_t id);
  async::Task<bool> go_on(std::int64_t id);
  async::Task<> step(Row row);
  async::Task<std::optional<GameKind>> kind_of(Row row);
  async::Task<> make(Row row);
  async::Task<bool> telegram_is_there();
  async::Task<> announce_and_send(Row row, GameKind kind);
  async::Task<telegram::Message> send_dice(std::int64_t chat_id, GameKind kind, std::string trace);
  async::Task<> begin_giving_up(std::int64_t id, std::int64_t tries, telegram::TelegramError problem);
  async::Task<> give_up(Row row);
  async::Task<> record(Row row);

  const Tools& tools_;
  ThrowBook& book_;
  News& news_;
  telegram::BotApi& api_;
  telegram::Pacer& pacer_;
  async::Loops& loops_;
  async::TaskGroup& group_;
  ThrowTiming timing_;
  std::set<std::int64_t> left_;                              ///< of the last look
  std::map<std::int64_t, std::optional<GameKind>> in_hand_;  ///< and of which game, once it is known
};

}  // namespace ludice::bot

// The stored side of throws: their rows, the chats where they can be made, and what their players are told
// with each step.
#pragma once

#include "async/task.hpp"
#include "bot/outbox.hpp"
#include "bot/settings.hpp"
#include "bot/texts.hpp"
#include "store/bot_tables.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ludice::bot {

class ThrowBook {
 public:
  using Row = store::bot::ThrowRow;

  ThrowBook(store::Store& store, const Texts& texts, const BotSettings& settings, Outbox& outbox)
      : store_(store), texts_(texts), settings_(settings), outbox_(outbox) {}

  async::Task<std::optional<Row>> find(std::int64_t id);
  async::Task<std::vector<Row>> unfinished();
  /// Tries for a while before it throws store::Unavailable. False where another bot has moved the throw on,
  /// which goes by what that one has stored; some time has passed then, in which one that has been relieved
  /// hears of it.
  async::Task<bool> save(Row row);

  /// The chat of the row's place, or of the first later place that has one; the row's place moves along.
  /// Nothing where no place is left.
  async::Task<std::optional<std::int64_t>> choose_chat(Row& row);

  /// The attempt was given up: saves the row and tells the players of the game that see the bot.
  /// What Telegram refused is not news; everything else is.
  async::Task<> save_given_up(Row row);
  /// A pause that Telegram asked for in the throw's chat; where it is a long one, players with other chats
  /// are told.
  async::Task<> tell_pause(Row row, Millis pause);
  /// The throw cannot be made anywhere: forgotten, so that it can be asked for again.
  async::Task<> forget(Row row);

 private:
  store::Store& store_;
  const Texts& texts_;
  const BotSettings& settings_;
  Outbox& outbox_;
};

/// Reasons for giving an attempt up, as stored in a row.
namespace give_up_reason {
inline constexpr std::string_view kRefused = "refused";  ///< also the API's word for it
inline constexpr std::string_view kNoAnswer = "no_answer";
inline constexpr std::string_view kUnreachable = "unreachable";
inline constexpr std::string_view kRestart = "restart";
inline constexpr std::string_view kLate = "late";
}  // namespace give_up_reason

/// The reason in words, for people and for the published record.
Text text_of_reason(std::string_view reason);

}  // namespace ludice::bot

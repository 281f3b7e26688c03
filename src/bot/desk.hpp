// What the bot knows about a person: read as a whole, stored together with everything that follows from it.
#pragma once

#include "async/task.hpp"
#include "bot/reply.hpp"
#include "bot/session.hpp"
#include "bot/settings.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace ludice::bot {

/// What storing has made ready to run.
struct Stored {
  bool done = false;  ///< false: the update was handled before, nothing was stored
  std::vector<std::int64_t> throws;
  std::vector<std::int64_t> chats;  ///< something waits to be sent there
};

/// What the bot knows of a person and a game besides the session.
struct Known {
  std::optional<store::bot::CardRow> live;     ///< the person's live card
  std::optional<store::bot::CardRow> of_game;  ///< the person's latest card about the game
  std::vector<store::bot::ThrowRow> throws;    ///< of all players of the game
};

class Desk {
 public:
  /// Called after something was stored, on the event loop.
  using Ready = std::function<void(const Stored&)>;

  Desk(store::Store& store, const BotSettings& settings) : store_(store), settings_(settings) {}
  void on_ready(Ready ready) { ready_ = std::move(ready); }

  async::Task<std::optional<Session>> find(std::int64_t user_id);
  async::Task<Known> know(std::int64_t user_id, std::int64_t live_card, std::string game);

  /// Who else has had a card about the game.
  async::Task<std::vector<std::int64_t>> others_in(std::string game, std::int64_t user_id);

  /// Cards that stand in the table under this name.
  async::Task<std::vector<store::bot::CardRow>> cards_about(std::string name);

  /// Those of money that are still open.
  async::Task<std::vector<store::bot::CardRow>> open_cards();

  /// What goes to chats that it names, and is no reply to anybody; `inbox_id` and `event` as in store().
  async::Task<> tell(std::vector<Say> says, std::int64_t inbox_id = 0, std::string event = {});

  /// Stores session and reply; `inbox_id` is the row of the update or event that caused it, 0 for none. The
  /// session is brought up to date with the card it got. `event`: where it is given, nothing is stored for
  /// this person that was stored under it before.
  async::Task<bool> store(Session& session, Reply reply, std::int64_t inbox_id, std::string event = {});

 private:
  store::Store& store_;
  const BotSettings& settings_;
  Ready ready_;
};

}  // namespace ludice::bot

// Updates are stored before they are acknowledged, and stay until their effects are stored.
#pragma once

#include "async/task.hpp"
#include "store/bot_tables.hpp"
#include "store/store.hpp"
#include "telegram/types.hpp"

#include <functional>
#include <vector>

namespace ludice::bot {

class Inbox {
 public:
  using Row = store::bot::InboxRow;
  /// Takes one stored update over.
  using Dispatch = std::function<void(Row)>;

  Inbox(store::Store& store, Dispatch dispatch) : store_(store), dispatch_(std::move(dispatch)) {}

  /// Stores what is new among them, then dispatches it. The source acknowledges when this has returned.
  async::Task<> take(std::vector<telegram::Update> updates);

  /// Dispatches what was stored and not handled before the last stop.
  async::Task<> resume();

  /// Of an update that has no effects.
  async::Task<> remove(std::int64_t id);

 private:
  store::Store& store_;
  Dispatch dispatch_;
};

}  // namespace ludice::bot

// Updates are stored before they are acknowledged, and stay until their effects are stored.
#pragma once

#include "async/event.hpp"
#include "async/loops.hpp"
#include "async/task.hpp"
#include "store/bot_tables.hpp"
#include "store/store.hpp"
#include "telegram/types.hpp"

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::bot {

/// Where several processes share the database, all of them store and one dispatches: what any of them has
/// stored, in the order in which Telegram numbered it. Used on the event loop's thread only.
class Inbox {
 public:
  using Row = store::bot::InboxRow;
  /// Takes one stored update over.
  using Dispatch = std::function<void(Row)>;

  Inbox(boost::asio::any_io_executor executor, store::Store& store, Dispatch dispatch)
      : store_(store), dispatch_(std::move(dispatch)), stored_(std::move(executor)) {}

  /// Stores what is new among them, and has it dispatched where this process is the one that does so. The
  /// source acknowledges when this has returned.
  async::Task<> take(std::vector<telegram::Update> updates);

  /// Dispatches what was stored and not handled before the last stop; from now on this process dispatches.
  async::Task<> resume();

  /// Dispatches what is stored, by whichever process; until cancelled. Only where several share the database.
  async::Task<> watch(async::Loops& loops);

  /// Of an update that has no effects.
  async::Task<> remove(std::int64_t id);

  /// The row is gone, with its effects.
  void handled(std::int64_t id);

 private:
  async::Task<bool> turn();
  async::Task<> look();
  void dispatch(std::vector<Row> rows);

  store::Store& store_;
  Dispatch dispatch_;
  async::Event stored_;
  bool dispatches_ = false;
  // Where the database is shared:
  std::set<std::int64_t> in_hand_;     ///< dispatched, and perhaps still in the table
  std::vector<std::int64_t> handled_;  ///< of these, the ones that are not
};

}  // namespace ludice::bot

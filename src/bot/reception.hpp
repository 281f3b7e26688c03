// Handles stored updates, each in its person's lane: the flow runs, session and reply are stored together
// with the update's end, and a tap is answered.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/metrics.hpp"
#include "bot/inbox.hpp"
#include "bot/incoming.hpp"
#include "bot/lanes.hpp"
#include "bot/news.hpp"
#include "bot/visit.hpp"
#include "telegram/bot_api.hpp"

#include <map>
#include <memory>

namespace ludice::bot {

class Reception {
 public:
  /// All references must outlive it.
  Reception(boost::asio::any_io_executor executor, const Tools& tools, store::Store& store, Lanes& lanes,
            News& news, telegram::BotApi& api, async::Loops& loops, Metrics& metrics);

  Inbox& inbox() { return inbox_; }

 private:
  struct Measures {
    Counter& handled;
    Counter& failed;
    Histogram& lag;
  };

  void dispatch(Inbox::Row row);
  async::Task<> handle(Inbox::Row row);
  async::Task<bool> try_to_receive(Inbox::Row row, Incoming in, std::shared_ptr<int> failures);
  async::Task<> go_through(Inbox::Row row, Incoming in);
  async::Task<> receive(Inbox::Row row, Incoming in);
  async::Task<> receive_money(Inbox::Row row, Incoming in);
  Millis done(Incoming::Kind kind, const Inbox::Row& row);
  async::Task<> run_flow(Visit& visit, const Inbox::Row& row);
  async::Task<> answer_tap(Incoming in, std::string toast);
  bool is_stale(const Inbox::Row& row, const Incoming& in, Instant now) const;

  const Tools& tools_;
  store::Store& store_;
  Lanes& lanes_;
  News& news_;
  telegram::BotApi& api_;
  async::Loops& loops_;
  Inbox inbox_;
  std::map<Incoming::Kind, Measures> measures_;
  Counter& set_aside_;
};

}  // namespace ludice::bot

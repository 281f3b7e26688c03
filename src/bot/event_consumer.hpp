// Takes the game API's events, has those they concern brought up to date, and acknowledges each one when
// its effects are stored. What was not acknowledged comes again, and says nothing new then.
#pragma once

#include "async/event.hpp"
#include "async/loops.hpp"
#include "async/task.hpp"
#include "bot/api_client.hpp"
#include "bot/news.hpp"
#include "bot/operator_desk.hpp"

#include <memory>
#include <set>
#include <vector>

namespace ludice::bot {

/// What tells an event from all others, whoever hears it: its id is another one for each consumer, and a bot
/// that no longer asks for events finds in its queue what it was told by asking.
std::string identity_of(const ApiEvent& event);

/// What an event is a cause of. `inbox_row`: of the inbox of events, to go with the effect; 0: none.
Cause cause_of(const ApiEvent& event, std::int64_t inbox_row);

/// Used on the event loop's thread only.
class EventConsumer {
 public:
  /// `operators`: null where nobody is told of what they hear.
  EventConsumer(boost::asio::any_io_executor executor, ApiClient& api, News& news, OperatorDesk* operators)
      : api_(api), news_(news), operators_(operators), settled_(std::move(executor)) {}

  /// Until cancelled.
  async::Task<> run(async::Loops& loops);

 private:
  struct Pending {
    std::size_t open = 0;
    bool failed = false;
  };

  async::Task<bool> turn();
  async::Task<> wait_until_settled(Millis limit);
  async::Task<std::vector<ApiEvent>> next_events();
  void take(const ApiEvent& event);
  void settle(const std::string& event, const std::shared_ptr<Pending>& pending, bool told);

  ApiClient& api_;
  News& news_;
  OperatorDesk* operators_;
  std::set<std::string> in_hand_;
  std::vector<std::string> handled_;  ///< to be acknowledged with the next call
  async::Event settled_;              ///< one more is handled, or given back
};

}  // namespace ludice::bot

// What operators are told of by themselves, in the admins' chat or else with each admin: a card for each
// withdrawal that is asked for, which turns as it goes on, and for money in suspense, where admins may act as
// operators; and alarms.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "bot/lanes.hpp"
#include "bot/visit.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ludice::bot {

/// The says that turn every card about this withdrawal.
std::vector<Say> turned_cards(const std::vector<store::bot::CardRow>& cards, const Screen& screen, bool open);

class OperatorDesk {
 public:
  OperatorDesk(const Tools& tools, Lanes& lanes) : tools_(tools), lanes_(lanes) {}

  /// An event that it tells of.
  bool hears_of(const ApiEvent& event) const;

  /// `done` is called with whether it is stored. `inbox_row`: as in Cause.
  void hear(ApiEvent event, std::int64_t inbox_row, std::function<void(bool)> done);

  /// Looks for money in suspense, and what goes back of it, that has no open card, and for cards of what was
  /// decided by a call: no event tells of either. Until cancelled; only where admins may act as operators.
  async::Task<> watch(async::Loops& loops);

 private:
  async::Task<> tell(ApiEvent event, std::int64_t inbox_row, std::function<void(bool)> done);
  async::Task<std::vector<Say>> says_about(ApiEvent event);
  async::Task<std::vector<Say>> new_cards(std::string withdrawal);
  async::Task<bool> look();
  async::Task<> look_at_stars();
  async::Task<> look_at_ton();
  async::Task<> bring(Waiting<SuspenseFile> sums, Waiting<WithdrawalFile> files,
                      std::vector<store::bot::CardRow> open, Instant settled);
  async::Task<> turn_decided(Waiting<SuspenseFile> sums, Waiting<WithdrawalFile> files);
  async::Task<std::optional<Screen>> decided_screen(std::string id);

  const Tools& tools_;
  Lanes& lanes_;
};

}  // namespace ludice::bot

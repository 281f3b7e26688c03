// What holds of the schedule whatever is sent when: order, pace, pauses, and that all of it goes in the end.
#include "telegram/send_schedule.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::telegram {
namespace {

struct Sent {
  Instant at;
  std::int64_t chat;
  Priority priority;
  SendSchedule::Ticket ticket;
};

/// A schedule, its own clock, and a record of what went when. Random chats add, finish, flood; time passes.
class World {
 public:
  void step() {
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
      case 1:
        add();
        break;
      case 2:
        if (!under_way_.empty()) finish(*rc::gen::inRange<std::size_t>(0, under_way_.size()));
        break;
      case 3:
        if (*rc::gen::inRange(0, 4) == 0) flood();
        break;
      default:
        now_ = now_ + Millis{*rc::gen::inRange(0, 700)};
    }
    send();
  }

  /// Only waits as told and finishes; true when everything was sent.
  bool run_out() {
    for (int i = 0; i < 100'000 && (schedule_.waiting() > 0 || !under_way_.empty()); ++i) {
      if (!under_way_.empty()) {
        finish(0);
      } else {
        const auto at = schedule_.wake_at();
        if (!at) return false;
        RC_ASSERT(*at > now_);  // else it would have been sent
        now_ = *at;
      }
      send();
    }
    return schedule_.waiting() == 0 && under_way_.empty();
  }

  const std::vector<Sent>& sent() const { return sent_; }
  std::size_t added() const { return tickets_.size(); }

 private:
  void add() {
    const std::int64_t chat = *rc::gen::inRange(-2, 6);
    const auto priority = static_cast<Priority>(*rc::gen::inRange(0, 4));
    const auto ticket = schedule_.add(chat, priority);
    tickets_[ticket] = {Instant{}, chat, priority, ticket};
  }

  void finish(std::size_t which) {
    schedule_.finished(under_way_[which]);
    under_way_.erase(under_way_.begin() + static_cast<std::ptrdiff_t>(which));
  }

  void flood() {
    const std::int64_t chat = *rc::gen::inRange(-2, 6);
    const Millis wait{*rc::gen::inRange(1'000, 4'000)};
    schedule_.flooded(chat, now_, wait);
    Instant& until = paused_until_[chat];
    until = std::max(until, now_ + wait);
  }

  void send() {
    while (const auto ticket = schedule_.next(now_)) {
      Sent sent = tickets_.at(*ticket);
      sent.at = now_;
      RC_ASSERT(std::ranges::find(under_way_, sent.chat) == under_way_.end());
      RC_ASSERT(now_ >= paused_until_[sent.chat]);
      under_way_.push_back(sent.chat);
      sent_.push_back(sent);
    }
  }

  SendSchedule schedule_;
  Instant now_{5'000'000};
  std::map<SendSchedule::Ticket, Sent> tickets_;
  std::map<std::int64_t, Instant> paused_until_;
  std::vector<std::int64_t> under_way_;
  std::vector<Sent> sent_;
};

/// How many at most lie within any span of this length.
std::size_t most_within(const std::vector<Instant>& times, Millis span) {
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < times.size(); ++last) {
    while (times[last] - times[first] >= span) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

RC_GTEST_PROP(SendSchedule, keeps_order_pace_and_pauses_and_sends_everything_once, ()) {
  World world;
  const int steps = *rc::gen::inRange(1, 400);
  for (int i = 0; i < steps; ++i) world.step();
  RC_ASSERT(world.run_out());
  RC_ASSERT(world.sent().size() == world.added());

  std::vector<Instant> all;
  std::map<std::int64_t, std::vector<Instant>> by_chat;
  std::map<std::pair<std::int64_t, Priority>, SendSchedule::Ticket> last;
  for (const Sent& sent : world.sent()) {
    all.push_back(sent.at);
    by_chat[sent.chat].push_back(sent.at);
    auto& before = last[{sent.chat, sent.priority}];
    RC_ASSERT(before < sent.ticket);
    before = sent.ticket;
  }
  RC_ASSERT(most_within(all, Millis{1'000}) <= 30);
  for (const auto& [chat, times] : by_chat) {
    // A burst of five, then one for each interval that has passed.
    const Millis interval{chat > 0 ? 1'000 : 3'000};
    for (int intervals = 1; intervals <= 20; ++intervals) {
      RC_ASSERT(most_within(times, interval * intervals) <= static_cast<std::size_t>(5 + intervals - 1));
    }
  }
}

}  // namespace
}  // namespace ludice::telegram

// The bot stopped dead before and behind everything it sends: after the restart every game reaches its end,
// money moves exactly once, and both are told.
#include "bot/house.hpp"

namespace ludice::bot {
namespace {

struct CrashFlow : House {
  /// What a person would do next, by what the chat shows.
  void act(const telegram::User& player) {
    if (ended(player) || telegram_.button(player.id, "Cancel")) return;
    const bool accepted = telegram_.find(player.id, "Welcome, <b>") != nullptr;
    for (const char* label : {"Throw", "I accept", "50", "Dice"}) {
      if (accepted && label == std::string_view("I accept")) continue;
      if (const auto button = telegram_.button(player.id, label)) {
        if (is_due(player, button->data)) telegram_.tap(player, button->message_id, button->data);
        return;
      }
    }
    if (telegram_.find(player.id, "against") == nullptr && is_due(player, "/play")) {
      telegram_.type(player, "/play");
    }
  }

  /// Nobody does the same again before something has come of it, or he has waited for a good while: the bot
  /// may be slow, and what it has to do must not pile up.
  bool is_due(const telegram::User& player, const std::string& deed) {
    Done& last = last_[player.id];
    const std::string seen = deed + "\n" + all_shown(player);
    if (last.seen == seen && ++last.turns < 15) return false;
    last = {seen, 0};
    return true;
  }

  std::string all_shown(const telegram::User& player) {
    std::string all = std::to_string(telegram_.toasts.size());
    for (const auto& message : telegram_.chat(player.id)) {
      all += "\n" + message.text.value_or("dice") + (message.reply_markup ? " buttons" : "");
    }
    return all;
  }

  bool ended(const telegram::User& player) {
    return telegram_.find(player.id, "You won!") != nullptr ||
           telegram_.find(player.id, "You lost.") != nullptr ||
           telegram_.find(player.id, "is void") != nullptr;
  }

  /// Of the players and of what they have staked.
  std::int64_t total() {
    store::ReadBody<std::int64_t> body = [](store::Reader& reader) {
      static constexpr store::Statement kSum{"SELECT SUM(balance) FROM account WHERE kind IN (0, 1)"};
      return reader.query(kSum).front().integer(0);
    };
    return read<std::int64_t>(std::move(body));
  }

  /// Both play until the end, or until the point where everything stands still.
  bool play() {
    for (int i = 0; i < 400; ++i) {
      if (telegram_.points.hung || (ended(anna_) && ended(ivan_))) return true;
      act(anna_);
      act(ivan_);
      for (int wait = 0; wait < 15 && !telegram_.points.hung; ++wait) {
        runner_.run(async::sleep_for(Millis{2}));
      }
      clock_.advance(Millis{200});
    }
    return false;
  }

  struct Done {
    std::string seen;
    int turns = 0;
  };
  std::map<std::int64_t, Done> last_;  ///< of each player
};

class CrashAt : public CrashFlow, public testing::WithParamInterface<int> {};

TEST_P(CrashAt, any_point_the_game_ends_and_money_moves_once) {
  telegram_.next_dice = {6, 2, 6, 2, 6, 2, 6, 2};
  telegram_.points.hang_at = GetParam();
  open();
  ASSERT_TRUE(play());
  if (telegram_.points.hung) {
    crash();
    last_.clear();
    telegram_.points.hung = false;
    open();
    ASSERT_TRUE(play());
  }
  EXPECT_TRUE(ended(anna_) && ended(ivan_));
  EXPECT_EQ(total(), 2000) << "what is not with the players is at stake";
  EXPECT_EQ((balance(anna_) - balance(ivan_)) % 100, 0) << "the winner has the stakes, or each his own";
}

INSTANTIATE_TEST_SUITE_P(points, CrashAt, testing::Range(1, 130));

}  // namespace
}  // namespace ludice::bot

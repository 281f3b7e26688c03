// Three clients with three steps each around one game, in every one of the 1,680 orders in which their steps
// can fall. Whatever the order, each balance is what a model of a page says, and nothing is left in a game.
#include "service_fixture.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

namespace ludice::service {
namespace {

constexpr std::size_t kClients = 3;
constexpr std::int64_t kBet = 50;
constexpr std::int64_t kWelcome = 1'000;

enum class Act { start, invite, join, roll, leave };
using Script = std::array<Act, 3>;
using Scripts = std::array<Script, kClients>;
/// Whose step comes when.
using Order = std::array<std::size_t, 9>;

std::vector<Order> all_orders() {
  std::vector<Order> orders;
  Order order{0, 0, 0, 1, 1, 1, 2, 2, 2};
  do orders.push_back(order);
  while (std::ranges::next_permutation(order).found);
  return orders;
}

/// What each owns, by the rules said as shortly as can be. The first client always throws the most pips.
class Model {
 public:
  void act(std::size_t who, Act act) {
    switch (act) {
      case Act::start:
        return start(who);
      case Act::invite:
        if (!in_game(who)) invite_ = who;
        return;
      case Act::join:
        return join(who);
      case Act::roll:
        return roll(who);
      case Act::leave:
        return leave(who);
    }
  }
  /// Long after: who waits gets his stake back, and so do both of a game that nobody finished.
  void end_of_time() {
    waiting_.clear();
    playing_.clear();
  }
  std::int64_t balance(std::size_t who) const {
    const bool staked = in_game(who);
    return kWelcome + won_[who] - (staked ? kBet : 0);
  }
  int settled() const { return settled_; }

 private:
  bool in_game(std::size_t who) const {
    return std::ranges::find(waiting_, who) != waiting_.end() || playing_.contains(who);
  }
  void start(std::size_t who) {
    if (in_game(who)) return;
    if (waiting_.empty()) {
      waiting_.push_back(who);
      return;
    }
    play(waiting_.front(), who);
    waiting_.clear();
  }
  void join(std::size_t who) {
    const bool open = invite_ != kNobody && invite_ != who && !in_game(who) && !in_game(invite_);
    if (!open) return;
    play(invite_, who);
    invite_ = kNobody;
  }
  void play(std::size_t one, std::size_t other) {
    playing_[one] = {other, false};
    playing_[other] = {one, false};
  }
  void roll(std::size_t who) {
    const auto mine = playing_.find(who);
    if (mine == playing_.end() || mine->second.thrown) return;
    mine->second.thrown = true;
    const std::size_t other = mine->second.against;
    if (!playing_.at(other).thrown) return;
    won_[std::min(who, other)] += kBet;
    won_[std::max(who, other)] -= kBet;
    ++settled_;
    playing_.erase(who);
    playing_.erase(other);
  }
  void leave(std::size_t who) {
    if (std::erase(waiting_, who) == 0 && !in_game(who) && invite_ == who) invite_ = kNobody;
  }

  struct Part {
    std::size_t against;
    bool thrown;
  };
  static constexpr std::size_t kNobody = kClients;
  std::vector<std::size_t> waiting_;
  std::map<std::size_t, Part> playing_;
  std::size_t invite_ = kNobody;
  std::array<std::int64_t, kClients> won_{};
  int settled_ = 0;
};

/// One order is one transaction, so that thousands take seconds; a second one brings the end of all time
/// limits.
class ThreeClients : public ServiceTest {
 protected:
  /// Plays one order with three fresh players and holds it against the model; how many games were settled.
  int play(const Scripts& scripts, const Order& order) {
    ++played_;
    Model model;
    write<bool>([&, this](store::Transaction& transaction) {
      for (std::size_t who = 0; who < kClients; ++who) {
        const std::int64_t id = 10 * played_ + static_cast<std::int64_t>(who);
        EXPECT_TRUE(RegisterPlayer(rules_).run(transaction, {name_of(who), {TelegramId{id}}, {}}));
      }
      std::array<std::size_t, kClients> done{};
      code_ = "none";
      for (const std::size_t who : order) {
        const Act act = scripts.at(who).at(done.at(who)++);
        perform(transaction, who, act);
        model.act(who, act);
        compare(transaction, model, order);
      }
      return true;
    });
    clock_.advance(rules_.timing.void_ttl + rules_.timing.lobby_ttl);
    write<bool>([&, this](store::Transaction& transaction) {
      for (const GameId game : games_) PassTime(book_).run(transaction, game);
      model.end_of_time();
      compare(transaction, model, order);
      for (std::size_t who = 0; who < kClients; ++who)
        EXPECT_FALSE(game_of(transaction, who)) << trace(order);
      return true;
    });
    games_.clear();
    return model.settled();
  }

  /// Each order; how many ended with a winner.
  int play_all(const Scripts& scripts) {
    const std::vector<Order> orders = all_orders();
    EXPECT_EQ(orders.size(), 1'680U);
    int settled = 0;
    for (const Order& order : orders) {
      settled += play(scripts, order);
      if (HasFailure()) break;
    }
    return settled;
  }

 private:
  std::string name_of(std::size_t who) const {
    return "p" + std::to_string(played_) + "_" + std::to_string(who);
  }
  static std::string trace(const Order& order) {
    std::string text = "order ";
    for (const std::size_t who : order) text += std::to_string(who);
    return text;
  }

  void compare(store::Reader& reader, const Model& model, const Order& order) {
    for (std::size_t who = 0; who < kClients; ++who) {
      const auto found = ViewBalance::run(reader, named(name_of(who)), rules_.default_asset());
      EXPECT_EQ(found->balance.units(), model.balance(who)) << trace(order) << ", player " << who;
    }
  }
  GameId game_of(store::Reader& reader, std::size_t who) {
    return ViewProfile(rules_).run(reader, named(name_of(who)))->player.game;
  }

  void perform(store::Transaction& transaction, std::size_t who, Act act) {
    const PlayerRef player = named(name_of(who));
    const StartGameCommand game{player, domain::GameKind::dice, rules_.default_asset(), Amount(kBet)};
    const std::string current = to_base32(game_of(transaction, who).value);
    switch (act) {
      case Act::start:
        if (const auto answer = StartGame(rules_, book_).run(transaction, game))
          games_.push_back(answer->game_id);
        return;
      case Act::invite:
        if (const auto answer =
                OpenInvite(rules_, book_).run(transaction, {game, new_invite_code(random_)})) {
          games_.push_back(answer->game_id);
          code_ = *answer->invite;
        }
        return;
      case Act::join:
        (void)JoinInvite(book_).run(transaction, {player, code_, {}, {}, {}});
        return;
      case Act::roll: {
        const int face = 6 - 2 * static_cast<int>(who);
        (void)RecordThrow(book_).run(transaction, {player, current, face, {}, {}, {}, {}});
        return;
      }
      case Act::leave:
        (void)LeaveGame(rules_, book_).run(transaction, {player, {}});
        return;
    }
  }

  int played_ = 0;
  std::string code_;
  std::vector<GameId> games_;
};

TEST_F(ThreeClients, who_start_throw_and_leave_end_with_exact_money_in_every_order) {
  constexpr Script kEach{Act::start, Act::roll, Act::leave};
  EXPECT_GT(play_all({kEach, kEach, kEach}), 100);
}

TEST_F(ThreeClients, around_one_invite_end_with_exact_money_in_every_order) {
  constexpr Script kOpener{Act::invite, Act::roll, Act::leave};
  constexpr Script kFriend{Act::join, Act::roll, Act::leave};
  constexpr Script kStranger{Act::join, Act::roll, Act::start};
  EXPECT_GT(play_all({kOpener, kFriend, kStranger}), 100);
}

}  // namespace
}  // namespace ludice::service

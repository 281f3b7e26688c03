// Two players' games and the looks behind a loss.
#include "games.hpp"

#include "answers.hpp"

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace ludice::bench {
namespace {

constexpr int kSteps = 4;  // opened, joined, thrown, thrown
constexpr int kNotHisGame = 403;

/// What one of the two is told.
struct Seen {
  std::int64_t balance = 0;
  std::string state;   ///< empty: he is in no game
  std::string throws;  ///< his own
  bool operator==(const Seen&) const = default;
};

std::string words_of(const Seen& seen) {
  return std::to_string(seen.balance) + " " + seen.state + " " + seen.throws;
}

class Games final : public Script {
 public:
  Games(Players players, std::int64_t bet, Budget& games, const net::SigningKey& key, Money& money,
        Losses* losses)
      : players_(players),
        first_(players.first),
        bet_(bet),
        bet_member_("\"bet\":" + std::to_string(bet) + ","),
        games_(games),
        signer_(key),
        money_(money),
        losses_(losses) {}

  bool next(std::string& request) override {
    if (!looks_.empty()) {
      write_look(request);
    } else if (!asked_.empty()) {
      request = asked_;
    } else if (step_ > 0 || games_.take()) {
      write_step(request);
      if (losses_ != nullptr) asked_ = request;
    } else if (losses_ != nullptr && !std::exchange(has_looked_back_, true)) {
      begin_look();
      write_look(request);
    } else {
      return false;
    }
    return true;
  }

  void answered(int status, std::string_view body) override {
    if (!looks_.empty()) return take_look(status, body);
    expect_success(status, body);
    if (step_ == 0) game_id_ = value_of(body, "\"game_id\"");
    if (value_of(body, "\"game_id\"") != game_id_) throw std::runtime_error("strangers met");
    const int who = step_ % 2;
    const Seen seen = seen_in(body);
    const Seen expected = told(who, step_ + 1);
    if (seen != expected) throw std::runtime_error("not " + words_of(expected) + " but " + std::string(body));
    asked_.clear();
    if (++step_ == kSteps) end_game();
  }

  void lost(const std::string& why) override {
    if (losses_ == nullptr || losses_->are_errors) throw std::runtime_error(why);
    begin_look();
  }

 private:
  /// A game whose end was answered, since the last look.
  struct Ended {
    std::string id;
    std::int64_t opener;
    bool opener_won;
  };
  struct Look {
    std::int64_t player;
    std::string game;      ///< empty: himself
    std::string expected;  ///< the state of a game that has ended; empty: anything
  };
  using Both = std::array<Seen, 2>;

  void write_step(std::string& request) {
    const std::string name = username_member(first_ + step_ % 2);
    if (step_ < 2) return signer_.write(request, "/start/game", bet_member_, name);
    const std::string result = "\"result\":" + std::to_string(face(step_ % 2)) + ",";
    signer_.write(request, "/write/res", "\"game_id\":\"" + game_id_ + "\"," + result, name);
  }

  /// Never a tie; the opener wins every other game.
  int face(int who) const { return 1 + (played_ + who) % 2; }
  bool opener_wins() const { return face(0) > face(1); }

  /// What one of the two is told once so many steps have had their effect.
  Seen told(int who, int steps) const {
    const std::int64_t rest = money_[static_cast<std::size_t>(first_ + who)];
    if (steps <= who) return {rest, "", ""};
    const std::string thrown = steps > who + 2 ? "[[" + std::to_string(face(who)) + "]]" : "[[]]";
    if (steps == kSteps) {
      const bool wins = opener_wins() == (who == 0);
      return {wins ? rest + bet_ : rest - bet_, wins ? "won" : "lost", thrown};
    }
    return {rest - bet_, steps == 1 ? "waiting" : "active", thrown};
  }

  void end_game() {
    for (const int who : {0, 1}) money_[static_cast<std::size_t>(first_ + who)] = told(who, kSteps).balance;
    if (losses_ != nullptr) {
      ended_.push_back({game_id_, first_, opener_wins()});
      ++losses_->games;
    }
    game_id_.clear();
    step_ = 0;
    ++played_;
    first_ = first_ + 4 <= players_.last ? first_ + 2 : players_.first;
  }

  static Seen seen_in(std::string_view body) {
    const std::size_t throws = body.find("\"your_throws\":");
    if (throws == std::string_view::npos) throw std::runtime_error("no throws in " + std::string(body));
    std::string_view lists = body.substr(throws + 14);
    lists = lists.substr(0, lists.find("]]") + 2);
    return {number_of(body, "\"balance\""), std::string(value_of(body, "\"state\"")), std::string(lists)};
  }

  void begin_look() {
    looks_.clear();
    at_ = 0;
    for (const std::int64_t player : {first_, first_ + 1}) {
      looks_.push_back({player, "", ""});
      if (!game_id_.empty()) looks_.push_back({player, game_id_, ""});
    }
    for (const Ended& game : ended_) {
      looks_.push_back({game.opener, game.id, game.opener_won ? "won" : "lost"});
      looks_.push_back({game.opener + 1, game.id, game.opener_won ? "lost" : "won"});
    }
  }

  void write_look(std::string& request) {
    const Look& look = looks_[at_];
    const std::string name = username_member(look.player);
    if (look.game.empty()) return signer_.write(request, "/profile", "", name);
    signer_.write(request, "/game", "\"game_id\":\"" + look.game + "\",", name);
  }

  void take_look(int status, std::string_view body) {
    const Look& look = looks_[at_];
    if (!look.expected.empty()) {
      expect_success(status, body);
      if (value_of(body, "\"state\"") != look.expected)
        throw std::runtime_error("not " + look.expected + " any more: " + std::string(body));
    } else if (look.game.empty()) {
      expect_success(status, body);
      seen_of(look.player) = seen_of_himself(body);
    } else if (status != kNotHisGame) {
      expect_success(status, body);
      const std::int64_t balance = std::exchange(seen_of(look.player), seen_in(body)).balance;
      if (seen_of(look.player).balance != balance)
        throw std::runtime_error("two balances: " + std::string(body));
    }
    if (++at_ == looks_.size()) conclude();
  }

  Seen& seen_of(std::int64_t player) { return seen_[static_cast<std::size_t>(player - first_)]; }

  /// Who is in a game that we do not know has just opened it.
  static Seen seen_of_himself(std::string_view body) {
    const std::int64_t balance = number_of(body, "\"points\"");
    if (value_of(body, "\"game_id\"") == "null") return {balance, "", ""};
    return {balance, "waiting", "[[]]"};
  }

  void conclude() {
    looks_.clear();
    losses_->looked_at += static_cast<std::int64_t>(ended_.size());
    ended_.clear();
    const bool is_as_answered = seen_ == Both{told(0, step_), told(1, step_)};
    const bool is_whole = !asked_.empty() && seen_ == Both{told(0, step_ + 1), told(1, step_ + 1)};
    if (!is_as_answered && !is_whole) {
      throw std::runtime_error("behind a loss at step " + std::to_string(step_) + " of game " + game_id_ +
                               ": " + words_of(seen_[0]) + ", " + words_of(seen_[1]) +
                               " where answers left " + words_of(told(0, step_)) + ", " +
                               words_of(told(1, step_)));
    }
    if (!asked_.empty()) ++(is_whole ? losses_->whole : losses_->absent);
  }

  const Players players_;
  std::int64_t first_;
  const std::int64_t bet_;
  const std::string bet_member_;
  Budget& games_;
  Signer signer_;
  Money& money_;
  Losses* losses_;
  int step_ = 0;  ///< so many were answered
  int played_ = 0;
  std::string game_id_;
  // What stands here is empty where nothing may be lost.
  std::string asked_;  ///< has no answer yet
  std::vector<Ended> ended_;
  std::vector<Look> looks_;  ///< while there are some, they are what is asked
  std::size_t at_ = 0;
  Both seen_;
  bool has_looked_back_ = false;
};

}  // namespace

std::unique_ptr<Script> make_games(Players players, std::int64_t bet, Budget& games,
                                   const net::SigningKey& key, Money& money, Losses* losses) {
  return std::make_unique<Games>(players, bet, games, key, money, losses);
}

}  // namespace ludice::bench

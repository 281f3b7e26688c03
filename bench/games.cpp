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
  bool plays = false;
  std::string state;   ///< of the game; empty: it is not his
  std::string throws;  ///< his own
  bool operator==(const Seen&) const = default;
};

bool is_open(std::string_view state) {
  return state == "waiting" || state == "active";
}

std::string words_of(const Seen& seen) {
  return std::to_string(seen.balance) + (seen.plays ? " in a game " : " in none ") + seen.state + " " +
         seen.throws;
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
      ++losses_->looking;
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
    if (losses_ != nullptr) answered_ = {std::move(asked_), std::string(body)};
    asked_.clear();
    if (++step_ == kSteps) end_game();
  }

  void lost(const std::string& why) override {
    if (losses_ == nullptr || losses_->are_errors) throw std::runtime_error(why);
    if (looks_.empty()) ++losses_->looking;
    begin_look();
  }

 private:
  using Both = std::array<Seen, 2>;
  /// A game whose end was answered, since the last look.
  struct Ended {
    std::string id;
    std::int64_t opener;
    Both told;
  };
  struct Look {
    enum class Kind { himself, open_game, ended_game, last_answer } kind;
    std::int64_t player = 0;
    std::string game{};
    Seen expected{};  ///< of an ended game, but for the balance
  };
  struct Exchange {
    std::string request;
    std::string answer;
  };

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
    if (steps <= who) return {rest, false, "", ""};
    const std::string thrown = steps > who + 2 ? "[[" + std::to_string(face(who)) + "]]" : "[[]]";
    if (steps == kSteps) {
      const bool wins = opener_wins() == (who == 0);
      return {wins ? rest + bet_ : rest - bet_, false, wins ? "won" : "lost", thrown};
    }
    return {rest - bet_, true, steps == 1 ? "waiting" : "active", thrown};
  }

  void end_game() {
    const Both end{told(0, kSteps), told(1, kSteps)};
    for (const int who : {0, 1})
      money_[static_cast<std::size_t>(first_ + who)] = end.at(static_cast<std::size_t>(who)).balance;
    if (losses_ != nullptr) {
      ended_.push_back({game_id_, first_, end});
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
    const std::string state(value_of(body, "\"state\""));
    return {number_of(body, "\"balance\""), is_open(state), state, std::string(lists)};
  }

  void begin_look() {
    using Kind = Look::Kind;
    looks_.clear();
    at_ = 0;
    for (const std::int64_t player : {first_, first_ + 1}) {
      looks_.push_back({Kind::himself, player});
      if (!game_id_.empty()) looks_.push_back({Kind::open_game, player, game_id_});
    }
    for (const Ended& game : ended_) {
      looks_.push_back({Kind::ended_game, game.opener, game.id, game.told[0]});
      looks_.push_back({Kind::ended_game, game.opener + 1, game.id, game.told[1]});
    }
    if (!answered_.request.empty()) looks_.push_back({Kind::last_answer});
  }

  void write_look(std::string& request) {
    const Look& look = looks_[at_];
    const std::string name = username_member(look.player);
    switch (look.kind) {
      case Look::Kind::himself:
        return signer_.write(request, "/profile", "", name);
      case Look::Kind::last_answer:
        request = answered_.request;
        return;
      default:
        return signer_.write(request, "/game", "\"game_id\":\"" + look.game + "\",", name);
    }
  }

  void take_look(int status, std::string_view body) {
    const Look& look = looks_[at_];
    const bool is_strangers = look.kind == Look::Kind::open_game && status == kNotHisGame;
    if (!is_strangers) expect_success(status, body);
    if (look.kind == Look::Kind::himself) {
      take_himself(seen_of(look.player), body);
    } else if (look.kind == Look::Kind::last_answer) {
      if (body != answered_.answer)
        throw std::runtime_error("answered " + answered_.answer + ", then " + std::string(body));
    } else if (look.kind == Look::Kind::ended_game) {
      const Seen seen = seen_in(body);
      if (seen.state != look.expected.state || seen.throws != look.expected.throws)
        throw std::runtime_error("not " + words_of(look.expected) + " any more: " + std::string(body));
    } else if (!is_strangers) {
      const Seen himself = std::exchange(seen_of(look.player), seen_in(body));
      if (seen_of(look.player).balance != himself.balance || seen_of(look.player).plays != himself.plays)
        throw std::runtime_error("two stories: " + words_of(himself) + " and " + std::string(body));
    }
    if (++at_ == looks_.size()) conclude();
  }

  Seen& seen_of(std::int64_t player) { return seen_[static_cast<std::size_t>(player - first_)]; }

  /// Who is in a game that we do not know has just opened it.
  void take_himself(Seen& seen, std::string_view body) const {
    const std::string_view game = value_of(body, "\"game_id\"");
    seen = {number_of(body, "\"points\""), game != "null", "", ""};
    if (!seen.plays) return;
    if (game_id_.empty()) {
      seen.state = "waiting";
      seen.throws = "[[]]";
    } else if (game != game_id_) {
      throw std::runtime_error("in another game: " + std::string(body));
    }
  }

  void conclude() {
    looks_.clear();
    --losses_->looking;
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
  Exchange answered_;  ///< the latest
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

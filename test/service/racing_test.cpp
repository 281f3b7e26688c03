// The scenes in which many act in the same instant: bodies from many threads on a real store.
#include "service_fixture.hpp"
#include "support/both_stores.hpp"

#include <barrier>
#include <deque>
#include <set>
#include <thread>

namespace ludice::service {
namespace {

constexpr int kRounds = 12;

class RacingTest : public test::OnBothStores<ServiceTest, 8> {
 protected:
  /// The loops outlive the store that wakes them.
  ~RacingTest() override { store_.reset(); }

  /// Runs all bodies in the same instant, each from a thread and an event loop of its own.
  template <class T>
  std::vector<T> at_once(const std::vector<store::Body<T>>& bodies) {
    return run_at_once<T>(bodies.size(), [&](std::size_t i) { return store_->template write<T>(bodies[i]); });
  }
  template <class T, class Start>
  std::vector<T> run_at_once(std::size_t count, Start start) {
    std::vector<std::optional<T>> results(count);
    std::barrier gate(static_cast<std::ptrdiff_t>(count));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < count; ++i) {
      async::Runner& runner = runners_.emplace_back();
      threads.emplace_back([&, i, &runner = runner] {
        gate.arrive_and_wait();
        results[i].emplace(runner.run(start(i)));
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::vector<T> values;
    for (auto& result : results) values.push_back(*std::move(result));
    return values;
  }

  store::Body<Result<GameAnswer>> starting(const std::string& name, std::int64_t bet) {
    return [=, this](store::Transaction& t) {
      return StartGame(rules_, book_)
          .run(t, {named(name), domain::GameKind::dice, rules_.default_asset(), Amount(bet)});
    };
  }
  void sign_up_many(int count) {
    for (int i = 0; i < count; ++i) sign_up(name_of(i), i + 1);
  }
  static std::string name_of(int number) { return "p" + std::to_string(number); }

  /// Plays or leaves what the player is in.
  void finish(const std::string& name) {
    const auto seen = profile(name);
    if (!seen->player.game) return;
    const GameId game = seen->player.game;
    if (leave(name).has_value()) return;
    for (const char* each : {"opener", "joiner"}) {
      static constexpr store::Statement kOpener{"SELECT opener FROM game WHERE id = $1"};
      static constexpr store::Statement kJoiner{"SELECT joiner FROM game WHERE id = $1"};
      const bool opener = std::string_view(each) == "opener";
      const auto player = read<PlayerId>([&](store::Reader& r) {
        return r.query(opener ? kOpener : kJoiner, {game}).front().id<PlayerId>(0);
      });
      const auto found =
          read<std::optional<store::Player>>([&](store::Reader& r) { return store::find_player(r, player); });
      record(shown_name(*found), game, opener ? 6 : 1);
    }
  }

  std::deque<async::Runner> runners_;
};
LUDICE_ON_BOTH_STORES(RacingTest);

TEST_P(RacingTest, scene_2_of_many_who_join_one_game_one_gets_it_and_nobody_else_pays_for_it) {
  constexpr int kPlayers = 9;
  sign_up_many(kPlayers);
  for (int round = 0; round < kRounds; ++round) {
    const GameId waiting = start("p0", 10)->game_id;
    std::vector<store::Body<Result<GameAnswer>>> joins;
    for (int i = 1; i < kPlayers; ++i) joins.push_back(starting(name_of(i), 10));
    int got_it = 0;
    for (const auto& answer : at_once(joins)) {
      ASSERT_TRUE(answer.has_value());
      got_it += answer->game_id == waiting ? 1 : 0;
    }
    EXPECT_EQ(got_it, 1);
    static constexpr store::Statement kHeld{"SELECT COALESCE(SUM(balance), 0) FROM account WHERE kind = 1"};
    static constexpr store::Statement kSeats{"SELECT COUNT(*) FROM player WHERE game IS NOT NULL"};
    EXPECT_EQ(number(kHeld), 10 * kPlayers);
    EXPECT_EQ(number(kSeats), kPlayers);
    for (int i = 0; i < kPlayers; ++i) finish(name_of(i));
    EXPECT_EQ(number(kSeats), 0);
  }
}

TEST_P(RacingTest, scene_3_leaving_against_joining_brings_a_refund_or_a_game_never_both) {
  sign_up_many(2);
  int games = 0;
  for (int round = 0; round < 4 * kRounds; ++round) {
    const GameId waiting = start("p0", 10)->game_id;
    const auto answers = run_at_once<bool>(2, [&](std::size_t i) {
      return store_->write<bool>([this, i](store::Transaction& t) {
        if (i == 0) return LeaveGame(rules_, book_).run(t, {named("p0"), std::nullopt}).has_value();
        return starting("p1", 10)(t)->view.state == domain::ViewState::active;
      });
    });
    const bool left = answers[0];
    const bool joined = answers[1];
    EXPECT_NE(left, joined);
    EXPECT_EQ(view("p0", waiting)->view.state,
              joined ? domain::ViewState::active : domain::ViewState::cancelled);
    games += joined ? 1 : 0;
    finish("p1");
    finish("p0");
    EXPECT_EQ(balance("p0") + balance("p1"), 2'000);
  }
  RecordProperty("games", games);
}

TEST_P(RacingTest, scene_24_the_same_signed_request_many_times_at_once_has_one_effect_and_one_answer) {
  constexpr std::size_t kCopies = 8;
  sign_up_many(1);
  for (int round = 0; round < kRounds; ++round) {
    const store::OnceKey key{std::string(14, 'k') + std::to_string(10 + round), "/start/game", "", "", false};
    const auto answers = run_at_once<store::Written>(kCopies, [&](std::size_t) {
      return store_->write_once(key, [this](store::Transaction& t) {
        const auto answer = starting("p0", 10)(t);
        return store::Outcome{{answer ? 200 : 409, answer ? to_base32(answer->game_id.value) : "refused"},
                              !answer.has_value()};
      });
    });
    std::set<std::string> bodies;
    int first = 0;
    for (const store::Written& written : answers) {
      EXPECT_EQ(written.answer.status, 200);
      bodies.insert(written.answer.body);
      first += written.replay == store::Replay::first ? 1 : 0;
    }
    EXPECT_EQ(bodies.size(), 1U);
    EXPECT_EQ(first, 1);
    EXPECT_EQ(balance("p0"), 990);
    leave("p0");
  }
}

TEST_P(RacingTest, both_players_who_throw_at_once_settle_the_game_once) {
  for (int round = 0; round < 4 * kRounds; ++round) {
    const GameId game = begin(10);
    const auto answers = run_at_once<Result<GameAnswer>>(2, [&](std::size_t i) {
      return store_->write<Result<GameAnswer>>([this, i, game](store::Transaction& t) {
        const RecordThrowCommand command{
            named(i == 0 ? "anna" : "ivan"), to_base32(game.value), i == 0 ? 6 : 1, {}, {}, {}, {}};
        return RecordThrow(book_).run(t, command);
      });
    });
    ASSERT_TRUE(answers[0].has_value() && answers[1].has_value());
    EXPECT_EQ(view("anna", game)->view.state, domain::ViewState::won);
  }
  EXPECT_EQ(balance("anna"), 1'000 + 4 * kRounds * 10);
}

TEST_P(RacingTest, scene_7_of_different_results_for_one_throw_at_once_one_stands) {
  for (int round = 0; round < kRounds; ++round) {
    const GameId game = begin(10);
    const auto answers = run_at_once<Result<GameAnswer>>(6, [&](std::size_t i) {
      return store_->write<Result<GameAnswer>>([this, i, game](store::Transaction& t) {
        const RecordThrowCommand command{
            named("anna"), to_base32(game.value), static_cast<int>(i) + 1, {}, {}, {}, {}};
        return RecordThrow(book_).run(t, command);
      });
    });
    int taken = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i]) {
        EXPECT_EQ(why(answers[i]), Refusal::already_thrown);
        continue;
      }
      ++taken;
      EXPECT_EQ(view("anna", game)->view.your_throws.at(0), std::vector<int>{static_cast<int>(i) + 1});
    }
    EXPECT_EQ(taken, 1);
    record("ivan", game, 1);
    finish("anna");
  }
}

TEST_P(RacingTest, money_taken_by_many_at_once_is_never_taken_twice) {
  sign_up_many(1);
  std::vector<store::Body<Result<Balance>>> takes(16, [this](store::Transaction& t) {
    return ModifyBalance(events_).run(t, named("p0"), -300, domain::Asset::points);
  });
  int taken = 0;
  for (const auto& answer : at_once(takes)) taken += answer.has_value() ? 1 : 0;
  EXPECT_EQ(taken, 3);
  EXPECT_EQ(balance("p0"), 100);
}

TEST_P(RacingTest, a_name_claimed_by_many_at_once_belongs_to_one) {
  const auto answers = run_at_once<Result<Registered>>(8, [&](std::size_t i) {
    return store_->write<Result<Registered>>([this, i](store::Transaction& t) {
      return RegisterPlayer(rules_).run(t, {"anna", {static_cast<std::int64_t>(i) + 1}, {}});
    });
  });
  for (const auto& answer : answers) EXPECT_TRUE(answer.has_value());
  static constexpr store::Statement kHolders{"SELECT COUNT(*) FROM player WHERE username = 'anna'"};
  static constexpr store::Statement kPlayers{"SELECT COUNT(*) FROM player"};
  EXPECT_EQ(number(kHolders), 1);
  EXPECT_EQ(number(kPlayers), 8);
}

}  // namespace
}  // namespace ludice::service

// Many threads at one invite: one joins, the rest lose nothing.
#include "service_fixture.hpp"
#include "support/both_stores.hpp"

#include <atomic>
#include <memory>
#include <thread>

namespace ludice::service {
namespace {

class InvitesRaceTest : public test::OnBothStores<ServiceTest, 8> {
 protected:
  /// The store's thread may still be waking a loop whose answer is there: the loops go after the store.
  ~InvitesRaceTest() override { store_.reset(); }

  static std::string player(int number) { return "p" + std::to_string(number); }

  /// Each thread runs its share of `count` bodies, on an event loop of its own.
  template <class Answer>
  std::vector<Answer> from_many_threads(int count,
                                        const std::function<Answer(store::Transaction&, int)>& body) {
    constexpr int kThreads = 16;
    std::vector<Answer> answers(static_cast<std::size_t>(count));
    std::vector<std::jthread> threads;
    std::atomic<int> next = 0;
    for (int i = 0; i < kThreads; ++i) {
      async::Runner& runner = *runners_.emplace_back(std::make_unique<async::Runner>());
      threads.emplace_back([&] {
        for (int number = next++; number < count; number = next++) {
          store::Body<Answer> job = [&body, number](store::Transaction& t) { return body(t, number); };
          answers[static_cast<std::size_t>(number)] = runner.run(store_->write<Answer>(std::move(job)));
        }
      });
    }
    threads.clear();
    return answers;
  }

 private:
  std::vector<std::unique_ptr<async::Runner>> runners_;
};
LUDICE_ON_BOTH_STORES(InvitesRaceTest);

TEST_P(InvitesRaceTest, scene_29_of_500_who_open_the_link_one_joins_and_the_rest_lose_nothing) {
  constexpr int kJoiners = 500;
  sign_up("anna", 1);
  for (int i = 0; i < kJoiners; ++i) sign_up(player(i), i + 2);
  const auto opened = open_invite("anna", 50);
  const auto answers =
      from_many_threads<Result<GameAnswer>>(kJoiners, [&](store::Transaction& t, int number) {
        return JoinInvite(book_).run(t, {named(player(number)), *opened->invite, {}, {}, {}});
      });
  int joined = 0;
  int refused = 0;
  for (int i = 0; i < kJoiners; ++i) {
    const auto& answer = answers[static_cast<std::size_t>(i)];
    joined += answer ? 1 : 0;
    refused += !answer && answer.error().why == Refusal::conflict ? 1 : 0;
    EXPECT_EQ(balance(player(i)), answer ? 950 : 1'000);
  }
  EXPECT_EQ(joined, 1);
  EXPECT_EQ(refused, kJoiners - 1);
  EXPECT_EQ(balance("anna"), 950);
}

TEST_P(InvitesRaceTest, scene_5_the_opener_s_money_goes_to_one_of_what_asks_for_it_at_once) {
  constexpr int kRounds = 40;
  sign_up("ivan", 2);
  for (int i = 0; i < kRounds; ++i) {
    const std::string opener = player(i);
    create_user(opener, 50);
    const auto opened = open_invite(opener, 50);
    // The join, a public game, a withdrawal: each would take all he has.
    const auto done = from_many_threads<int>(3, [&](store::Transaction& t, int number) {
      if (number == 0)
        return JoinInvite(book_).run(t, {named("ivan"), *opened->invite, {}, {}, {}}).has_value() ? 1 : 0;
      if (number == 1) {
        const StartGameCommand start{named(opener), domain::GameKind::target, domain::Asset::points,
                                     Amount(50)};
        return StartGame(rules_, book_).run(t, start).has_value() ? 1 : 0;
      }
      return ModifyBalance(events_).run(t, named(opener), -50, domain::Asset::points).has_value() ? 1 : 0;
    });
    EXPECT_EQ(done[0] + done[1] + done[2], 1);
    EXPECT_EQ(balance(opener), 0);
    EXPECT_EQ(balance("ivan"), done[0] ? 950 : 1'000);
    if (done[0]) {
      record(opener, opened->game_id, 1);
      record("ivan", opened->game_id, 6);
      modify("ivan", -50);
    }
    leave(opener);
  }
}

TEST_P(InvitesRaceTest, leaving_races_joining) {
  sign_up("anna", 1);
  sign_up("ivan", 2);
  for (int i = 0; i < 40; ++i) {
    const auto opened = open_invite("anna", 50);
    const auto done = from_many_threads<int>(2, [&](store::Transaction& t, int number) {
      if (number == 0)
        return JoinInvite(book_).run(t, {named("ivan"), *opened->invite, {}, {}, {}}).has_value() ? 1 : 0;
      return LeaveGame(rules_, book_).run(t, {named("anna"), {}}).has_value() ? 1 : 0;
    });
    EXPECT_NE(done[0], done[1]);
    EXPECT_EQ(balance("anna"), done[0] ? 950 : 1'000);
    if (!done[0]) continue;
    clock_.advance(rules_.timing.void_ttl);
    pass_time(opened->game_id);
  }
}

}  // namespace
}  // namespace ludice::service

// A store that has more to do than fits its queue: whoever comes is told so at once, reads go on, and what
// was taken in is done.
#include "api_fixture.hpp"
#include "async/deadline.hpp"
#include "async/task_group.hpp"

#include <future>

namespace ludice::api {
namespace {

class Overload : public ApiTest {
 protected:
  static constexpr int kQueue = 2;
  static constexpr int kMore = 20;
  static constexpr int kBatch = 256;  ///< the most bodies of one commit

  Overload() {
    max_queued_ = kQueue;
    restart();
  }

  /// Holds the writer until the gate opens.
  static async::Task<> hold(store::Store* store, std::shared_future<void> gate, std::promise<void>* held) {
    store::Body<bool> body = [gate, held](store::Transaction&) {
      held->set_value();
      gate.wait();
      return true;
    };
    co_await store->write<bool>(std::move(body));
  }
  /// From now on the writer stands still.
  void close_gate() {
    group_.spawn("hold", hold(store_.get(), gate_.get_future().share(), &held_));
    runner_.run(until_held(&held_));
  }
  static async::Task<> ask(Face* face, net::HttpRequest request, std::vector<net::HttpResponse>* answers) {
    net::HttpResponse answer = co_await face->serve(std::move(request));
    answers->push_back(std::move(answer));
  }
  std::vector<net::HttpRequest> registrations(int count) {
    std::vector<net::HttpRequest> requests;
    for (int i = 0; i < count; ++i) {
      requests.push_back(
          signed_post("/register", stamped({{"username", "p" + std::to_string(i)}, {"id", 10 + i}})));
    }
    return requests;
  }
  /// The loop turns, so that the body gets to the store.
  static async::Task<> until_held(std::promise<void>* held) {
    const std::future<void> future = held->get_future();
    while (future.wait_for(Millis(0)) != std::future_status::ready) co_await async::sleep_for(Millis(1));
  }
  static async::Task<> until(const std::vector<net::HttpResponse>* answers, std::size_t count) {
    while (answers->size() < count) co_await async::sleep_for(Millis(1));
  }

  std::promise<void> gate_;
  std::promise<void> held_;
  async::TaskGroup group_{runner_.executor()};
};

TEST_F(Overload, of_the_queue_is_told_at_once_while_reads_go_on_and_the_rest_is_done) {
  sign_up("anna", 1);
  close_gate();

  std::vector<net::HttpResponse> answers;
  for (net::HttpRequest& request : registrations(kMore))
    group_.spawn("ask", ask(game_api_.get(), std::move(request), &answers));
  // The writer stands still: these can only be refusals, and they are there.
  runner_.run(until(&answers, kMore - kQueue));
  for (const net::HttpResponse& answer : answers) {
    EXPECT_EQ(answer.status, 503);
    EXPECT_NE(answer.body.find("overloaded"), std::string::npos);
    EXPECT_TRUE(answer.fields.has("Retry-After"));
  }
  EXPECT_EQ(post("/profile", {{"username", "anna"}}).status, 200);

  gate_.set_value();
  runner_.run(group_.drain(Millis(10'000)));
  ASSERT_EQ(answers.size(), std::size_t{kMore});
  int done = 0;
  for (const net::HttpResponse& answer : answers) done += answer.status == 200 ? 1 : 0;
  EXPECT_EQ(done, kQueue);
  EXPECT_EQ(post("/register", {{"username", "late"}, {"id", 99}}).status, 200);
}

/// The simulator's seed 785: a repeat waited in the queue while the clock jumped by more than first answers
/// are remembered for, and had its effect a second time.
TEST_F(Overload, a_repeat_that_waited_while_the_clock_jumped_has_no_second_effect) {
  max_queued_ = 2 * kBatch;
  restart();
  sign_up("anna", 1);
  const net::HttpRequest request = signed_post("/start/game", stamped({{"username", "anna"}, {"bet", 50}}));
  EXPECT_EQ(send(*game_api_, request).status, 200);
  EXPECT_EQ(post("/leave", {{"username", "anna"}}).status, 200);

  close_gate();
  std::vector<net::HttpResponse> answers;
  for (net::HttpRequest& before : registrations(kBatch))
    group_.spawn("ask", ask(game_api_.get(), std::move(before), &answers));
  std::vector<net::HttpResponse> repeated;
  group_.spawn("ask", ask(game_api_.get(), request, &repeated));
  runner_.run(async::sleep_for(Millis(0)));  // all are let in, and wait
  clock_.advance(Millis(3'600'000));
  gate_.set_value();
  runner_.run(group_.drain(Millis(10'000)));

  ASSERT_EQ(repeated.size(), 1U);
  EXPECT_EQ(balance_of("anna"), 1'000) << repeated[0].body;
}

}  // namespace
}  // namespace ludice::api

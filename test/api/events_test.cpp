// /events: durable consumers by long polling.
#include "api_fixture.hpp"
#include "async/deadline.hpp"

#include <chrono>

#include <boost/asio/co_spawn.hpp>

namespace ludice::api {
namespace {

class EventsCall : public ApiTest {
 protected:
  json::array take(const std::string& consumer, json::array acknowledged = {}, int wait_s = 0) {
    const Reply reply =
        post("/events", {{"consumer", consumer}, {"wait", wait_s}, {"ack", std::move(acknowledged)}});
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.data().at("events").as_array();
  }
  static std::vector<std::string> types(const json::array& events) {
    std::vector<std::string> types;
    for (const json::value& event : events) types.emplace_back(event.at("type").as_string());
    return types;
  }
  static json::array ids(const json::array& events) {
    json::array ids;
    for (const json::value& event : events) ids.push_back(event.at("id"));
    return ids;
  }
};

TEST_F(EventsCall, the_first_call_makes_the_consumer_and_later_events_reach_it) {
  EXPECT_TRUE(take("bot").empty());
  const std::string game = begin_game();
  const json::array events = take("bot");
  EXPECT_EQ(types(events), (std::vector<std::string>{"game_waiting", "game_started"}));
  EXPECT_EQ(events[1].at("game_id"), json::value(game));
  EXPECT_EQ(events[1].at("players"), (json::array{1, 2}));
  EXPECT_EQ(events[1].at("at").as_int64(), clock_.now().seconds());
  EXPECT_EQ(events[1].at("data").at("pot"), 100);
}

TEST_F(EventsCall, events_are_lent_and_come_again_until_acknowledged) {
  take("bot");
  begin_game();
  const json::array lent = take("bot");
  EXPECT_TRUE(take("bot").empty());
  clock_.advance(Millis(31'000));
  const json::array again = take("bot");
  EXPECT_EQ(ids(again), ids(lent));
  EXPECT_TRUE(take("bot", ids(again)).empty());
  clock_.advance(Millis(31'000));
  EXPECT_TRUE(take("bot").empty());
}

TEST_F(EventsCall, consumers_have_queues_of_their_own) {
  take("bot");
  take("relay");
  begin_game();
  const json::array events = take("bot");
  EXPECT_EQ(events.size(), 2U);
  take("bot", ids(events));
  EXPECT_EQ(take("relay").size(), 2U);
}

TEST_F(EventsCall, a_waiting_call_is_answered_by_what_happens) {
  take("bot");
  sign_up("anna", 1);
  net::HttpRequest poll = signed_post("/events", stamped({{"consumer", "bot"}, {"wait", 25}}));
  std::optional<net::HttpResponse> answered;
  boost::asio::co_spawn(
      runner_.executor(), game_api_->serve(std::move(poll)),
      [&](std::exception_ptr, net::HttpResponse response) { answered = std::move(response); });
  post("/profile", {{"username", "anna"}});
  EXPECT_FALSE(answered.has_value());
  const auto start = std::chrono::steady_clock::now();
  post("/start/game", {{"username", "anna"}, {"bet", 50}});
  // Well before the poll would look again by itself.
  while (!answered && std::chrono::steady_clock::now() - start < std::chrono::seconds(4)) {
    runner_.run(async::sleep_for(Millis(5)));
  }
  ASSERT_TRUE(answered.has_value());
  EXPECT_EQ(types(json::parse(answered->body).at("data").at("events").as_array()),
            std::vector<std::string>{"game_waiting"});
}

TEST_F(EventsCall, a_call_that_waits_ends_empty_when_its_time_is_over) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(take("bot", {}, 1).empty());
  const auto waited = std::chrono::steady_clock::now() - start;
  EXPECT_GE(waited, std::chrono::milliseconds(990));
  EXPECT_LT(waited, std::chrono::seconds(20));
}

TEST_F(EventsCall, a_stop_ends_the_waiting) {
  game_api_->stop_waiting();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(take("bot", {}, 25).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace ludice::api

// getUpdates: offsets, limits, types, waiting, and two pollers at once.
#include "async/deadline.hpp"
#include "async/task_group.hpp"
#include "sandbox/sandbox_fixture.hpp"

namespace ludice::sandbox {
namespace {

class Updates : public SandboxTest {
 protected:
  Updates() { anna_ = started_person(); }

  static async::Task<> ask(Faces& faces, net::HttpRequest request, json::value& answer) {
    auto response = co_await faces.handle(std::move(request));
    answer = json::parse(response.body);
  }

  /// A request that is under way while the test goes on.
  void begin(net::HttpRequest request, json::value& answer) {
    request.remote_address = "127.0.0.1";
    request.fields.set("Host", "127.0.0.1:8090");
    group_.spawn("request", ask(*faces_, std::move(request), answer));
    settle();
  }

  void settle() {
    for (int i = 0; i < 20; ++i) runner_.run(async::sleep_for(Millis(1)));
  }

  void finish() { runner_.run(group_.drain(Millis(5000))); }

  std::int64_t anna_;
  async::TaskGroup group_{runner_.executor()};
};

TEST_F(Updates, come_again_until_they_are_confirmed) {
  say(anna_, "one");
  say(anna_, "two");
  const json::array first = updates(next_offset_);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(updates(next_offset_), first);
  const json::array rest = updates(first[0].at("update_id").as_int64() + 1);
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0], first[1]);
  EXPECT_EQ(updates().size(), 1U) << "the first one is forgotten";
}

TEST_F(Updates, are_schema_valid_and_numbered_in_order) {
  const std::int64_t message = say(anna_, "/play now");
  const json::array batch = new_updates();
  ASSERT_EQ(batch.size(), 1U);
  const json::value& got = batch[0].at("message");
  EXPECT_EQ(got.at("message_id"), message);
  EXPECT_EQ(got.at("from").at("id"), anna_);
  EXPECT_EQ(got.at("from").at("is_bot"), false);
  EXPECT_EQ(got.at("chat").at("type"), "private");
  EXPECT_EQ(got.at("entities").at(0).at("type"), "bot_command");
  EXPECT_EQ(got.at("entities").at(0).at("length"), 5);
}

TEST_F(Updates, keep_to_the_limit) {
  for (int i = 0; i < 5; ++i) say(anna_, "x");
  EXPECT_EQ(result("getUpdates", {{"offset", next_offset_}, {"limit", 3}}).as_array().size(), 3U);
  EXPECT_EQ(result("getUpdates", {{"offset", next_offset_}, {"limit", "2"}}).as_array().size(), 2U);
}

TEST_F(Updates, before_a_negative_offset_are_forgotten) {
  for (int i = 0; i < 5; ++i) say(anna_, std::to_string(i));
  const json::array last = updates(-2);
  ASSERT_EQ(last.size(), 2U);
  EXPECT_EQ(last[0].at("message").at("text"), "3");
  EXPECT_EQ(updates().size(), 2U);
}

TEST_F(Updates, of_other_types_than_allowed_never_come_and_the_choice_is_remembered) {
  result("getUpdates",
         {{"offset", next_offset_}, {"allowed_updates", json::array{json::value("callback_query")}}});
  say(anna_, "unheard");
  EXPECT_TRUE(updates(next_offset_).empty());
  start();
  say(anna_, "unheard too");
  EXPECT_TRUE(updates(next_offset_).empty());
  result("getUpdates", {{"allowed_updates", "[]"}});
  say(anna_, "heard");
  EXPECT_EQ(updates(next_offset_).size(), 1U);
}

TEST_F(Updates, end_a_waiting_poll) {
  json::value answer;
  begin(post(bot_path("getUpdates"), {{"offset", next_offset_}, {"timeout", 30}}), answer);
  EXPECT_TRUE(answer.is_null()) << "it waits";
  say(anna_, "here");
  finish();
  EXPECT_EQ(answer.at("result").at(0).at("message").at("text"), "here");
}

TEST_F(Updates, that_do_not_come_end_a_poll_at_its_timeout) {
  EXPECT_TRUE(result("getUpdates", {{"offset", next_offset_}, {"timeout", 1}}).as_array().empty());
}

TEST_F(Updates, go_to_the_younger_of_two_pollers) {
  json::value older, younger;
  begin(post(bot_path("getUpdates"), {{"offset", next_offset_}, {"timeout", 30}}), older);
  begin(post(bot_path("getUpdates"), {{"offset", next_offset_}, {"timeout", 30}}), younger);
  EXPECT_EQ(older.at("error_code"), 409);
  EXPECT_EQ(
      older.at("description"),
      "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
  EXPECT_TRUE(younger.is_null());
  say(anna_, "x");
  finish();
  EXPECT_EQ(younger.at("result").as_array().size(), 1U);
}

TEST_F(Updates, may_be_dropped_with_the_webhook) {
  say(anna_, "x");
  const json::object envelope = call("deleteWebhook", {{"drop_pending_updates", true}});
  EXPECT_EQ(envelope.at("description"), "Webhook is already deleted");
  EXPECT_TRUE(updates().empty());
}

TEST_F(Updates, are_brought_to_a_webhook_or_asked_for_never_both) {
  new_updates();
  EXPECT_EQ(call("setWebhook", {{"url", "https://bot.example.org/hook"}, {"secret_token", "a_b-C9"}})
                .at("description"),
            "Webhook was set");
  EXPECT_EQ(call("setWebhook", {{"url", "https://bot.example.org/hook"}, {"secret_token", "a_b-C9"}})
                .at("description"),
            "Webhook is already set");
  EXPECT_EQ(result("getWebhookInfo").at("url"), "https://bot.example.org/hook");
  EXPECT_EQ(call("getUpdates").at("description"),
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
            "webhook first");
  EXPECT_EQ(call("deleteWebhook").at("description"), "Webhook was deleted");
  say(anna_, "x");
  EXPECT_EQ(updates().size(), 1U);
}

TEST_F(Updates, that_could_not_be_brought_are_told_of_until_the_webhook_is_set_otherwise) {
  json::object hook{{"url", "https://bot.example.org/hook"}, {"secret_token", "first"}};
  call("setWebhook", hook);
  EXPECT_FALSE(result("getWebhookInfo").as_object().contains("last_error_date"));
  WebhookRecord& set = engine_->world().find_bot(4242)->webhook;
  set.error_date = 1'700'000'000;
  set.error = "Connection failed";
  EXPECT_EQ(call("setWebhook", hook).at("description"), "Webhook is already set");
  EXPECT_EQ(result("getWebhookInfo").at("last_error_date"), 1'700'000'000);
  EXPECT_EQ(result("getWebhookInfo").at("last_error_message"), "Connection failed");
  hook["secret_token"] = "second";
  EXPECT_EQ(call("setWebhook", hook).at("description"), "Webhook was set");
  EXPECT_FALSE(result("getWebhookInfo").as_object().contains("last_error_date"));
}

TEST_F(Updates, waiting_are_counted) {
  new_updates();
  say(anna_, "x");
  say(anna_, "y");
  EXPECT_EQ(result("getWebhookInfo").at("pending_update_count"), 2);
}

TEST_F(Updates, are_delivered_twice_on_demand_confirmed_or_not) {
  sim("fault", {{"kind", "duplicate"}, {"times", 1}});
  say(anna_, "again");
  const json::array first = new_updates();
  const json::array second = new_updates();
  EXPECT_EQ(first.size(), 1U);
  EXPECT_EQ(first, second);
  EXPECT_TRUE(new_updates().empty());
}

TEST_F(Updates, end_polls_when_the_sandbox_stops) {
  json::value answer;
  begin(post(bot_path("getUpdates"), {{"offset", next_offset_}, {"timeout", 30}}), answer);
  engine_->stop_waiting();
  finish();
  EXPECT_TRUE(answer.at("result").as_array().empty());
}

TEST_F(Updates, show_the_page_whose_view_changed) {
  const std::int64_t before = sim_get("changes").at("last").as_int64();
  json::value answer;
  begin(get("/sim/changes?after=" + std::to_string(before) + "&wait=20"), answer);
  EXPECT_TRUE(answer.is_null());
  const std::int64_t boris = add_person("Boris");
  finish();
  EXPECT_GT(answer.at("last").as_int64(), before);
  EXPECT_EQ(answer.at("people"), json::value(json::array{json::value(boris)}));
  EXPECT_EQ(sim_get("changes?after=1").at("people").as_array().size(), 2U)
      << "a number from before the start";
}

}  // namespace
}  // namespace ludice::sandbox

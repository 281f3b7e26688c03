// Faults on demand: what they answer, whether the thing is done, whom they meet.
#include "sandbox/sandbox_fixture.hpp"

#include <chrono>

namespace ludice::sandbox {
namespace {

class Faults : public SandboxTest {
 protected:
  Faults() { anna_ = started_person(); }

  std::size_t messages() { return engine_->world().history(kBot, anna_, kMaxMessagesInChat).size(); }

  /// The status of a sendMessage; 0: the connection was cut.
  int status() { return send(post(bot_path("sendMessage"), {{"chat_id", anna_}, {"text", "x"}})).status; }

  std::int64_t anna_;
};

TEST_F(Faults, of_429_and_500_answer_instead_of_doing) {
  const std::size_t before = messages();
  sim("fault", {{"kind", "429"}, {"retry_after", 30}});
  const json::object flood = call("sendMessage", {{"chat_id", anna_}, {"text", "x"}});
  EXPECT_EQ(flood.at("description"), "Too Many Requests: retry after 30");
  EXPECT_EQ(flood.at("parameters").at("retry_after"), 30);
  sim("fault", {{"kind", "500"}});
  EXPECT_EQ(refusal("sendMessage", {{"chat_id", anna_}, {"text", "x"}}), "Internal Server Error");
  EXPECT_EQ(messages(), before);
  EXPECT_EQ(status(), 200) << "each was asked for once";
}

TEST_F(Faults, of_drop_before_do_nothing_and_of_drop_after_do_it) {
  const std::size_t before = messages();
  sim("fault", {{"kind", "drop_before"}});
  EXPECT_EQ(status(), 0);
  EXPECT_EQ(messages(), before);
  sim("fault", {{"kind", "drop_after"}});
  EXPECT_EQ(status(), 0);
  EXPECT_EQ(messages(), before + 1);
}

TEST_F(Faults, of_delay_do_it_and_answer_late) {
  sim("fault", {{"kind", "delay"}, {"ms", 50}});
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(status(), 200);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, Millis(50));
}

TEST_F(Faults, lose_no_updates_with_a_dropped_poll) {
  say(anna_, "precious");
  sim("fault", {{"kind", "drop_after"}, {"method", "getUpdates"}});
  EXPECT_EQ(send(get(bot_path("getUpdates"))).status, 0);
  EXPECT_EQ(new_updates().size(), 1U);
}

TEST_F(Faults, meet_only_the_method_and_chat_they_name) {
  const std::int64_t boris = started_person("Boris");
  sim("fault", {{"kind", "500"}, {"method", "sendDice"}, {"chat", boris}, {"times", 2}});
  EXPECT_EQ(status(), 200);
  result("sendDice", {{"chat_id", anna_}});
  bot_says(boris, "x");
  EXPECT_EQ(call("SENDDICE", {{"chat_id", boris}}).at("error_code"), 500);
  EXPECT_EQ(call("sendDice", {{"chat_id", boris}}).at("error_code"), 500);
  result("sendDice", {{"chat_id", boris}});
}

TEST_F(Faults, are_cleared) {
  sim("fault", {{"kind", "500"}, {"times", 100}});
  auto clear = get("/sim/fault");
  clear.method = "DELETE";
  EXPECT_EQ(send(clear).status, 200);
  EXPECT_EQ(status(), 200);
}

TEST_F(Faults, stand_in_the_transcript) {
  sim("fault", {{"kind", "drop_after"}});
  status();
  const std::string transcript = send(get("/sim/transcript")).body;
  EXPECT_NE(transcript.find("\"fault\":\"drop_after\",\"ok\":true"), std::string::npos) << transcript;
}

}  // namespace
}  // namespace ludice::sandbox

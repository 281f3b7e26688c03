// What the sandbox remembers: everything that was acknowledged, however it ended.
#include "sandbox/sandbox_fixture.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>

namespace ludice::sandbox {
namespace {

class Restart : public SandboxTest {
 protected:
  Restart() { anna_ = started_person(); }

  json::value everything() {
    json::object all;
    for (const auto& [key, document] : engine_->world().documents()) all[key] = document;
    return all;
  }

  std::int64_t anna_;
};

TEST_F(Restart, brings_back_the_world_as_it_was) {
  const json::value menu{{"keyboard", one_row({"Roll"})}};
  bot_says(anna_, "menu", menu);
  const std::int64_t card = bot_says(anna_, "card", one_button("a", "b"));
  result("editMessageText", {{"chat_id", anna_}, {"message_id", card}, {"text", "edited"}});
  result("setMyCommands", {{"commands", json::array{{{"command", "play"}, {"description", "Play"}}}}});
  result("getUpdates", {{"allowed_updates", json::array{"message", "callback_query"}}});
  say(anna_, "unconfirmed");
  sim("dice_next", {{"emoji", "🎲"}, {"values", json::array{4, 4}}});
  sim("fault", {{"kind", "500"}, {"method", "sendDice"}});
  sim("clock", {{"advance_s", 100}});
  sim("block", {{"from", add_person("Boris")}, {"on", true}});
  const json::value before = everything();
  const json::object view = chat(anna_);
  start();
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(chat(anna_), view);
  EXPECT_EQ(call("sendDice", {{"chat_id", anna_}}).at("error_code"), 500);
  EXPECT_EQ(result("sendDice", {{"chat_id", anna_}}).at("dice").at("value"), 4);
}

TEST_F(Restart, keeps_confirmed_updates_away_and_others_there) {
  say(anna_, "one");
  say(anna_, "two");
  const json::array batch = updates(next_offset_);
  updates(batch[0].at("update_id").as_int64() + 1);
  start();
  const json::array left = updates();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0], batch[1]);
}

TEST_F(Restart, forgets_a_half_written_line_and_nothing_else) {
  bot_says(anna_, "whole");
  const json::value before = everything();
  faces_.reset();
  engine_.reset();
  std::ofstream(folder_.file("sandbox.jsonl"), std::ios::app) << R"({"person/1":{"id":1,"na)";
  start();
  EXPECT_EQ(everything(), before);
  bot_says(anna_, "goes on");
  const json::value after = everything();
  start();
  EXPECT_EQ(everything(), after);
}

TEST_F(Restart, refuses_a_file_that_is_none_of_its_own) {
  faces_.reset();
  engine_.reset();
  std::ofstream(folder_.file("sandbox.jsonl"), std::ios::app) << "what is this\n";
  EXPECT_THROW(start(), std::runtime_error);
}

TEST_F(Restart, refuses_a_folder_that_another_one_uses) {
  EXPECT_THROW(Engine(runner_.executor(), folder_.path(), false, clock_, random_, {}), std::system_error);
}

TEST_F(Restart, begins_anew_when_asked_to) {
  clock_.advance(Millis(60'000));
  start(true);
  EXPECT_TRUE(sim_get("people").at("people").as_array().empty());
  EXPECT_TRUE(send(get("/sim/transcript")).body.empty());
  EXPECT_GT(add_person("Boris"), anna_) << "numbers go on with the time of day";
  start();
  EXPECT_EQ(sim_get("people").at("people").as_array().size(), 1U);
}

TEST_F(Restart, goes_on_with_the_transcripts_numbers) {
  bot_says(anna_, "before");
  const std::string before = send(get("/sim/transcript")).body;
  start();
  EXPECT_EQ(send(get("/sim/transcript")).body, before);
  const std::int64_t lines = std::count(before.begin(), before.end(), '\n');
  bot_says(anna_, "after");
  const auto next = json::parse(send(get("/sim/transcript?after=" + std::to_string(lines))).body);
  EXPECT_EQ(next.at("n"), lines + 1);
}

TEST_F(Restart, continues_seeded_dice_where_they_were) {
  options_.seed = 12;
  const auto roll = [&] {
    return result("sendDice", {{"chat_id", anna_}, {"emoji", "🎰"}}).at("dice").at("value");
  };
  start(true);
  anna_ = started_person();
  json::array straight;
  for (int i = 0; i < 6; ++i) straight.push_back(roll());
  start(true);
  anna_ = started_person();
  json::array interrupted;
  for (int i = 0; i < 6; ++i) {
    interrupted.push_back(roll());
    start();
  }
  EXPECT_EQ(interrupted, straight);
}

/// A disk that takes no more than `room` further bytes in the journal, while this lives.
class FullDisk {
 public:
  FullDisk(const std::string& file, rlim_t room) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit full{std::filesystem::file_size(file) + room, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &full);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST_F(Restart, recovers_from_a_disk_that_was_full_in_the_middle_of_a_line) {
  {
    const FullDisk full(folder_.file("sandbox.jsonl"), 20);
    EXPECT_THROW(say(anna_, "not acknowledged"), std::system_error);
  }
  say(anna_, "acknowledged");
  const json::value before = everything();
  start();
  EXPECT_EQ(everything(), before);
}

TEST_F(Restart, survives_compaction) {
  bot_says(anna_, "kept");
  const json::value before = everything();
  faces_.reset();
  engine_.reset();
  {
    World world(clock_, random_, {});
    Journal journal(folder_.file("sandbox.jsonl"));
    journal.load(world);
    journal.compact(world);
  }
  start();
  EXPECT_EQ(everything(), before);
}

}  // namespace
}  // namespace ludice::sandbox

// Robots: what they read in their chats, when they join, and that they leave people the first word.
#include "sandbox/robots.hpp"

#include "sandbox/sandbox_fixture.hpp"
#include "support/log_lines.hpp"

namespace ludice::sandbox {
namespace {

json::object message(std::int64_t id, std::vector<std::pair<std::string, std::string>> buttons,
                     const std::string& text = "x") {
  json::object made{{"message_id", id}, {"text", text}};
  json::array row;
  for (const auto& [label, data] : buttons) row.push_back({{"text", label}, {"callback_data", data}});
  if (row.empty()) return made;
  json::array rows;  // in braces, an array of one array is none for every compiler
  rows.push_back(std::move(row));
  made["reply_markup"] = {{"inline_keyboard", std::move(rows)}};
  return made;
}

json::object chat_of(std::initializer_list<json::object> messages) {
  json::array all;
  for (const json::object& one : messages) all.push_back(one);
  return {{"messages", std::move(all)}, {"keyboard", nullptr}};
}

TEST(RobotMind, does_what_the_card_asks_and_only_then_what_it_wants) {
  const auto terms = message(1, {{"Yes, I am 18", "accept_terms"}});
  const auto again = message(2, {{"Again · 50", "a"}, {"Other stake", "d"}});
  const auto choose = message(3, {{"Dice 🎲", "dice"}, {"Target 🎯", "target"}});
  const auto stakes = message(4, {{"10", "bet:10"}, {"All in 950", "bet:950"}}, "Dice 🎲: how much?");
  const auto both = message(8, {{"Dice 🎲", "dice"}, {"Dice 🎲 ⭐", "dice:stars"}});
  const auto poor_card = message(9, {{"↩️ Menu", "menu"}}, "Dice 🎲 ⭐\n\nTop up 🔝 brings Stars.");
  const auto packs = message(10, {{"⭐ 15", "star15"}, {"⭐ 50", "star50"}}, "You have 0 Stars");
  json::object invoice{{"message_id", 11}, {"invoice", {{"total_amount", 50}}}};
  const auto lobby = message(5, {{"Cancel ✖️", "c"}});
  const auto match = message(6, {{"Throw 🎲", "t"}});
  const auto plain = message(7, {});
  struct Seen {
    const char* name;
    json::object chat;
    std::optional<Wish> wish;
    bool poor;
    std::optional<RobotAct> expected;
  };
  const std::optional<RobotAct> nothing;
  const Wish dice{"🎲", 50};
  const Wish target{"🎯", 50};
  const Wish stars{"🎲", 50, true};
  const Seen rows[] = {
      {"empty", chat_of({}), {}, false, RobotAct{"/start", 0}},
      {"terms", chat_of({terms}), dice, false, RobotAct{"Yes, I am 18", 1}},
      {"idle", chat_of({plain}), {}, false, nothing},
      {"asked to play", chat_of({plain}), dice, false, RobotAct{"Roll 🎲", 0}},
      {"after a game", chat_of({again, plain}), dice, false, RobotAct{"Roll 🎲", 0}},
      {"after a game, no wish", chat_of({again}), {}, false, nothing},
      {"choosing", chat_of({again, choose}), dice, false, RobotAct{"Dice 🎲", 3}},
      {"choosing the other game", chat_of({again, choose}), target, false, RobotAct{"Target 🎯", 3}},
      {"choosing, no wish", chat_of({choose}), {}, false, nothing},
      {"betting", chat_of({stakes}), dice, false, RobotAct{"50", 0}},
      {"asked about the other game", chat_of({stakes}), target, false, RobotAct{"Roll 🎲", 0}},
      {"poor", chat_of({stakes}), dice, true, RobotAct{"Top up 🔝", 0}},
      {"choosing points beside Stars", chat_of({both}), dice, false, RobotAct{"Dice 🎲", 8}},
      {"choosing Stars", chat_of({both}), stars, false, RobotAct{"Dice 🎲 ⭐", 8}},
      {"asked about points", chat_of({stakes}), stars, false, RobotAct{"Roll 🎲", 0}},
      {"poor in Stars", chat_of({poor_card}), stars, true, RobotAct{"Top up 🔝", 0}},
      {"asked how many Stars", chat_of({packs}), stars, true, RobotAct{"50", 0}},
      {"asked to pay", chat_of({packs, invoice}), stars, true, RobotAct{"", 11}},
      {"paid", chat_of({packs, invoice, plain}), stars, false, RobotAct{"Roll 🎲", 0}},
      {"own lobby", chat_of({lobby}), dice, false, nothing},
      {"throwing", chat_of({match, plain}), {}, false, RobotAct{"Throw 🎲", 6}},
  };
  for (const Seen& row : rows) EXPECT_EQ(next_act(row.chat, row.wish, row.poor), row.expected) << row.name;
  EXPECT_TRUE(is_told_to_top_up(chat_of({poor_card}), stars));
  EXPECT_FALSE(is_told_to_top_up(chat_of({poor_card}), dice));
  EXPECT_FALSE(is_told_to_top_up(chat_of({stakes}), stars));
}

/// A sandbox whose faces are asked directly.
class Direct final : public Sandbox {
 public:
  explicit Direct(Faces& faces) : faces_(faces) {}
  std::uint16_t port() const override { return 0; }
  async::Task<net::HttpResponse> handle(net::HttpRequest request) override {
    return faces_.handle(std::move(request));
  }
  async::Task<> drain(Millis) override { co_return; }

 private:
  Faces& faces_;
};

class RobotPlayers : public SandboxTest {
 protected:
  RobotPlayers() {
    call("getMe");
    look_for(Millis(10'000));  // they settle in and press Start
    new_updates();
  }

  /// Lets that much time pass, with a look every 200 ms.
  void look_for(Millis span) {
    for (Millis passed{0}; passed < span; passed += Millis(200)) {
      clock_.advance(Millis(200));
      runner_.run(robots_.look());
    }
  }

  static RobotOptions options() {
    RobotOptions options;
    options.bot = kBot;
    options.people = {{"Rosa", "rosa"}, {"Rudi", "rudi"}};
    return options;
  }

  async::Task<std::optional<Wish>> waiting() { co_return wish_; }

  /// The texts robots sent since the last question.
  std::vector<std::string> sent() {
    std::vector<std::string> texts;
    for (const auto& update : new_updates()) {
      if (update.as_object().contains("message"))
        texts.emplace_back(update.at("message").at("text").as_string());
    }
    return texts;
  }

  std::optional<Wish> wish_;
  Direct sandbox_{*faces_};
  Robots robots_{sandbox_, [this] { return waiting(); }, clock_, random_, options()};
};

TEST_F(RobotPlayers, settle_in_once_and_press_start) {
  EXPECT_EQ(robots_.ids().size(), 2U);
  EXPECT_EQ(chat(robots_.ids()[0]).at("messages").as_array().at(0).at("text"), "/start");
  Robots after_restart(sandbox_, [this] { return waiting(); }, clock_, random_, options());
  runner_.run(after_restart.look());
  EXPECT_EQ(after_restart.ids(), robots_.ids());
}

TEST_F(RobotPlayers, leave_people_three_seconds_and_then_one_of_them_comes) {
  wish_ = Wish{"🎲", 50};
  look_for(Millis(2800));
  EXPECT_TRUE(sent().empty());
  look_for(Millis(2500));
  EXPECT_EQ(sent(), std::vector<std::string>{"Roll 🎲"});
}

TEST_F(RobotPlayers, turn_back_when_nobody_waits_any_more) {
  wish_ = Wish{"🎲", 50};
  look_for(Millis(2000));
  wish_.reset();
  look_for(Millis(20'000));
  EXPECT_TRUE(sent().empty());
}

TEST_F(RobotPlayers, bet_what_the_waiting_one_has_bet) {
  bot_says(robots_.ids()[0], "Dice 🎲: how much?", one_button("10", "bet:10"));
  wish_ = Wish{"🎲", 70};
  look_for(Millis(5000));
  EXPECT_EQ(sent(), std::vector<std::string>{"70"});
}

TEST_F(RobotPlayers, ask_for_points_where_their_bet_does_not_come_off_and_let_the_other_try) {
  bot_says(robots_.ids()[0], "Dice 🎲: how much?", one_button("10", "bet:10"));
  wish_ = Wish{"🎲", 70};
  look_for(Millis(15'000));
  EXPECT_EQ(sent(), (std::vector<std::string>{"70", "70", "Top up 🔝", "Roll 🎲"}))
      << "Roll is the other one's";
}

TEST_F(RobotPlayers, buy_stars_once_where_the_stake_in_stars_is_not_there) {
  bot_says(robots_.ids()[0], "Dice 🎲 ⭐\n\nTop up 🔝 brings Stars.", one_button("Menu", "menu"));
  wish_ = Wish{"🎲", 70, true};
  look_for(Millis(6000));
  EXPECT_EQ(sent(), std::vector<std::string>{"Top up 🔝"});
  bot_says(robots_.ids()[0], "You have 0 Stars", one_button("⭐ 50", "star50"));
  look_for(Millis(3000));
  EXPECT_EQ(sent(), std::vector<std::string>{"70"});
  // Its wallet does not cover this, so the payment is refused at once, and the bot asks it to top up again.
  result("sendInvoice", {{"chat_id", robots_.ids()[0]},
                         {"title", "Stars"},
                         {"description", "Stars"},
                         {"payload", "order"},
                         {"currency", "XTR"},
                         {"prices", json::array{json::object{{"label", "Stars"}, {"amount", 100'000}}}}});
  look_for(Millis(3000));
  bot_says(robots_.ids()[0], "Dice 🎲 ⭐\n\nTop up 🔝 brings Stars.", one_button("Menu", "menu"));
  new_updates();
  look_for(Millis(2000));
  const auto after = sent();
  EXPECT_EQ(std::ranges::find(after, "Top up 🔝"), after.end());
}

TEST_F(RobotPlayers, play_with_their_own_bot_beside_others) {
  send(post(bot_path("getMe", "2:another-token-that-is-long-enough-for-this"), json::object()));
  wish_ = Wish{"🎲", 50};
  look_for(Millis(6000));
  EXPECT_EQ(sent(), std::vector<std::string>{"Roll 🎲"});
}

TEST_F(RobotPlayers, say_once_in_the_log_that_they_cannot_play) {
  const test::LogLines log;
  RobotOptions with_another = options();
  with_another.bot = kBot + 1;
  Robots strangers(sandbox_, [this] { return waiting(); }, clock_, random_, with_another);
  for (int look = 0; look < 3; ++look) runner_.run(strangers.look());
  EXPECT_EQ(std::ranges::count_if(
                log.lines, [](const std::string& line) { return line.starts_with("robot_cannot_play"); }),
            2)
      << "one line a robot";
}

}  // namespace
}  // namespace ludice::sandbox

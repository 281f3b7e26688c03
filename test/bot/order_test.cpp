// Orders as they are kept and called, and the screens of the house.
#include "bot/house_screens.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

using Act = Order::Act;

Order adjustment() {
  Order order{.act = Act::adjust};
  order.coin = Coin::stars;
  order.player = 8;
  order.name = "ivan \"the\" <b>";
  order.amount = -50;
  order.reason = "a slip; \xE2\x88\x92 again";
  order.admin = 21;
  return order;
}

std::string call_text(const Order& order) {
  const OrderCall call = call_for(order, "order:X");
  return call.path + " " + boost::json::serialize(call.fields);
}

std::vector<std::string> labels_of(const Screen& screen) {
  std::vector<std::string> labels;
  for (const auto& row : screen.buttons) {
    for (const Button& button : row) labels.push_back(button.label + " " + button.data);
  }
  return labels;
}

bool has(const std::vector<std::string>& labels, const std::string& label) {
  return std::ranges::find(labels, label) != labels.end();
}

struct HouseScreens : testing::Test {
  Texts texts{embedded_files()};
  BotSettings settings;
  Stage stage{texts.in("en"), settings};
};

TEST(Orders, are_read_as_they_were_written) {
  const Order order = adjustment();
  EXPECT_EQ(order_from(to_text(order)), order);
  Order resume{.act = Act::resume};
  resume.scope = kWithdrawals;
  resume.call = "/operator/unfreeze";
  resume.frozen = "olga: a stolen phone; and 3 more, as the log says";
  resume.since = Instant{1'770'000'000'000};
  resume.reason = "found it";
  EXPECT_EQ(order_from(to_text(resume)), resume);
  Order stars{.act = Act::assign_stars};
  stars.payment = "001MCC6GK5T00";
  stars.charge = "stx1";
  stars.amount = 75;
  EXPECT_EQ(order_from(to_text(stars)), stars);
  for (const char* other : {"", "open", "closed", "{}", "[]", R"({"act":"pay"})"})
    EXPECT_EQ(order_from(other), std::nullopt) << other;
}

TEST(Orders, are_called_with_what_they_say) {
  EXPECT_EQ(call_text(adjustment()),
            "/operator/adjust {\"request_id\":\"order:X\",\"reason\":\"a slip; \xE2\x88\x92 again\","
            "\"id\":8,\"asset\":\"stars\",\"amount\":-50}");
  EXPECT_EQ(call_text(Order{.act = Act::reconcile}), R"(/operator/reconcile {"request_id":"order:X"})");
  Order stars{.act = Act::assign_stars};
  stars.payment = "001MCC6GK5T00";
  stars.charge = "stx1";
  stars.player = 8;
  stars.amount = 75;
  stars.reason = "why";
  EXPECT_EQ(
      call_text(stars),
      R"(/operator/stars/suspense/assign {"request_id":"order:X","reason":"why","charge":"stx1","id":8})");
  Order stop{.act = Act::stop};
  stop.scope = "deposits";
  stop.call = "/operator/deposits/stop";
  stop.reason = "why";
  EXPECT_EQ(call_text(stop), R"(/operator/deposits/stop {"request_id":"order:X","reason":"why"})");
}

TEST_F(HouseScreens, have_a_button_for_whatever_can_be_stopped) {
  settings.coins.push_back(Coin::stars);
  HouseView house;
  house.stops = {{"withdrawals", "", {}},
                 {"stars", "", {}},
                 {"games", "a storm", {}},
                 {"deposits", "olga: a <fork>", Instant{1'770'000'000'000}}};
  const Screen screen = house_screen(stage, house);
  EXPECT_TRUE(has(labels_of(screen), "⛔ Stop withdrawals op_stop:withdrawals"));
  EXPECT_TRUE(has(labels_of(screen), "⛔ Stop the sale of Stars op_stop:stars"));
  EXPECT_TRUE(has(labels_of(screen), "🔎 What stops deposits op_resume:deposits"));
  EXPECT_NE(screen.html.find("Not stopped: withdrawals"), std::string::npos);
  EXPECT_NE(screen.html.find("since ? (UTC): games. Why: a storm"), std::string::npos);
  EXPECT_NE(screen.html.find("since 2026-02-02 02:40 (UTC): deposits. Why: olga: a &lt;fork&gt;"),
            std::string::npos)
      << screen.html;
}

TEST_F(HouseScreens, offer_to_fund_from_where_there_is_something) {
  HouseView house;
  house.funds = {{Coin::points, 3, 0}, {Coin::stars, 0, 7}, {Coin::ton, 0, 0}};
  EXPECT_EQ(labels_of(fund_screen(stage, house)),
            std::vector<std::string>{"🎲 Fees: 7 Stars ⭐ op_fund_from:rake:stars"});
  house.stars = HouseView::Stars{100, {}};
  EXPECT_TRUE(has(labels_of(fund_screen(stage, house)),
                  "⭐ Stars that are booked nowhere op_fund_from:outside:stars"));
  house.funds.clear();
  house.stars.reset();
  EXPECT_NE(fund_screen(stage, house).html.find("There is nothing"), std::string::npos);
}

TEST_F(HouseScreens, show_a_stopped_player_of_whom_nothing_more_is_known) {
  PlayerFile file;
  file.id = 8;
  file.username = "ivan";
  file.frozen = true;
  const Screen screen = player_file_screen(stage, file);
  EXPECT_NE(screen.html.find("was not kept at that time"), std::string::npos);
  EXPECT_TRUE(has(labels_of(screen), "▶️ Let the player go on op_let_player:8"));
  file.id = 0;
  EXPECT_TRUE(player_file_screen(stage, file).buttons.empty());
}

TEST_F(HouseScreens, say_why_an_order_was_refused) {
  Order order = adjustment();
  const auto said = [&](const char* code) {
    ApiRefusal refusal;
    refusal.code = code;
    refusal.balance = 5;
    return order_refused_screen(stage, order, refusal).html;
  };
  EXPECT_NE(said("insufficient_funds").find("no more than 5 Stars"), std::string::npos);
  order.amount = 50;
  EXPECT_NE(said("insufficient_funds").find("Fund the owner first"), std::string::npos);
  EXPECT_NE(said("limit_reached").find("no room"), std::string::npos);
  EXPECT_NE(said("player_not_found").find("I know no player"), std::string::npos);
  EXPECT_NE(said("not_found").find("The cash desk refused that"), std::string::npos);
  order.act = Act::fund;
  order.source = "outside";
  EXPECT_NE(said("conflict").find("Nothing comes from there"), std::string::npos);
  EXPECT_NE(said("insufficient_funds").find("booked nowhere"), std::string::npos);
  EXPECT_NE(said("limit_reached").find("owner's account has no room"), std::string::npos);
  order.act = Act::stop_player;
  EXPECT_NE(said("conflict").find("It is so already"), std::string::npos);
}

}  // namespace
}  // namespace ludice::bot

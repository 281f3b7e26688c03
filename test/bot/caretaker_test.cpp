// The figures that the bot's regular rounds show.
#include "bot/house.hpp"

namespace ludice::bot {
namespace {

struct Caretaking : House {
  Caretaking() { open(); }
  double shown(const std::string& gauge) const { return metrics_.level(gauge).value_or(-1); }
};

/// It stays in the process, for another turn, and what another bot has queued is that one's to show.
TEST_F(Caretaking, a_bot_whose_turn_has_ended_shows_nothing_under_way) {
  join(anna_);
  telegram_.points.hang_at = telegram_.points.passed + 1;  // in the middle of what the next words lead to
  telegram_.type(anna_, "/profile");
  ASSERT_TRUE(eventually([this] { return shown("ludice_bot_busy_people") == 1; }));
  telegram_.points = {};
  wire_.meanwhile.clear();
  close(Millis{0});
  EXPECT_EQ(shown("ludice_bot_busy_people"), 0);
  EXPECT_EQ(shown("ludice_bot_outbound_chats"), 0);
}

}  // namespace
}  // namespace ludice::bot

// The bot's bugs: switches in src/bot.
#include "sim/planted.hpp"

#include <array>

namespace ludice::sim {

std::span<const Planted> planted_bot_bugs() {
  static constexpr std::array kBugs = {
      // What comes in
      Planted{"bot_takes_an_update_twice", 1, "update_is_taken_once"},
      Planted{"bot_forgets_updates_at_restart", 1, "comes_to_rest"},
      // Throws
      Planted{"bot_throws_before_it_is_stored", 2, "announced_before_thrown"},
      Planted{"bot_throws_again_after_a_lost_answer", 6, "one_dice_an_attempt"},
      Planted{"bot_writes_another_value", 2, "dice_counts_as_it_fell"},
      Planted{"bot_writes_a_result_under_another_key", 3, "counted_dice_is_recorded"},
      // What is told
      Planted{"bot_tells_once_at_most", 10, "every_question_is_answered no_dead_card"},
  };
  return kBugs;
}

}  // namespace ludice::sim

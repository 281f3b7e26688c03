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
      Planted{"bot_throws_before_it_is_stored", 1, "announced_before_thrown"},
      Planted{"bot_throws_again_after_a_lost_answer", 10, "one_dice_an_attempt"},
      Planted{"bot_writes_another_value", 1, "dice_counts_as_it_fell"},
      Planted{"bot_writes_a_result_under_another_key", 8, "counted_dice_is_recorded"},
      // Payments
      Planted{"bot_lets_refused_payments_pass", 2, "only_what_the_house_allows_is_let_through"},
      Planted{"bot_forgets_news_before_it_is_booked", 4, "payment_is_booked_before_its_news_goes"},
      Planted{"bot_tells_a_receipt_again", 5, "receipt_is_told_once"},
      // What is told
      Planted{"bot_tells_once_at_most", 5,
              "every_question_is_answered no_dead_card rest_every_credit_is_told rest_every_refund_is_told"},
  };
  return kBugs;
}

}  // namespace ludice::sim

// Every text of the bot by its key, with the placeholders it must have. The words are in texts/*.txt; a
// catalogue whose keys or placeholders differ from this list does not load.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace ludice::bot {

// clang-format off
#define LUDICE_BOT_TEXTS(X)                                                     \
  X(terms, "fee max_bet min_bet turn")                                          \
  X(terms_no_fee, "")                                                           \
  X(terms_fee, "percent")                                                       \
  X(label_accept, "")                                                           \
  X(terms_accepted, "")                                                         \
  X(welcome, "balance name roll")                                               \
  X(welcome_back, "balance name")                                               \
  X(label_roll, "")                                                             \
  X(label_help, "")                                                             \
  X(label_profile, "")                                                          \
  X(label_top_up, "")                                                           \
  X(label_dice, "")                                                             \
  X(label_target, "")                                                           \
  X(label_menu, "")                                                             \
  X(label_cancel, "")                                                           \
  X(label_throw, "")                                                            \
  X(label_throw_dart, "")                                                       \
  X(label_again, "stake")                                                       \
  X(label_other_stake, "")                                                      \
  X(label_look, "")                                                             \
  X(label_all_in, "balance")                                                    \
  X(menu, "help roll")                                                          \
  X(choose_game, "")                                                            \
  X(reminder, "")                                                               \
  X(ask_bet, "balance fees game max_bet min_bet")                               \
  X(ask_bet_fees, "list")                                                       \
  X(fee_item, "fee stake")                                                      \
  X(ask_bet_poor, "balance game min_bet top_up")                                \
  X(confirm_bet, "fee game stake win")                                          \
  X(bet_not_a_number, "example")                                                \
  X(bet_signed, "example")                                                      \
  X(bet_fraction, "example")                                                    \
  X(bet_too_small, "min_bet")                                                   \
  X(bet_too_big, "max_bet")                                                     \
  X(bet_too_dear, "balance stake top_up")                                       \
  X(bet_expired, "roll")                                                        \
  X(lobby, "fee game lobby stake")                                              \
  X(match_fee, "fee")                                                           \
  X(match_throw, "ask fee game opponent stake ties turn win")                   \
  X(turn_dice, "")                                                              \
  X(turn_darts, "darts")                                                        \
  X(match_dart, "dart darts game mine opponent ties turn")                      \
  X(match_wait, "fee game opponent stake thrown ties win")                      \
  X(thrown_dice, "")                                                            \
  X(thrown_darts, "mine")                                                       \
  X(tied_round, "mine round theirs")                                            \
  X(bullseyes_decide, "mine theirs")                                            \
  X(result_won, "balance mine opponent payout theirs ties")                     \
  X(result_lost, "balance mine opponent stake theirs ties")                     \
  X(result_void, "balance mine opponent payout theirs ties")                    \
  X(no_throw, "")                                                               \
  X(result_cancelled, "balance payout")                                         \
  X(result_expired, "balance payout")                                           \
  X(running_no_cancel, "throw")                                                 \
  X(already_playing, "")                                                        \
  X(cancelled_nothing, "roll")                                                  \
  X(cancelled, "")                                                              \
  X(warning, "left opponent")                                                   \
  X(late_throw, "")                                                             \
  X(late_throw_other, "opponent")                                               \
  X(throw_repeated, "name reason")                                              \
  X(throw_elsewhere, "name")                                                    \
  X(reason_no_answer, "")                                                       \
  X(reason_unreachable, "")                                                     \
  X(reason_restart, "")                                                         \
  X(reason_late, "")                                                            \
  X(throw_slow, "left")                                                         \
  X(profile, "balance games in_game lost name net streak void won")             \
  X(help, "dice fee lobby max_bet min_bet roll target throw")                   \
  X(top_up_granted, "balance granted")                                          \
  X(top_up_early, "balance left")                                               \
  X(top_up_off, "balance")                                                      \
  X(explain_dice, "roll")                                                       \
  X(explain_other, "")                                                          \
  X(explain_edit, "")                                                           \
  X(stale_update, "")                                                           \
  X(unavailable, "")                                                            \
  X(unanswered, "")                                                             \
  X(unanswered_stake, "stake")                                                  \
  X(busy, "left")                                                               \
  X(refused_frozen, "")                                                         \
  X(refused_excluded, "")                                                       \
  X(refused_limit, "")                                                          \
  X(refused_other, "")                                                          \
  X(name_in_use, "")                                                            \
  X(toast_already, "")                                                          \
  X(toast_stale, "")                                                            \
  X(toast_throwing, "")                                                         \
  X(toast_throwing_dart, "")                                                    \
  X(toast_thrown, "")                                                           \
  X(toast_dart_thrown, "")                                                      \
  X(toast_accepted, "")                                                         \
  X(toast_accept_first, "")                                                     \
  X(toast_cancelled, "")                                                        \
  X(toast_begun, "")                                                            \
  X(toast_private, "")                                                          \
  X(toast_failed, "")                                                           \
  X(toast_unanswered, "")                                                       \
  X(points_one, "n")                                                            \
  X(points_other, "n")                                                          \
  X(seconds_one, "n")                                                           \
  X(seconds_other, "n")                                                         \
  X(minutes_one, "n")                                                           \
  X(minutes_other, "n")                                                         \
  X(hours_one, "n")                                                             \
  X(hours_other, "n")                                                           \
  X(command_play, "")                                                           \
  X(command_menu, "")                                                           \
  X(command_profile, "")                                                        \
  X(command_help, "")                                                           \
  X(command_cancel, "")                                                         \
  X(command_start, "")
// clang-format on

enum class Text : std::size_t {
#define LUDICE_BOT_TEXT_KEY(key, placeholders) key,
  LUDICE_BOT_TEXTS(LUDICE_BOT_TEXT_KEY)
#undef LUDICE_BOT_TEXT_KEY
};

struct TextSpec {
  Text key;
  std::string_view name;
  std::string_view placeholders;  ///< sorted, separated by one space
};

/// In the order of the enumeration.
std::span<const TextSpec> text_specs();

}  // namespace ludice::bot

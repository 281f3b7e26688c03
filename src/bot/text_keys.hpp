// Every text of the bot by its key, with the placeholders it must have. The words are in texts/*.txt; a
// catalogue whose keys or placeholders differ from this list does not load.
#pragma once

#include "bot/house_text_keys.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace ludice::bot {

// clang-format off
#define LUDICE_BOT_TEXTS(X)                                                     \
  X(terms, "fee max_bet min_bet money turn")                                    \
  X(terms_points, "")                                                           \
  X(terms_points_and_stars, "")                                                 \
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
  X(choose_coin, "others")                                                      \
  X(reminder, "")                                                               \
  X(ask_bet, "balance fees game max_bet min_bet")                               \
  X(ask_bet_fees, "list")                                                       \
  X(fee_item, "fee stake")                                                      \
  X(ask_bet_poor, "balance game min_bet top_up")                                \
  X(ask_bet_poor_off, "balance game min_bet top_up")                            \
  X(ask_bet_poor_stars, "balance game min_bet top_up")                          \
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
  X(result_won, "balance fee mine opponent payout theirs ties")                 \
  X(result_lost, "balance emoji mine opponent stake theirs ties")               \
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
  X(throw_slow, "left name")                                                    \
  X(throw_slow_yours, "left")                                                   \
  X(profile_more, "balance net")                                               \
  X(profile, "balance games in_game lost name net stars streak void won")             \
  X(help_stars, "top_up")                                                       \
  X(help, "dice fee lobby max_bet min_bet roll stars target throw throw_dart")        \
  X(history, "coin")                                                            \
  X(history_line, "amount at balance")                                          \
  X(history_receipt, "receipt")                                                 \
  X(history_receipt_at, "link receipt")                                         \
  X(history_none, "")                                                           \
  X(history_utc, "")                                                            \
  X(history_about_stars, "")                                                    \
  X(history_about_ton, "")                                                      \
  X(history_stake, "game opponent")                                             \
  X(history_won, "game opponent")                                               \
  X(history_lost, "game opponent")                                              \
  X(history_void, "game opponent")                                              \
  X(history_alone, "game")                                                      \
  X(history_cancelled, "game")                                                  \
  X(history_some_stake, "")                                                     \
  X(history_some_game, "")                                                      \
  X(history_welcome, "")                                                        \
  X(history_daily, "")                                                          \
  X(history_payment, "")                                                        \
  X(history_refund, "")                                                         \
  X(history_withdrawal, "")                                                     \
  X(history_returned, "")                                                       \
  X(history_adjustment, "")                                                     \
  X(label_history, "")                                                          \
  X(label_history_points, "")                                                   \
  X(label_history_stars, "")                                                    \
  X(label_history_ton, "")                                                      \
  X(label_history_back, "")                                                     \
  X(label_history_next, "")                                                     \
  X(command_history, "")                                                        \
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
  X(stars_one, "n")                                                             \
  X(stars_other, "n")                                                           \
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
  X(command_paysupport, "")                                                     \
  X(top_up, "balances how")                                                \
  X(label_pack, "amount")                                                       \
  X(label_daily, "")                                                            \
  X(label_refund, "amount")                                                     \
  X(invoice, "")                                                                \
  X(buy_not_a_number, "most")                                                   \
  X(buy_limit_reached, "")                                                      \
  X(buy_maintenance, "")                                                        \
  X(receipt_credited, "balance charge stars")                                   \
  X(receipt_refunding, "balance charge stars")                                  \
  X(receipt_refunded, "balance charge stars")                                   \
  X(receipt_kept, "balance charge stars")                                       \
  X(receipt_suspended_refunding, "charge stars")                                \
  X(receipt_suspended_refunded, "charge stars")                                 \
  X(receipt_suspended_kept, "charge stars")                                     \
  X(receipt_kept_before, "")                                                    \
  X(payments, "list")                                                           \
  X(payments_none, "")                                                          \
  X(payment_line, "charge stars state")                                         \
  X(payment_paid, "")                                                           \
  X(payment_suspended, "")                                                      \
  X(payment_refunding, "")                                                      \
  X(payment_refunded, "")                                                       \
  X(payment_kept, "")                                                           \
  X(confirm_refund, "charge stars")                                             \
  X(refund_not_covered, "balance stars")                                        \
  X(refund_unanswered, "")                                                      \
  X(pay_not_offered, "")                                                        \
  X(pay_maintenance, "")                                                        \
  X(pay_unknown_order, "")                                                      \
  X(pay_wrong_payer, "")                                                        \
  X(pay_already_paid, "")                                                       \
  X(pay_expired, "")                                                            \
  X(pay_frozen, "")                                                             \
  X(pay_limit_reached, "")                                                      \
  X(pay_unavailable, "")                                                        \
  X(terms_ton, "max_bet min_bet")                                               \
  X(terms_question, "")                                                         \
  X(terms_reminder, "accept")                                                   \
  X(terms_again, "")                                                            \
  X(choose_coin_stars, "")                                                      \
  X(choose_coin_ton, "")                                                        \
  X(help_ton, "top_up")                                                         \
  X(top_up_stars, "most")                                                       \
  X(top_up_ton, "")                                                             \
  X(label_ton, "")                                                              \
  X(label_withdraw, "")                                                         \
  X(label_open_wallet, "")                                                      \
  X(label_copy_address, "")                                                     \
  X(label_copy_memo, "")                                                        \
  X(label_copy_amount, "")                                                      \
  X(label_qr, "")                                                               \
  X(label_send, "net")                                                          \
  X(ton_deposit, "address amount label memo min")                               \
  X(ton_testnet, "")                                                            \
  X(ton_late, "")                                                               \
  X(ton_qr, "amount memo")                                                      \
  X(ton_receipt, "amount balance roll")                                         \
  X(ton_transaction, "link")                                                    \
  X(ton_not_ready, "")                                                          \
  X(ton_not_a_number, "")                                                       \
  X(ask_bet_poor_ton, "balance game min_bet top_up")                            \
  X(bet_ton_not_a_number, "example")                                            \
  X(withdraw_not_offered, "")                                                   \
  X(withdraw_paused, "")                                                        \
  X(withdraw_poor, "balance min")                                               \
  X(withdraw_address, "balance fee min")                                        \
  X(withdraw_bad_address, "")                                                   \
  X(withdraw_own_address, "")                                                   \
  X(withdraw_amount, "address balance")                                         \
  X(withdraw_range, "balance min")                                              \
  X(withdraw_confirm, "address amount fee net")                                 \
  X(withdraw_not_covered, "balance")                                            \
  X(withdraw_unanswered, "")                                                    \
  X(withdraw_done, "amount")                                                    \
  X(withdrawal_list, "")                                                        \
  X(withdrawal_line, "address amount state")                                    \
  X(withdrawal_state_asked, "")                                                 \
  X(withdrawal_state_taken, "")                                                 \
  X(withdrawal_state_paid, "")                                                  \
  X(withdrawal_state_rejected, "")                                              \
  X(withdrawal_state_returned, "")                                              \
  X(withdrawal_asked, "address amount")                                         \
  X(withdrawal_paid, "address amount")                                          \
  X(withdrawal_rejected, "address amount balance")                              \
  X(withdrawal_returned, "address amount balance")                              \
  X(toast_old_look, "")                                                         \
  X(command_terms, "")                                                          \
  X(command_withdraw, "")                                                       \
  X(operator_withdrawal, "address amount player")                               \
  X(operator_withdrawal_over, "amount player")                                  \
  X(operator_suspense_name, "")                                                 \
  X(operator_state_asked, "")                                                   \
  X(operator_state_unapproved, "")                                              \
  X(operator_state_approved, "operator")                                        \
  X(operator_state_taken, "operator")                                           \
  X(operator_state_paid, "")                                                    \
  X(operator_state_rejected, "")                                                \
  X(operator_state_returned, "")                                                \
  X(operator_state_disputed, "lt")                                              \
  X(operator_pay, "address amount")                                             \
  X(operator_reject_sure, "")                                                   \
  X(operator_suspense, "amount comment reason source")                          \
  X(operator_suspense_named, "player")                                          \
  X(operator_suspense_back, "amount")                                           \
  X(operator_suspense_given, "amount player")                                   \
  X(operator_suspense_kept, "amount")                                           \
  X(operator_assign_whom, "amount")                                             \
  X(operator_assign_whom_reply, "amount")                                       \
  X(operator_assign_sure, "amount comment id player source")                    \
  X(operator_assign_closed, "")                                                 \
  X(operator_assign_by_name, "player")                                          \
  X(operator_no_such_player, "")                                                \
  X(operator_no_room, "")                                                       \
  X(operator_unanswered, "")                                                    \
  X(operator_nothing, "")                                                       \
  X(operator_more, "n")                                                         \
  X(operator_more_than, "n")                                                    \
  X(operator_same_person, "")                                                   \
  X(operator_approval_required, "")                                             \
  X(operator_frozen, "")                                                        \
  X(operator_conflict, "")                                                      \
  X(operator_refused, "")                                                       \
  X(alarm_frozen, "why")                                                        \
  X(alarm_resumed, "why")                                                       \
  X(label_op_approve, "")                                                       \
  X(label_op_take, "")                                                          \
  X(label_op_take_again, "")                                                    \
  X(label_op_reject, "")                                                        \
  X(label_op_reject_now, "")                                                    \
  X(label_op_assign, "")                                                        \
  X(label_op_assign_now, "")                                                    \
  X(label_op_refund, "")                                                        \
  X(label_op_keep, "")                                                          \
  X(label_op_resume, "")                                                        \
  X(label_op_more, "")                                                          \
  X(toast_op_done, "")                                                          \
  X(toast_not_admin, "")                                                        \
  LUDICE_BOT_HOUSE_TEXTS(X)                                                     \
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

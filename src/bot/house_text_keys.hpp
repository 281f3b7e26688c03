// The texts about the house as operators see it: as text_keys.hpp, which takes them in.
#pragma once

// clang-format off
#define LUDICE_BOT_HOUSE_TEXTS(X)                                                 \
  X(operator_all_shown, "")                                                       \
  X(house_title, "")                                                              \
  X(house_funds, "coin owner rake")                                               \
  X(house_stars, "checked expected")                                              \
  X(house_stars_soon, "expected")                                                 \
  X(house_wallet, "balance booked seen")                                          \
  X(house_runs, "scope")                                                          \
  X(house_stopped, "scope since why")                                             \
  X(player_title, "id player")                                                    \
  X(player_by_name, "player")                                                     \
  X(player_free, "")                                                              \
  X(player_stopped, "operator reason since")                                      \
  X(player_stopped_before, "")                                                    \
  X(ask_whom, "")                                                                 \
  X(ask_whence, "")                                                               \
  X(ask_whence_nothing, "")                                                       \
  X(ask_fees, "there")                                                            \
  X(ask_outside, "")                                                              \
  X(ask_change, "balance less more player")                                       \
  X(ask_why, "")                                                                  \
  X(ask_by_reply, "")                                                             \
  X(order_fees, "amount")                                                         \
  X(order_outside, "amount")                                                      \
  X(order_give_points, "amount id player")                                        \
  X(order_take_points, "amount id player")                                        \
  X(order_give, "amount id player")                                               \
  X(order_take, "amount id player")                                               \
  X(order_stop, "scope")                                                          \
  X(order_resume, "scope")                                                        \
  X(order_stop_player, "id player")                                               \
  X(order_let_player, "id player")                                                \
  X(order_forgive, "amount id player")                                            \
  X(order_assign_stars, "amount charge id player")                                \
  X(order_refund_stars, "amount charge")                                          \
  X(order_keep_stars, "amount charge")                                            \
  X(order_reconcile, "")                                                          \
  X(order_stopped_by, "since why")                                                \
  X(order_compare_first, "")                                                      \
  X(order_reason, "reason")                                                       \
  X(order_sure, "")                                                               \
  X(order_note, "admin")                                                          \
  X(order_done, "admin")                                                          \
  X(order_refused, "")                                                            \
  X(order_dropped, "")                                                            \
  X(order_owner_has, "balance")                                                   \
  X(order_player_has, "balance")                                                  \
  X(order_bad_amount, "example")                                                  \
  X(order_bad_reason, "")                                                         \
  X(refused_fees, "balance")                                                      \
  X(refused_outside, "balance")                                                   \
  X(refused_owner, "balance")                                                     \
  X(refused_poor, "balance")                                                      \
  X(refused_source, "")                                                           \
  X(refused_owner_full, "")                                                       \
  X(refused_stopped, "scope")                                                     \
  X(refused_resume, "")                                                           \
  X(refused_stars, "")                                                            \
  X(refused_so_already, "")                                                       \
  X(refused_yourself, "")                                                         \
  X(operator_busy, "")                                                            \
  X(operator_suspense_assigned, "amount")                                         \
  X(stars_in_suspense, "amount charge payer")                                     \
  X(stars_decided, "payment")                                                     \
  X(scope_withdrawals, "")                                                        \
  X(scope_stars, "")                                                              \
  X(label_op_house, "")                                                           \
  X(label_op_fund, "")                                                            \
  X(label_op_fund_fees, "amount")                                                 \
  X(label_op_fund_outside, "")                                                    \
  X(label_op_player, "")                                                          \
  X(label_op_adjust, "coin")                                                      \
  X(label_op_stop, "scope")                                                       \
  X(label_op_stopped, "scope")                                                    \
  X(label_op_stop_player, "")                                                     \
  X(label_op_let_player, "")                                                      \
  X(label_op_forgive, "")                                                         \
  X(label_op_stars_refund, "")                                                    \
  X(label_op_reconcile, "")                                                       \
  X(label_op_do, "")                                                              \
  X(label_op_drop, "")                                                            \
  X(toast_op_not_stopped, "scope")                                                \
  X(toast_op_refused, "")                                                         \
  X(toast_op_dropped, "")                                                         \
  X(toast_op_others, "")                                                          \
  X(toast_op_over, "")                                                            \
  X(toast_op_old, "")
// clang-format on

// One switch is on at a time.
#include "sim/planted.hpp"

#include "base/planted.hpp"

#include <array>
#include <cstring>

namespace ludice {
namespace {

const char* active = nullptr;

}  // namespace

bool is_planted(const char* name) {
  return active != nullptr && std::strcmp(active, name) == 0;
}

namespace sim {

void plant(const char* name) {
  active = name;
}

namespace {

constexpr std::array kBugs = {
    // The store
    Planted{"acknowledged_before_commit", 1, "acknowledged_is_there"},
    Planted{"acknowledged_before_the_sync", 3, "committed_stays"},
    Planted{"acknowledged_between_commit_and_sync", 3, "acknowledged_is_there committed_stays once_only"},
    Planted{"log_not_synced_at_start", 80, "committed_stays"},
    Planted{"commit_error_ignored", 1, "acknowledged_is_there"},
    Planted{"failed_write_acknowledged", 1, "acknowledged_is_there"},
    Planted{"cache_filled_before_a_failed_commit", 155, "once_only"},
    Planted{"record_of_a_refusal_missing", 2, "once_only"},
    Planted{"key_forgotten", 1, "once_only"},
    Planted{"commit_without_a_seal", 1, "audit_is_clean"},
    Planted{"chain_kept_after_a_failed_commit", 3, "audit_is_clean"},
    Planted{"ids_given_out_again", 4, "acknowledged_event_stays_away no_failure_without_a_cause"},
    Planted{"time_runs_back", 4, "audit_is_clean nobody_loses_time_by_a_leap"},
    Planted{"recent_objects_not_read_back", 1, "once_only"},
    Planted{"sealed_objects_not_read_back", 1, "once_only only_this_refusal"},
    Planted{"objects_forgotten_when_sealed", 2, "once_only"},
    Planted{"minutes_of_objects_forgotten", 5, "once_only"},
    Planted{"run_without_filter_passed_over", 5, "once_only"},
    Planted{"object_good_on_any_path", 1, "only_this_refusal"},
    Planted{"two_of_one_object_in_a_batch", 2, "once_only"},
    Planted{"objects_forgotten_early", 2, "once_only"},
    Planted{"reader_keeps_an_old_snapshot", 31, "deadlines_take_effect"},
    // Events
    Planted{"events_not_lent", 1, "event_is_lent"},
    Planted{"event_acknowledged_early", 1, "event_is_lent later_event_waits"},
    Planted{"later_event_does_not_wait", 3, "later_event_waits"},
    Planted{"acknowledgement_forgotten", 1, "acknowledged_event_stays_away"},
    Planted{"throw_told_of_the_other_player", 1, "game_events_tell_what_happened"},
    Planted{"refund_of_an_invite_told", 3, "game_events_tell_what_happened"},
    Planted{"fee_told_as_paid", 6, "money_events_tell_what_moved"},
    Planted{"event_told_in_milliseconds", 1, "event_is_heard_as_it_was_made"},
    // Games
    Planted{"attempt_not_closed", 2, "acknowledged_is_there"},
    Planted{"deadline_not_moved", 1, "open_games_have_deadlines"},
    Planted{"fact_not_kept", 5, "one_end_per_game"},
    Planted{"proof_not_looked_up", 37, "no_failure_without_a_cause"},
    Planted{"joiner_not_charged", 1,
            "balance_told_is_behind_the_effect escrow_holds_the_stakes stakes_of_a_game"},
    Planted{"joined_game_left_in_the_lobby", 2, "lobby_is_who_waits"},
    Planted{"player_kept_in_an_ended_game", 1, "player_sits_in_his_game"},
    Planted{"two_hands_for_one_throw", 2, "one_hand_a_throw"},
    Planted{"named_throw_not_looked_at", 1, "repeated_result_is_refused"},
    Planted{"lost_attempt_not_given_up", 5, "deadlines_take_effect"},
    Planted{"expiry_races_a_join", 2, "assertion"},
    Planted{"win_not_ranked", 1, "audit_is_clean"},
    Planted{"game_time_leaps", 10, "nobody_loses_time_by_a_leap"},
    Planted{"leap_not_recorded", 10, "nobody_loses_time_by_a_leap"},
    Planted{"deadline_taken_for_now", 47, "nobody_loses_time_by_a_leap"},
    Planted{"check_and_write_in_two_transactions", 1, "open_game_holds_its_players"},
    Planted{"bullseyes_not_counted", 1, "a_decided_game_ends"},
    // Money
    Planted{"settled_twice", 1, "assertion"},
    Planted{"void_pays_twice", 5, "assertion"},
    Planted{"payout_to_the_loser", 1, "payout_goes_to_the_winner"},
    Planted{"refund_of_the_wrong_stake", 5, "refunds_once"},
    Planted{"rake_off_by_one", 1, "rake_rounds_down game_events_tell_what_happened"},
    Planted{"version_not_counted", 4, "no_failure_without_a_cause"},
    Planted{"daily_again_and_again", 1, "acknowledged_is_there"},
    Planted{"adjusted_twice", 1, "never_happens balance_told_is_behind_the_effect"},
    Planted{"balance_told_before_the_effect", 1, "balance_told_is_behind_the_effect"},
    Planted{"balance_of_a_known_player_not_read", 1, "balance_told_stood_in_its_commit"},
    // Stars
    Planted{"credited_at_precheckout", 4, "charges_are_what_telegram_took"},
    Planted{"charge_key_forgotten", 4, "no_failure_without_a_cause"},
    Planted{"suspense_never_refunded", 5, "what_goes_back_is_asked_for"},
    Planted{"paid_order_left_open", 4, "paid_orders_are_those_with_their_charge"},
    Planted{"sold_while_stopped", 4, "nothing_is_sold_while_stopped"},
    Planted{"refund_and_list_both_book", 4, "outside_is_what_came_and_did_not_go_back"},
    Planted{"spent_refund_forgotten", 4, "acknowledged_is_there"},
    Planted{"baseline_not_kept", 4, "rest_comparison_finds_no_difference"},
    Planted{"lost_answer_is_a_refusal", 9, "kept_is_what_telegram_refuses"},
    // TON
    Planted{"cursor_before_effect", 2, "ledger_is_where_the_wallet_is"},
    Planted{"missing_row_not_noticed", 1, "ledger_is_where_the_wallet_is"},
    Planted{"gas_not_booked", 1, "ledger_is_where_the_wallet_is"},
    Planted{"sent_back_is_booked", 1, "rest_every_row_is_booked_once"},
    Planted{"memo_check_ignored", 3, "rest_unclear_coins_wait"},
    Planted{"suspense_paid_twice", 3, "assertion"},
    Planted{"unsaid_payment_ignored", 36, "what_left_without_its_name_is_disputed"},
    Planted{"rejected_after_paid", 6, "rejected_is_never_paid"},
    Planted{"expiry_by_the_wall_clock", 6, "rejected_is_never_paid"},
    // Operators
    Planted{"act_done_again", 1, "once_only"},
    Planted{"act_not_logged", 2, "acknowledged_is_there"},
    Planted{"refusal_logged_as_done", 1, "acts_are_their_effects acknowledged_is_there"},
    Planted{"token_not_checked", 1, "stranger_is_refused"},
    Planted{"approver_may_be_asker", 75, "nobody_agrees_with_himself"},
    Planted{"approver_may_pay", 33, "large_sums_take_two"},
    Planted{"freeze_not_read", 3, "stopped_players_stake_and_withdraw_nothing"},
    // The faces
    Planted{"stale_request_taken", 3, "stranger_is_refused"},
    Planted{"signature_not_checked", 1, "stranger_is_refused"},
    Planted{"idempotency_key_ignored", 2, "once_only"},
    Planted{"read_answered_from_a_record", 9, "reads_are_current"},
    Planted{"lobby_of_another_rake", 1, "lobby_shows_who_can_be_joined"},
    Planted{"equal_ones_share_no_rank", 4, "leaderboard_ranks_by_the_rules"},
};

}  // namespace

std::span<const Planted> planted_bugs() {
  return kBugs;
}

}  // namespace sim
}  // namespace ludice

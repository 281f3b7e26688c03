// What the bot shows: pure functions from what is known to a Screen. One file for each group of screens.
#pragma once

#include "bot/api_types.hpp"
#include "bot/operator_client.hpp"
#include "bot/screen.hpp"
#include "bot/settings.hpp"
#include "bot/texts.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ludice::bot {

/// What every screen is made with.
struct Stage {
  const Phrases& words;
  const BotSettings& settings;
};

// screens_menu.cpp
/// "Dice 🎲", "Dice 🎲 ⭐": on buttons, and as the title of what is about that game.
std::string game_label(const Phrases& words, Table table);
/// "Throw 🎲".
std::string throw_label(const Phrases& words, GameKind kind);
Screen terms_screen(const Stage& stage);
Screen terms_accepted_screen(const Stage& stage);
Screen choose_game_screen(const Stage& stage);
std::string help_html(const Stage& stage);
/// The terms alone, without the question.
std::string terms_html(const Stage& stage);
/// For who has been shown the terms a moment ago.
Screen terms_reminder_screen(const Stage& stage);
/// `in_game`: what the stake in play is in.
std::string profile_html(const Stage& stage, const Profile& profile, Coin in_game = Coin::points);
/// "950 points, 50 Stars ⭐ and so on: all that is offered.
std::string balances_text(const Stage& stage, const Profile& profile);
std::string daily_html(const Stage& stage, const Daily& daily, Instant now);
std::vector<std::vector<std::string>> reply_labels(const Phrases& words);
/// "2.5" for 250.
std::string percent_of(std::int64_t bps);

// screens_bet.cpp
/// floor(2 * bet * bps / 10000)
std::int64_t rake_of(std::int64_t bet, std::int64_t bps);
/// A few stakes to tap, ascending, the whole balance last where it may be staked.
std::vector<std::int64_t> bet_chips(const BotSettings& settings, std::int64_t balance,
                                    Coin coin = Coin::points);
/// `reminder`: the gambling reminder stands above the question.
Screen bet_screen(const Stage& stage, Table table, std::int64_t balance, bool reminder = false);
/// Before a typed stake is placed where there is a fee: it is shown as an exact number first.
Screen confirm_bet_screen(const Stage& stage, Table table, std::int64_t bet);
/// The API has not answered: whether the stake was placed is open.
Screen unanswered_bet_screen(const Stage& stage, Coin coin, std::int64_t bet);
/// Buttons, three in a row.
ButtonRows in_rows(const std::vector<Button>& buttons);
Button menu_button(const Stage& stage);

// screens_pay.cpp
/// What can be topped up, and how.
Screen top_up_screen(const Stage& stage, const Profile& profile);
/// The latest payments, those that can be refunded with a button.
Screen payments_screen(const Stage& stage, const std::vector<Payment>& payments);
/// Before a refund is asked for.
Screen confirm_refund_screen(const Stage& stage, const Payment& payment);
/// The receipt of a payment, and what becomes of it later. Without a balance: it is on no player's, but in
/// suspense. Empty for an event that is not about one.
std::string payment_html(const Stage& stage, const std::string& event, std::int64_t amount,
                         std::optional<std::int64_t> balance, const std::string& charge);
/// Why a pre-checkout was refused; Telegram shows it to the payer.
std::string payment_refusal(const Phrases& words, const std::string& reason);

// screens_history.cpp
/// A page of what came and went, with what became of its games, as far as they are known.
Screen history_screen(const Stage& stage, const Callback& which, const HistoryPage& page,
                      const std::vector<GameView>& games);
/// Leads to the newest page.
Button history_button(const Stage& stage);

// screens_ton.cpp
/// Opens a wallet application with all of it.
std::string ton_link(const TonDeposit& deposit, std::int64_t amount);
/// Where to pay, with buttons that copy each part.
Screen ton_deposit_screen(const Stage& stage, const TonDeposit& deposit, std::int64_t amount);
/// Where a transaction of TON can be looked at, for the end of a message; empty where there is nowhere.
std::string transaction_html(const Stage& stage, const std::string& hash);
/// `hash`: of the transaction in which it came.
std::string ton_receipt_html(const Stage& stage, std::int64_t amount, std::int64_t balance,
                             const std::string& hash);
/// The latest withdrawals, to stand below something; empty: there are none.
std::string withdrawals_html(const Stage& stage, const Withdrawals& known);
/// Asks where to send; the latest withdrawals below.
Screen ask_address_screen(const Stage& stage, const Profile& profile, const Withdrawals& known);
Screen ask_withdrawal_screen(const Stage& stage, const std::string& address, std::int64_t balance,
                             std::int64_t min);
/// The last look before it is sent; its button names it.
Screen confirm_withdrawal_screen(const Stage& stage, const std::string& address, const std::string& look,
                                 std::int64_t amount, std::int64_t fee);
Screen withdrawal_sent_screen(const Stage& stage, std::int64_t amount);
/// How far it is. `balance`: the player's, where something came back.
Screen withdrawal_screen(const Stage& stage, const Withdrawal& withdrawal, std::int64_t balance);

// screens_operator.cpp
Screen withdrawal_file_screen(const Stage& stage, const WithdrawalFile& file);
Screen suspense_screen(const Stage& stage, const SuspenseFile& file);
/// `decidable`: admins may act as operators, so there is a button.
Screen alarm_screen(const Stage& stage, const std::string& event, const std::string& why, bool decidable);

// screens_game.cpp
/// `expired`: the game was cancelled because nobody came in time.
Screen game_screen(const Stage& stage, const GameView& game, bool expired = false);
/// What of a game its screen depends on; the same key means the same screen.
std::string screen_key(const GameView& game);
/// A key of a game in which somebody had still to throw.
bool is_key_of_active_game(std::string_view key);

}  // namespace ludice::bot

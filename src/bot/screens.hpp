// What the bot shows: pure functions from what is known to a Screen. One file for each group of screens.
#pragma once

#include "bot/api_types.hpp"
#include "bot/screen.hpp"
#include "bot/settings.hpp"
#include "bot/texts.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ludice::bot {

/// What every screen is made with.
struct Stage {
  const Phrases& words;
  const BotSettings& settings;
};

// screens_menu.cpp
/// "Dice 🎲": on buttons, and as the title of what is about that game.
std::string game_label(const Phrases& words, GameKind kind);
Screen terms_screen(const Stage& stage);
Screen terms_accepted_screen(const Stage& stage);
Screen choose_game_screen(const Stage& stage);
std::string help_html(const Stage& stage);
std::string profile_html(const Stage& stage, const Profile& profile);
std::string daily_html(const Stage& stage, const Daily& daily, Instant now);
std::vector<std::vector<std::string>> reply_labels(const Phrases& words);
/// "2.5" for 250.
std::string percent_of(std::int64_t bps);

// screens_bet.cpp
/// floor(2 * bet * bps / 10000)
std::int64_t rake_of(std::int64_t bet, std::int64_t bps);
/// A few stakes to tap, ascending, the whole balance last where it may be staked.
std::vector<std::int64_t> bet_chips(const BotSettings& settings, std::int64_t balance);
/// `reminder`: the gambling reminder stands above the question.
Screen bet_screen(const Stage& stage, GameKind kind, std::int64_t balance, bool reminder = false);
/// Before a typed stake is placed where there is a fee: it is shown as an exact number first.
Screen confirm_bet_screen(const Stage& stage, GameKind kind, std::int64_t bet);
/// The API has not answered: whether the stake was placed is open.
Screen unanswered_bet_screen(const Stage& stage, std::int64_t bet);

// screens_game.cpp
/// `expired`: the game was cancelled because nobody came in time.
Screen game_screen(const Stage& stage, const GameView& game, bool expired = false);
/// What of a game its screen depends on; the same key means the same screen.
std::string screen_key(const GameView& game);
/// A key of a game in which somebody had still to throw.
bool is_key_of_active_game(std::string_view key);

}  // namespace ludice::bot

// The card of a game: lobby, match, result.
#include "bot/screens.hpp"

#include <algorithm>

namespace ludice::bot {
namespace {

std::string joined(const std::vector<std::int64_t>& throws) {
  std::string text;
  for (const auto value : throws) text += (text.empty() ? "" : " + ") + std::to_string(value);
  return text;
}

std::vector<std::int64_t> round_of(const std::vector<std::vector<std::int64_t>>& rounds, std::size_t index) {
  return index < rounds.size() ? rounds[index] : std::vector<std::int64_t>();
}

/// How many rounds both have thrown whole: all before the open one, or before the last.
std::size_t tied_rounds(const GameView& game) {
  return static_cast<std::size_t>(std::max<std::int64_t>(game.round - 1, 0));
}

std::string ties_text(const Stage& stage, const GameView& game) {
  std::string text;
  for (std::size_t i = 0; i < tied_rounds(game); ++i) {
    text +=
        "\n" + stage.words.plain(Text::tied_round, {{"round", static_cast<std::int64_t>(i + 1)},
                                                    {"mine", joined(round_of(game.your_throws, i))},
                                                    {"theirs", joined(round_of(game.opponent_throws, i))}});
  }
  return text;
}

std::string fee_text(const Stage& stage, const GameView& game) {
  if (game.rake == 0) return {};
  return " " + stage.words.plain(Text::match_fee, {{"fee", stage.words.points(game.rake)}});
}

std::string last_throws(const Stage& stage, const GameView& game,
                        const std::vector<std::vector<std::int64_t>>& rounds) {
  const auto text = joined(round_of(rounds, tied_rounds(game)));
  return text.empty() ? stage.words.plain(Text::no_throw) : text;
}

Screen lobby_screen(const Stage& stage, const GameView& game) {
  return {stage.words.html(Text::lobby, {{"stake", stage.words.points(game.bet)},
                                         {"lobby", stage.words.duration(stage.settings.lobby_ttl)},
                                         {"fee", fee_text(stage, game)}}),
          {{{stage.words.plain(Text::label_cancel), encode({Action::cancel, game.id, 0, 0, 0})}}}};
}

Screen match_screen(const Stage& stage, const GameView& game) {
  const std::string stake = stage.words.points(game.bet);
  const std::string win = stage.words.points(game.win);
  const std::string fee = fee_text(stage, game);
  const std::string ties = ties_text(stage, game);
  if (game.throws_left == 0) {
    return {stage.words.html(
        Text::match_wait,
        {{"opponent", game.opponent}, {"stake", stake}, {"win", win}, {"fee", fee}, {"ties", ties}})};
  }
  return {stage.words.html(Text::match_throw, {{"opponent", game.opponent},
                                               {"stake", stake},
                                               {"win", win},
                                               {"fee", fee},
                                               {"ties", ties},
                                               {"turn", stage.words.duration(stage.settings.turn_ttl)}}),
          {{{stage.words.plain(Text::label_throw),
             encode({Action::make_throw, game.id, 0, game.round, game.next_throw()})}}}};
}

std::string played_result(const Stage& stage, const GameView& game) {
  const std::string mine = last_throws(stage, game, game.your_throws);
  const std::string theirs = last_throws(stage, game, game.opponent_throws);
  const std::string ties = ties_text(stage, game);
  const std::string balance = stage.words.points(game.balance);
  const std::string payout = stage.words.points(game.payout);
  const auto& opponent = game.opponent;
  switch (game.state) {
    case GameState::won:
      return stage.words.html(Text::result_won, {{"mine", mine},
                                                 {"theirs", theirs},
                                                 {"opponent", opponent},
                                                 {"ties", ties},
                                                 {"payout", payout},
                                                 {"balance", balance}});
    case GameState::lost:
      return stage.words.html(Text::result_lost, {{"mine", mine},
                                                  {"theirs", theirs},
                                                  {"opponent", opponent},
                                                  {"ties", ties},
                                                  {"stake", stage.words.points(game.bet)},
                                                  {"balance", balance}});
    default:
      return stage.words.html(Text::result_void, {{"mine", mine},
                                                  {"theirs", theirs},
                                                  {"opponent", opponent},
                                                  {"ties", ties},
                                                  {"payout", payout},
                                                  {"balance", balance}});
  }
}

Screen result_screen(const Stage& stage, const GameView& game, bool expired) {
  const ButtonRows again{{{stage.words.plain(Text::label_again, {{"stake", game.bet}}),
                           encode({Action::again, "", game.bet, 0, 0})}},
                         {{stage.words.plain(Text::label_other_stake), encode({Action::dice, "", 0, 0, 0})}}};
  if (game.state != GameState::cancelled) return {played_result(stage, game), again};
  const Text key = expired ? Text::result_expired : Text::result_cancelled;
  return {stage.words.html(key, {{"payout", stage.words.points(game.payout)},
                                 {"balance", stage.words.points(game.balance)}}),
          again};
}

}  // namespace

Screen game_screen(const Stage& stage, const GameView& game, bool expired) {
  if (game.state == GameState::waiting) return lobby_screen(stage, game);
  if (game.state == GameState::active) return match_screen(stage, game);
  return result_screen(stage, game, expired);
}

std::string screen_key(const GameView& game) {
  switch (game.state) {
    case GameState::waiting:
      return "waiting";
    case GameState::active:
      return "active:" + std::to_string(game.round) + ":" + std::to_string(game.throws_left);
    default:
      return "ended";
  }
}

bool is_key_of_active_game(std::string_view key) {
  return key.starts_with("active:");
}

}  // namespace ludice::bot

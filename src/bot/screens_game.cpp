// The card of a game: lobby, match, result.
#include "bot/screens.hpp"

#include <algorithm>

namespace ludice::bot {
namespace {

constexpr std::int64_t kBullseyePoints = 10;

/// "4" for a die; "7 + 10🎯 = 17" for darts.
std::string hand_text(GameKind kind, const std::vector<std::int64_t>& faces) {
  const auto points = points_of(kind, faces);
  std::string text;
  for (const auto value : points) {
    text += (text.empty() ? "" : " + ") + std::to_string(value);
    if (kind == GameKind::target && value == kBullseyePoints) text += emoji_of(kind);
  }
  return points.size() > 1 ? text + " = " + std::to_string(sum_of(points)) : text;
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
    text += "\n" + stage.words.plain(Text::tied_round,
                                     {{"round", static_cast<std::int64_t>(i + 1)},
                                      {"mine", hand_text(game.kind, round_of(game.your_throws, i))},
                                      {"theirs", hand_text(game.kind, round_of(game.opponent_throws, i))}});
  }
  return text;
}

/// Why equal points have a winner.
std::string bullseyes_text(const Stage& stage, const GameView& game) {
  const auto mine = round_of(game.your_throws, tied_rounds(game));
  const auto theirs = round_of(game.opponent_throws, tied_rounds(game));
  const bool decided = game.state == GameState::won || game.state == GameState::lost;
  const bool equal = sum_of(points_of(game.kind, mine)) == sum_of(points_of(game.kind, theirs));
  if (!decided || !equal) return {};
  return "\n" + stage.words.plain(Text::bullseyes_decide,
                                  {{"mine", bullseyes_in(mine)}, {"theirs", bullseyes_in(theirs)}});
}

std::string fee_text(const Stage& stage, const GameView& game) {
  if (game.rake == 0) return {};
  return " " + stage.words.plain(Text::match_fee, {{"fee", stage.words.money(game.coin, game.rake)}});
}

std::string last_throws(const Stage& stage, const GameView& game,
                        const std::vector<std::vector<std::int64_t>>& rounds) {
  const auto text = hand_text(game.kind, round_of(rounds, tied_rounds(game)));
  return text.empty() ? stage.words.plain(Text::no_throw) : text;
}

Screen lobby_screen(const Stage& stage, const GameView& game) {
  return {stage.words.html(Text::lobby, {{"game", game_label(stage.words, game.table())},
                                         {"stake", stage.words.money(game.coin, game.bet)},
                                         {"lobby", stage.words.duration(stage.settings.lobby_ttl)},
                                         {"fee", fee_text(stage, game)}}),
          {{{stage.words.plain(Text::label_cancel), encode({Action::cancel, game.id, 0, 0, 0})}}}};
}

ButtonRows throw_button(const Stage& stage, const GameView& game) {
  return {{{throw_label(stage.words, game.kind),
            encode({Action::make_throw, game.id, 0, game.round, game.next_throw()})}}};
}

/// Between two darts of a round.
Screen next_dart_screen(const Stage& stage, const GameView& game) {
  return {stage.words.html(Text::match_dart, {{"game", game_label(stage.words, game.table())},
                                              {"opponent", game.opponent},
                                              {"ties", ties_text(stage, game)},
                                              {"mine", last_throws(stage, game, game.your_throws)},
                                              {"dart", game.next_throw()},
                                              {"darts", throws_in_a_round(game.kind)},
                                              {"turn", stage.words.duration(stage.settings.turn_ttl)}}),
          throw_button(stage, game)};
}

std::string thrown_text(const Stage& stage, const GameView& game) {
  if (game.kind == GameKind::dice) return stage.words.plain(Text::thrown_dice);
  return stage.words.plain(Text::thrown_darts, {{"mine", last_throws(stage, game, game.your_throws)}});
}

std::string turn_text(const Stage& stage, GameKind kind) {
  if (kind == GameKind::dice) return stage.words.plain(Text::turn_dice);
  return stage.words.plain(Text::turn_darts, {{"darts", throws_in_a_round(kind)}});
}

Screen match_screen(const Stage& stage, const GameView& game) {
  const std::string title = game_label(stage.words, game.table());
  const std::string stake = stage.words.money(game.coin, game.bet);
  const std::string win = stage.words.money(game.coin, game.win);
  const std::string fee = fee_text(stage, game);
  const std::string ties = ties_text(stage, game);
  if (game.throws_left == 0) {
    return {stage.words.html(Text::match_wait, {{"game", title},
                                                {"opponent", game.opponent},
                                                {"stake", stake},
                                                {"win", win},
                                                {"fee", fee},
                                                {"ties", ties},
                                                {"thrown", thrown_text(stage, game)}})};
  }
  if (game.next_throw() > 1) return next_dart_screen(stage, game);
  return {stage.words.html(Text::match_throw, {{"game", title},
                                               {"opponent", game.opponent},
                                               {"stake", stake},
                                               {"win", win},
                                               {"fee", fee},
                                               {"ties", ties},
                                               {"ask", turn_text(stage, game.kind)},
                                               {"turn", stage.words.duration(stage.settings.turn_ttl)}}),
          throw_button(stage, game)};
}

std::string played_result(const Stage& stage, const GameView& game) {
  const std::string mine = last_throws(stage, game, game.your_throws);
  const std::string theirs = last_throws(stage, game, game.opponent_throws);
  const std::string ties = ties_text(stage, game) + bullseyes_text(stage, game);
  const std::string balance = stage.words.money(game.coin, game.balance);
  const std::string payout = stage.words.money(game.coin, game.payout);
  const auto& opponent = game.opponent;
  switch (game.state) {
    case GameState::won:
      return stage.words.html(Text::result_won, {{"mine", mine},
                                                 {"theirs", theirs},
                                                 {"opponent", opponent},
                                                 {"ties", ties},
                                                 {"payout", payout},
                                                 {"fee", fee_text(stage, game)},
                                                 {"balance", balance}});
    case GameState::lost:
      return stage.words.html(Text::result_lost, {{"emoji", std::string(emoji_of(game.kind))},
                                                  {"mine", mine},
                                                  {"theirs", theirs},
                                                  {"opponent", opponent},
                                                  {"ties", ties},
                                                  {"stake", stage.words.money(game.coin, game.bet)},
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
  const ButtonRows again{
      {{stage.words.plain(Text::label_again, {{"stake", Phrases::number(game.coin, game.bet)}}),
        encode(stake_of(Action::again, game.table(), game.bet))}},
      {{stage.words.plain(Text::label_other_stake), encode(choice_of(game.table()))}}};
  if (game.state != GameState::cancelled) return {played_result(stage, game), again};
  const Text key = expired ? Text::result_expired : Text::result_cancelled;
  return {stage.words.html(key, {{"payout", stage.words.money(game.coin, game.payout)},
                                 {"balance", stage.words.money(game.coin, game.balance)}}),
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

// Deciding what is new about a game.
#include "bot/game_news.hpp"

#include "bot/throw_states.hpp"

#include <algorithm>

namespace ludice::bot {
namespace {

using store::bot::CardRow;

/// The card that speaks of this game: the live one, else the latest.
const CardRow* card_about(const Known& known, const GameView& game) {
  if (known.live && known.live->game == game.id) return &*known.live;
  return known.of_game ? &*known.of_game : nullptr;
}

/// The live card can go on as this game's card: it is about this game or about none.
bool live_card_fits(const Known& known, const GameView& game) {
  return known.live && (known.live->game == game.id || known.live->game.empty());
}

Instant warning_time(const GameView& game, const BotSettings& settings) {
  if (game.state != GameState::active || game.throws_left == 0 || !game.deadline) return {};
  return *game.deadline - settings.turn_ttl / 3;
}

/// What was just thrown is still rolling in the chat.
bool dice_still_roll(const CardRow* card, const GameView& game) {
  if (card == nullptr || !is_key_of_active_game(card->shown)) return false;
  // A dart lies below the card that asked for it, and the next card below the dart.
  const bool next_dart =
      game.kind == GameKind::target && game.state == GameState::active && card->shown != screen_key(game);
  const bool thrown_out = game.state == GameState::won || game.state == GameState::lost;
  const bool next_round = game.state == GameState::active &&
                          !card->shown.starts_with("active:" + std::to_string(game.round) + ":");
  return next_dart || thrown_out || next_round || (game.state == GameState::voided && game.throws_left == 0);
}

}  // namespace

void tell_game(Session& session, const GameView& game, const Known& known, const Stage& stage,
               NewsStyle style, Reply& reply) {
  if (!game.ended()) {
    session.game = game.id;
  } else if (session.game == game.id) {
    session.game.clear();
  }
  const CardRow* card = card_about(known, game);
  const std::string key = screen_key(game);
  if (!style.fresh && card != nullptr && card->shown == key) return;
  reply.says.push_back(ForwardDice{game});
  SayCard say;
  say.screen = game_screen(stage, game, style.expired);
  say.after_dice = dice_still_roll(card, game);
  say.fresh = style.fresh || say.after_dice || !live_card_fits(known, game);
  say.game = game.id;
  say.shown = key;
  say.warn_at = warning_time(game, stage.settings);
  reply.says.push_back(std::move(say));
}

bool throw_under_way(const Known& known, std::int64_t user_id, const GameView& game) {
  return std::ranges::any_of(known.throws, [&](const store::bot::ThrowRow& row) {
    return row.user_id == user_id && row.round == game.round && row.throw_no == game.next_throw() &&
           !is_finished(row);
  });
}

}  // namespace ludice::bot

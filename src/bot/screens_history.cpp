// Games and payments, looked back on.
#include "bot/screens.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

Text result_text(const GameView& game, bool is_stake) {
  switch (game.state) {
    case GameState::won:
      return is_stake ? Text::history_stake : Text::history_won;
    case GameState::lost:
      return Text::history_lost;
    case GameState::voided:
      return is_stake ? Text::history_stake : Text::history_void;
    case GameState::active:
      return Text::history_stake;
    default:  // nobody came, or nobody has come yet
      return is_stake ? Text::history_alone : Text::history_cancelled;
  }
}

std::string game_html(const Stage& stage, const HistoryItem& item, const std::vector<GameView>& games) {
  const auto game = std::ranges::find(games, item.game, &GameView::id);
  const bool is_stake = item.amount < 0;
  if (game == games.end()) {
    return stage.words.html(is_stake ? Text::history_some_stake : Text::history_some_game);
  }
  const std::string label = game_label(stage.words, game->kind);
  const Text text = result_text(*game, is_stake);
  if (text == Text::history_alone || text == Text::history_cancelled)
    return stage.words.html(text, {{"game", label}});
  return stage.words.html(text, {{"game", label}, {"opponent", game->opponent}});
}

std::string what_html(const Stage& stage, const HistoryItem& item, const std::vector<GameView>& games) {
  const Phrases& words = stage.words;
  if (item.kind == "game") return game_html(stage, item, games);
  if (item.kind == "welcome") return words.html(Text::history_welcome);
  if (item.kind == "daily") return words.html(Text::history_daily);
  if (item.kind == "payment") return words.html(Text::history_payment);
  if (item.kind == "refund")
    return words.html(item.amount < 0 ? Text::history_refund : Text::history_returned);
  if (item.kind == "withdrawal")
    return words.html(item.amount < 0 ? Text::history_withdrawal : Text::history_returned);
  return words.html(Text::history_adjustment);
}

constexpr std::size_t kHashDigits = 64;

/// What it can be named by: a transaction of TON with a link to where it can be looked at.
std::string receipt_html(const Stage& stage, Coin coin, const HistoryItem& item) {
  if (item.receipt.empty()) return {};
  const std::string& explorer = stage.settings.ton_explorer;
  if (coin == Coin::ton && item.receipt.size() == kHashDigits && !explorer.empty()) {
    return "\n" + stage.words.html(Text::history_receipt_at,
                                   {{"link", explorer + "/" + item.receipt}, {"receipt", item.receipt}});
  }
  return "\n" + stage.words.html(Text::history_receipt, {{"receipt", item.receipt}});
}

Button turn(const Stage& stage, Text label, Coin coin, const std::string& from, std::int64_t page) {
  Callback callback{Action::history, page == 0 ? "" : from, page, 0, 0};
  callback.coin = coin;
  return {stage.words.plain(label), encode(callback)};
}

ButtonRows buttons_of(const Stage& stage, const Callback& which, const HistoryPage& page) {
  std::vector<Button> turns;
  if (which.amount > 0)
    turns.push_back(turn(stage, Text::label_history_back, which.coin, which.game, which.amount - 1));
  if (!page.cursor.empty() && which.amount < kMostHistoryPage) {
    const std::string& from = which.amount == 0 ? page.cursor : which.game;
    turns.push_back(turn(stage, Text::label_history_next, which.coin, from, which.amount + 1));
  }
  std::vector<Button> coins;
  for (const Coin coin : stage.settings.coins) {
    Callback other{Action::history, "", 0, 0, 0};
    other.coin = coin;
    if (coin != which.coin) coins.push_back({stage.words.coin_name(coin), encode(other)});
  }
  ButtonRows rows;
  if (!turns.empty()) rows.push_back(std::move(turns));
  if (!coins.empty()) rows.push_back(std::move(coins));
  return rows;
}

}  // namespace

Screen history_screen(const Stage& stage, const Callback& which, const HistoryPage& page,
                      const std::vector<GameView>& games) {
  const Phrases& words = stage.words;
  std::string html = words.html(Text::history, {{"coin", stage.words.coin_name(which.coin)}});
  for (const HistoryItem& item : page.items) {
    const std::string amount = (item.amount > 0 ? "+" : "") + words.money(which.coin, item.amount);
    html += "\n\n" + what_html(stage, item, games) + "\n" +
            words.html(Text::history_line, {{"amount", amount},
                                            {"balance", words.money(which.coin, item.balance)},
                                            {"at", minute_of(item.at)}}) +
            receipt_html(stage, which.coin, item);
  }
  if (page.items.empty()) html += "\n\n" + words.html(Text::history_none);
  if (!page.items.empty()) html += "\n\n" + words.html(Text::history_utc);
  if (which.coin == Coin::stars) html += " " + words.html(Text::history_about_stars);
  if (which.coin == Coin::ton) html += " " + words.html(Text::history_about_ton);
  return {std::move(html), buttons_of(stage, which, page)};
}

Button history_button(const Stage& stage) {
  Callback newest{Action::history, "", 0, 0, 0};
  newest.coin = stage.settings.coins.front();
  return {stage.words.plain(Text::label_history), encode(newest)};
}

}  // namespace ludice::bot

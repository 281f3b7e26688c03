// The question for the stake.
#include "base/amount.hpp"
#include "bot/screens.hpp"

#include <algorithm>

namespace ludice::bot {
namespace {

constexpr std::size_t kChips = 5;
constexpr std::size_t kButtonsInARow = 3;

/// min, then 1, 2, 5, 10, 20, 50 … times what min's first digit stands for.
std::vector<std::int64_t> round_stakes(std::int64_t smallest, std::int64_t biggest) {
  std::vector<std::int64_t> stakes;
  if (smallest > biggest) return stakes;
  stakes.push_back(smallest);
  for (std::int64_t power = 1; power <= Amount::kMax / 50; power *= 10) {
    for (const std::int64_t stake : {power, 2 * power, 5 * power}) {
      if (stake > smallest && stake <= biggest) stakes.push_back(stake);
    }
  }
  return stakes;
}

Button chip(const Stage& stage, Table table, std::int64_t bet, std::int64_t balance) {
  const bool everything = bet == balance;
  const std::string number = Phrases::number(table.coin, bet);
  return {everything ? stage.words.plain(Text::label_all_in, {{"balance", number}}) : number,
          encode(stake_of(Action::bet, table, bet))};
}

std::string fees_text(const Stage& stage, Coin coin, const std::vector<std::int64_t>& chips) {
  if (stage.settings.rake_bps == 0 || chips.empty()) return {};
  std::string list;
  for (const auto bet : chips) {
    const auto fee = rake_of(bet, stage.settings.rake_bps);
    list += (list.empty() ? "" : ", ") +
            stage.words.plain(Text::fee_item,
                              {{"fee", Phrases::number(coin, fee)}, {"stake", Phrases::number(coin, bet)}});
  }
  return "\n" + stage.words.plain(Text::ask_bet_fees, {{"list", list}});
}

Text poor_text(const Stage& stage, Coin coin) {
  switch (coin) {
    case Coin::stars:
      return Text::ask_bet_poor_stars;
    case Coin::ton:
      return Text::ask_bet_poor_ton;
    default:
      return stage.settings.daily_points > 0 ? Text::ask_bet_poor : Text::ask_bet_poor_off;
  }
}

}  // namespace

ButtonRows in_rows(const std::vector<Button>& buttons) {
  ButtonRows rows;
  for (std::size_t i = 0; i < buttons.size(); ++i) {
    if (i % kButtonsInARow == 0) rows.emplace_back();
    rows.back().push_back(buttons[i]);
  }
  return rows;
}

Button menu_button(const Stage& stage) {
  return {stage.words.plain(Text::label_menu), encode({Action::menu, "", 0, 0, 0})};
}

std::int64_t rake_of(std::int64_t bet, std::int64_t bps) {
  __extension__ using Wide = __int128;
  return static_cast<std::int64_t>(Wide{2} * bet * bps / 10'000);
}

std::vector<std::int64_t> bet_chips(const BotSettings& settings, std::int64_t balance, Coin coin) {
  const std::int64_t least = settings.min_bet_in(coin);
  const std::int64_t most = settings.max_bet_in(coin);
  std::vector<std::int64_t> chips = round_stakes(least, std::min(most, balance));
  if (chips.size() > kChips) chips.resize(kChips);
  const bool whole_balance = balance >= least && balance <= most;
  if (whole_balance && chips.back() != balance) chips.push_back(balance);
  return chips;
}

Screen bet_screen(const Stage& stage, Table table, std::int64_t balance, bool reminder) {
  const std::string game = game_label(stage.words, table);
  const std::string have = stage.words.money(table.coin, balance);
  const std::string above = reminder ? stage.words.html(Text::reminder) + "\n\n" : "";
  const std::int64_t least = stage.settings.min_bet_in(table.coin);
  const std::string min_bet = Phrases::number(table.coin, least);
  if (balance < least) {
    return {above + stage.words.html(poor_text(stage, table.coin),
                                     {{"game", game},
                                      {"balance", have},
                                      {"min_bet", min_bet},
                                      {"top_up", stage.words.plain(Text::label_top_up)}}),
            {{menu_button(stage)}}};
  }
  const auto chips = bet_chips(stage.settings, balance, table.coin);
  std::vector<Button> buttons;
  for (const auto bet : chips) buttons.push_back(chip(stage, table, bet, balance));
  Screen screen{above + stage.words.html(
                            Text::ask_bet,
                            {{"game", game},
                             {"balance", have},
                             {"min_bet", min_bet},
                             {"max_bet", Phrases::number(table.coin, stage.settings.max_bet_in(table.coin))},
                             {"fees", fees_text(stage, table.coin, chips)}}),
                in_rows(buttons)};
  screen.buttons.push_back({menu_button(stage)});
  return screen;
}

Screen confirm_bet_screen(const Stage& stage, Table table, std::int64_t bet) {
  const auto fee = rake_of(bet, stage.settings.rake_bps);
  return {stage.words.html(Text::confirm_bet, {{"game", game_label(stage.words, table)},
                                               {"stake", stage.words.money(table.coin, bet)},
                                               {"fee", Phrases::number(table.coin, fee)},
                                               {"win", stage.words.money(table.coin, 2 * bet - fee)}}),
          {{{Phrases::number(table.coin, bet), encode(stake_of(Action::bet, table, bet))}},
           {menu_button(stage)}}};
}

Screen unanswered_bet_screen(const Stage& stage, Coin coin, std::int64_t bet) {
  return {stage.words.html(Text::unanswered_stake, {{"stake", stage.words.money(coin, bet)}}),
          {{{stage.words.plain(Text::label_look), encode({Action::play, "", 0, 0, 0})}}}};
}

}  // namespace ludice::bot

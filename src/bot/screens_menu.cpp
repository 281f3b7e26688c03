// Terms, menu, help, profile, free points.
#include "bot/screens.hpp"

namespace ludice::bot {
namespace {

std::string fee_text(const Stage& stage) {
  if (stage.settings.rake_bps == 0) return stage.words.plain(Text::terms_no_fee);
  return stage.words.plain(Text::terms_fee, {{"percent", percent_of(stage.settings.rake_bps)}});
}

std::string money_text(const Stage& stage) {
  const Phrases& words = stage.words;
  std::string text =
      words.plain(stage.settings.sells_stars() ? Text::terms_points_and_stars : Text::terms_points);
  if (!stage.settings.takes_ton()) return text;
  return text + " " +
         words.plain(Text::terms_ton, {{"min_bet", words.money(Coin::ton, stage.settings.ton_min_bet)},
                                       {"max_bet", words.money(Coin::ton, stage.settings.ton_max_bet)}});
}

Button accept_button(const Stage& stage) {
  return {stage.words.plain(Text::label_accept), encode({Action::accept_terms, "", 0, 0, 0})};
}

}  // namespace

std::string game_label(const Phrases& words, Table table) {
  std::string label = words.plain(table.kind == GameKind::dice ? Text::label_dice : Text::label_target);
  if (table.coin == Coin::stars) label += " ⭐";
  if (table.coin == Coin::ton) label += " 💎";
  return label;
}

std::string throw_label(const Phrases& words, GameKind kind) {
  return words.plain(kind == GameKind::dice ? Text::label_throw : Text::label_throw_dart);
}

std::string percent_of(std::int64_t bps) {
  std::string text = std::to_string(bps / 100);
  if (bps % 100 == 0) return text;
  text += "." + std::to_string(bps % 100 / 10);
  if (bps % 10 != 0) text += std::to_string(bps % 10);
  return text;
}

std::string terms_html(const Stage& stage) {
  return stage.words.html(Text::terms, {{"fee", fee_text(stage)},
                                        {"min_bet", stage.settings.min_bet},
                                        {"max_bet", stage.settings.max_bet},
                                        {"money", money_text(stage)},
                                        {"turn", stage.words.duration(stage.settings.turn_ttl)}});
}

Screen terms_screen(const Stage& stage) {
  return {terms_html(stage) + "\n\n" + stage.words.html(Text::terms_question), {{accept_button(stage)}}};
}

Screen terms_reminder_screen(const Stage& stage) {
  return {stage.words.html(Text::terms_reminder, {{"accept", stage.words.plain(Text::label_accept)}}),
          {{accept_button(stage)}}};
}

Screen terms_accepted_screen(const Stage& stage) {
  return {stage.words.html(Text::terms_accepted)};
}

Screen choose_game_screen(const Stage& stage) {
  Screen screen{stage.words.html(Text::choose_game)};
  std::string others;
  if (stage.settings.sells_stars()) others += stage.words.plain(Text::choose_coin_stars);
  if (stage.settings.takes_ton()) others += stage.words.plain(Text::choose_coin_ton);
  if (!others.empty()) screen.html += "\n\n" + stage.words.html(Text::choose_coin, {{"others", others}});
  for (const Coin coin : stage.settings.coins) {
    auto& row = screen.buttons.emplace_back();
    for (const GameKind kind : {GameKind::dice, GameKind::target}) {
      row.push_back({game_label(stage.words, {kind, coin}), encode(choice_of({kind, coin}))});
    }
  }
  return screen;
}

std::string help_html(const Stage& stage) {
  const std::string top_up = stage.words.plain(Text::label_top_up);
  std::string more;
  if (stage.settings.sells_stars())
    more += "\n\n" + stage.words.plain(Text::help_stars, {{"top_up", top_up}});
  if (stage.settings.takes_ton()) more += "\n\n" + stage.words.plain(Text::help_ton, {{"top_up", top_up}});
  return stage.words.html(Text::help, {{"roll", stage.words.plain(Text::label_roll)},
                                       {"dice", game_label(stage.words, GameKind::dice)},
                                       {"target", game_label(stage.words, GameKind::target)},
                                       {"stars", more},
                                       {"throw", throw_label(stage.words, GameKind::dice)},
                                       {"throw_dart", throw_label(stage.words, GameKind::target)},
                                       {"min_bet", stage.settings.min_bet},
                                       {"max_bet", stage.settings.max_bet},
                                       {"lobby", stage.words.duration(stage.settings.lobby_ttl)},
                                       {"fee", fee_text(stage)}});
}

std::string profile_html(const Stage& stage, const Profile& profile, Coin in_game) {
  std::string more;
  for (const Coin coin : stage.settings.coins) {
    if (coin == Coin::points) continue;
    more += "\n" + stage.words.plain(Text::profile_more,
                                     {{"balance", stage.words.money(coin, profile.balance_in(coin))},
                                      {"net", stage.words.money(coin, profile.net_in(coin))}});
  }
  return stage.words.html(Text::profile, {{"name", profile.username},
                                          {"balance", stage.words.points(profile.balance)},
                                          {"stars", more},
                                          {"in_game", stage.words.money(in_game, profile.in_game)},
                                          {"games", profile.games},
                                          {"won", profile.won},
                                          {"lost", profile.lost},
                                          {"void", profile.voided},
                                          {"net", stage.words.points(profile.net)},
                                          {"streak", profile.streak}});
}

std::string balances_text(const Stage& stage, const Profile& profile) {
  std::string list;
  for (const Coin coin : stage.settings.coins) {
    list += (list.empty() ? "" : ", ") + stage.words.money(coin, profile.balance_in(coin));
  }
  return list;
}

std::string daily_html(const Stage& stage, const Daily& daily, Instant now) {
  const std::string balance = stage.words.points(daily.balance);
  if (daily.granted > 0) {
    return stage.words.html(Text::top_up_granted,
                            {{"granted", stage.words.points(daily.granted)}, {"balance", balance}});
  }
  return stage.words.html(Text::top_up_early,
                          {{"left", stage.words.duration(daily.next_at - now)}, {"balance", balance}});
}

std::vector<std::vector<std::string>> reply_labels(const Phrases& words) {
  return {{words.plain(Text::label_roll), words.plain(Text::label_help)},
          {words.plain(Text::label_profile), words.plain(Text::label_top_up)}};
}

}  // namespace ludice::bot

// Terms, menu, help, profile, free points.
#include "bot/screens.hpp"

namespace ludice::bot {
namespace {

std::string fee_text(const Stage& stage) {
  if (stage.settings.rake_bps == 0) return stage.words.plain(Text::terms_no_fee);
  return stage.words.plain(Text::terms_fee, {{"percent", percent_of(stage.settings.rake_bps)}});
}

}  // namespace

std::string game_label(const Phrases& words, GameKind kind) {
  return words.plain(kind == GameKind::dice ? Text::label_dice : Text::label_target);
}

std::string percent_of(std::int64_t bps) {
  std::string text = std::to_string(bps / 100);
  if (bps % 100 == 0) return text;
  text += "." + std::to_string(bps % 100 / 10);
  if (bps % 10 != 0) text += std::to_string(bps % 10);
  return text;
}

Screen terms_screen(const Stage& stage) {
  return {stage.words.html(Text::terms, {{"fee", fee_text(stage)},
                                         {"min_bet", stage.settings.min_bet},
                                         {"max_bet", stage.settings.max_bet},
                                         {"turn", stage.words.duration(stage.settings.turn_ttl)}}),
          {{{stage.words.plain(Text::label_accept), encode({Action::accept_terms, "", 0, 0, 0})}}}};
}

Screen terms_accepted_screen(const Stage& stage) {
  return {stage.words.html(Text::terms_accepted)};
}

Screen choose_game_screen(const Stage& stage) {
  Screen screen{stage.words.html(Text::choose_game), {{}}};
  for (const GameKind kind : {GameKind::dice, GameKind::target}) {
    screen.buttons.front().push_back({game_label(stage.words, kind), encode(choice_of(kind))});
  }
  return screen;
}

std::string help_html(const Stage& stage) {
  return stage.words.html(Text::help, {{"roll", stage.words.plain(Text::label_roll)},
                                       {"dice", game_label(stage.words, GameKind::dice)},
                                       {"target", game_label(stage.words, GameKind::target)},
                                       {"throw", stage.words.plain(Text::label_throw)},
                                       {"min_bet", stage.settings.min_bet},
                                       {"max_bet", stage.settings.max_bet},
                                       {"lobby", stage.words.duration(stage.settings.lobby_ttl)},
                                       {"fee", fee_text(stage)}});
}

std::string profile_html(const Stage& stage, const Profile& profile) {
  return stage.words.html(Text::profile, {{"name", profile.username},
                                          {"balance", stage.words.points(profile.balance)},
                                          {"in_game", stage.words.points(profile.in_game)},
                                          {"games", profile.games},
                                          {"won", profile.won},
                                          {"lost", profile.lost},
                                          {"void", profile.voided},
                                          {"net", stage.words.points(profile.net)},
                                          {"streak", profile.streak}});
}

std::string daily_html(const Stage& stage, const Daily& daily, Instant now) {
  const std::string balance = stage.words.points(daily.balance);
  if (daily.granted > 0) {
    return stage.words.html(Text::top_up_granted,
                            {{"granted", stage.words.points(daily.granted)}, {"balance", balance}});
  }
  if (daily.next_at <= now) return stage.words.html(Text::top_up_off, {{"balance", balance}});
  return stage.words.html(Text::top_up_early,
                          {{"left", stage.words.duration(daily.next_at - now)}, {"balance", balance}});
}

std::vector<std::vector<std::string>> reply_labels(const Phrases& words) {
  return {{words.plain(Text::label_roll), words.plain(Text::label_help)},
          {words.plain(Text::label_profile), words.plain(Text::label_top_up)}};
}

}  // namespace ludice::bot

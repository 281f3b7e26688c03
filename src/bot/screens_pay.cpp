// Topping up, receipts, refunds.
#include "bot/screens.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace ludice::bot {
namespace {

constexpr std::size_t kShownPayments = 5;

Text payment_state_text(const std::string& state) {
  constexpr std::array<std::pair<std::string_view, Text>, 4> kTexts{{{"paid", Text::payment_paid},
                                                                     {"refunding", Text::payment_refunding},
                                                                     {"refunded", Text::payment_refunded},
                                                                     {"kept", Text::payment_kept}}};
  for (const auto& [known, text] : kTexts) {
    if (known == state) return text;
  }
  return Text::payment_suspended;
}

std::vector<std::int64_t> packs_of(const BotSettings& settings) {
  return settings.sells_stars() ? settings.star_packs : std::vector<std::int64_t>();
}

std::string how_text(const Stage& stage) {
  std::string text;
  if (stage.settings.sells_stars())
    text += " " + stage.words.plain(Text::top_up_stars, {{"most", stage.settings.max_star_order}});
  if (stage.settings.takes_ton()) text += " " + stage.words.plain(Text::top_up_ton);
  return text;
}

std::string refund_label(const Stage& stage, const Payment& payment) {
  return stage.words.plain(Text::label_refund, {{"amount", payment.amount}});
}

}  // namespace

Screen top_up_screen(const Stage& stage, const Profile& profile) {
  std::vector<Button> packs;
  for (const std::int64_t amount : packs_of(stage.settings)) {
    packs.push_back(
        {stage.words.plain(Text::label_pack, {{"amount", amount}}), encode({Action::buy, "", amount, 0, 0})});
  }
  Screen screen{
      stage.words.html(Text::top_up, {{"balances", balances_text(stage, profile)}, {"how", how_text(stage)}}),
      in_rows(packs)};
  if (stage.settings.takes_ton()) {
    screen.buttons.push_back(
        {{stage.words.plain(Text::label_ton), encode({Action::ton, "", 0, 0, 0})},
         {stage.words.plain(Text::label_withdraw), encode({Action::withdraw, "", 0, 0, 0})}});
  }
  if (stage.settings.daily_points > 0)
    screen.buttons.push_back({{stage.words.plain(Text::label_daily), encode({Action::daily, "", 0, 0, 0})}});
  screen.buttons.push_back({menu_button(stage)});
  return screen;
}

Screen payments_screen(const Stage& stage, const std::vector<Payment>& payments) {
  if (payments.empty()) return {stage.words.html(Text::payments_none), {{menu_button(stage)}}};
  std::string list;
  ButtonRows buttons;
  for (std::size_t i = 0; i < std::min(payments.size(), kShownPayments); ++i) {
    const Payment& payment = payments[i];
    list += "\n" + stage.words.plain(Text::payment_line,
                                     {{"stars", stage.words.money(Coin::stars, payment.amount)},
                                      {"state", stage.words.plain(payment_state_text(payment.state))},
                                      {"charge", payment.charge}});
    if (payment.state == "paid")
      buttons.push_back({{refund_label(stage, payment), encode({Action::refund, payment.id, 0, 0, 0})}});
  }
  buttons.push_back({menu_button(stage)});
  return {stage.words.html(Text::payments, {{"list", list}}), std::move(buttons)};
}

Screen confirm_refund_screen(const Stage& stage, const Payment& payment) {
  return {stage.words.html(Text::confirm_refund, {{"stars", stage.words.money(Coin::stars, payment.amount)},
                                                  {"charge", payment.charge}}),
          {{{refund_label(stage, payment), encode({Action::refund_now, payment.id, 0, 0, 0})}},
           {menu_button(stage)}}};
}

std::string payment_html(const Stage& stage, const std::string& event, std::int64_t amount,
                         std::optional<std::int64_t> balance, const std::string& charge) {
  struct Known {
    std::string_view event;
    bool of_player;
    Text text;
  };
  constexpr std::array<Known, 7> kTexts{{{"payment_credited", true, Text::receipt_credited},
                                         {"payment_refunding", true, Text::receipt_refunding},
                                         {"payment_refunded", true, Text::receipt_refunded},
                                         {"payment_kept", true, Text::receipt_kept},
                                         {"payment_refunding", false, Text::receipt_suspended_refunding},
                                         {"payment_refunded", false, Text::receipt_suspended_refunded},
                                         {"payment_kept", false, Text::receipt_suspended_kept}}};
  for (const Known& known : kTexts) {
    if (known.event != event || known.of_player != balance.has_value()) continue;
    const std::string stars = stage.words.money(Coin::stars, amount);
    if (!balance) return stage.words.html(known.text, {{"stars", stars}, {"charge", charge}});
    return stage.words.html(
        known.text,
        {{"stars", stars}, {"balance", stage.words.money(Coin::stars, *balance)}, {"charge", charge}});
  }
  return {};
}

std::string payment_refusal(const Phrases& words, const std::string& reason) {
  constexpr std::array<std::pair<std::string_view, Text>, 9> kTexts{
      {{"not_offered", Text::pay_not_offered},
       {"maintenance", Text::pay_maintenance},
       {"unknown_order", Text::pay_unknown_order},
       {"wrong_payer", Text::pay_wrong_payer},
       {"wrong_amount", Text::pay_unknown_order},
       {"already_paid", Text::pay_already_paid},
       {"expired", Text::pay_expired},
       {"frozen", Text::pay_frozen},
       {"limit_reached", Text::pay_limit_reached}}};
  for (const auto& [known, text] : kTexts) {
    if (known == reason) return words.plain(text);
  }
  return words.plain(Text::pay_unavailable);
}

}  // namespace ludice::bot

// TON: where to send it, and how it goes back.
#include "bot/money_cards.hpp"
#include "bot/screens.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ludice::bot {
namespace {

constexpr std::size_t kShownWithdrawals = 3;

std::string bare_number(std::int64_t nanotons) {
  std::string text = Phrases::number(Coin::ton, nanotons);
  std::erase_if(text, [](char c) { return c != '.' && (c < '0' || c > '9'); });
  return text;
}

Text withdrawal_state_text(const std::string& state) {
  constexpr std::array<std::pair<std::string_view, Text>, 4> kTexts{
      {{"paid", Text::withdrawal_state_paid},
       {"rejected", Text::withdrawal_state_rejected},
       {"returned", Text::withdrawal_state_returned},
       {"taken", Text::withdrawal_state_taken}}};
  for (const auto& [known, text] : kTexts) {
    if (known == state) return text;
  }
  return Text::withdrawal_state_asked;
}

Text card_text(const std::string& state) {
  if (state == "paid") return Text::withdrawal_paid;
  if (state == "rejected") return Text::withdrawal_rejected;
  if (state == "returned") return Text::withdrawal_returned;
  return Text::withdrawal_asked;
}

}  // namespace

std::string ton_link(const TonDeposit& deposit, std::int64_t amount) {
  return "ton://transfer/" + deposit.address + "?amount=" + std::to_string(amount) + "&text=" + deposit.memo;
}

Screen ton_deposit_screen(const Stage& stage, const TonDeposit& deposit, std::int64_t amount) {
  const Phrases& words = stage.words;
  std::string network = deposit.testnet ? "\n\n" + words.html(Text::ton_testnet) : "";
  if (deposit.late) network += "\n\n" + words.html(Text::ton_late);
  Screen screen{words.html(Text::ton_deposit, {{"amount", words.money(Coin::ton, amount)},
                                               {"min", words.money(Coin::ton, deposit.min)},
                                               {"label", deposit.label},
                                               {"address", deposit.address},
                                               {"memo", deposit.memo}}) +
                    network,
                {}};
  screen.buttons.push_back(
      {{.label = words.plain(Text::label_open_wallet), .url = ton_link(deposit, amount)}});
  screen.buttons.push_back({{.label = words.plain(Text::label_copy_address), .copy = deposit.address},
                            {.label = words.plain(Text::label_copy_memo), .copy = deposit.memo},
                            {.label = words.plain(Text::label_copy_amount), .copy = bare_number(amount)}});
  auto& chips = screen.buttons.emplace_back();
  for (const std::int64_t tons : {1, 5, 20}) {
    const std::int64_t chip = std::max(tons * kNanotonsInTon, deposit.min);
    chips.push_back(
        {.label = words.money(Coin::ton, chip), .data = encode({Action::ton_amount, "", chip, 0, 0})});
  }
  screen.buttons.push_back(
      {{.label = words.plain(Text::label_qr), .data = encode({Action::ton_qr, "", amount, 0, 0})},
       menu_button(stage)});
  return screen;
}

std::string transaction_html(const Stage& stage, const std::string& hash) {
  if (hash.empty() || stage.settings.ton_explorer.empty()) return {};
  return "\n\n" +
         stage.words.html(Text::ton_transaction, {{"link", stage.settings.ton_explorer + "/" + hash}});
}

std::string ton_receipt_html(const Stage& stage, std::int64_t amount, std::int64_t balance,
                             const std::string& hash) {
  return stage.words.html(Text::ton_receipt, {{"amount", stage.words.money(Coin::ton, amount)},
                                              {"balance", stage.words.money(Coin::ton, balance)},
                                              {"roll", stage.words.plain(Text::label_roll)}}) +
         transaction_html(stage, hash);
}

std::string withdrawals_html(const Stage& stage, const Withdrawals& known) {
  const Phrases& words = stage.words;
  std::string list;
  for (std::size_t i = 0; i < std::min(known.items.size(), kShownWithdrawals); ++i) {
    const Withdrawal& one = known.items[i];
    list +=
        "\n" + words.html(Text::withdrawal_line, {{"amount", words.money(Coin::ton, one.amount)},
                                                  {"address", one.address},
                                                  {"state", words.plain(withdrawal_state_text(one.state))}});
  }
  if (!list.empty()) list = "\n\n" + words.html(Text::withdrawal_list) + list;
  return list;
}

Screen ask_address_screen(const Stage& stage, const Profile& profile, const Withdrawals& known) {
  const Phrases& words = stage.words;
  return {words.html(Text::withdraw_address, {{"balance", words.money(Coin::ton, profile.ton)},
                                              {"min", words.money(Coin::ton, known.min)},
                                              {"fee", words.money(Coin::ton, known.fee)}}) +
              withdrawals_html(stage, known),
          {{menu_button(stage)}}};
}

Screen ask_withdrawal_screen(const Stage& stage, const std::string& address, std::int64_t balance,
                             std::int64_t min) {
  const Phrases& words = stage.words;
  std::vector<Button> chips;
  for (const std::int64_t amount : {min, 5 * min}) {
    if (amount < balance) {
      chips.push_back({words.money(Coin::ton, amount), encode({Action::withdraw_ask, "", amount, 0, 0})});
    }
  }
  chips.push_back({words.plain(Text::label_all_in, {{"balance", words.money(Coin::ton, balance)}}),
                   encode({Action::withdraw_ask, "", balance, 0, 0})});
  Screen screen{
      words.html(Text::withdraw_amount, {{"address", address}, {"balance", words.money(Coin::ton, balance)}}),
      in_rows(chips)};
  screen.buttons.push_back({menu_button(stage)});
  return screen;
}

Screen confirm_withdrawal_screen(const Stage& stage, const std::string& address, const std::string& look,
                                 std::int64_t amount, std::int64_t fee) {
  const Phrases& words = stage.words;
  return {words.html(Text::withdraw_confirm, {{"address", address},
                                              {"amount", words.money(Coin::ton, amount)},
                                              {"fee", words.money(Coin::ton, fee)},
                                              {"net", words.money(Coin::ton, amount - fee)}}),
          {{{words.plain(Text::label_send, {{"net", words.money(Coin::ton, amount - fee)}}),
             encode({Action::withdraw_now, look, amount, 0, 0})}},
           {menu_button(stage)}}};
}

Screen withdrawal_sent_screen(const Stage& stage, std::int64_t amount) {
  return {stage.words.html(Text::withdraw_done, {{"amount", stage.words.money(Coin::ton, amount)}}), {}};
}

SayCard new_withdrawal_card(const Stage& stage, const Withdrawal& withdrawal) {
  SayCard card;
  card.screen = withdrawal_screen(stage, withdrawal, 0);
  card.beside = true;
  card.once = true;
  card.game = withdrawal_card(withdrawal.id);
  card.shown = kOpen;
  return card;
}

Screen withdrawal_screen(const Stage& stage, const Withdrawal& withdrawal, std::int64_t balance) {
  const Phrases& words = stage.words;
  const Text text = card_text(withdrawal.state);
  const std::string amount = words.money(Coin::ton, withdrawal.amount);
  if (text == Text::withdrawal_asked || text == Text::withdrawal_paid) {
    return {words.html(text, {{"amount", amount}, {"address", withdrawal.address}}) +
                transaction_html(stage, withdrawal.transaction),
            {}};
  }
  return {words.html(text, {{"amount", amount},
                            {"address", withdrawal.address},
                            {"balance", words.money(Coin::ton, balance)}}) +
              transaction_html(stage, withdrawal.transaction),
          {}};
}

}  // namespace ludice::bot

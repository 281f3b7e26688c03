// What they do, and how often.
#include "sim/bot_payers.hpp"

#include <algorithm>
#include <array>

namespace ludice::sim {
namespace {

/// The latest invoice in a chat.
const ChatMessage* latest_invoice(const Chat& chat) {
  const auto found = std::find_if(chat.messages.rbegin(), chat.messages.rend(),
                                  [](const auto& message) { return !message.second.order.empty(); });
  return found == chat.messages.rend() ? nullptr : &found->second;
}

}  // namespace

void BotPayers::step() {
  if (!world_.settings.stars) return;
  Dice& dice = world_.dice;
  if (dice.one_in(3)) till_.look_at_refunds();
  if (dice.one_in(10)) till_.telegram().drop_old_queries();
  const Person& person = dice.pick(people_.all());
  const std::int64_t draw = dice.between(1, 100);
  if (draw <= 4) return ask(person);
  if (draw <= 18) return pay(person);
  if (draw <= 40) {
    const auto news = static_cast<std::int64_t>(till_.telegram().news().size());
    if (news > 0) tell(static_cast<std::size_t>(dice.between(0, news - 1)));
    return;
  }
  if (draw <= 42) return till_.disturb();
  if (draw <= 56) till_.run_jobs();
  world_.telegram_line.deliver();
  world_.settle();
}

void BotPayers::step_all() {
  if (!world_.settings.stars) return;
  till_.telegram().drop_old_queries();
  while (!till_.telegram().news().empty()) tell(0);
  till_.run_jobs();
  till_.deliver_all();
}

std::string BotPayers::left() const {
  return std::to_string(till_.telegram().queries().size()) + " queries, " +
         std::to_string(till_.telegram().listed()) + " listed";
}

void BotPayers::ask(const Person& person) {
  static constexpr std::array kTexts = {"Top up 🔝", "Top up 🔝", "/start topup", "15", "40", "/paysupport"};
  const char* text = kTexts[static_cast<std::size_t>(world_.dice.next() % kTexts.size())];
  telegram_.say(person, text);
}

void BotPayers::pay(const Person& person) {
  Dice& dice = world_.dice;
  const Person orderer = dice.one_in(12) ? dice.pick(people_.all()) : person;
  const ChatMessage* invoice = latest_invoice(telegram_.chat(orderer.id));
  if (invoice == nullptr) return;
  if (paid_[person.id] == invoice->order && !dice.one_in(6)) return;
  paid_[person.id] = invoice->order;
  if (orderer.id != person.id) world_.tally.count("invoice of somebody else paid");
  const bool strange = dice.one_in(25);
  const Person payer = strange ? Person{dice.between(kFirstStranger, kLastStranger), ""} : person;
  telegram_.pay(payer, invoice->order, invoice->stars);
  auto& queries = till_.telegram().queries();
  if (!queries.empty() && dice.one_in(12)) return till_.telegram().let_pass(queries.back().id);
  if (!dice.one_in(10)) return;
  world_.tally.count("invoice paid twice");
  telegram_.pay(payer, invoice->order, invoice->stars);
}

void BotPayers::tell(std::size_t at) {
  const auto news = till_.take_news(at);
  if (!news) return;
  const StarsTelegram::Payment& payment = till_.telegram().payments().at(news->charge);
  const auto payer = std::ranges::find(people_.all(), payment.payer, &Person::id);
  const Person told = payer == people_.all().end() ? Person{payment.payer, ""} : *payer;
  const bool brought = telegram_.tell_of_payment(told, payment, news->refunded);
  if (brought && !news->refunded) till_.check().may_be_told(news->charge);
}

}  // namespace ludice::sim

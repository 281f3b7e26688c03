// The two steps of a payment, and the way back.
#include "sandbox/payments.hpp"

namespace ludice::sandbox {
namespace {

json::object payment_of(const Invoice& invoice, const std::string& charge, std::int64_t person) {
  return {{"currency", "XTR"},
          {"total_amount", invoice.amount},
          {"invoice_payload", invoice.payload},
          {"telegram_payment_charge_id", charge},
          {"provider_payment_charge_id", std::to_string(person) + "_" + std::to_string(invoice.message)}};
}

}  // namespace

Api<std::int64_t> press_pay(World& world, Bot& bot, Person& person, std::int64_t message_id) {
  const Invoice* invoice = world.find_invoice(bot.id, message_id);
  const Message* message = world.find_message(bot.id, message_id);
  if (!invoice || !message) return refused(404, "no such invoice");
  const bool forwarded_copy = message->person != person.id;
  if (forwarded_copy && !invoice->start_parameter.empty())
    return refused(409, "a forwarded copy of this invoice has a link to the bot in place of its Pay button");
  if (person.stars < invoice->amount) return refused(409, "not enough Stars in the wallet");
  const Checkout& checkout = world.add_checkout(bot, person, *invoice);
  world.queue_update(bot, person, "pre_checkout_query",
                     {{"id", std::to_string(checkout.id)},
                      {"from", person.user()},
                      {"currency", "XTR"},
                      {"total_amount", invoice->amount},
                      {"invoice_payload", invoice->payload}});
  return checkout.id;
}

void take_payment(World& world, Bot& bot, Checkout& checkout) {
  Person* person = world.find_person(checkout.person);
  if (!person || person->stars < checkout.invoice.amount) {
    checkout.refusal = "not enough Stars in the wallet";
    return;
  }
  const std::string charge = "stx" + std::to_string(checkout.id);
  StarEntry entry;
  entry.bot = bot.id;
  entry.id = charge;
  entry.person = person->id;
  entry.amount = checkout.invoice.amount;
  entry.payload = checkout.invoice.payload;
  world.add_star_entry(std::move(entry));
  checkout.charge = charge;
  Chat& chat = world.chat(bot.id, person->id);
  chat.started = true;
  world.save(chat);
  const Message& message = world.add_message(
      bot, *person, false, {{"successful_payment", payment_of(checkout.invoice, charge, person->id)}});
  world.queue_update(bot, *person, "message", message.body);
}

void give_back(World& world, Bot& bot, const StarEntry& payment, RefundedBy who) {
  StarEntry entry = payment;
  entry.incoming = false;
  world.add_star_entry(entry);
  Person* person = world.find_person(entry.person);
  const bool by_bot = who == RefundedBy::bot;
  const Message& message =
      world.add_message(bot, *person, by_bot,
                        {{"refunded_payment", json::object{{"currency", "XTR"},
                                                           {"total_amount", entry.amount},
                                                           {"invoice_payload", entry.payload},
                                                           {"telegram_payment_charge_id", entry.id}}}});
  if (!by_bot) world.queue_update(bot, *person, "message", message.body);
}

}  // namespace ludice::sandbox

// A house that sells Stars, and what its people and Telegram do about them.
#pragma once

#include "bot/house.hpp"

#include <algorithm>
#include <string>

namespace ludice::bot {

struct StarsHouse : House {
  StarsHouse() {
    settings_.coins = {Coin::points, Coin::stars};
    open();
  }

  std::int64_t stars(const telegram::User& person) { return balance_in(person, Coin::stars); }

  /// Presses Top up and a pack; the invoice that comes.
  telegram::SendInvoice order(const telegram::User& person, const std::string& pack) {
    const auto before = telegram_.invoices.size();
    telegram_.type(person, "Top up 🔝");
    EXPECT_TRUE(tap(person, pack));
    EXPECT_TRUE(eventually([&] { return telegram_.invoices.size() > before; }));
    return telegram_.invoices.size() > before ? telegram_.invoices.back() : telegram::SendInvoice{};
  }

  /// Telegram asks whether it may take the payment; the question's id.
  std::string ask_to_pay(const telegram::User& person, const telegram::SendInvoice& invoice) {
    telegram::PreCheckoutQuery query;
    query.id = "c" + std::to_string(++checkouts_);
    query.from = person;
    query.currency = invoice.currency;
    query.total_amount = invoice.prices.front().amount;
    query.invoice_payload = invoice.payload;
    telegram::Update update;
    update.pre_checkout_query = query;
    telegram_.push(std::move(update));
    return query.id;
  }

  /// The same; what the bot answers.
  telegram::AnswerPreCheckoutQuery press_pay(const telegram::User& person,
                                             const telegram::SendInvoice& invoice) {
    const std::string id = ask_to_pay(person, invoice);
    const auto mine = [&](const auto& answer) { return answer.pre_checkout_query_id == id; };
    EXPECT_TRUE(eventually([&] { return std::ranges::any_of(telegram_.checkouts, mine); }));
    const auto found = std::ranges::find_if(telegram_.checkouts, mine);
    return found == telegram_.checkouts.end() ? telegram::AnswerPreCheckoutQuery{} : *found;
  }

  void took(const telegram::User& person, const telegram::SendInvoice& invoice, const std::string& charge) {
    telegram::Message message;
    message.message_id = 1;
    message.from = person;
    message.chat.id = person.id;
    message.date = clock_.now().seconds();
    message.successful_payment =
        telegram::SuccessfulPayment{"XTR", invoice.prices.front().amount, invoice.payload, charge, "p"};
    telegram::Update update;
    update.message = std::move(message);
    telegram_.push(std::move(update));
  }

  /// Telegram says that it has sent a payment of 50 back.
  void refunded(const telegram::User& person, const std::string& charge) {
    telegram::Message message;
    message.from = person;
    message.chat.id = person.id;
    message.date = clock_.now().seconds();
    message.refunded_payment = telegram::RefundedPayment{"XTR", 50, "", charge};
    telegram::Update update;
    update.message = std::move(message);
    telegram_.push(std::move(update));
  }

  void buy(const telegram::User& person, const std::string& pack, const std::string& charge) {
    const telegram::SendInvoice invoice = order(person, pack);
    EXPECT_TRUE(press_pay(person, invoice).ok);
    took(person, invoice, charge);
    EXPECT_TRUE(reads(person, charge));
  }

  int checkouts_ = 0;
};

}  // namespace ludice::bot

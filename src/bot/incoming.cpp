// Reading updates.
#include "bot/incoming.hpp"

#include "base/trim.hpp"

#include <algorithm>

namespace ludice::bot {
namespace {

Incoming from_person(const telegram::User& user, const telegram::Chat& chat) {
  Incoming in;
  in.user_id = user.id;
  in.chat_id = chat.id;
  in.private_chat = chat.type == "private";
  in.username = user.username.value_or("");
  in.language = user.language_code.value_or("");
  return in;
}

/// "/Play@our_bot now" is "play".
std::string command_of(std::string_view text) {
  std::string command(text.substr(1, text.find_first_of(" \n@") - 1));
  std::ranges::transform(command, command.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return command;
}

/// "/start topup" has "topup".
std::string parameter_of(std::string_view text) {
  const auto space = text.find(' ');
  return space == std::string_view::npos ? std::string() : std::string(trimmed(text.substr(space)));
}

void read_content(const telegram::Message& message, Incoming& in) {
  if (message.successful_payment) {
    in.kind = Incoming::Kind::paid;
    in.charge = message.successful_payment->telegram_payment_charge_id;
    in.amount = message.successful_payment->total_amount;
    in.text = message.successful_payment->invoice_payload;
  } else if (message.dice) {
    in.kind = Incoming::Kind::own_dice;
  } else if (message.forward_origin || !message.text) {
    in.kind = Incoming::Kind::other;
  } else if (message.text->starts_with('/')) {
    in.kind = Incoming::Kind::command;
    in.text = command_of(*message.text);
    in.parameter = parameter_of(*message.text);
  } else {
    in.kind = Incoming::Kind::text;
    in.text = *message.text;
  }
}

/// A service message, whoever it is from: the chat says whose money it was.
Incoming from_refund(const telegram::Message& message) {
  Incoming in;
  in.kind = Incoming::Kind::refunded;
  in.user_id = in.chat_id = message.chat.id;
  in.private_chat = message.chat.type == "private";
  in.charge = message.refunded_payment->telegram_payment_charge_id;
  in.sent_at = message.date;
  return in;
}

std::optional<Incoming> from_message(const telegram::Message& message, bool edited) {
  if (message.refunded_payment) return from_refund(message);
  if (!message.from || message.from->is_bot) return std::nullopt;
  Incoming in = from_person(*message.from, message.chat);
  in.sent_at = edited ? message.edit_date.value_or(message.date) : message.date;
  if (edited) {
    in.kind = Incoming::Kind::edited;
  } else {
    read_content(message, in);
  }
  return in;
}

Incoming from_tap(const telegram::CallbackQuery& query) {
  telegram::Chat chat;
  chat.id = query.from.id;
  if (query.message) chat = query.message->chat;
  Incoming in = from_person(query.from, chat);
  in.kind = Incoming::Kind::tap;
  in.text = query.data.value_or("");
  in.callback_id = query.id;
  if (query.message) in.message_id = query.message->message_id;
  return in;
}

}  // namespace

std::string_view to_string(Incoming::Kind kind) {
  switch (kind) {
    case Incoming::Kind::command:
      return "command";
    case Incoming::Kind::text:
      return "text";
    case Incoming::Kind::tap:
      return "tap";
    case Incoming::Kind::own_dice:
      return "own_dice";
    case Incoming::Kind::edited:
      return "edited";
    case Incoming::Kind::paid:
      return "paid";
    case Incoming::Kind::refunded:
      return "refunded";
    case Incoming::Kind::other:
      break;
  }
  return "other";
}

std::optional<Incoming> incoming_from(const telegram::Update& update) {
  std::optional<Incoming> in;
  if (update.message) {
    in = from_message(*update.message, false);
  } else if (update.edited_message) {
    in = from_message(*update.edited_message, true);
  } else if (update.callback_query) {
    in = from_tap(*update.callback_query);
  }
  if (in) in->update_id = update.update_id;
  return in;
}

}  // namespace ludice::bot

// Reading updates.
#include "bot/incoming.hpp"

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

void read_content(const telegram::Message& message, Incoming& in) {
  if (message.dice) {
    in.kind = Incoming::Kind::own_dice;
  } else if (message.forward_origin || !message.text) {
    in.kind = Incoming::Kind::other;
  } else if (message.text->starts_with('/')) {
    in.kind = Incoming::Kind::command;
    in.text = command_of(*message.text);
  } else {
    in.kind = Incoming::Kind::text;
    in.text = *message.text;
  }
}

std::optional<Incoming> from_message(const telegram::Message& message, bool edited) {
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

std::optional<Incoming> incoming_from(const telegram::Update& update) {
  if (update.message) return from_message(*update.message, false);
  if (update.edited_message) return from_message(*update.edited_message, true);
  if (update.callback_query) return from_tap(*update.callback_query);
  return std::nullopt;
}

}  // namespace ludice::bot

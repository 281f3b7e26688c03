// Records as JSON and back, field by field.
#include "sandbox/records.hpp"

#include <boost/json/value.hpp>

namespace ludice::sandbox {
namespace {

std::string text(const json::object& from, std::string_view name) {
  return std::string(from.at(name).as_string());
}

std::int64_t integer(const json::object& from, std::string_view name) {
  return from.at(name).as_int64();
}

bool flag(const json::object& from, std::string_view name) {
  return from.at(name).as_bool();
}

}  // namespace

json::object Person::user() const {
  json::object user{{"id", id}, {"is_bot", false}, {"first_name", name}};
  if (!username.empty()) user["username"] = username;
  user["language_code"] = language;
  return user;
}

json::object Person::private_chat() const {
  json::object chat{{"id", id}, {"first_name", name}};
  if (!username.empty()) chat["username"] = username;
  chat["type"] = "private";
  return chat;
}

json::object Bot::user() const {
  return {{"id", id}, {"is_bot", true}, {"first_name", name}, {"username", username}};
}

json::value to_json(const Person& person) {
  return {{"id", person.id},
          {"name", person.name},
          {"username", person.username},
          {"language", person.language},
          {"stars", person.stars}};
}

Person read_person(const json::object& from) {
  Person person{integer(from, "id"), text(from, "name"), text(from, "username"), text(from, "language")};
  if (from.contains("stars")) person.stars = integer(from, "stars");
  return person;
}

json::value to_json(const Bot& bot) {
  json::object out{{"id", bot.id},
                   {"token", bot.token},
                   {"name", bot.name},
                   {"username", bot.username},
                   {"next_message_id", bot.next_message_id},
                   {"next_update_id", bot.next_update_id}};
  if (bot.allowed_updates) {
    out["allowed_updates"] = json::array(bot.allowed_updates->begin(), bot.allowed_updates->end());
  }
  json::object& commands = out["commands"].emplace_object();
  for (const auto& [scope, list] : bot.commands) commands[scope] = list;
  if (!bot.webhook.url.empty()) {
    out["webhook"] = {{"url", bot.webhook.url},
                      {"secret", bot.webhook.secret},
                      {"max_connections", bot.webhook.max_connections}};
  }
  return out;
}

Bot read_bot(const json::object& from) {
  Bot bot{integer(from, "id"),
          text(from, "token"),
          text(from, "name"),
          text(from, "username"),
          integer(from, "next_message_id"),
          integer(from, "next_update_id"),
          {},
          {}};
  if (const auto* allowed = from.if_contains("allowed_updates")) {
    bot.allowed_updates.emplace();
    for (const auto& type : allowed->as_array()) bot.allowed_updates->insert(std::string(type.as_string()));
  }
  for (const auto& scope : from.at("commands").as_object()) {
    bot.commands[std::string(scope.key())] = scope.value().as_array();
  }
  if (const auto* webhook = from.if_contains("webhook")) {
    const json::object& set = webhook->as_object();
    bot.webhook.url = text(set, "url");
    bot.webhook.secret = text(set, "secret");
    bot.webhook.max_connections = integer(set, "max_connections");
  }
  return bot;
}

json::value to_json(const Chat& chat) {
  json::object out{
      {"bot", chat.bot}, {"person", chat.person}, {"started", chat.started}, {"blocked", chat.blocked}};
  if (chat.keyboard) {
    out["keyboard"] = *chat.keyboard;
    out["keyboard_message"] = chat.keyboard_message;
  }
  return out;
}

Chat read_chat(const json::object& from) {
  Chat chat{
      integer(from, "bot"), integer(from, "person"), flag(from, "started"), flag(from, "blocked"), {}, 0};
  if (const auto* keyboard = from.if_contains("keyboard")) {
    chat.keyboard = keyboard->as_object();
    chat.keyboard_message = integer(from, "keyboard_message");
  }
  return chat;
}

json::value to_json(const Message& message) {
  return {{"bot", message.bot},
          {"person", message.person},
          {"id", message.id},
          {"from_bot", message.from_bot},
          {"has_reply_keyboard", message.has_reply_keyboard},
          {"body", message.body}};
}

Message read_message(const json::object& from) {
  return {integer(from, "bot"),   integer(from, "person"),          integer(from, "id"),
          flag(from, "from_bot"), flag(from, "has_reply_keyboard"), from.at("body").as_object()};
}

json::value to_json(const PendingUpdate& update) {
  return {{"bot", update.bot}, {"id", update.id}, {"copies", update.copies}, {"body", update.body}};
}

PendingUpdate read_update(const json::object& from) {
  return {integer(from, "bot"), integer(from, "id"), static_cast<int>(integer(from, "copies")),
          from.at("body").as_object()};
}

json::value to_json(const Tap& tap) {
  json::object out{{"id", tap.id}, {"bot", tap.bot}, {"person", tap.person}, {"at", tap.at.ms}};
  if (tap.answer) out["answer"] = *tap.answer;
  return out;
}

Tap read_tap(const json::object& from) {
  Tap tap{integer(from, "id"), integer(from, "bot"), integer(from, "person"), {integer(from, "at")}, {}};
  if (const auto* answer = from.if_contains("answer")) tap.answer = answer->as_object();
  return tap;
}

json::value to_json(const Fault& fault) {
  return {{"method", fault.method},
          {"chat", fault.chat},
          {"kind", fault.kind},
          {"times", fault.times},
          {"retry_after", fault.retry_after},
          {"delay_ms", fault.delay_ms}};
}

Fault read_fault(const json::object& from) {
  return {text(from, "method"),
          integer(from, "chat"),
          text(from, "kind"),
          static_cast<int>(integer(from, "times")),
          static_cast<int>(integer(from, "retry_after")),
          integer(from, "delay_ms")};
}

json::value to_json(const Invoice& invoice) {
  return {{"bot", invoice.bot},
          {"message", invoice.message},
          {"payload", invoice.payload},
          {"amount", invoice.amount},
          {"start_parameter", invoice.start_parameter}};
}

Invoice read_invoice(const json::object& from) {
  return {integer(from, "bot"), integer(from, "message"), text(from, "payload"), integer(from, "amount"),
          text(from, "start_parameter")};
}

json::value to_json(const StarEntry& entry) {
  return {{"bot", entry.bot},           {"number", entry.number},  {"id", entry.id},
          {"incoming", entry.incoming}, {"person", entry.person},  {"amount", entry.amount},
          {"date", entry.date},         {"payload", entry.payload}};
}

StarEntry read_star_entry(const json::object& from) {
  return {integer(from, "bot"),    integer(from, "number"), text(from, "id"),      flag(from, "incoming"),
          integer(from, "person"), integer(from, "amount"), integer(from, "date"), text(from, "payload")};
}

json::value to_json(const File& file) {
  return {{"bot", file.bot}, {"number", file.number}, {"content", file.content}};
}

File read_file(const json::object& from) {
  return {integer(from, "bot"), integer(from, "number"), text(from, "content")};
}

}  // namespace ludice::sandbox

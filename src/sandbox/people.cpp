// People's acts and the updates they bring the bot.
#include "sandbox/people.hpp"

#include "sandbox/bot_targets.hpp"
#include "sandbox/forwards.hpp"
#include "sandbox/params.hpp"
#include "sandbox/text.hpp"

namespace ludice::sandbox {
namespace {

constexpr std::size_t kMaxNameUnits = 64;

/// Only who has not blocked the bot can write to it; writing begins the chat.
Api<Chat*> open_chat(World& world, const Bot& bot, const Person& person) {
  Chat& chat = world.chat(bot.id, person.id);
  if (chat.blocked) return refused(409, "this person has blocked the bot");
  if (!chat.started) {
    chat.started = true;
    world.save(chat);
  }
  return &chat;
}

Api<Message*> own_message(World& world, const Bot& bot, const Person& person, std::int64_t id) {
  Message* message = world.find_message(bot.id, id);
  if (!message || message->person != person.id) return refused(404, "no such message in this chat");
  return message;
}

Api<json::object> text_content(const World& world, std::string_view text) {
  if (!is_utf8(text)) return refused(400, "text must be UTF-8");
  const FormattedText formatted = finish({clean_text(text), {}});
  if (formatted.text.empty()) return refused(400, "text is empty");
  if (utf16_length(formatted.text) > kMaxTextUnits)
    return refused(400, "text is longer than 4096 characters");
  json::object content{{"text", formatted.text}};
  json::array entities = entity_objects(world, formatted.entities);
  if (!entities.empty()) content["entities"] = std::move(entities);
  return content;
}

std::int64_t post(World& world, Bot& bot, Person& person, json::object content) {
  const Message& message = world.add_message(bot, person, false, std::move(content));
  world.queue_update(bot, person, "message", message.body);
  return message.id;
}

json::object member(const Bot& bot, bool blocked) {
  json::object member{{"status", blocked ? "kicked" : "member"}, {"user", bot.user()}};
  if (blocked) member["until_date"] = 0;
  return member;
}

}  // namespace

json::object person_view(const Person& person) {
  json::object view{{"id", person.id}, {"name", person.name}};
  view["username"] = person.username.empty() ? json::value() : json::value(person.username);
  view["language"] = person.language;
  view["stars"] = person.stars;
  return view;
}

Api<json::object> put_person(World& world, const json::object& given) {
  const Params fields(given);
  Person* existing = nullptr;
  if (given.contains("id")) {
    existing = world.find_person(fields.integer("id").value_or(0));
    if (!existing) return refused(404, "no such person");
  }
  Person person = existing ? *existing : Person{};
  if (!existing || given.contains("name")) person.name = clean_text(fields.text("name"));
  if (given.contains("username")) person.username = fields.text("username");
  if (fields.has("language")) person.language = fields.text("language");
  if (fields.has("stars")) person.stars = fields.integer("stars").value_or(-1);
  if (person.stars < 0) return refused(400, "stars must be a whole number from 0");
  if (person.username.starts_with('@')) person.username.erase(0, 1);
  const bool utf8 = is_utf8(person.name) && is_utf8(person.username) && is_utf8(person.language);
  if (!utf8 || person.name.empty() || utf16_length(person.name) > kMaxNameUnits) {
    return refused(400, "name must have 1 to 64 characters");
  }
  const Person* namesake = world.person_called(person.username);
  if (namesake && namesake != existing) return refused(409, "this username is taken");
  if (!existing) return person_view(world.add_person(person));
  *existing = person;
  world.save(*existing);
  return person_view(*existing);
}

Api<Bot*> the_bot(World& world, std::int64_t bot) {
  if (bot != 0) {
    Bot* found = world.find_bot(bot);
    if (!found) return refused(404, "no such bot");
    return found;
  }
  if (world.bots().empty()) return refused(409, "no bot has connected yet");
  if (world.bots().size() > 1) return refused(400, "several bots are here: name one with \"bot\"");
  return world.find_bot(world.bots().begin()->first);
}

Api<Person*> the_person(World& world, std::int64_t id) {
  Person* person = world.find_person(id);
  if (!person) return refused(404, "no such person");
  return person;
}

Api<std::int64_t> send_text(World& world, Bot& bot, Person& person, std::string_view text) {
  auto content = text_content(world, text);
  if (!content) return std::unexpected(content.error());
  auto chat = open_chat(world, bot, person);
  if (!chat) return std::unexpected(chat.error());
  Chat& in = **chat;
  const auto* one_time = in.keyboard ? in.keyboard->if_contains("one_time_keyboard") : nullptr;
  const bool used_up = one_time && one_time->is_bool() && one_time->get_bool();
  if (used_up && find_button(*in.keyboard, content->at("text").as_string())) {
    in.keyboard.reset();
    world.save(in);
  }
  return post(world, bot, person, std::move(*content));
}

Api<std::int64_t> edit_text(World& world, Bot& bot, Person& person, std::int64_t id, std::string_view text) {
  auto message = own_message(world, bot, person, id);
  if (!message) return std::unexpected(message.error());
  json::object& body = (*message)->body;
  if ((*message)->from_bot || !body.contains("text") || body.contains("forward_origin")) {
    return refused(409, "only one's own texts can be edited");
  }
  auto content = text_content(world, text);
  if (!content) return std::unexpected(content.error());
  body.erase("entities");
  for (const auto& field : *content) body[field.key()] = field.value();
  body["edit_date"] = world.date();
  world.save(**message);
  world.queue_update(bot, person, "edited_message", body);
  return id;
}

Api<std::int64_t> forward(World& world, Bot& bot, Person& person, std::int64_t id) {
  auto message = own_message(world, bot, person, id);
  if (!message) return std::unexpected(message.error());
  if ((*message)->body.contains("has_protected_content")) return refused(409, "this message is protected");
  auto chat = open_chat(world, bot, person);
  if (!chat) return std::unexpected(chat.error());
  return post(world, bot, person, forwarded((*message)->body));
}

Api<std::int64_t> throw_dice(World& world, Bot& bot, Person& person, std::string_view emoji) {
  const auto known = dice_emoji(emoji);
  if (!known) return refused(400, "emoji is none of 🎲 🎯 🏀 ⚽ 🎳 🎰");
  auto chat = open_chat(world, bot, person);
  if (!chat) return std::unexpected(chat.error());
  json::object dice{{"emoji", *known}, {"value", world.roll(*known)}};
  return post(world, bot, person, json::object{{"dice", std::move(dice)}});
}

Api<Tapped> tap_button(World& world, Bot& bot, Person& person, std::int64_t id,
                       const std::optional<std::string>& data, std::string_view text) {
  auto message = own_message(world, bot, person, id);
  if (!message) return std::unexpected(message.error());
  std::string sent_data = data.value_or("");
  if (!data) {
    const auto* inline_keyboard = (*message)->body.if_contains("reply_markup");
    const json::object* button = inline_keyboard ? find_button(inline_keyboard->as_object(), text) : nullptr;
    const Chat& chat = world.chat(bot.id, person.id);
    if (!button && chat.keyboard && find_button(*chat.keyboard, text)) {
      auto sent = send_text(world, bot, person, text);
      return sent ? Api<Tapped>(Tapped{}) : std::unexpected(sent.error());
    }
    if (!button) return refused(404, "no button with this text");
    const Params fields(*button);
    if (fields.has("url")) return Tapped{0, fields.text("url")};
    if (!fields.has("callback_data")) return refused(409, "the sandbox offers nothing behind this button");
    sent_data = fields.text("callback_data");
  }
  if (sent_data.empty() || sent_data.size() > 64) return refused(400, "data must have 1 to 64 bytes");
  const Tap& tap = world.add_tap(bot, person);
  world.queue_update(bot, person, "callback_query",
                     {{"id", std::to_string(tap.id)},
                      {"from", person.user()},
                      {"message", (*message)->body},
                      {"chat_instance", std::to_string(bot.id * 1'000'003 + person.id)},
                      {"data", sent_data}});
  return Tapped{tap.id, ""};
}

Api<void> set_blocked(World& world, Bot& bot, Person& person, bool on) {
  Chat& chat = world.chat(bot.id, person.id);
  if (chat.blocked == on) return {};
  chat.blocked = on;
  world.save(chat);
  world.queue_update(bot, person, "my_chat_member",
                     {{"chat", person.private_chat()},
                      {"from", person.user()},
                      {"date", world.date()},
                      {"old_chat_member", member(bot, !on)},
                      {"new_chat_member", member(bot, on)}});
  return {};
}

json::object chat_view(const World& world, const Bot& bot, const Person& person, std::size_t most) {
  json::array messages;
  for (const Message* message : world.history(bot.id, person.id, most)) messages.push_back(message->body);
  json::object view{{"messages", std::move(messages)}, {"keyboard", nullptr}, {"blocked", false}};
  if (const Chat* chat = world.find_chat(bot.id, person.id)) {
    if (chat->keyboard) view["keyboard"] = *chat->keyboard;
    view["blocked"] = chat->blocked;
  }
  return view;
}

}  // namespace ludice::sandbox

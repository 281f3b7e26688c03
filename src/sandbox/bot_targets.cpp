// Looking up what a bot's call names, refusing in Telegram's words.
#include "sandbox/bot_targets.hpp"

#include "sandbox/text.hpp"

namespace ludice::sandbox {

Api<Person*> read_chat_id(World& world, const Bot& bot, const Params& params, std::string_view parameter) {
  if (!params.has(parameter)) return bad_request(std::string(parameter) + " is empty");
  const auto id = params.integer(parameter);
  Person* person = id ? world.find_person(*id) : nullptr;
  if (!person || !world.find_chat(bot.id, person->id)) return bad_request("chat not found");
  return person;
}

Api<Person*> read_writable_chat(World& world, const Bot& bot, const Params& params) {
  auto person = read_chat_id(world, bot, params);
  if (!person) return person;
  const Chat& chat = world.chat(bot.id, (*person)->id);
  if (chat.blocked) return forbidden("bot was blocked by the user");
  if (!chat.started) return forbidden("bot can't initiate conversation with a user");
  return person;
}

Api<Message*> read_message_id(World& world, const Bot& bot, const Person& person, const Params& params,
                              std::string_view role) {
  if (!params.has("message_id")) return bad_request("message identifier is not specified");
  const auto id = params.integer("message_id");
  Message* message = id ? world.find_message(bot.id, *id) : nullptr;
  if (!message || message->person != person.id) {
    return bad_request("message to " + std::string(role) + " not found");
  }
  return message;
}

Api<FormattedText> read_text(const Params& params) {
  auto text = parse_text(params.text("text"), params.text("parse_mode"));
  if (!text) return text;
  if (!params.has("parse_mode") && params.has("entities")) {
    auto given = params.structure("entities");
    if (!given || !given->is_array())
      return bad_request("can't parse entities: expected an Array of MessageEntity");
    auto entities = read_entities(given->get_array());
    if (!entities) return std::unexpected(entities.error());
    text->entities = std::move(*entities);
  }
  FormattedText finished = finish(std::move(*text));
  if (finished.text.empty()) return bad_request("message text is empty");
  if (utf16_length(finished.text) > kMaxTextUnits) return bad_request("message is too long");
  return finished;
}

Api<FormattedText> read_caption(const Params& params) {
  auto text = parse_text(params.text("caption"), params.text("parse_mode"));
  if (!text) return text;
  FormattedText finished = finish(std::move(*text));
  if (utf16_length(finished.text) > kMaxCaptionUnits) return bad_request("message caption is too long");
  return finished;
}

json::array entity_objects(const World& world, const std::vector<Entity>& entities) {
  json::array objects;
  for (const Entity& entity : entities) {
    json::object object{{"offset", entity.offset}, {"length", entity.length}, {"type", entity.type}};
    if (!entity.url.empty()) object["url"] = entity.url;
    if (!entity.language.empty()) object["language"] = entity.language;
    if (entity.type == "text_mention") {
      const auto person = world.people().find(entity.person_id);
      if (person == world.people().end()) continue;
      object["user"] = person->second.user();
    }
    objects.push_back(std::move(object));
  }
  return objects;
}

}  // namespace ludice::sandbox

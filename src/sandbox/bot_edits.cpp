// What changes a message that is there: edits, deletions; and the answer to a tap.
#include "sandbox/bot_calls.hpp"
#include "sandbox/bot_targets.hpp"
#include "sandbox/text.hpp"

namespace ludice::sandbox {
namespace {

constexpr std::size_t kMaxAnswerUnits = 200;
constexpr std::int64_t kDeletableFor_s = 48 * 3600;
constexpr std::int64_t kDiceUndeletableFor_s = 24 * 3600;

const char* const kNotModified =
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message";

/// The bot's own message that an edit names.
Api<Message*> editable_message(World& world, const Bot& bot, const Params& params) {
  if (params.has("inline_message_id")) return bad_request("MESSAGE_ID_INVALID");
  auto person = read_chat_id(world, bot, params);
  if (!person) return std::unexpected(person.error());
  auto message = read_message_id(world, bot, **person, params, "edit");
  if (!message) return message;
  const bool forwarded = (*message)->body.contains("forward_origin");
  if (!(*message)->from_bot || (*message)->has_reply_keyboard || forwarded) {
    return bad_request("message can't be edited");
  }
  return message;
}

Api<json::value> inline_markup(const Params& params) {
  auto markup = read_markup(params);
  if (!markup) return std::unexpected(markup.error());
  if (markup->kind == Markup::Kind::inline_keyboard) return json::value(markup->value);
  if (markup->kind != Markup::Kind::none) return bad_request("inline keyboard expected");
  return json::value();
}

const json::value& field(const json::object& body, std::string_view name) {
  static const json::value kMissing;
  const auto* found = body.if_contains(name);
  return found ? *found : kMissing;
}

void set_field(json::object& body, std::string_view name, json::value value) {
  if (value.is_null()) {
    body.erase(name);
  } else {
    body[name] = std::move(value);
  }
}

Api<void> erase(World& world, const Message& message) {
  const std::int64_t age_s = world.date() - message.body.at("date").as_int64();
  const bool young_dice = message.body.contains("dice") && age_s < kDiceUndeletableFor_s;
  if (age_s > kDeletableFor_s || young_dice) return bad_request("message can't be deleted for everyone");
  Chat& chat = world.chat(message.bot, message.person);
  if (chat.keyboard && chat.keyboard_message == message.id) {
    chat.keyboard.reset();
    world.save(chat);
  }
  world.erase_message(message);
  return {};
}

}  // namespace

Api<Reply> edit_message_text(World& world, Bot& bot, const Params& params) {
  auto text = read_text(params);
  if (!text) return std::unexpected(text.error());
  auto message = editable_message(world, bot, params);
  if (!message) return std::unexpected(message.error());
  auto markup = inline_markup(params);
  if (!markup) return std::unexpected(markup.error());
  json::object& body = (*message)->body;
  if (!body.contains("text")) return bad_request("there is no text in the message to edit");
  json::array entities = entity_objects(world, text->entities);
  const json::value new_entities = entities.empty() ? json::value() : json::value(std::move(entities));
  if (body.at("text") == json::value(text->text) && field(body, "entities") == new_entities &&
      field(body, "reply_markup") == *markup) {
    return bad_request(kNotModified);
  }
  body["text"] = text->text;
  set_field(body, "entities", new_entities);
  set_field(body, "reply_markup", *markup);
  body["edit_date"] = world.date();
  world.save(**message);
  return Reply{body, ""};
}

Api<Reply> edit_message_reply_markup(World& world, Bot& bot, const Params& params) {
  auto message = editable_message(world, bot, params);
  if (!message) return std::unexpected(message.error());
  auto markup = inline_markup(params);
  if (!markup) return std::unexpected(markup.error());
  json::object& body = (*message)->body;
  if (field(body, "reply_markup") == *markup) return bad_request(kNotModified);
  set_field(body, "reply_markup", *markup);
  world.save(**message);
  return Reply{body, ""};
}

Api<Reply> delete_message(World& world, Bot& bot, const Params& params) {
  auto person = read_chat_id(world, bot, params);
  if (!person) return std::unexpected(person.error());
  auto message = read_message_id(world, bot, **person, params, "delete");
  if (!message) return std::unexpected(message.error());
  if (auto erased = erase(world, **message); !erased) return std::unexpected(erased.error());
  return Reply{true, ""};
}

Api<Reply> delete_messages(World& world, Bot& bot, const Params& params) {
  auto person = read_chat_id(world, bot, params);
  if (!person) return std::unexpected(person.error());
  auto ids = params.structure("message_ids");
  if (!ids || !ids->is_array()) return bad_request("message identifiers are not specified");
  if (ids->get_array().size() > 100) return bad_request("too many messages to delete");
  // Those that are not there are passed over, as Telegram does.
  for (const auto& id : ids->get_array()) {
    const Message* message = id.is_int64() ? world.find_message(bot.id, id.get_int64()) : nullptr;
    if (message && message->person == (*person)->id) (void)erase(world, *message);
  }
  return Reply{true, ""};
}

Api<Reply> answer_callback_query(World& world, Bot& bot, const Params& params) {
  const std::string text = clean_text(params.text("text"));
  if (utf16_length(text) > kMaxAnswerUnits) return bad_request("MESSAGE_TOO_LONG");
  const auto id = params.integer("callback_query_id");
  Tap* tap = id ? world.find_tap(*id) : nullptr;
  if (!tap || tap->bot != bot.id || world.now() - tap->at > kTapLifetime) {
    return bad_request("query is too old and response timeout expired or query ID is invalid");
  }
  if (!tap->answer) {
    tap->answer =
        json::object{{"text", text}, {"show_alert", params.flag("show_alert")}, {"url", params.text("url")}};
    world.save(*tap);
  }
  return Reply{true, ""};
}

}  // namespace ludice::sandbox

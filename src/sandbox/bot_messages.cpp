// What makes a message: sendMessage, sendDice, forwardMessage, copyMessage (and sendChatAction, which
// makes none).
#include "sandbox/bot_calls.hpp"
#include "sandbox/bot_targets.hpp"
#include "sandbox/forwards.hpp"
#include "sandbox/text.hpp"

#include <algorithm>
#include <array>

namespace ludice::sandbox {
namespace {

/// The refusal of a call that comes too soon after others.
Api<void> pass_rate_limit(World& world, const Bot& bot, const Person& person) {
  const int wait = world.rate_limit().take(bot.id, person.id, world.now());
  if (wait == 0) return {};
  const std::string description = "Too Many Requests: retry after " + std::to_string(wait);
  return std::unexpected(ApiError{429, description, wait});
}

/// Puts the message that is replied to into `content`.
Api<void> add_reply(World& world, const Bot& bot, const Person& person, const Params& params,
                    json::object& content) {
  auto given = params.structure("reply_parameters");
  if (!given) return std::unexpected(given.error());
  if (!given->is_object()) return {};
  const Params reply(given->get_object());
  const auto id = reply.integer("message_id");
  const Message* replied = id ? world.find_message(bot.id, *id) : nullptr;
  if (!replied || replied->person != person.id) {
    if (reply.flag("allow_sending_without_reply")) return {};
    return bad_request("message to be replied not found");
  }
  json::object shown = replied->body;
  shown.erase("reply_to_message");
  content["reply_to_message"] = std::move(shown);
  return {};
}

void apply_keyboard(World& world, Message& message, const Markup& markup) {
  if (markup.kind == Markup::Kind::none || markup.kind == Markup::Kind::inline_keyboard) return;
  message.has_reply_keyboard = true;
  world.save(message);
  if (markup.kind == Markup::Kind::force_reply) return;
  Chat& chat = world.chat(message.bot, message.person);
  chat.keyboard.reset();
  if (markup.kind == Markup::Kind::reply_keyboard) chat.keyboard = markup.value;
  chat.keyboard_message = message.id;
  world.save(chat);
}

/// The message that forwardMessage and copyMessage name, in any chat of this bot.
Api<Message*> source_message(World& world, const Bot& bot, const Params& params, std::string_view role) {
  auto from = read_chat_id(world, bot, params, "from_chat_id");
  if (!from) return std::unexpected(from.error());
  return read_message_id(world, bot, **from, params, role);
}

}  // namespace

Api<Reply> deliver(World& world, Bot& bot, Person& person, const Params& params, const json::object& content,
                   const std::string& dice) {
  auto markup = read_markup(params);
  if (!markup) return std::unexpected(markup.error());
  json::object body;
  if (auto replied = add_reply(world, bot, person, params, body); !replied) {
    return std::unexpected(replied.error());
  }
  if (auto passed = pass_rate_limit(world, bot, person); !passed) return std::unexpected(passed.error());
  for (const auto& field : content) body[field.key()] = field.value();
  if (!dice.empty()) body["dice"] = json::object{{"emoji", dice}, {"value", world.roll(dice)}};
  if (params.flag("protect_content")) body["has_protected_content"] = true;
  if (markup->kind == Markup::Kind::inline_keyboard) body["reply_markup"] = markup->value;
  Message& message = world.add_message(bot, person, true, std::move(body));
  apply_keyboard(world, message, *markup);
  return Reply{message.body, ""};
}

Api<Reply> send_message(World& world, Bot& bot, const Params& params) {
  auto text = read_text(params);
  if (!text) return std::unexpected(text.error());
  auto person = read_writable_chat(world, bot, params);
  if (!person) return std::unexpected(person.error());
  json::object content{{"text", text->text}};
  json::array entities = entity_objects(world, text->entities);
  if (!entities.empty()) content["entities"] = std::move(entities);
  return deliver(world, bot, **person, params, content);
}

Api<Reply> send_dice(World& world, Bot& bot, const Params& params) {
  const auto emoji = dice_emoji(params.has("emoji") ? params.text("emoji") : "🎲");
  if (!emoji) return bad_request("EMOTICON_INVALID");
  auto person = read_writable_chat(world, bot, params);
  if (!person) return std::unexpected(person.error());
  return deliver(world, bot, **person, params, {}, *emoji);
}

Api<Reply> forward_message(World& world, Bot& bot, const Params& params) {
  auto person = read_writable_chat(world, bot, params);
  if (!person) return std::unexpected(person.error());
  auto source = source_message(world, bot, params, "forward");
  if (!source) return std::unexpected(source.error());
  if ((*source)->body.contains("has_protected_content")) {
    return bad_request("message has protected content and can't be forwarded");
  }
  Params passed_on;
  passed_on.set("protect_content", params.flag("protect_content"));
  return deliver(world, bot, **person, passed_on, forwarded((*source)->body));
}

Api<Reply> copy_message(World& world, Bot& bot, const Params& params) {
  auto person = read_writable_chat(world, bot, params);
  if (!person) return std::unexpected(person.error());
  auto source = source_message(world, bot, params, "copy");
  if (!source) return std::unexpected(source.error());
  json::object content;
  for (const auto* name : {"text", "entities"}) {
    if (const auto* field = (*source)->body.if_contains(name)) content[name] = *field;
  }
  const auto* dice = (*source)->body.if_contains("dice");
  const std::string emoji = dice ? std::string(dice->at("emoji").as_string()) : "";  // a copy falls anew
  auto sent = deliver(world, bot, **person, params, content, emoji);
  if (!sent) return sent;
  return Reply{json::object{{"message_id", sent->result.at("message_id")}}, ""};
}

Api<Reply> send_chat_action(World& world, Bot& bot, const Params& params) {
  static constexpr auto kActions = std::to_array<std::string_view>(
      {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
       "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"});
  if (std::ranges::find(kActions, params.text("action")) == kActions.end()) {
    return bad_request("wrong parameter action in request");
  }
  auto person = read_writable_chat(world, bot, params);
  if (!person) return std::unexpected(person.error());
  return Reply{true, ""};
}

}  // namespace ludice::sandbox

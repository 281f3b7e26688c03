// What the calls of a bot name: chats and messages, with Telegram's refusals.
#pragma once

#include "sandbox/entities.hpp"
#include "sandbox/keyboards.hpp"
#include "sandbox/world.hpp"

namespace ludice::sandbox {

/// The person whose private chat `parameter` names, where the bot has ever met him.
Api<Person*> read_chat_id(World& world, const Bot& bot, const Params& params,
                          std::string_view parameter = "chat_id");

/// The same, and the bot may write there: begun by the person, not blocked.
Api<Person*> read_writable_chat(World& world, const Bot& bot, const Params& params);

/// The message `message_id` in that person's chat. `role` words the refusal: "message to <role> not found".
Api<Message*> read_message_id(World& world, const Bot& bot, const Person& person, const Params& params,
                              std::string_view role);

/// `text` with `parse_mode` or `entities`, trimmed, not empty, not too long.
Api<FormattedText> read_text(const Params& params);
/// The same of a caption, which may be empty.
Api<FormattedText> read_caption(const Params& params);

/// Entities as Bot API objects; mentions of unknown people are left out.
json::array entity_objects(const World& world, const std::vector<Entity>& entities);

inline constexpr std::size_t kMaxTextUnits = 4096;
inline constexpr std::size_t kMaxCaptionUnits = 1024;

}  // namespace ludice::sandbox

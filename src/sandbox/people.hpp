// What people do: write, tap, forward, edit, throw dice, block. Each act is refused with words for the
// caller of /sim (400 wrong, 404 not there, 409 not now).
#pragma once

#include "sandbox/world.hpp"

namespace ludice::sandbox {

/// `{name, username?, language?, stars?}`; with `id` that person is changed. Answers `{id, name, username,
/// language, stars}`.
Api<json::object> put_person(World& world, const json::object& given);
json::object person_view(const Person& person);

/// The bot that `bot` names; where it is 0, the only one there is.
Api<Bot*> the_bot(World& world, std::int64_t bot);
Api<Person*> the_person(World& world, std::int64_t id);

/// These answer with the number of the new or changed message.
Api<std::int64_t> send_text(World& world, Bot& bot, Person& person, std::string_view text);
Api<std::int64_t> edit_text(World& world, Bot& bot, Person& person, std::int64_t message,
                            std::string_view text);
Api<std::int64_t> forward(World& world, Bot& bot, Person& person, std::int64_t message);
Api<std::int64_t> throw_dice(World& world, Bot& bot, Person& person, std::string_view emoji);

/// What became of a tap: a callback query to wait for, a link to open, or a text that was sent.
struct Tapped {
  std::int64_t tap = 0;  ///< above 0: the bot owes an answer
  std::string url;
};

/// With `data` as any client may send it, on the keyboard or not; with `text` a button that is there.
Api<Tapped> tap_button(World& world, Bot& bot, Person& person, std::int64_t message,
                       const std::optional<std::string>& data, std::string_view text);

Api<void> set_blocked(World& world, Bot& bot, Person& person, bool on);

/// `{"messages":[…],"keyboard":…,"blocked":…}` as that person sees it, with the newest `most` messages.
json::object chat_view(const World& world, const Bot& bot, const Person& person, std::size_t most);

}  // namespace ludice::sandbox

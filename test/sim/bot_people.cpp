// What they do, and how often.
#include "sim/bot_people.hpp"

#include <array>

namespace ludice::sim {
namespace {

constexpr std::int64_t kFirstPerson = 5'001;
constexpr std::int64_t kPeople = 3;
constexpr std::int64_t kPatience = 8;  ///< one in so many acts before anything has changed

}  // namespace

BotPeople::BotPeople(World& world, TelegramServer& telegram) : world_(world), telegram_(telegram) {
  for (std::int64_t i = 0; i < kPeople; ++i) {
    const std::string name = i == 1 ? "" : "person_" + std::to_string(i);
    people_.push_back({kFirstPerson + i, name});
  }
}

void BotPeople::act() {
  Dice& dice = world_.dice;
  Person& person = dice.pick(people_);
  const Chat& chat = telegram_.chat(person.id);
  std::size_t& seen = seen_[person.id];
  const std::size_t shown = chat.told.size() + chat.messages.size();
  if (seen == shown && !dice.one_in(kPatience)) return;
  seen = shown;
  if (chat.messages.empty()) {
    telegram_.say(person, "/start");
    return;
  }
  const std::int64_t draw = dice.between(1, 100);
  if (draw <= 66) return tap_latest(person);
  if (draw <= 72) return tap_any(person);
  if (draw <= 84 && !chat.keyboard.empty()) {
    telegram_.say(person, chat.keyboard.front());
    return;
  }
  if (draw <= 96) return type(person);
  if (draw <= 98) return interfere(person);
  if (!person.username.empty() && dice.one_in(3)) {
    world_.tally.count("person changes the name");
    person.username += "x";
  }
}

void BotPeople::come_in(const Person& person) {
  const Chat& chat = telegram_.chat(person.id);
  if (!chat.keyboard.empty()) return;
  if (chat.messages.empty()) {
    telegram_.say(person, "/start");
  } else {
    tap_latest(person);
  }
}

/// What the bot asks for now.
void BotPeople::tap_latest(const Person& person) {
  const Chat& chat = telegram_.chat(person.id);
  for (auto message = chat.messages.rbegin(); message != chat.messages.rend(); ++message) {
    const auto& buttons = message->second.buttons;
    if (buttons.empty() || buttons.front().starts_with("history")) continue;
    // The first stake offered is everybody's favourite, so that people meet; in the shop it is the way out.
    const std::string& first = buttons.front().starts_with("star") ? buttons.back() : buttons.front();
    const std::string data = world_.dice.one_in(3) ? world_.dice.pick(buttons) : first;
    if (data.starts_with("cancel") && !world_.dice.one_in(20)) return;
    tap(person, message->first, data);
    if (!world_.dice.one_in(10)) return;
    world_.tally.count("tapped twice");
    tap(person, message->first, data);
    return;
  }
}

void BotPeople::tap_any(const Person& person) {
  std::vector<std::pair<std::int64_t, std::string>> buttons;
  for (const auto& [id, message] : telegram_.chat(person.id).messages) {
    for (const std::string& data : message.buttons) buttons.emplace_back(id, data);
  }
  if (buttons.empty()) return;
  const auto& [message, data] = world_.dice.pick(buttons);
  world_.tally.count("tapped something old");
  tap(person, message, data);
}

void BotPeople::tap(const Person& person, std::int64_t message, const std::string& data) {
  world_.tally.count("tap " + data.substr(0, data.find(':')));
  telegram_.tap(person, message, data);
}

void BotPeople::type(const Person& person) {
  static constexpr std::array kTexts = {"10",    "10",       "20",      "11.5",   "-3",   "/play",
                                        "/menu", "/profile", "/cancel", "/start", "what?"};
  const Chat& chat = telegram_.chat(person.id);
  switch (world_.dice.between(1, 12)) {
    case 1:
      telegram_.send_dice(person);
      return;
    case 2:
      telegram_.edit(person, "20");
      return;
    case 3:
      if (!chat.keyboard.empty()) telegram_.say(person, world_.dice.pick(chat.keyboard));
      return;
    case 4:
    case 5:
    case 6:
    case 7:
      return help(person);
    default:
      telegram_.say(person, kTexts[static_cast<std::size_t>(world_.dice.next() % kTexts.size())]);
  }
}

void BotPeople::interfere(const Person& person) {
  Chat& chat = telegram_.chat(person.id);
  if (chat.blocked) {
    chat.blocked = false;
  } else if (world_.dice.one_in(3)) {
    world_.tally.count("person blocks the bot");
    chat.blocked = chat.was_blocked = true;
  } else if (!chat.messages.empty()) {
    world_.tally.count("person deletes a message");
    chat.messages.erase(std::prev(chat.messages.end()));
  }
}

void BotPeople::help(const Person& person) {
  if (telegram_.say(person, "/help")) ++helps_[person.id];
}

void BotPeople::ask_for_help() {
  for (const Person& person : people_) help(person);
}

void BotPeople::unblock() {
  for (const Person& person : people_) telegram_.chat(person.id).blocked = false;
}

std::int64_t BotPeople::asked_for_help(std::int64_t person) const {
  const auto found = helps_.find(person);
  return found == helps_.end() ? 0 : found->second;
}

}  // namespace ludice::sim

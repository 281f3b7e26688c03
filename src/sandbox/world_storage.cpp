// The world as named documents: saving, loading, starting over.
#include "sandbox/world.hpp"

#include <algorithm>

namespace ludice::sandbox {
namespace {

constexpr std::string_view kSettings = "settings";

std::string key(std::string_view kind, std::int64_t a) {
  return std::string(kind) + "/" + std::to_string(a);
}

std::string key(std::string_view kind, std::int64_t a, std::int64_t b) {
  return key(kind, a) + "/" + std::to_string(b);
}

}  // namespace

void World::save(const Person& person) {
  changes_[key("person", person.id)] = to_json(person);
  view_changed(person.id);
}

void World::save(const Bot& bot) {
  changes_[key("bot", bot.id)] = to_json(bot);
}

void World::save(const Chat& chat) {
  changes_[key("chat", chat.bot, chat.person)] = to_json(chat);
  view_changed(chat.person);
}

void World::save(const Message& message) {
  changes_[key("message", message.bot, message.id)] = to_json(message);
  view_changed(message.person);
}

void World::save(const PendingUpdate& update) {
  changes_[key("update", update.bot, update.id)] = to_json(update);
}

void World::save(const Tap& tap) {
  changes_[key("tap", tap.id)] = to_json(tap);
}

void World::save_settings() {
  changes_[std::string(kSettings)] = settings();
}

json::value World::settings() const {
  json::array faults;
  for (const Fault& fault : faults_) faults.push_back(to_json(fault));
  return {{"clock_offset_ms", clock_offset_.count()},
          {"next_person_id", next_person_id_},
          {"next_tap_id", next_tap_id_},
          {"dice", dice_.state()},
          {"faults", std::move(faults)}};
}

World::Documents World::documents() const {
  Documents all;
  for (const auto& [id, person] : people_) all[key("person", id)] = to_json(person);
  for (const auto& [id, bot] : bots_) all[key("bot", id)] = to_json(bot);
  for (const auto& [id, chat] : chats_) all[key("chat", id.first, id.second)] = to_json(chat);
  for (const auto& [id, message] : messages_) all[key("message", id.first, id.second)] = to_json(message);
  for (const auto& [id, update] : updates_) all[key("update", id.first, id.second)] = to_json(update);
  for (const auto& [id, tap] : taps_) all[key("tap", id)] = to_json(tap);
  all[std::string(kSettings)] = settings();
  return all;
}

void World::load(const std::string& name, const json::value& document) {
  const json::object& from = document.as_object();
  const std::string_view kind = std::string_view(name).substr(0, name.find('/'));
  if (kind == "person") {
    const Person person = read_person(from);
    people_[person.id] = person;
  } else if (kind == "bot") {
    const Bot bot = read_bot(from);
    bots_[bot.id] = bot;
  } else if (kind == "chat") {
    const Chat chat = read_chat(from);
    chats_[{chat.bot, chat.person}] = chat;
  } else if (kind == "message") {
    const Message message = read_message(from);
    messages_[{message.bot, message.id}] = message;
    in_chat_[{message.bot, message.person}].insert(message.id);
  } else if (kind == "update") {
    const PendingUpdate update = read_update(from);
    updates_[{update.bot, update.id}] = update;
  } else if (kind == "tap") {
    const Tap tap = read_tap(from);
    taps_[tap.id] = tap;
  } else if (kind == kSettings) {
    clock_offset_ = Millis(from.at("clock_offset_ms").as_int64());
    next_person_id_ = std::max(next_person_id_, from.at("next_person_id").as_int64());
    next_tap_id_ = std::max(next_tap_id_, from.at("next_tap_id").as_int64());
    dice_.restore(from.at("dice").as_object());
    faults_.clear();
    for (const auto& fault : from.at("faults").as_array()) faults_.push_back(read_fault(fault.as_object()));
  }
}

void World::reset() {
  for (const auto& [name, document] : documents()) {
    if (!name.starts_with("bot/")) changes_[name] = nullptr;
  }
  people_.clear();
  chats_.clear();
  messages_.clear();
  in_chat_.clear();
  updates_.clear();
  taps_.clear();
  view_changes_.clear();
  faults_.clear();
  clock_offset_ = Millis{0};
  dice_.clear();
  rate_limit_.clear();
  ++last_view_change_;
  save_settings();
}

}  // namespace ludice::sandbox

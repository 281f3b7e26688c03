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

void World::save(const Invoice& invoice) {
  changes_[key("invoice", invoice.bot, invoice.message)] = to_json(invoice);
}

void World::save(const StarEntry& entry) {
  changes_[key("star", entry.bot, entry.number)] = to_json(entry);
}

void World::save(const File& file) {
  changes_[key("file", file.bot, file.number)] = to_json(file);
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

World::Documents World::take_changes() {
  Documents changes = std::exchange(changes_, {});
  changes.merge(ton_.take_changes());
  return changes;
}

World::Documents World::documents() const {
  Documents all = ton_.documents();
  for (const auto& [id, person] : people_) all[key("person", id)] = to_json(person);
  for (const auto& [id, bot] : bots_) all[key("bot", id)] = to_json(bot);
  for (const auto& [id, chat] : chats_) all[key("chat", id.first, id.second)] = to_json(chat);
  for (const auto& [id, message] : messages_) all[key("message", id.first, id.second)] = to_json(message);
  for (const auto& [id, update] : updates_) all[key("update", id.first, id.second)] = to_json(update);
  for (const auto& [id, tap] : taps_) all[key("tap", id)] = to_json(tap);
  for (const auto& [id, invoice] : invoices_) all[key("invoice", id.first, id.second)] = to_json(invoice);
  for (const auto& [id, entry] : star_entries_) all[key("star", id.first, id.second)] = to_json(entry);
  for (const auto& [id, file] : files_) all[key("file", id.first, id.second)] = to_json(file);
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
  } else if (kind == "invoice") {
    const Invoice invoice = read_invoice(from);
    invoices_[{invoice.bot, invoice.message}] = invoice;
  } else if (kind == "star") {
    const StarEntry entry = read_star_entry(from);
    star_entries_[{entry.bot, entry.number}] = entry;
  } else if (kind == "file") {
    const File file = read_file(from);
    files_[{file.bot, file.number}] = file;
  } else if (kind == "ton" || kind == "ton_row") {
    ton_.load(name, from);
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
    if (!name.starts_with("bot/") && !name.starts_with("ton")) changes_[name] = nullptr;
  }
  people_.clear();
  chats_.clear();
  messages_.clear();
  in_chat_.clear();
  updates_.clear();
  taps_.clear();
  invoices_.clear();
  star_entries_.clear();
  files_.clear();
  checkouts_.clear();
  view_changes_.clear();
  faults_.clear();
  clock_offset_ = Millis{0};
  dice_.clear();
  rate_limit_.clear();
  ton_.reset();
  ++last_view_change_;
  save_settings();
}

}  // namespace ludice::sandbox

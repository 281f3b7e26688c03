// Records and their numbering.
#include "sandbox/world.hpp"

#include "base/assert.hpp"
#include "sandbox/text.hpp"

#include <algorithm>
#include <charconv>

namespace ludice::sandbox {
namespace {

constexpr std::size_t kMaxTapsKept = 1000;

/// The number before the colon of a well-formed token, 0 where it is none.
std::int64_t token_bot_id(std::string_view token) {
  const std::size_t colon = token.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 15 || token.size() > 80) return 0;
  const std::string_view secret = token.substr(colon + 1);
  const auto secret_letter = [](char c) { return is_word(c) || c == '-'; };
  if (secret.size() < 3 || !std::ranges::all_of(secret, secret_letter)) return 0;
  std::int64_t id = 0;
  const auto read = std::from_chars(token.data(), token.data() + colon, id);
  return read.ec == std::errc() && read.ptr == token.data() + colon ? id : 0;
}

/// Telegram sends these types only to bots that name them.
bool is_default_update(std::string_view type) {
  return type != "chat_member" && type != "message_reaction" && type != "message_reaction_count";
}

}  // namespace

// Numbers start from the time of day, so that a world that starts empty gives none that an earlier one
// gave: whoever remembers a person, a message or an update never takes a new one for it.
World::World(const Clock& clock, Random& random, WorldOptions options)
    : clock_(clock),
      options_(std::move(options)),
      dice_(random, options_.seed),
      ton_(options_.ton_wallet),
      next_person_id_(clock.now().seconds()),
      next_tap_id_(clock.now().ms * 1000),
      first_view_change_(clock.now().ms),
      last_view_change_(first_view_change_) {}

void World::advance_clock(Millis by) {
  clock_offset_ += by;
  save_settings();
}

Person* World::find_person(std::int64_t id) {
  const auto found = people_.find(id);
  return found == people_.end() ? nullptr : &found->second;
}

const Person* World::person_called(std::string_view username) const {
  const std::string wanted = ascii_lower(username);
  for (const auto& [id, person] : people_) {
    if (!wanted.empty() && ascii_lower(person.username) == wanted) return &person;
  }
  return nullptr;
}

Person& World::add_person(Person person) {
  while (people_.contains(next_person_id_) || bots_.contains(next_person_id_)) ++next_person_id_;
  person.id = next_person_id_++;
  Person& added = people_.emplace(person.id, std::move(person)).first->second;
  save(added);
  save_settings();
  return added;
}

Bot* World::find_bot(std::int64_t id) {
  const auto found = bots_.find(id);
  return found == bots_.end() ? nullptr : &found->second;
}

Api<Bot*> World::open_bot(std::string_view token) {
  const std::int64_t id = token_bot_id(token);
  if (id == 0 || people_.contains(id)) return std::unexpected(ApiError{401, "Unauthorized", 0});
  if (Bot* bot = find_bot(id)) {
    if (bot->token != token) return std::unexpected(ApiError{401, "Unauthorized", 0});
    return bot;
  }
  const bool first = bots_.empty();
  Bot bot;
  bot.id = id;
  bot.token = token;
  bot.name = first ? options_.bot_name : options_.bot_name + " " + std::to_string(id);
  bot.username = first ? options_.bot_username : options_.bot_username + std::to_string(id) + "_bot";
  bot.next_message_id = std::max<std::int64_t>(1, clock_.now().seconds() - 1'600'000'000);
  bot.next_update_id = bot.next_message_id;
  Bot& added = bots_.emplace(id, std::move(bot)).first->second;
  save(added);
  ++last_view_change_;
  return &added;
}

Chat& World::chat(std::int64_t bot, std::int64_t person) {
  const auto [found, added] = chats_.try_emplace({bot, person}, Chat{bot, person, false, false, {}, 0});
  return found->second;
}

const Chat* World::find_chat(std::int64_t bot, std::int64_t person) const {
  const auto found = chats_.find({bot, person});
  return found == chats_.end() ? nullptr : &found->second;
}

Message* World::find_message(std::int64_t bot, std::int64_t id) {
  const auto found = messages_.find({bot, id});
  return found == messages_.end() ? nullptr : &found->second;
}

std::vector<const Message*> World::history(std::int64_t bot, std::int64_t person, std::size_t most) const {
  std::vector<const Message*> found;
  const auto numbers = in_chat_.find({bot, person});
  if (numbers == in_chat_.end()) return found;
  for (auto at = numbers->second.rbegin(); at != numbers->second.rend() && found.size() < most; ++at) {
    found.push_back(&messages_.at({bot, *at}));
  }
  std::ranges::reverse(found);
  return found;
}

Message& World::add_message(Bot& bot, Person& person, bool from_bot, json::object content) {
  const std::int64_t id = bot.next_message_id++;
  json::object body{{"message_id", id},
                    {"from", from_bot ? bot.user() : person.user()},
                    {"chat", person.private_chat()},
                    {"date", date()}};
  for (auto& field : content) body[field.key()] = std::move(field.value());
  Message message{bot.id, person.id, id, from_bot, false, std::move(body)};
  Message& added = messages_.emplace(PairKey{bot.id, id}, std::move(message)).first->second;
  std::set<std::int64_t>& numbers = in_chat_[{bot.id, person.id}];
  numbers.insert(id);
  if (numbers.size() > kMaxMessagesInChat) erase_message(messages_.at({bot.id, *numbers.begin()}));
  save(bot);
  save(added);
  return added;
}

void World::erase_message(const Message& message) {
  const PairKey key{message.bot, message.id};
  in_chat_[{message.bot, message.person}].erase(message.id);
  view_changed(message.person);
  changes_["message/" + std::to_string(key.first) + "/" + std::to_string(key.second)] = nullptr;
  messages_.erase(key);
  if (files_.erase(key) > 0)
    changes_["file/" + std::to_string(key.first) + "/" + std::to_string(key.second)] = nullptr;
}

void World::keep_file(File file) {
  const PairKey key{file.bot, file.number};
  File& kept = files_[key] = std::move(file);
  save(kept);
}

const File* World::find_file(std::int64_t bot, std::int64_t message) const {
  const auto found = files_.find({bot, message});
  return found == files_.end() ? nullptr : &found->second;
}

void World::queue_update(Bot& bot, const Person& person, std::string_view type, json::object body) {
  const bool wanted = bot.allowed_updates && !bot.allowed_updates->empty()
                          ? bot.allowed_updates->contains(std::string(type))
                          : is_default_update(type);
  if (!wanted) return;
  PendingUpdate update{bot.id, bot.next_update_id++, 1, {}};
  update.body["update_id"] = update.id;
  update.body[type] = std::move(body);
  if (take_fault("duplicate", "getupdates", person.id)) update.copies = 2;
  note({{"type", "update"}, {"bot", bot.id}, {"update", update.body}});
  save(bot);
  save(update);
  updates_.emplace(PairKey{bot.id, update.id}, std::move(update));
}

std::vector<const PendingUpdate*> World::pending(std::int64_t bot) const {
  std::vector<const PendingUpdate*> found;
  for (auto at = updates_.lower_bound({bot, 0}); at != updates_.end() && at->first.first == bot; ++at) {
    found.push_back(&at->second);
  }
  return found;
}

void World::confirm(std::int64_t bot, std::int64_t before_id) {
  for (auto at = updates_.lower_bound({bot, 0});
       at != updates_.end() && at->first < PairKey{bot, before_id};) {
    if (--at->second.copies > 0) {
      save(at->second);
      ++at;
    } else {
      changes_["update/" + std::to_string(bot) + "/" + std::to_string(at->second.id)] = nullptr;
      at = updates_.erase(at);
    }
  }
}

void World::drop_pending(std::int64_t bot) {
  for (const PendingUpdate* update : pending(bot)) updates_.at({bot, update->id}).copies = 1;
  if (const Bot* found = find_bot(bot)) confirm(bot, found->next_update_id);
}

Tap& World::add_tap(const Bot& bot, const Person& person) {
  while (taps_.size() >= kMaxTapsKept) erase_tap(taps_.begin()->first);
  const std::int64_t id = next_tap_id_++;
  Tap& tap = taps_.emplace(id, Tap{id, bot.id, person.id, now(), {}}).first->second;
  save(tap);
  save_settings();
  return tap;
}

void World::erase_tap(std::int64_t id) {
  changes_["tap/" + std::to_string(id)] = nullptr;
  taps_.erase(id);
}

Tap* World::find_tap(std::int64_t id) {
  const auto found = taps_.find(id);
  return found == taps_.end() ? nullptr : &found->second;
}

int World::roll(const std::string& emoji) {
  const int value = dice_.roll(emoji);
  LUDICE_ASSERT(value >= 1 && value <= dice_faces(emoji));
  save_settings();
  return value;
}

void World::ask_for_dice(const std::string& emoji, int value) {
  dice_.ask_for(emoji, value);
  save_settings();
}

void World::add_fault(Fault fault) {
  faults_.push_back(std::move(fault));
  save_settings();
}

void World::clear_faults() {
  faults_.clear();
  save_settings();
}

std::optional<Fault> World::take_fault(std::string_view kind_or_any, std::string_view method,
                                       std::int64_t chat) {
  const auto fits = [&](const Fault& fault) {
    const bool kind_fits = kind_or_any.empty() ? fault.kind != "duplicate" : fault.kind == kind_or_any;
    return kind_fits && (fault.method.empty() || fault.method == method) &&
           (fault.chat == 0 || fault.chat == chat);
  };
  const auto found = std::ranges::find_if(faults_, fits);
  if (found == faults_.end()) return std::nullopt;
  Fault taken = *found;
  if (--found->times <= 0) faults_.erase(found);
  save_settings();
  return taken;
}

std::vector<std::int64_t> World::views_changed_since(std::int64_t number) const {
  const bool from_before_the_start = number < first_view_change_ || number > last_view_change_;
  std::vector<std::int64_t> changed;
  for (const auto& [id, person] : people_) {
    const auto at = view_changes_.find(id);
    if (from_before_the_start || (at != view_changes_.end() && at->second > number)) changed.push_back(id);
  }
  return changed;
}

void World::view_changed(std::int64_t person) {
  view_changes_[person] = ++last_view_change_;
}

}  // namespace ludice::sandbox

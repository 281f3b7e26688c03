// The local Telegram itself: its records, their numbering, its clock, and what has changed. Pure and
// synchronous; used on one thread. What bots may do with it is in bot_calls.hpp, what people do in
// people.hpp. A record that was changed is saved (save), which puts it among the changes that the owner
// writes to disk before anybody is answered.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "sandbox/api_error.hpp"
#include "sandbox/dice.hpp"
#include "sandbox/rate_limit.hpp"
#include "sandbox/records.hpp"
#include "sandbox/ton_chain.hpp"

#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace ludice::sandbox {

struct WorldOptions {
  bool strict = false;  ///< unknown parameters of Bot API calls are refused
  std::optional<std::uint64_t> seed;
  std::string bot_name = "Sandbox bot";                  ///< how a bot is called that opens itself
  std::string bot_username = "sandbox_bot";              ///< the second one gets its id put behind
  domain::TonAddress ton_wallet = made_up_ton_wallet();  ///< the one that is watched
};

class World {
 public:
  World(const Clock& clock, Random& random, WorldOptions options);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const WorldOptions& options() const { return options_; }
  Instant now() const { return clock_.now() + clock_offset_; }
  std::int64_t date() const { return now().seconds(); }
  void advance_clock(Millis by);

  // People. References to records stay good until the record is erased.
  const std::map<std::int64_t, Person>& people() const { return people_; }
  Person* find_person(std::int64_t id);
  const Person* person_called(std::string_view username) const;
  Person& add_person(Person person);

  // Bots
  const std::map<std::int64_t, Bot>& bots() const { return bots_; }
  Bot* find_bot(std::int64_t id);
  /// The bot of this token, made where its id is new. 401 where the token is none or another's.
  Api<Bot*> open_bot(std::string_view token);

  // Chats and messages
  Chat& chat(std::int64_t bot, std::int64_t person);
  const Chat* find_chat(std::int64_t bot, std::int64_t person) const;
  Message* find_message(std::int64_t bot, std::int64_t id);
  /// The newest `most` messages of a chat, oldest first.
  std::vector<const Message*> history(std::int64_t bot, std::int64_t person, std::size_t most) const;
  /// Numbers the message, dates it, and saves it; `content` is what follows message_id, from, chat, date.
  Message& add_message(Bot& bot, Person& person, bool from_bot, json::object content);
  void erase_message(const Message& message);

  /// A file shown by a message; the message keeps it.
  void keep_file(File file);
  const File* find_file(std::int64_t bot, std::int64_t message) const;

  // Updates
  /// Queues `{update_id, type: body}` unless the bot does not want that type.
  void queue_update(Bot& bot, const Person& person, std::string_view type, json::object body);
  std::vector<const PendingUpdate*> pending(std::int64_t bot) const;
  void confirm(std::int64_t bot, std::int64_t before_id);
  void drop_pending(std::int64_t bot);

  // Taps on inline buttons
  Tap& add_tap(const Bot& bot, const Person& person);
  Tap* find_tap(std::int64_t id);

  // Stars (world_stars.cpp)
  void keep_invoice(Invoice invoice);
  const Invoice* find_invoice(std::int64_t bot, std::int64_t message) const;
  /// Numbers it and dates it; the wallet of its person follows.
  const StarEntry& add_star_entry(StarEntry entry);
  /// A bot's, in the order of time.
  std::vector<const StarEntry*> star_entries(std::int64_t bot) const;
  /// The row of a payment, or of its refund.
  const StarEntry* find_star_entry(std::int64_t bot, std::string_view id, bool incoming) const;
  std::int64_t stars_of(std::int64_t bot) const;
  Checkout& add_checkout(const Bot& bot, const Person& person, const Invoice& invoice);
  Checkout* find_checkout(std::int64_t id);

  // TON
  TonChain& ton() { return ton_; }
  const TonChain& ton() const { return ton_; }

  // Chance, limits, faults
  int roll(const std::string& emoji);
  void ask_for_dice(const std::string& emoji, int value);
  RateLimit& rate_limit() { return rate_limit_; }
  void add_fault(Fault fault);
  void clear_faults();
  /// Takes one use of the first fault that fits.
  std::optional<Fault> take_fault(std::string_view kind_or_any, std::string_view method, std::int64_t chat);

  void save(const Person& person);
  void save(const Bot& bot);
  void save(const Chat& chat);
  void save(const Message& message);
  void save(const Tap& tap);

  // What the owner takes out and puts back
  using Documents = std::map<std::string, json::value>;  ///< null: erased
  Documents take_changes();
  Documents documents() const;
  void load(const std::string& key, const json::value& document);

  /// Transcript entries made since the last call, without number and time.
  std::vector<json::object> take_notes() { return std::exchange(notes_, {}); }
  void note(json::object entry) { notes_.push_back(std::move(entry)); }

  // Whose view of his chats changed, for the page. Numbers grow, also behind a restart.
  std::int64_t last_view_change() const { return last_view_change_; }
  std::vector<std::int64_t> views_changed_since(std::int64_t number) const;
  void view_changed(std::int64_t person);

  /// Everything goes; numbers are not given twice.
  void reset();

 private:
  using PairKey = std::pair<std::int64_t, std::int64_t>;

  void save(const PendingUpdate& update);
  void save(const Invoice& invoice);
  void save(const StarEntry& entry);
  void save(const File& file);
  void save_settings();
  json::value settings() const;
  void erase_tap(std::int64_t id);

  const Clock& clock_;
  WorldOptions options_;
  Millis clock_offset_{0};
  DiceCup dice_;
  RateLimit rate_limit_;
  TonChain ton_;
  std::int64_t next_person_id_;
  std::int64_t next_tap_id_;
  std::vector<Fault> faults_;

  std::map<std::int64_t, Person> people_;
  std::map<std::int64_t, Bot> bots_;
  std::map<PairKey, Chat> chats_;                      ///< by bot and person
  std::map<PairKey, Message> messages_;                ///< by bot and number
  std::map<PairKey, std::set<std::int64_t>> in_chat_;  ///< numbers of messages, by bot and person
  std::map<PairKey, PendingUpdate> updates_;           ///< by bot and number
  std::map<std::int64_t, Tap> taps_;
  std::map<PairKey, Invoice> invoices_;        ///< by bot and message
  std::map<PairKey, StarEntry> star_entries_;  ///< by bot and number
  std::map<std::int64_t, Checkout> checkouts_;
  std::map<PairKey, File> files_;  ///< by bot and message

  Documents changes_;
  std::vector<json::object> notes_;
  std::int64_t first_view_change_;
  std::int64_t last_view_change_;
  std::map<std::int64_t, std::int64_t> view_changes_;  ///< by person
};

/// A chat keeps its newest messages; older ones go.
inline constexpr std::size_t kMaxMessagesInChat = 2'000;

/// How long a tap may be answered.
inline constexpr Millis kTapLifetime{60'000};
/// How long a pre-checkout may be answered (Bot API, answerPreCheckoutQuery).
inline constexpr Millis kCheckoutLifetime{10'000};

}  // namespace ludice::sandbox

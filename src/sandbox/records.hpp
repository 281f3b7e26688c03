// What the local Telegram consists of: people, bots, chats, messages, queued updates, taps, faults.
// Each record can be written as JSON and read back (World keeps them on disk that way). Messages and
// updates are kept as the Bot API objects they are.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace ludice::sandbox {

namespace json = boost::json;

struct Person {
  std::int64_t id = 0;
  std::string name;
  std::string username;  ///< without '@'; empty: none
  std::string language = "en";
  std::int64_t stars = kFirstStars;  ///< in the wallet

  static constexpr std::int64_t kFirstStars = 10'000;

  json::object user() const;          ///< as a Bot API User
  json::object private_chat() const;  ///< as a Bot API Chat
};

/// Where a bot wants its updates brought; an empty url: it asks for them.
struct WebhookRecord {
  std::string url;
  std::string secret;
  std::int64_t max_connections = 40;
  std::int64_t error_date = 0;  ///< of the last failure; 0: none
  std::string error;

  bool is_set_as(const WebhookRecord& other) const {
    return url == other.url && secret == other.secret && max_connections == other.max_connections;
  }
};

struct Bot {
  std::int64_t id = 0;
  std::string token;
  std::string name;
  std::string username;
  std::int64_t next_message_id = 1;
  std::int64_t next_update_id = 1;
  std::optional<std::set<std::string>> allowed_updates;  ///< none: Telegram's default
  std::map<std::string, json::array> commands;           ///< by "scope/language"
  WebhookRecord webhook = {};

  json::object user() const;
};

/// The private chat of one bot and one person.
struct Chat {
  std::int64_t bot = 0;
  std::int64_t person = 0;
  bool started = false;                  ///< the person has written to the bot
  bool blocked = false;                  ///< the person has blocked the bot
  std::optional<json::object> keyboard;  ///< the reply keyboard in force
  std::int64_t keyboard_message = 0;
};

struct Message {
  std::int64_t bot = 0;
  std::int64_t person = 0;
  std::int64_t id = 0;
  bool from_bot = false;
  bool has_reply_keyboard = false;  ///< such messages cannot be edited
  json::object body;                ///< the Bot API Message
};

struct PendingUpdate {
  std::int64_t bot = 0;
  std::int64_t id = 0;
  int copies = 1;  ///< how often it is delivered, confirmed or not
  json::object body;
};

struct Tap {
  std::int64_t id = 0;
  std::int64_t bot = 0;
  std::int64_t person = 0;
  Instant at;
  std::optional<json::object> answer;  ///< {text, show_alert, url}
};

/// What an invoice message does not show.
struct Invoice {
  std::int64_t bot = 0;
  std::int64_t message = 0;
  std::string payload;
  std::int64_t amount = 0;  ///< Stars
  std::string start_parameter;
};

/// A file that a bot has sent.
struct File {
  std::int64_t bot = 0;
  std::int64_t number = 0;  ///< of the message that shows it
  std::string content;      ///< base64
};

/// A row of a bot's list of Star transactions.
struct StarEntry {
  std::int64_t bot = 0;
  std::int64_t number = 0;  ///< from 1, in the order of time
  std::string id;           ///< a refund has that of its payment
  bool incoming = true;
  std::int64_t person = 0;
  std::int64_t amount = 0;
  std::int64_t date = 0;
  std::string payload;
};

/// A pre-checkout that the bot has to answer. Not kept: who restarts in the middle has not paid.
struct Checkout {
  std::int64_t id = 0;
  std::int64_t bot = 0;
  std::int64_t person = 0;
  Invoice invoice;
  Instant at;
  std::optional<std::string> charge;  ///< paid
  std::optional<std::string> refusal;
};

struct Fault {
  std::string method;     ///< lower case; empty: any
  std::int64_t chat = 0;  ///< 0: any
  std::string kind;
  int times = 1;
  int retry_after = 1;
  std::int64_t delay_ms = 0;
};

json::value to_json(const Person& person);
json::value to_json(const Bot& bot);
json::value to_json(const Chat& chat);
json::value to_json(const Message& message);
json::value to_json(const PendingUpdate& update);
json::value to_json(const Tap& tap);
json::value to_json(const Fault& fault);
json::value to_json(const Invoice& invoice);
json::value to_json(const StarEntry& entry);
json::value to_json(const File& file);

/// These throw boost::system::system_error or std::out_of_range where the JSON is none of ours.
Person read_person(const json::object& from);
Bot read_bot(const json::object& from);
Chat read_chat(const json::object& from);
Message read_message(const json::object& from);
PendingUpdate read_update(const json::object& from);
Tap read_tap(const json::object& from);
Fault read_fault(const json::object& from);
Invoice read_invoice(const json::object& from);
StarEntry read_star_entry(const json::object& from);
File read_file(const json::object& from);

}  // namespace ludice::sandbox

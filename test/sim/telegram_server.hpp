// Telegram as far as the bot sees it: chats with messages, dice, updates until they are confirmed. It
// refuses, asks for patience, fails before or after the effect, and gives updates twice or in another order.
#pragma once

#include "net/http_types.hpp"
#include "sim/world.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

namespace ludice::sim {

namespace json = boost::json;

inline const std::string kBotToken = "700001:a-token-of-the-simulation";

struct Person {
  std::int64_t id = 0;
  std::string username;
};

struct ChatMessage {
  std::string text;
  std::vector<std::string> buttons;  ///< what they carry
  std::string emoji;                 ///< of a dice
  std::int64_t value = 0;
  std::int64_t date = 0;
};

struct Chat {
  std::map<std::int64_t, ChatMessage> messages;  ///< by message_id; deleted ones are gone
  std::vector<std::string> keyboard;             ///< the labels below the chat
  std::vector<std::string> told;                 ///< every text that was sent or put in place of another
  bool blocked = false;                          ///< the bot is, by the person
  bool was_blocked = false;
};

/// Of every dice that ever fell.
struct FallenDice {
  std::string emoji;
  std::int64_t value = 0;
  std::int64_t date = 0;
};

class TelegramServer {
 public:
  explicit TelegramServer(World& world) : world_(world) {}

  /// One call of the Bot API; nothing where the poll goes on waiting.
  std::optional<net::HttpResponse> serve(const net::HttpRequest& request);

  // What people do. False where the update is lost before anybody has it.
  bool say(const Person& person, const std::string& text);
  bool tap(const Person& person, std::int64_t message, const std::string& data);
  bool send_dice(const Person& person);
  bool edit(const Person& person, const std::string& text);

  Chat& chat(std::int64_t id) { return chats_[id]; }
  std::map<std::int64_t, Chat>& chats() { return chats_; }
  /// By chat and message_id.
  const std::map<std::pair<std::int64_t, std::int64_t>, FallenDice>& dice() const { return dice_; }
  /// Those that the bot has not confirmed.
  bool has_updates() const { return !updates_.empty(); }
  /// The id of the latest update that was confirmed, and of the latest that came into being.
  std::int64_t confirmed() const { return confirmed_; }
  std::int64_t last_update() const { return last_update_; }

 private:
  using Answer = std::optional<net::HttpResponse>;
  Answer serve_method(const std::string& method, const json::object& call);
  void confirm(const json::object& call);
  Answer get_updates();
  Answer send(const std::string& method, const json::object& call);
  Answer edit_message(const json::object& call, bool text);
  Answer delete_message(const json::object& call);
  Answer trouble(const std::string& method);
  bool add_update(const char* kind, json::object content);
  json::object message_of(const Person& person);
  json::object shown(std::int64_t chat, std::int64_t message) const;
  std::int64_t now_s() const { return world_.server_time().seconds(); }

  World& world_;
  std::map<std::int64_t, Chat> chats_;
  std::map<std::pair<std::int64_t, std::int64_t>, FallenDice> dice_;
  std::deque<std::pair<std::int64_t, json::object>> updates_;
  std::vector<json::object> old_;  ///< confirmed ones that may come once more
  std::int64_t last_update_ = 0;
  std::int64_t confirmed_ = 0;
  std::int64_t last_message_ = 0;
  std::int64_t last_query_ = 0;
};

}  // namespace ludice::sim

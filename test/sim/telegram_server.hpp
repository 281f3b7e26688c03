// Telegram as far as the bot sees it: chats with messages, dice, updates until they are confirmed. It
// refuses, asks for patience, fails before or after the effect, and gives updates twice or in another order.
// Of Stars it has the invoices and what people and the bot say of them; the rest is payments_telegram's.
#pragma once

#include "net/http_types.hpp"
#include "sim/payments_telegram.hpp"
#include "sim/world.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ludice::sim {

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
  std::string order;       ///< of an invoice
  std::int64_t stars = 0;  ///< that it asks for
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
  TelegramServer(World& world, StarsTelegram& stars) : world_(world), stars_(stars) {}

  /// One call of the Bot API; nothing where the poll goes on waiting.
  std::optional<net::HttpResponse> serve(const net::HttpRequest& request);

  // What people do. False where the update is lost before anybody has it.
  bool say(const Person& person, const std::string& text);
  bool tap(const Person& person, std::int64_t message, const std::string& data);
  bool send_dice(const Person& person);
  bool edit(const Person& person, const std::string& text);
  /// Confirms a payment in his wallet; false also where that has too little.
  bool pay(const Person& person, const std::string& order, std::int64_t stars);
  /// What Telegram tells once it took a payment or gave it back.
  bool tell_of_payment(const Person& payer, const StarsTelegram::Payment& payment, bool refunded);

  Chat& chat(std::int64_t id) { return chats_[id]; }
  std::map<std::int64_t, Chat>& chats() { return chats_; }
  /// By chat and message_id.
  const std::map<std::pair<std::int64_t, std::int64_t>, FallenDice>& dice() const { return dice_; }
  /// Those that the bot has not confirmed.
  bool has_updates() const { return !updates_.empty(); }
  /// Whether the bot need not keep this update: a question that is answered or void.
  bool is_fleeting(std::int64_t update) const { return fleeting_.contains(update); }
  /// Whether an invoice of this order for so many Stars was sent to this chat.
  bool has_sent_invoice(const std::string& order, std::int64_t chat, std::int64_t stars) const;
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
  Answer answer_pre_checkout(const json::object& call);
  void take_invoice(const json::object& call, ChatMessage& message);
  Answer trouble(const std::string& method);
  bool add_update(const char* kind, json::object content);
  json::object message_of(const Person& person);
  json::object shown(std::int64_t chat, std::int64_t message) const;
  std::int64_t now_s() const { return world_.server_time().seconds(); }

  World& world_;
  StarsTelegram& stars_;
  std::map<std::int64_t, Chat> chats_;
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> invoices_;  ///< order: chat and Stars
  std::set<std::int64_t> fleeting_;
  std::map<std::pair<std::int64_t, std::int64_t>, FallenDice> dice_;
  std::deque<std::pair<std::int64_t, json::object>> updates_;
  std::vector<json::object> old_;  ///< confirmed ones that may come once more
  std::int64_t last_update_ = 0;
  std::int64_t confirmed_ = 0;
  std::int64_t last_message_ = 0;
  std::int64_t last_query_ = 0;
};

}  // namespace ludice::sim

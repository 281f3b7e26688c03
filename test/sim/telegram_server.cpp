// The methods of the Bot API that the bot calls, and the updates.
#include "sim/telegram_server.hpp"

#include <algorithm>

namespace ludice::sim {
namespace {

using Answer = std::optional<net::HttpResponse>;

constexpr std::size_t kMostUpdates = 100;
constexpr std::size_t kMostOld = 5;

net::HttpResponse response(int status, const json::object& body) {
  net::HttpResponse made;
  made.status = status;
  made.body = json::serialize(body);
  return made;
}

Answer ok(json::value result) {
  json::object body;
  body["ok"] = true;
  body["result"] = std::move(result);
  return response(200, body);
}

Answer refusal(int code, const std::string& description) {
  json::object body;
  body["ok"] = false;
  body["error_code"] = code;
  body["description"] = description;
  return response(code, body);
}

std::vector<std::string> buttons_of(const json::object& call) {
  std::vector<std::string> buttons;
  const json::value* markup = call.if_contains("reply_markup");
  const json::value* rows = markup == nullptr ? nullptr : markup->as_object().if_contains("inline_keyboard");
  if (rows == nullptr) return buttons;
  for (const json::value& row : rows->as_array()) {
    for (const json::value& button : row.as_array()) {
      buttons.emplace_back(button.at("callback_data").as_string());
    }
  }
  return buttons;
}

void take_keyboard(const json::object& call, Chat& chat) {
  const json::value* markup = call.if_contains("reply_markup");
  const json::value* rows = markup == nullptr ? nullptr : markup->as_object().if_contains("keyboard");
  if (rows == nullptr) return;
  chat.keyboard.clear();
  for (const json::value& row : rows->as_array()) {
    for (const json::value& label : row.as_array()) chat.keyboard.emplace_back(label.at("text").as_string());
  }
}

json::object chat_json(std::int64_t id) {
  json::object chat;
  chat["id"] = id;
  chat["type"] = "private";
  return chat;
}

json::object person_json(const Person& person) {
  json::object user;
  user["id"] = person.id;
  user["is_bot"] = false;
  user["first_name"] = "Somebody";
  if (!person.username.empty()) user["username"] = person.username;
  user["language_code"] = "en";
  return user;
}

std::string text_of(const json::object& call) {
  const json::value* text = call.if_contains("text");
  return text == nullptr ? std::string() : std::string(text->as_string());
}

}  // namespace

Answer TelegramServer::serve(const net::HttpRequest& request) {
  const std::string start = "/bot" + kBotToken + "/";
  require(request.target.starts_with(start), "calls_carry_the_token", request.target);
  const std::string method = request.target.substr(start.size());
  const json::object call = json::parse(request.body).as_object();
  if (method == "getUpdates") {
    confirm(call);
    if (updates_.empty() && !world_.dice.one_in(30)) return std::nullopt;
  } else {
    world_.trace.line("telegram " + method + " " + request.body);
  }
  if (Answer failure = trouble(method)) return failure;
  Answer answer = serve_method(method, call);
  if (answer && answer->status == 200 && world_.faults && world_.dice.one_in(60)) {
    world_.tally.count("telegram does it and fails");
    answer->status = 502;
    answer->body = "<html>Bad Gateway</html>";
  }
  return answer;
}

/// Nothing was done.
Answer TelegramServer::trouble(const std::string& method) {
  if (!world_.faults) return std::nullopt;
  if (world_.dice.one_in(50)) {
    world_.tally.count("telegram asks for patience");
    json::object body = json::parse(refusal(429, "Too Many Requests: retry later")->body).as_object();
    json::object parameters;
    parameters["retry_after"] =
        world_.dice.one_in(4) ? world_.dice.between(20, 60) : world_.dice.between(1, 5);
    body["parameters"] = std::move(parameters);
    return response(429, body);
  }
  if (world_.dice.one_in(60)) {
    world_.tally.count("telegram fails");
    return refusal(500, "Internal Server Error");
  }
  if (method == "sendDice" && world_.dice.one_in(25)) {
    world_.tally.count("telegram refuses a dice");
    return refusal(400, "Bad Request: not enough rights to send dice to the chat");
  }
  return std::nullopt;
}

Answer TelegramServer::serve_method(const std::string& method, const json::object& call) {
  if (method == "getUpdates") return get_updates();
  if (method == "sendMessage" || method == "sendDice" || method == "forwardMessage" ||
      method == "sendInvoice")
    return send(method, call);
  if (method == "answerPreCheckoutQuery") return answer_pre_checkout(call);
  if (method == "editMessageText") return edit_message(call, true);
  if (method == "editMessageReplyMarkup") return edit_message(call, false);
  if (method == "deleteMessage") return delete_message(call);
  if (method == "answerCallbackQuery") {
    if (world_.faults && world_.dice.one_in(30)) {
      world_.tally.count("query is too old");
      return refusal(400, "Bad Request: query is too old and response timeout expired");
    }
    return ok(true);
  }
  if (method == "getMe") return ok(person_json({700'001, "the_bot"}));
  require(method == "setMyCommands" || method == "deleteWebhook", "method_is_known", method);
  return ok(true);
}

void TelegramServer::confirm(const json::object& call) {
  const json::value* offset = call.if_contains("offset");
  if (offset == nullptr) return;
  while (!updates_.empty() && updates_.front().first < offset->as_int64()) {
    confirmed_ = std::max(confirmed_, updates_.front().first);
    old_.push_back(std::move(updates_.front().second));
    if (old_.size() > kMostOld) old_.erase(old_.begin());
    updates_.pop_front();
  }
}

Answer TelegramServer::get_updates() {
  json::array given;
  for (const auto& [id, update] : updates_) {
    given.push_back(update);
    if (given.size() == kMostUpdates) break;
  }
  if (world_.faults && !given.empty() && world_.dice.one_in(12)) {
    world_.tally.count("update given twice in one answer");
    given.push_back(given.front());
  }
  if (world_.faults && !old_.empty() && world_.dice.one_in(20)) {
    world_.tally.count("confirmed update given again");
    given.push_back(world_.dice.pick(old_));
  }
  if (world_.faults && given.size() > 1 && world_.dice.one_in(6)) {
    world_.tally.count("updates out of order");
    std::swap(given[0], given[given.size() - 1]);
  }
  return ok(std::move(given));
}

json::object TelegramServer::shown(std::int64_t chat, std::int64_t message) const {
  const ChatMessage& it = chats_.at(chat).messages.at(message);
  json::object object;
  object["message_id"] = message;
  object["date"] = it.date;
  object["chat"] = chat_json(chat);
  if (!it.text.empty()) object["text"] = it.text;
  if (!it.emoji.empty()) {
    json::object dice;
    dice["emoji"] = it.emoji;
    dice["value"] = it.value;
    object["dice"] = std::move(dice);
  }
  return object;
}

Answer TelegramServer::send(const std::string& method, const json::object& call) {
  const std::int64_t id = call.at("chat_id").as_int64();
  Chat& chat = chats_[id];
  if (chat.blocked) {
    world_.tally.count("telegram: bot is blocked");
    return refusal(403, "Forbidden: bot was blocked by the user");
  }
  ChatMessage message;
  message.date = now_s();
  message.text = text_of(call);
  message.buttons = buttons_of(call);
  take_keyboard(call, chat);
  if (method == "sendDice") {
    message.emoji = call.at("emoji").as_string();
    message.value = world_.dice.between(1, 6);
    world_.tally.count("dice fell");
  } else if (method == "forwardMessage") {
    const Chat& from = chats_[call.at("from_chat_id").as_int64()];
    const auto found = from.messages.find(call.at("message_id").as_int64());
    if (found == from.messages.end()) return refusal(400, "Bad Request: message to forward not found");
    message = found->second;
    world_.tally.count("dice forwarded");
  } else if (method == "sendInvoice") {
    take_invoice(call, message);
  } else {
    chat.told.push_back(message.text);
  }
  ++last_message_;
  if (method == "sendDice") dice_[{id, last_message_}] = {message.emoji, message.value, message.date};
  chat.messages[last_message_] = std::move(message);
  return ok(shown(id, last_message_));
}

void TelegramServer::take_invoice(const json::object& call, ChatMessage& message) {
  const json::array& prices = call.at("prices").as_array();
  require(call.at("currency").as_string() == "XTR" && prices.size() == 1, "invoices_are_of_stars",
          json::serialize(call));
  message.order = call.at("payload").as_string();
  message.stars = prices.front().at("amount").as_int64();
  invoices_[message.order] = {call.at("chat_id").as_int64(), message.stars};
  world_.tally.count("invoice sent");
}

bool TelegramServer::has_sent_invoice(const std::string& order, std::int64_t chat, std::int64_t stars) const {
  const auto found = invoices_.find(order);
  return found != invoices_.end() && found->second == std::pair(chat, stars);
}

Answer TelegramServer::answer_pre_checkout(const json::object& call) {
  const std::string id(call.at("pre_checkout_query_id").as_string());
  if (stars_.answer_query(std::stoll(id), call.at("ok").as_bool())) return ok(true);
  return refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid");
}

Answer TelegramServer::edit_message(const json::object& call, bool text) {
  const std::int64_t id = call.at("chat_id").as_int64();
  Chat& chat = chats_[id];
  const auto found = chat.messages.find(call.at("message_id").as_int64());
  if (found == chat.messages.end()) {
    world_.tally.count("telegram: message to edit is gone");
    return refusal(400, "Bad Request: message to edit not found");
  }
  ChatMessage after = found->second;
  if (text) after.text = text_of(call);
  after.buttons = buttons_of(call);
  if (after.text == found->second.text && after.buttons == found->second.buttons) {
    return refusal(400, "Bad Request: message is not modified: it reads so already");
  }
  if (text) chat.told.push_back(after.text);
  found->second = std::move(after);
  return ok(shown(id, found->first));
}

Answer TelegramServer::delete_message(const json::object& call) {
  Chat& chat = chats_[call.at("chat_id").as_int64()];
  if (chat.messages.erase(call.at("message_id").as_int64()) > 0) return ok(true);
  return refusal(400, "Bad Request: message to delete not found");
}

json::object TelegramServer::message_of(const Person& person) {
  json::object message;
  message["message_id"] = ++last_message_;
  message["date"] = now_s();
  message["chat"] = chat_json(person.id);
  message["from"] = person_json(person);
  return message;
}

bool TelegramServer::add_update(const char* kind, json::object content) {
  if (world_.faults && world_.dice.one_in(40)) {
    world_.tally.count("update lost by telegram");
    return false;
  }
  json::object update;
  update["update_id"] = ++last_update_;
  update[kind] = std::move(content);
  world_.trace.line(json::serialize(update));
  updates_.emplace_back(last_update_, std::move(update));
  return true;
}

bool TelegramServer::say(const Person& person, const std::string& text) {
  json::object message = message_of(person);
  message["text"] = text;
  return add_update("message", std::move(message));
}

bool TelegramServer::send_dice(const Person& person) {
  json::object dice;
  dice["emoji"] = "🎲";
  dice["value"] = 6;
  json::object message = message_of(person);
  message["dice"] = std::move(dice);
  return add_update("message", std::move(message));
}

bool TelegramServer::edit(const Person& person, const std::string& text) {
  json::object message = message_of(person);
  message["edit_date"] = now_s();
  message["text"] = text;
  return add_update("edited_message", std::move(message));
}

bool TelegramServer::pay(const Person& person, const std::string& order, std::int64_t stars) {
  if (!stars_.ask(person.id, stars, order)) return false;
  json::object query;
  query["id"] = std::to_string(stars_.queries().back().id);
  query["from"] = person_json(person);
  query["currency"] = "XTR";
  query["total_amount"] = stars;
  query["invoice_payload"] = order;
  if (!add_update("pre_checkout_query", std::move(query))) return false;
  fleeting_.insert(last_update_);
  return true;
}

bool TelegramServer::tell_of_payment(const Person& payer, const StarsTelegram::Payment& payment,
                                     bool refunded) {
  json::object paid;
  paid["currency"] = "XTR";
  paid["total_amount"] = payment.amount;
  paid["invoice_payload"] = payment.payload;
  paid["telegram_payment_charge_id"] = payment.charge;
  json::object message = message_of(payer);
  if (!refunded) message["date"] = payment.date;
  message[refunded ? "refunded_payment" : "successful_payment"] = std::move(paid);
  return add_update("message", std::move(message));
}

bool TelegramServer::tap(const Person& person, std::int64_t message, const std::string& data) {
  json::object query;
  query["id"] = std::to_string(++last_query_);
  query["from"] = person_json(person);
  query["chat_instance"] = "1";
  query["data"] = data;
  query["message"] = shown(person.id, message);
  return add_update("callback_query", std::move(query));
}

}  // namespace ludice::sim

// What must hold of the bot: of every update, every dice and every throw, and of the chats when all has come
// to rest. Asks the database and Telegram, none of the bot's own code but its words.
#pragma once

#include "bot/texts.hpp"
#include "sim/bot_people.hpp"
#include "sim/bot_stars_check.hpp"
#include "sim/telegram_server.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace ludice::sim {

class BotChecker {
 public:
  BotChecker(World& world, TelegramServer& telegram, const BotPeople& people)
      : world_(world),
        telegram_(telegram),
        people_(people),
        texts_(bot::embedded_files()),
        stars_(world, telegram) {}

  /// The house has answered a call of the bot.
  void answered(const net::HttpRequest& request, const net::HttpResponse& response) {
    stars_.answered(request, response);
  }

  /// The bot lets go of a call of the Bot API.
  void about_to_call(const net::HttpRequest& request, bool sent);
  /// After anything happened.
  void check_changes();
  /// Nothing of the bot's is left to be done.
  bool is_at_rest();
  /// What is not, for a message.
  std::string unrest();
  void check_rest();

 private:
  void about_to_throw(std::int64_t chat, bool sent);
  void check_confirmed();
  void check_inbox();
  void check_proofs();
  void check_chat(const Row& session);
  void check_answered(const Person& person);
  std::int64_t number(const std::string& sql, const std::vector<Value>& values = {});

  World& world_;
  TelegramServer& telegram_;
  const BotPeople& people_;
  bot::Texts texts_;
  BotStarsCheck stars_;
  std::set<std::string> thrown_;  ///< attempts whose dice may have fallen
  std::int64_t checked_updates_ = 0;
  int generation_ = 0;
  std::int64_t last_inbox_ = 0;
  std::int64_t last_proof_ = 0;
  std::map<std::int64_t, std::int64_t> taken_;  ///< update: its row in the inbox
};

}  // namespace ludice::sim

// People who play through the bot: they read their chats, tap what they see, also twice and too late, type
// stakes and nonsense, and now and then block the bot or delete what it wrote.
#pragma once

#include "sim/telegram_server.hpp"

#include <map>
#include <vector>

namespace ludice::sim {

class BotPeople {
 public:
  BotPeople(World& world, TelegramServer& telegram);

  /// One of them does something.
  void act();
  /// Starts the bot, and accepts its terms when they are there.
  void come_in(const Person& person);
  /// Each asks for help, which is always answered.
  void ask_for_help();
  /// Nobody keeps the bot out any more.
  void unblock();

  const std::vector<Person>& all() const { return people_; }
  /// How often this person's question for help became an update.
  std::int64_t asked_for_help(std::int64_t person) const;

 private:
  void tap_latest(const Person& person);
  void tap_any(const Person& person);
  void tap(const Person& person, std::int64_t message, const std::string& data);
  void type(const Person& person);
  void interfere(const Person& person);
  void help(const Person& person);

  World& world_;
  TelegramServer& telegram_;
  std::vector<Person> people_;
  std::map<std::int64_t, std::int64_t> helps_;
  std::map<std::int64_t, std::size_t> seen_;  ///< how much of a chat, when its person acted last
};

}  // namespace ludice::sim

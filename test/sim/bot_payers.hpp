// People who buy Stars through the bot: they ask for invoices, pay them, also twice and other people's, and
// look at what they paid. And what brings them Telegram's news of it.
#pragma once

#include "sim/bot_people.hpp"
#include "sim/stars_till.hpp"

#include <map>
#include <string>

namespace ludice::sim {

class BotPayers {
 public:
  BotPayers(World& world, TelegramServer& telegram, const BotPeople& people, StarsTill& till)
      : world_(world), telegram_(telegram), people_(people), till_(till) {}

  void step();
  /// Without faults: whatever is under way arrives, whatever news there is is told, the jobs look.
  void step_all();
  bool is_quiet() const { return !world_.settings.stars || till_.is_quiet(); }
  /// What is left, for a message.
  std::string left() const;

 private:
  void ask(const Person& person);
  void pay(const Person& person);
  void tell(std::size_t at);

  World& world_;
  TelegramServer& telegram_;
  const BotPeople& people_;
  StarsTill& till_;
  std::map<std::int64_t, std::string> paid_;  ///< the order that a person paid last
};

}  // namespace ludice::sim

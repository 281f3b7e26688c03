// The bot between a fake Telegram and the real game API over a real store, in one process: what tests of
// whole flows stand on.
#pragma once

#include "base/random.hpp"
#include "bot/fake_telegram.hpp"
#include "bot/settings.hpp"
#include "support/counted_metrics.hpp"
#include "support/store_fixture.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::service {
class Events;
struct TonRules;
}  // namespace ludice::service

namespace ludice::bot {

/// What went to the game API, and what is to be lost on the way.
struct Wire {
  struct Sent {
    std::string path;
    std::string body;
  };
  std::vector<Sent> sent;
  std::set<std::string> lose_before;  ///< the next request to this path is lost
  std::set<std::string> lose_after;   ///< the next answer from this path is lost
  std::set<std::string> cut;          ///< every request to this path is lost
  std::set<std::string> silent;       ///< every answer from this path is lost
  /// What happens once while an answer from this path is on its way.
  std::map<std::string, std::function<async::Task<>()>> meanwhile;
  struct Refused {
    std::string path;
    std::string part;  ///< of the body
  };
  std::optional<Refused> refuse;  ///< the next such request is too many
};

class House : public test::StoreTest {
 protected:
  House();
  ~House() override;

  /// Starts the API and the bot, also after close() or crash().
  void open();
  void close(Millis limit = Millis{2'000});
  /// Everything under way is cut off where it stands.
  void crash();

  /// Lets the bot work until `holds`, at most some seconds.
  testing::AssertionResult eventually(const std::function<bool()>& holds);
  /// Long enough for anything that is going to happen to happen.
  void a_while();
  /// Time passes, and the game's deadlines with it.
  void pass(Millis time);

  testing::AssertionResult reads(const telegram::User& person, std::string_view words);
  testing::AssertionResult gets_toast(std::string_view words);
  testing::AssertionResult tap(const telegram::User& person, std::string_view label);

  void join(const telegram::User& person);
  /// Chooses the game, then types the stake.
  void stake(const telegram::User& person, std::string_view bet, std::string_view game = "Dice");
  /// Both have joined and stand in a match; Anna opened it.
  void match(std::string_view bet = "50", std::string_view game = "Dice");

  /// In points.
  std::int64_t balance(const telegram::User& person);
  std::int64_t balance_in(const telegram::User& person, Coin coin);
  std::size_t calls(std::string_view path) const;
  /// What the API goes by, from open() on.
  const service::TonRules& ton_rules() const;
  const service::Events& events() const;

  static telegram::User person(std::int64_t id, const std::string& username);

  struct Rules;    ///< of the game: what outlives a restart
  struct Running;  ///< the API and the bot

  FakeTelegram telegram_;
  SystemRandom random_;
  test::CountedMetrics metrics_;  ///< the bot's
  BotSettings settings_;
  std::string operator_key_ = "an operator's key of the tests, 32+";
  bool has_operators_ = false;  ///< the bot has their key
  Wire wire_;
  telegram::User anna_ = person(7, "anna");
  telegram::User ivan_ = person(8, "ivan");
  std::unique_ptr<Rules> rules_;
  std::unique_ptr<Running> running_;
};

}  // namespace ludice::bot

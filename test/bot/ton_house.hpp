// The house with a wallet of TON and operators: Olga and Petr are admins and have a chat of their own, Anna
// plays and has 50 TON.
#pragma once

#include "bot/house.hpp"
#include "domain/ton_fixture.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ludice::bot {

inline constexpr std::int64_t kAdmins = -100'200'300;  ///< their chat
inline constexpr std::int64_t kTon = 1'000'000'000;

class TonHouse : public House {
 protected:
  TonHouse();

  /// Opens it: the wallet is there, Anna has joined and been credited, events are heard of.
  void begin();

  /// Coins come to the wallet; with a comment that is no memo they wait in suspense.
  void deposit(const std::string& comment, std::int64_t nanotons);
  /// Anna asks for 1 TON to be sent.
  void withdraw();
  /// By an operator, with a call: the oldest withdrawal that is asked for is rejected, the oldest money in
  /// suspense kept for the house.
  void decide_elsewhere();
  /// Withdrawals are stopped, as events tell it.
  void tell_frozen(const std::string& why);
  std::int64_t ton(const telegram::User& person) { return balance_in(person, Coin::ton); }

  /// Taps the latest such button of the admins' chat, when it is there.
  testing::AssertionResult tap_in_chat(const telegram::User& person, std::string_view label);
  testing::AssertionResult chat_reads(std::string_view words);

  std::string memo_;  ///< Anna's
  telegram::User olga_ = person(21, "olga");
  telegram::User petr_ = person(22, "petr");
};

}  // namespace ludice::bot

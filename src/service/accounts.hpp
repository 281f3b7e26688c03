// What happens to players and their balances outside games: registering, the daily points, the balance
// service. Refusals write nothing.
#pragma once

#include "base/result.hpp"
#include "service/events.hpp"
#include "service/players.hpp"
#include "service/rules.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ludice::service {

struct RegisterCommand {
  std::string username;  ///< `#` and the id: he has none
  TelegramId id;
  std::optional<std::string> language;  ///< nothing: leave it as it is
};
struct Registered {
  store::Player player;
  bool created = false;
  Amount balance;
};

/// Accepts the current terms; makes the account with its welcome points, or updates name and language. A
/// name moves here from whoever had it. An account that was made by name only is taken over by the first
/// id without an account of its own; conflict where it is in a game, or where the id has an account (its
/// money would be out of reach). One that was imported without an id is never taken over: its name moves, its
/// money waits to be adopted.
class RegisterPlayer {
 public:
  explicit RegisterPlayer(const Rules& rules) : rules_(rules) {}
  Result<Registered> run(store::Transaction& transaction, const RegisterCommand& command) const;

 private:
  Registered create(store::Transaction& transaction, const RegisterCommand& command) const;
  const Rules& rules_;
};

struct DailyGrant {
  Amount granted;  ///< 0: asked too early
  Instant next_at;
  Amount balance;
};

/// Points once a day (UTC). player_not_found, limit_reached (the balance could pass 2^53 - 1).
class GrantDaily {
 public:
  GrantDaily(const Rules& rules, const Events& events) : rules_(rules), events_(events) {}
  Result<DailyGrant> run(store::Transaction& transaction, const PlayerRef& who) const;

 private:
  const Rules& rules_;
  const Events& events_;
};

/// What a player has in one asset.
struct Holding {
  domain::Asset asset = domain::Asset::points;
  Amount balance;
  std::int64_t net = 0;  ///< what games brought him, less his stakes; the open one's does not count
};
struct Profile {
  store::Player player;
  std::vector<Holding> holdings;  ///< in every asset of the rules, the default one first
  Amount in_game;                 ///< staked in the open game
};

/// player_not_found.
class ViewProfile {
 public:
  explicit ViewProfile(const Rules& rules) : rules_(rules) {}
  Result<Profile> run(store::Reader& reader, const PlayerRef& who) const;

 private:
  const Rules& rules_;
};

struct Balance {
  std::string username;
  Amount balance;
};

// What the next two move comes from the house: points from nowhere, stars and ton only from what the account
// `owner` has been funded with (insufficient_funds where that does not cover it).

/// An account by name, for somebody not registered. conflict: the name is in use. limit_reached: the house
/// cannot give that much any more.
class CreateUser {
 public:
  static Result<Balance> run(store::Transaction& transaction, const std::string& username, Amount initial,
                             domain::Asset asset);
};

/// player_not_found.
class ViewBalance {
 public:
  static Result<Balance> run(store::Reader& reader, const PlayerRef& who, domain::Asset asset);
};

/// Adds (or, negative, takes) by order of the balance service. player_not_found, limit_reached (the balance
/// with what an open game may bring back could pass 2^53 - 1, or the house's has no room),
/// insufficient_funds.
class ModifyBalance {
 public:
  explicit ModifyBalance(const Events& events) : events_(events) {}
  Result<Balance> run(store::Transaction& transaction, const PlayerRef& who, std::int64_t amount,
                      domain::Asset asset) const;

 private:
  const Events& events_;
};

}  // namespace ludice::service

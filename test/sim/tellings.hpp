// What events must tell: of each fact of a game, and of each transfer that a player hears of.
#pragma once

#include "base/instant.hpp"
#include "sim/database.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <boost/json.hpp>

namespace ludice::sim {

namespace json = boost::json;

/// An event as the database keeps it for a consumer.
struct MadeEvent {
  std::int64_t id = 0;
  std::string consumer;
  std::string type;
  std::int64_t game = 0;
  std::string players;
  std::string data;
  std::int64_t at_ms = 0;

  /// As /events has it.
  std::string text() const;
};

/// What it must be.
struct Telling {
  std::string type;
  json::array players;  ///< Telegram ids
  json::object data;
  std::optional<std::int64_t> at_ms{};  ///< nothing: the time of the commit
};

/// What players are called. Within a commit in which names moved, one of those that he had counts as well.
class Names {
 public:
  /// Reads them, if anything was committed.
  void learn(Database& database);
  /// As an event tells of a player.
  json::object who(std::int64_t player) const;
  bool may_be_called(Database& database, std::int64_t player, const std::string& name) const;

 private:
  std::map<std::int64_t, std::string> now_, before_;
};

/// Facts with an id above the parameter, each with its game, for tell_fact(); their ids come first.
extern const char* const kFactsToTell;
/// Nothing of what is not told. `lead`: what everybody's clock is ahead of game time.
std::optional<Telling> tell_fact(const Row& fact, const Names& names, Millis lead);

/// Transfers of players above the parameter that are told, for tell_move().
extern const char* const kMovesToTell;
/// `made` names which withdrawal came back.
Telling tell_move(Database& database, const Row& move, const Names& names, const MadeEvent& made);
/// Whether an event tells of something that left the player's account as it was, given the next move.
bool tells_of_no_move(const MadeEvent& made, const Row* next);
/// `since`: the last transfer before the commit.
Telling tell_without_move(Database& database, const MadeEvent& made, const Names& names, std::int64_t since);

}  // namespace ludice::sim

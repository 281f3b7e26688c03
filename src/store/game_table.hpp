// Games, their attempts and facts, and the two lists of open games: who waits, and what is due.
#pragma once

#include "domain/match.hpp"
#include "domain/pairing.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <vector>

namespace ludice::store {

struct StoredGame {
  domain::Match match;
  std::optional<Instant> due;  ///< when it is looked at next
};

std::optional<StoredGame> find_game(Reader& reader, GameId id);
/// The game of an attempt, or none.
GameId find_game_of_attempt(Reader& reader, AttemptId id);

/// Stores the match after a step: the row, attempts that changed, facts (sealed), deadline. `before` is
/// what find_game gave, or nothing for a new game.
void save_step(Transaction& transaction, const std::optional<StoredGame>& before, const domain::Step& step,
               std::optional<Instant> next_due);

/// True where the same message stood for a throw before.
bool is_proof_used(Reader& reader, const domain::Proof& proof);

/// The oldest public game that `player` may join.
GameId find_waiting(Reader& reader, PlayerId player, const domain::PairingTerms& terms);
void enter_lobby(Transaction& transaction, const domain::Match& match);
void leave_lobby(Transaction& transaction, const domain::Match& match);

/// Two public games with equal terms that wait for each other's players.
struct MissedPair {
  GameId older;
  GameId younger;
};
std::vector<MissedPair> find_missed_pairs(Reader& reader, int limit);

/// Games whose time has come, most overdue first.
std::vector<GameId> find_due(Reader& reader, Instant now, int limit);

struct WaitingGame {
  domain::GameKind kind = domain::GameKind::dice;
  Amount bet{};
};
/// A game for that asset that has waited since before `since` and was opened by none of `except`, or nothing.
std::optional<WaitingGame> find_waiting_game(Reader& reader, domain::Asset asset, Instant since,
                                             const std::vector<TelegramId>& except);

}  // namespace ludice::store

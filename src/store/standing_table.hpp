// The table `standing`: who has won how many games, on a day, in a week, in all (domain/standing.hpp).
#pragma once

#include "domain/asset.hpp"
#include "domain/dice.hpp"
#include "domain/standing.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ludice::store {

/// Games that are ranked together.
struct Board {
  domain::Asset asset = domain::Asset::points;
  std::optional<domain::GameKind> kind{};  ///< nothing: all kinds together
  domain::Period period = domain::Period::all;
};

struct Leader {
  PlayerId player;
  TelegramId telegram_id;
  std::optional<std::string> username;
  domain::Tally tally;
};

/// Counts a game that has ended for one of its players, on the boards of its kind and of all kinds.
void count_game(Transaction& transaction, PlayerId player, domain::Asset asset, domain::GameKind kind,
                bool won, Instant ended);

/// Counts `won` of `games` that were played elsewhere at unknown times, on the board of all kinds and of all
/// time; negative: takes them off again, as if they had never been counted. `at` is when they were.
void count_elsewhere(Transaction& transaction, PlayerId player, domain::Asset asset, std::int64_t won,
                     std::int64_t games, Instant at);

/// The same for a player who has no standings yet.
void insert_elsewhere(Transaction& transaction, PlayerId player, domain::Asset asset, std::int64_t won,
                      std::int64_t games, Instant at);

/// The first `limit` at reader.now(); equal ones by their internal ids.
std::vector<Leader> find_leaders(Reader& reader, const Board& board, int limit);
/// Of one player at reader.now(); no games: he is not on the board.
domain::Tally find_tally(Reader& reader, const Board& board, PlayerId player);
/// How many stand before `tally` at reader.now().
std::int64_t count_before(Reader& reader, const Board& board, const domain::Tally& tally);

}  // namespace ludice::store

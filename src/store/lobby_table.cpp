// The table `lobby`: public games that wait.
#include "store/game_table.hpp"

#include <algorithm>

namespace ludice::store {
namespace {

constexpr Statement kSelectWaiting{
    "SELECT l.game FROM lobby l JOIN game g ON g.id = l.game WHERE l.kind = $1 AND l.asset = $2 AND l.bet = "
    "$3 AND l.rake_bps = $4 AND l.player <> $5 AND g.state = 0 ORDER BY l.since, l.game LIMIT 1",
    "FOR UPDATE OF g SKIP LOCKED"};
constexpr Statement kSelectMissed{
    "SELECT a.game, b.game FROM lobby a JOIN lobby b ON b.kind = a.kind AND b.asset = a.asset AND b.bet = "
    "a.bet "
    "AND b.rake_bps = a.rake_bps AND b.player <> a.player AND (b.since, b.game) > (a.since, a.game) "
    "ORDER BY a.since, a.game, b.since, b.game LIMIT $1"};
constexpr Statement kInsertWaiting{
    "INSERT INTO lobby (kind, asset, bet, rake_bps, since, game, player) VALUES ($1, $2, $3, $4, $5, $6, "
    "$7)"};
constexpr Statement kDeleteWaiting{
    "DELETE FROM lobby WHERE kind = $1 AND asset = $2 AND bet = $3 AND rake_bps = $4 AND since = $5 AND game "
    "= $6"};
constexpr Statement kSelectOldest{
    "SELECT l.bet, p.telegram_id, l.kind FROM lobby l JOIN player p ON p.id = l.player WHERE l.since <= $1 "
    "AND l.asset = $2 ORDER BY l.since, l.game LIMIT 100"};

}  // namespace

GameId find_waiting(Reader& reader, PlayerId player, const domain::PairingTerms& terms) {
  const Rows rows = reader.query(kSelectWaiting, {static_cast<int>(terms.kind), static_cast<int>(terms.asset),
                                                  terms.bet, terms.rake_bps, player});
  return rows.empty() ? GameId{} : rows.front().id<GameId>(0);
}

void enter_lobby(Transaction& transaction, const domain::Match& m) {
  transaction.change_one(kInsertWaiting, {static_cast<int>(m.kind), static_cast<int>(m.asset), m.bet,
                                          m.rake_bps, m.opened, m.id, m.seats[0].player});
}

void leave_lobby(Transaction& transaction, const domain::Match& m) {
  transaction.change_one(kDeleteWaiting, {static_cast<int>(m.kind), static_cast<int>(m.asset), m.bet,
                                          m.rake_bps, m.opened, m.id});
}

std::vector<MissedPair> find_missed_pairs(Reader& reader, int limit) {
  const Rows rows = reader.query(kSelectMissed, {limit});
  std::vector<MissedPair> pairs;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    pairs.push_back({rows[i].id<GameId>(0), rows[i].id<GameId>(1)});
  }
  return pairs;
}

std::optional<WaitingGame> find_waiting_game(Reader& reader, domain::Asset asset, Instant since,
                                             const std::vector<TelegramId>& except) {
  const Rows rows = reader.query(kSelectOldest, {since, static_cast<int>(asset)});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const TelegramId opener = rows[i].id<TelegramId>(1);
    if (std::ranges::find(except, opener) != except.end()) continue;
    return WaitingGame{static_cast<domain::GameKind>(rows[i].integer(2)), rows[i].amount(0)};
  }
  return std::nullopt;
}

}  // namespace ludice::store

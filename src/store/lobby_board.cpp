// Grouping, and a list of bounded length for each terms.
#include "store/lobby_board.hpp"

namespace ludice::store {
namespace {

using domain::Asset;
using domain::GameKind;
using domain::PairingTerms;

constexpr Statement kSelectGroups{
    "SELECT kind, asset, bet, COUNT(*) FROM lobby WHERE rake_bps = $1 GROUP BY kind, asset, bet "
    "ORDER BY kind, asset, bet LIMIT $2"};
constexpr Statement kInsertWait{
    "INSERT INTO lobby_wait (id, kind, asset, bet, rake_bps, waited) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Statement kSelectWaits{
    "SELECT waited FROM lobby_wait WHERE kind = $1 AND asset = $2 AND bet = $3 AND rake_bps = $4 "
    "ORDER BY id DESC LIMIT $5"};
constexpr Statement kSelectRecentTerms{
    "SELECT DISTINCT kind, asset, bet, rake_bps FROM ("
    "SELECT kind, asset, bet, rake_bps FROM lobby_wait ORDER BY id DESC LIMIT $1) AS recent"};
constexpr Statement kDeleteWaits{
    "DELETE FROM lobby_wait WHERE id IN ("
    "SELECT id FROM lobby_wait WHERE kind = $1 AND asset = $2 AND bet = $3 AND rake_bps = $4 AND id < ("
    "SELECT MIN(id) FROM (SELECT id FROM lobby_wait WHERE kind = $1 AND asset = $2 AND bet = $3 AND rake_bps "
    "= "
    "$4 ORDER BY id DESC LIMIT $5) AS kept) "
    "ORDER BY id LIMIT $6)"};

PairingTerms read_terms(const Rows::Row& row, int rake_bps) {
  return {static_cast<GameKind>(row.integer(0)), static_cast<Asset>(row.integer(1)), row.amount(2), rake_bps};
}

}  // namespace

std::vector<WaitingGroup> find_waiting_groups(Reader& reader, int rake_bps, int limit) {
  const Rows rows = reader.query(kSelectGroups, {rake_bps, limit});
  std::vector<WaitingGroup> groups;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    groups.push_back({read_terms(rows[i], rake_bps), rows[i].integer(3)});
  }
  return groups;
}

void record_wait(Transaction& transaction, const domain::Match& m) {
  const Millis waited = m.started - m.opened;
  transaction.change_one(kInsertWait, {transaction.next_id(), static_cast<int>(m.kind),
                                       static_cast<int>(m.asset), m.bet, m.rake_bps, waited.count()});
}

std::vector<Millis> find_waits(Reader& reader, const PairingTerms& terms) {
  const Rows rows = reader.query(kSelectWaits, {static_cast<int>(terms.kind), static_cast<int>(terms.asset),
                                                terms.bet, terms.rake_bps, kKeptWaits});
  std::vector<Millis> waits;
  for (std::size_t i = 0; i < rows.size(); ++i) waits.emplace_back(rows[i].integer(0));
  return waits;
}

std::int64_t forget_old_waits(Transaction& transaction, int limit) {
  const Rows recent = transaction.query(kSelectRecentTerms, {limit});
  std::int64_t deleted = 0;
  for (std::size_t i = 0; i < recent.size() && deleted < limit; ++i) {
    const PairingTerms terms = read_terms(recent[i], static_cast<int>(recent[i].integer(3)));
    deleted += transaction.execute(kDeleteWaits, {static_cast<int>(terms.kind), static_cast<int>(terms.asset),
                                                  terms.bet, terms.rake_bps, kKeptWaits, limit - deleted});
  }
  return deleted;
}

}  // namespace ludice::store

// The table `player_freeze`.
#include "store/freeze_table.hpp"

namespace ludice::store {
namespace {

constexpr Statement kSelect{"SELECT operator, reason, at FROM player_freeze WHERE player = $1"};
// A row may have been left by a process of an earlier version, which lets players go and knows of none.
constexpr Statement kInsertFreeze{
    "INSERT INTO player_freeze (player, operator, reason, at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (player) DO UPDATE SET operator = $2, reason = $3, at = $4"};
constexpr Statement kDeleteFreeze{"DELETE FROM player_freeze WHERE player = $1"};

}  // namespace

std::optional<PlayerFreeze> find_player_freeze(Reader& reader, PlayerId player) {
  const Rows rows = reader.query(kSelect, {player});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return PlayerFreeze{.operator_name = row.text(0), .reason = row.text(1), .at = row.instant(2)};
}

void insert_player_freeze(Transaction& transaction, PlayerId player, const PlayerFreeze& freeze) {
  transaction.change_one(kInsertFreeze, {player, freeze.operator_name, freeze.reason, freeze.at});
}

void delete_player_freeze(Transaction& transaction, PlayerId player) {
  transaction.execute(kDeleteFreeze, {player});
}

}  // namespace ludice::store

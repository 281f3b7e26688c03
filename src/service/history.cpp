// Pages of a player's account.
#include "service/history.hpp"

#include "base/hex.hpp"
#include "domain/receipt.hpp"
#include "store/history_table.hpp"

namespace ludice::service {

Result<std::optional<HistoryPage>> ViewHistory::run(store::Reader& reader, const HistoryQuery& query) {
  const auto player = require_player(reader, query.who);
  if (!player) return std::unexpected(player.error());
  const AccountId account = domain::player_account(player->id, query.asset);
  const domain::TransferId from = query.cursor ? domain::TransferId{from_base32(*query.cursor).value_or(0)}
                                               : store::find_last_transfer(reader, account);
  HistoryPage page;
  for (const store::Entry& entry : store::find_entries(reader, account, from, query.limit)) {
    page.items.push_back({entry.at, domain::history_kind(entry.code), entry.change, entry.balance_after,
                          entry.game, domain::receipt_of(entry.key, entry.external)});
    page.cursor = entry.before ? std::optional(to_base32(entry.before.value)) : std::nullopt;
  }
  const bool foreign_cursor = query.cursor && page.items.empty();
  if (foreign_cursor) return std::nullopt;
  return page;
}

}  // namespace ludice::service

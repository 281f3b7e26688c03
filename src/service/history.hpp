// What a player can look back on in one asset: every movement of his money, newest first, page by page.
#pragma once

#include "base/result.hpp"
#include "domain/history.hpp"
#include "service/players.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ludice::service {

struct HistoryQuery {
  PlayerRef who;
  domain::Asset asset = domain::Asset::points;
  std::optional<std::string> cursor{};  ///< of the page before; nothing: the first page
  int limit = 20;
};

struct HistoryItem {
  Instant at;
  domain::HistoryKind kind = domain::HistoryKind::game;
  Amount amount;  ///< negative: taken from the player
  Amount balance_after;
  GameId game;          ///< none: not of a game
  std::string receipt;  ///< see domain/receipt.hpp
};

struct HistoryPage {
  std::vector<HistoryItem> items;
  std::optional<std::string> cursor;  ///< of the next page; nothing: this is the last
};

/// A cursor names the transfer with which the next page begins, so what is booked meanwhile moves nothing.
/// player_not_found. Nothing where the cursor is none of this player's in this asset.
class ViewHistory {
 public:
  static Result<std::optional<HistoryPage>> run(store::Reader& reader, const HistoryQuery& query);
};

}  // namespace ludice::service

// What a player has paid, newest first, page by page: the receipts.
#pragma once

#include "base/result.hpp"
#include "service/players.hpp"
#include "store/stars_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ludice::service {

struct PaymentsQuery {
  PlayerRef who;
  std::optional<std::string> cursor{};  ///< of the page before; nothing: the first page
  int limit = 20;
};

struct PaymentsPage {
  std::vector<store::StarsCharge> items;
  std::optional<std::string> cursor;  ///< of the next page; nothing: this is the last
};

/// player_not_found. A cursor that is no payment of his leads to older ones only.
class ViewPayments {
 public:
  static Result<PaymentsPage> run(store::Reader& reader, const PaymentsQuery& query);
};

}  // namespace ludice::service

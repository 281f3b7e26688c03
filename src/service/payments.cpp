// Pages of a player's charges.
#include "service/payments.hpp"

#include "base/hex.hpp"

namespace ludice::service {

Result<PaymentsPage> ViewPayments::run(store::Reader& reader, const PaymentsQuery& query) {
  const auto player = require_player(reader, query.who);
  if (!player) return std::unexpected(player.error());
  const PaymentId from{query.cursor ? from_base32(*query.cursor).value_or(1) : 0};
  PaymentsPage page;
  page.items = store::find_stars_charges(reader, player->id, from, query.limit + 1);
  if (static_cast<int>(page.items.size()) > query.limit) {
    page.cursor = to_base32(page.items.back().id.value);
    page.items.pop_back();
  }
  return page;
}

}  // namespace ludice::service

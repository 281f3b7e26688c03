// The one way from a decision to a booked transfer.
#include "service/ledger.hpp"

#include "base/assert.hpp"
#include "store/ledger_table.hpp"

namespace ludice::service {

void move_money(store::Transaction& transaction, domain::TransferCode code, Amount amount,
                domain::Account& debit, domain::Account& credit, const std::string& key, GameId game) {
  auto posting = domain::post(code, amount, debit, credit);
  LUDICE_ASSERT(posting.has_value());
  store::book(transaction, *posting, key, game);
  debit = posting->debit;
  credit = posting->credit;
}

}  // namespace ludice::service

// The one way from a decision to a booked transfer.
#include "service/ledger.hpp"

#include "base/assert.hpp"
#include "store/ledger_table.hpp"

namespace ludice::service {

namespace {

void post_and_book(store::Transaction& transaction, domain::TransferCode code, Amount amount,
                   domain::Account& debit, domain::Account& credit, const std::string& key, GameId game,
                   const std::string& external) {
  auto posting = domain::post(code, amount, debit, credit);
  LUDICE_ASSERT(posting.has_value());
  store::book(transaction, *posting, key, game, external);
  debit = posting->debit;
  credit = posting->credit;
}

}  // namespace

void move_money(store::Transaction& transaction, domain::TransferCode code, Amount amount,
                domain::Account& debit, domain::Account& credit, const std::string& key, GameId game) {
  post_and_book(transaction, code, amount, debit, credit, key, game, {});
}

void move_payment(store::Transaction& transaction, domain::TransferCode code, Amount amount,
                  domain::Account& debit, domain::Account& credit, const std::string& key,
                  const std::string& external) {
  post_and_book(transaction, code, amount, debit, credit, key, {}, external);
}

}  // namespace ludice::service

// Postings that the use cases know to be allowed: they have checked what could be refused, so a refusal of
// the ledger here is a bug and ends the process before anything is committed.
#pragma once

#include "domain/ledger.hpp"
#include "store/transaction.hpp"

#include <string>

namespace ludice::service {

/// Posts and books; both accounts are afterwards as the table holds them.
void move_money(store::Transaction& transaction, domain::TransferCode code, Amount amount,
                domain::Account& debit, domain::Account& credit, const std::string& key, GameId game = {});

/// Of a payment that the world outside calls `external`.
void move_payment(store::Transaction& transaction, domain::TransferCode code, Amount amount,
                  domain::Account& debit, domain::Account& credit, const std::string& key,
                  const std::string& external);

}  // namespace ludice::service

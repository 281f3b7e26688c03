// What of payments in TON no transfer says, as lines of the hash chain: where coins go and came from, who
// wanted them to leave, agreed, took and rejected, until when a link pays, and whose a memo is. The audit
// holds the rows against them.
#pragma once

#include "store/ton_table.hpp"

#include <string>

namespace ludice::service {

// Each writes one line about the row as it is now; the names are the words that the lines begin with.
void fact_ton_asked(store::Transaction& transaction, const store::TonWithdrawal& withdrawal);
void fact_ton_approved(store::Transaction& transaction, const store::TonWithdrawal& withdrawal);
void fact_ton_taken(store::Transaction& transaction, const store::TonWithdrawal& withdrawal);
void fact_ton_rejected(store::Transaction& transaction, const store::TonWithdrawal& withdrawal);
void fact_ton_disputed(store::Transaction& transaction, const store::TonWithdrawal& withdrawal);
void fact_ton_suspended(store::Transaction& transaction, const store::TonSuspense& suspense);
void fact_ton_memo(store::Transaction& transaction, const std::string& memo, PlayerId player);

/// Once for a database: rows that an earlier version wrote without facts get one that says how they were
/// found, and from then on there is no row without.
void complete_ton_facts(store::Transaction& transaction);

}  // namespace ludice::service

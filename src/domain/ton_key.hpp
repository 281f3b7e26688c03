// The unique keys of transfers of TON, as domain/transfer_key.hpp has those of all others: a transaction of
// the network, or a step of a payment, books once however often it is seen.
#pragma once

#include "base/ids.hpp"
#include "domain/ton_transaction.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ludice::domain::ton_key {

/// What the network calls a transaction: WALLET:LT:HASH.
std::string name_of(const TonTransaction& row);

/// The hash in such a name; empty where it is none.
std::string_view hash_in(std::string_view name);

/// The wallet's first seen balance.
std::string baseline(const TonAddress& wallet);
/// What came in, whatever became of it.
std::string in(const TonTransaction& row);
/// What its transaction cost.
std::string cost(const TonTransaction& row);
/// A message that left and is no payout.
std::string moved(const TonTransaction& row, std::size_t message);

/// A withdrawal set aside, paid, its fee taken, and given back.
std::string asked(PaymentId withdrawal);
std::string out(PaymentId withdrawal);
std::string fee(PaymentId withdrawal);
std::string rejected(PaymentId withdrawal);
/// Out of suspense, whichever way: an operator's decisions share one key for each time it waited.
std::string decided(PaymentId suspense, std::int64_t tries);

}  // namespace ludice::domain::ton_key

// The table `lease`: what runs in one process at a time. Its fence grows whenever the holder changes, so that
// one who has slept over the end of his time is told so in the transaction in which he writes.
#pragma once

#include "store/transaction.hpp"

#include <optional>
#include <string>

namespace ludice::store {

/// The lease of what moves games on, seals and cleans; that of what watches payments, which not every process
/// knows how to do; that of what keeps balances in Redis; that of the bot that handles updates; that of
/// what relays events.
inline constexpr const char* kJobsLease = "jobs";
inline constexpr const char* kPaymentsLease = "payments";
inline constexpr const char* kMirrorLease = "mirror";
inline constexpr const char* kBotLease = "bot";
inline constexpr const char* kRelayLease = "relay";

/// Takes the lease until now + `lasts`, or keeps it; its fence. The first to ask makes it. Nothing while
/// another holder has it.
std::optional<std::int64_t> take_lease(Transaction& transaction, const std::string& name,
                                       const std::string& holder, Millis lasts);

/// True where nobody has taken the lease over; nobody can until this transaction has ended.
bool has_lease(Transaction& transaction, const std::string& name, std::int64_t fence);

/// Ends it early. Changes nothing where somebody else has it.
void give_lease_back(Transaction& transaction, const std::string& name, std::int64_t fence);

}  // namespace ludice::store

// The hash chain where several processes write: records wait in `unsealed`, and one process gives them their
// places in the order of their ids.
#pragma once

#include "store/transaction.hpp"

#include <string>

namespace ludice::store {

struct Sealed {
  std::int64_t records = 0;
  std::string head;  ///< the chain's, 32 bytes
};

/// Gives the next `limit` records their places and seals them. To be called under a lease. A record whose
/// transaction commits later gets a later place, whatever its id: those that follow from each other (of one
/// game, of one account) are in order, because their ids are and the later one is not written before the
/// earlier one is there.
Sealed seal_waiting(Transaction& transaction, int limit);

}  // namespace ludice::store

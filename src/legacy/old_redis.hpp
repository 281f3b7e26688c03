// The balances of the first Ludicé's Redis: keys `user:{username}`, each an integer.
#pragma once

#include "legacy/entry_reader.hpp"
#include "redis/address.hpp"

#include <functional>
#include <stdexcept>
#include <string>

namespace ludice::legacy {

/// It is the Redis to which this program writes, not the first Ludicé's.
class OwnRedis : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Calls `take` with each name and what stands under it: an integer, a text that is none, or null where it is
/// of another kind than Redis's strings. A name may come twice. Waits; throws
/// redis::Unavailable or OwnRedis.
void read_redis_balances(const redis::Address& address,
                         const std::function<void(const std::string& name, const Value& value)>& take);

}  // namespace ludice::legacy

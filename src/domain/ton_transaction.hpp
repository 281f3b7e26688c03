// A transaction of our wallet on TON as far as money needs it, and the checks that a provider's row must pass
// before anything is concluded from it. Amounts are nanotons.
#pragma once

#include "base/amount.hpp"
#include "base/instant.hpp"
#include "domain/ton_address.hpp"
#include "domain/ton_body.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::domain {

struct TonMessage {
  std::optional<TonAddress> source{};       ///< none: from outside the network, our wallet's own order
  std::optional<TonAddress> destination{};  ///< none: to outside the network, a log line
  Amount value{};
  Amount forward_fee{};
  bool bounced = false;
  TonBody body{};  ///< of a bounced one: what it was sent with (read_bounced_ton_body)
};

/// Where an account stands: behind its transaction `lt` with this hash. An account without any: 0 and zeros.
struct TonPlace {
  std::int64_t lt = 0;
  std::string hash{};  ///< 64 lower-case hex digits
  Amount balance{};    ///< of the wallet behind it

  friend bool operator==(const TonPlace&, const TonPlace&) = default;
};

struct TonTransaction {
  TonAddress account;
  std::int64_t lt = 0;  ///< logical time: grows from one transaction of an account to the next
  std::string hash;
  std::int64_t previous_lt = 0;
  std::string previous_hash;
  Instant at;              ///< chain time, to the second
  bool finalized = false;  ///< it cannot go away any more
  bool aborted = false;
  bool computed = false;    ///< the wallet's code ran and succeeded
  bool bounced_in = false;  ///< the network sent the incoming message back by itself
  Amount fees{};            ///< total_fees
  Amount balance_before{};
  Amount balance_after{};
  std::optional<TonMessage> in;
  std::vector<TonMessage> out;
};

/// Why a row cannot follow what is known, in the order in which it is checked.
enum class TonRowFault {
  other_account,
  not_finalized,  ///< asked for again later
  not_linked,     ///< a row is missing between, or its balance is not the one before
  not_conserved,  ///< value, fees and balance do not agree
  too_large,      ///< more coins than a transfer can carry (2^53 - 1 nanotons)
};

std::string_view to_string(TonRowFault fault);

/// Nothing where `row` is the one behind `place`: it names the row before, goes on from its balance, and
/// balance after = balance before + value in - fees - the sum of (value + forward fee) out.
std::optional<TonRowFault> check_row(const TonTransaction& row, const TonAddress& wallet,
                                     const TonPlace& place);

TonPlace place_behind(const TonTransaction& row);

}  // namespace ludice::domain

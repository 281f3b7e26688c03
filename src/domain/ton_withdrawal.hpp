// What may become of a withdrawal and of money in suspense: their states, and who may move them when.
#pragma once

#include "base/instant.hpp"
#include "domain/ton_address.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ludice::domain {

/// The numbers are stored.
enum class TonWithdrawalState : std::uint8_t {
  asked = 0,     ///< set aside, waits for an operator
  taken = 1,     ///< one operator's alone, who has a link to pay with
  paid = 2,      ///< our wallet's transaction was seen
  rejected = 3,  ///< given back
  returned = 4,  ///< paid, and nobody took it there
};
std::string_view to_string(TonWithdrawalState state);

/// The numbers are stored.
enum class TonSuspenseState : std::uint8_t {
  waiting = 0,
  assigned = 1,   ///< its player was found
  refunding = 2,  ///< on its way back to where it came from
  refunded = 3,
  written_off = 4,  ///< the house's
};
std::string_view to_string(TonSuspenseState state);

/// True while the money lies in payout_pending.
constexpr bool is_open(TonWithdrawalState state) {
  return state == TonWithdrawalState::asked || state == TonWithdrawalState::taken;
}

/// How much further than a link's expiry must have been seen. A block of the basic chain carries a time of
/// its own and is complete only with a later block of the master chain, whose time is what we see; it follows
/// in seconds, and after some trouble of the network in a minute or two.
inline constexpr Millis kLateBlocks{300'000};

/// A link of ours can no longer be paid, and everything up to then has been seen: chain time `seen` has
/// passed the expiry by more than blocks come late. Only then is it certain that a withdrawal was not paid.
constexpr bool is_certainly_unpaid(Instant link_until, Instant seen) {
  return link_until + kLateBlocks < seen;
}

/// What a wallet application opens: `ton://transfer/…` with amount, comment and expiry (docs.ton.org, "TON
/// Connect and deep links"). To an address that need not be deployed yet.
std::string payment_link(const TonAddress& destination, bool testnet, std::int64_t nanotons,
                         std::string_view comment, Instant until);

}  // namespace ludice::domain

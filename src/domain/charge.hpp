// A payment in Stars after Telegram took it: what may become of it, and which money moves then. Every way the
// news can come leads through here, so a charge is refunded once.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ludice::domain {

/// The numbers are stored.
enum class OrderState : std::uint8_t {
  open = 0,
  paid = 1,
  expired = 2,  ///< nothing may be paid on it any more
};
std::string_view to_string(OrderState state);

/// The numbers are stored.
enum class ChargeState : std::uint8_t {
  paid = 0,       ///< on its player's account
  suspended = 1,  ///< of nobody we know, or more than he may hold: waits in suspense to be refunded
  refunding = 2,  ///< set aside, Telegram is being asked
  refunded = 3,
  kept = 4,         ///< Telegram refused to refund it: back where it was; in suspense an operator decides
  written_off = 5,  ///< kept in suspense, then given up: the owner's
};
std::string_view to_string(ChargeState state);

/// What has to be booked. The holder is the player, suspense where nobody is known, or the owner of what was
/// written off.
enum class ChargeMoney : std::uint8_t {
  nothing,
  set_aside,   ///< holder → payout_pending
  out,         ///< payout_pending → asset_stars
  back,        ///< payout_pending → holder
  taken_back,  ///< holder → asset_stars: it left without having been set aside
};

struct ChargeStep {
  ChargeState after;
  ChargeMoney money;
};

/// Somebody asks for his Stars back. Nothing where Telegram has refused that before. Asked twice is asked
/// once.
std::optional<ChargeStep> ask_refund(ChargeState state);
/// An operator has Telegram asked once more about what is kept in suspense. Nothing where it is not kept.
std::optional<ChargeStep> ask_again(ChargeState state);
/// It has gone back to its payer, whoever sent it: our refund, the store, a chargeback. Told twice is told
/// once.
ChargeStep hear_refunded(ChargeState state);
/// Telegram definitely refuses our refund, or has refused it so far and an operator ends it.
ChargeStep hear_refused(ChargeState state);

}  // namespace ludice::domain

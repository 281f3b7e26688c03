// The states of a charge, one function for each thing that can be heard of it.
#include "domain/charge.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"

#include <array>

namespace ludice::domain {

using enum ChargeState;

std::string_view to_string(OrderState state) {
  constexpr std::array<std::string_view, 3> names = {"open", "paid", "expired"};
  return names.at(static_cast<std::size_t>(state));
}

std::string_view to_string(ChargeState state) {
  constexpr std::array<std::string_view, 6> names = {"paid",     "suspended", "refunding",
                                                     "refunded", "kept",      "written_off"};
  return names.at(static_cast<std::size_t>(state));
}

std::optional<ChargeStep> ask_refund(ChargeState state) {
  switch (state) {
    case paid:
    case suspended:
      return ChargeStep{refunding, ChargeMoney::set_aside};
    case refunding:
    case refunded:
      return ChargeStep{state, ChargeMoney::nothing};
    case kept:
    case written_off:
      return std::nullopt;
  }
  assertion_failed("known charge state", __FILE__, __LINE__);
}

std::optional<ChargeStep> ask_again(ChargeState state) {
  if (state != kept) return std::nullopt;
  return ChargeStep{refunding, ChargeMoney::set_aside};
}

ChargeStep hear_refunded(ChargeState state) {
  switch (state) {
    case paid:
    case suspended:
    case kept:
    case written_off:
      return {refunded, ChargeMoney::taken_back};
    case refunding:
      return {refunded, ChargeMoney::out};
    case refunded:
      return {refunded,
              LUDICE_PLANTED("refund_and_list_both_book") ? ChargeMoney::taken_back : ChargeMoney::nothing};
  }
  assertion_failed("known charge state", __FILE__, __LINE__);
}

ChargeStep hear_refused(ChargeState state) {
  if (state == refunding) return {kept, ChargeMoney::back};
  return {state, ChargeMoney::nothing};
}

}  // namespace ludice::domain

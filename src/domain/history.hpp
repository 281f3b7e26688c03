// What a player's history calls each movement of his money.
#pragma once

#include "domain/ledger.hpp"

#include <cstdint>
#include <string_view>

namespace ludice::domain {

enum class HistoryKind : std::uint8_t {
  game,  ///< a stake, its way back, a payout
  welcome,
  daily,
  adjustment,  ///< by the operator or the balance service
  payment,
  refund,  ///< of a payment
  withdrawal,
};
std::string_view to_string(HistoryKind kind);

/// For codes whose routes touch a player.
HistoryKind history_kind(TransferCode code);

}  // namespace ludice::domain

// The table of kinds.
#include "domain/history.hpp"

#include "base/assert.hpp"

#include <array>

namespace ludice::domain {

std::string_view to_string(HistoryKind kind) {
  constexpr std::array<std::string_view, 7> names = {"game",    "welcome", "daily",     "adjustment",
                                                     "payment", "refund",  "withdrawal"};
  return names.at(static_cast<std::size_t>(kind));
}

HistoryKind history_kind(TransferCode code) {
  switch (code) {
    case TransferCode::stake:
    case TransferCode::refund:
    case TransferCode::payout:
      return HistoryKind::game;
    case TransferCode::welcome:
      return HistoryKind::welcome;
    case TransferCode::daily:
      return HistoryKind::daily;
    case TransferCode::adjust:
    case TransferCode::write_off:
    case TransferCode::adopt:
      return HistoryKind::adjustment;
    case TransferCode::stars_in:
    case TransferCode::ton_in:
      return HistoryKind::payment;
    case TransferCode::stars_out:
    case TransferCode::stars_back:
      return HistoryKind::refund;
    case TransferCode::ton_out:
      return HistoryKind::withdrawal;
    case TransferCode::rake:
    case TransferCode::fees:
    case TransferCode::house:
      break;
  }
  assertion_failed("a code that touches players", __FILE__, __LINE__);
}

}  // namespace ludice::domain

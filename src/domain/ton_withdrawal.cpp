// Names, and the link.
#include "domain/ton_withdrawal.hpp"

#include <array>

namespace ludice::domain {
namespace {

/// The comment of a payout is letters, digits and a colon, which stands for itself nowhere in a query.
std::string escaped(std::string_view comment) {
  std::string text;
  for (const char c : comment) {
    if (c == ':') {
      text += "%3A";
    } else {
      text.push_back(c);
    }
  }
  return text;
}

}  // namespace

std::string_view to_string(TonWithdrawalState state) {
  constexpr std::array<std::string_view, 5> names = {"asked", "taken", "paid", "rejected", "returned"};
  return names.at(static_cast<std::size_t>(state));
}

std::string_view to_string(TonSuspenseState state) {
  constexpr std::array<std::string_view, 5> names = {"waiting", "assigned", "refunding", "refunded",
                                                     "written_off"};
  return names.at(static_cast<std::size_t>(state));
}

std::string payment_link(const TonAddress& destination, bool testnet, std::int64_t nanotons,
                         std::string_view comment, Instant until) {
  const TonAddressFlags flags{.bounceable = false, .testnet = testnet};
  return "ton://transfer/" + friendly_text(destination, flags) + "?amount=" + std::to_string(nanotons) +
         "&text=" + escaped(comment) + "&exp=" + std::to_string(until.seconds());
}

}  // namespace ludice::domain

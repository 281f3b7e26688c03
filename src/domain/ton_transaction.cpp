// The link to the row before, and the conservation of coins.
#include "domain/ton_transaction.hpp"

#include "base/planted.hpp"

#include <array>

namespace ludice::domain {
namespace {

/// A sum that leaves int64 is no sum of real coins.
class Sum {
 public:
  explicit Sum(Amount start) : value_(start.units()) {}
  void add(Amount amount) { good_ = good_ && !__builtin_add_overflow(value_, amount.units(), &value_); }
  void take(Amount amount) { good_ = good_ && !__builtin_sub_overflow(value_, amount.units(), &value_); }
  bool is(Amount amount) const { return good_ && value_ == amount.units(); }

 private:
  std::int64_t value_;
  bool good_ = true;
};

bool is_positive_or_zero(const TonTransaction& row) {
  const auto good = [](const TonMessage& message) {
    return message.value >= Amount() && message.forward_fee >= Amount();
  };
  if (row.fees < Amount() || row.balance_before < Amount() || row.balance_after < Amount()) return false;
  if (row.in && !good(*row.in)) return false;
  for (const TonMessage& message : row.out) {
    if (!good(message)) return false;
  }
  return true;
}

bool is_conserved(const TonTransaction& row) {
  if (!is_positive_or_zero(row)) return false;
  Sum sum(row.balance_before);
  if (row.in) sum.add(row.in->value);
  sum.take(row.fees);
  for (const TonMessage& message : row.out) {
    sum.take(message.value);
    sum.take(message.forward_fee);
  }
  return sum.is(row.balance_after);
}

/// What went out is no more than what was there and came in.
bool is_too_large(const TonTransaction& row) {
  constexpr std::int64_t kMost = Amount::kMax / 2;
  const bool large_in = row.in && row.in->value.units() > kMost;
  return large_in || row.balance_before.units() > kMost || row.balance_after.units() > kMost;
}

}  // namespace

std::string_view to_string(TonRowFault fault) {
  constexpr std::array<std::string_view, 5> names = {"other_account", "not_finalized", "not_linked",
                                                     "not_conserved", "too_large"};
  return names.at(static_cast<std::size_t>(fault));
}

std::optional<TonRowFault> check_row(const TonTransaction& row, const TonAddress& wallet,
                                     const TonPlace& place) {
  if (row.account != wallet) return TonRowFault::other_account;
  if (!row.finalized) return TonRowFault::not_finalized;
  const bool linked = row.previous_lt == place.lt && row.previous_hash == place.hash && row.lt > place.lt &&
                      row.balance_before == place.balance;
  if (!linked && !LUDICE_PLANTED("missing_row_not_noticed")) return TonRowFault::not_linked;
  if (!is_conserved(row)) return TonRowFault::not_conserved;
  if (is_too_large(row)) return TonRowFault::too_large;
  return std::nullopt;
}

TonPlace place_behind(const TonTransaction& row) {
  return {row.lt, row.hash, row.balance_after};
}

}  // namespace ludice::domain

// Long stories of transfers against a small model that counts in 128 bits: what is refused and why, that a
// refusal changes nothing, sums, floors and versions after every step.
#include "domain/ledger.hpp"

#include <map>
#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::domain {
namespace {

__extension__ using Wide = __int128;
constexpr Wide kMostOfAPlayer = (Wide{1} << 53) - 1;
constexpr Wide kMostOfTheHouse = (Wide{1} << 63) - 1;

/// An account told as plainly as can be.
struct Plain {
  AccountKind kind = AccountKind::player;
  Asset asset = Asset::points;
  Wide balance = 0;
  int postings = 0;
  bool frozen = false;

  bool is_bounded() const { return kind == AccountKind::player || kind == AccountKind::owner; }
  Wide most() const { return is_bounded() ? kMostOfAPlayer : kMostOfTheHouse; }
  Wide least(TransferCode code) const {
    switch (kind) {
      case AccountKind::player:
        return code == TransferCode::stars_back ? -kMostOfAPlayer : 0;
      case AccountKind::escrow:
      case AccountKind::suspense:
      case AccountKind::payout_pending:
      case AccountKind::owner:
      case AccountKind::rake:
        return 0;
      default:
        return -kMostOfTheHouse - 1;
    }
  }
};

bool takes_from_the_frozen(TransferCode code) {
  return code != TransferCode::stake && code != TransferCode::stars_out && code != TransferCode::ton_out;
}

struct Order {
  TransferCode code = TransferCode::stake;
  std::int64_t amount = 0;
  std::size_t debit = 0;
  std::size_t credit = 0;
};

/// The accounts as the ledger leaves them, and beside each what the model says.
class Books {
 public:
  Books() {
    for (const Account& house : house_accounts()) add(house);
    for (std::int64_t id = 8'000; id < 8'012; id += kIdStep) {
      for (const Asset asset : kAssets) add(new_player_account(PlayerId{id}, asset));
    }
    std::int64_t id = 9'000;
    for (const AccountKind kind : {AccountKind::escrow, AccountKind::suspense, AccountKind::payout_pending}) {
      for (const Asset asset : kAssets) {
        add({.id = AccountId{id += kIdStep}, .kind = kind, .owner = id, .asset = asset});
      }
    }
  }

  std::optional<LedgerRefusal> expected(const Order& order) const {
    const Plain& debit = plain_[order.debit];
    const Plain& credit = plain_[order.credit];
    if (order.amount < 1 || order.amount > kMostOfAPlayer) return LedgerRefusal::amount_out_of_range;
    if (order.debit == order.credit) return LedgerRefusal::same_account;
    if (debit.asset != credit.asset) return LedgerRefusal::asset_mismatch;
    bool is_route = false;
    bool in_asset = false;
    for (const Route& route : routes()) {
      const bool fits = route.code == order.code && route.debit == debit.kind && route.credit == credit.kind;
      is_route = is_route || fits;
      in_asset = in_asset || (fits && route.assets.contains(debit.asset));
    }
    if (!is_route) return LedgerRefusal::route_not_allowed;
    if (!in_asset) return LedgerRefusal::asset_not_allowed;
    if (debit.frozen && !takes_from_the_frozen(order.code)) return LedgerRefusal::frozen;
    if (debit.balance - order.amount < debit.least(order.code)) return LedgerRefusal::insufficient_funds;
    if (credit.balance + order.amount > credit.most()) return LedgerRefusal::balance_too_large;
    return std::nullopt;
  }

  /// Books it in both, or in neither and says why.
  std::optional<LedgerRefusal> book(const Order& order) {
    const auto refusal = expected(order);
    const auto posting =
        post(order.code, Amount(order.amount), accounts_[order.debit], accounts_[order.credit]);
    RC_ASSERT(posting.has_value() == !refusal.has_value());
    if (refusal) {
      RC_ASSERT(posting.error() == *refusal);
      return refusal;
    }
    accounts_[order.debit] = posting->debit;
    accounts_[order.credit] = posting->credit;
    plain_[order.debit].balance -= order.amount;
    plain_[order.credit].balance += order.amount;
    ++plain_[order.debit].postings;
    ++plain_[order.credit].postings;
    ++booked_;
    return std::nullopt;
  }

  void bring_in(std::int64_t amount) {
    const std::map<TransferCode, AccountKind> sources{{TransferCode::welcome, AccountKind::promo},
                                                      {TransferCode::stars_in, AccountKind::asset_stars},
                                                      {TransferCode::ton_in, AccountKind::asset_ton}};
    for (const auto& [code, source] : sources) {
      for (std::size_t debit = 0; debit < plain_.size(); ++debit) {
        if (plain_[debit].kind != source) continue;
        for (std::size_t credit = 0; credit < plain_.size(); ++credit) {
          const bool fits =
              plain_[credit].kind == AccountKind::player && plain_[credit].asset == plain_[debit].asset;
          if (fits) book({code, amount, debit, credit});
        }
      }
    }
  }

  void freeze(std::size_t which, bool frozen) {
    if (plain_[which].kind != AccountKind::player) return;
    accounts_[which].frozen = plain_[which].frozen = frozen;
  }

  void check() const {
    std::map<Asset, Wide> sums;
    std::int64_t versions = 0;
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      const Account& account = accounts_[i];
      const Plain& plain = plain_[i];
      RC_ASSERT(Wide{account.balance.units()} == plain.balance);
      RC_ASSERT(account.version == plain.postings);
      RC_ASSERT(account.frozen == plain.frozen);
      RC_ASSERT(account.kind == plain.kind && account.asset == plain.asset);
      RC_ASSERT(plain.balance >= plain.least(TransferCode::stars_back) && plain.balance <= plain.most());
      sums[account.asset] += plain.balance;
      versions += account.version;
    }
    for (const auto& [asset, sum] : sums) RC_ASSERT(sum == 0);
    RC_ASSERT(versions == 2 * booked_);
  }

  std::size_t size() const { return accounts_.size(); }
  std::int64_t booked() const { return booked_; }

  /// Any account of this kind, in the asset where there is one.
  std::size_t pick(AccountKind kind, Asset asset) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < plain_.size(); ++i) {
      if (plain_[i].kind == kind && plain_[i].asset == asset) found.push_back(i);
    }
    return found.empty() ? *rc::gen::inRange<std::size_t>(0, size()) : *rc::gen::elementOf(found);
  }

 private:
  void add(const Account& account) {
    accounts_.push_back(account);
    plain_.push_back({.kind = account.kind, .asset = account.asset});
  }

  std::vector<Account> accounts_;
  std::vector<Plain> plain_;
  std::int64_t booked_ = 0;
};

/// Mostly along the table, now and then anything.
Order arbitrary_order(const Books& books) {
  Order order;
  const Route route = *rc::gen::elementOf(std::vector<Route>(routes().begin(), routes().end()));
  std::vector<Asset> assets(kAssets.begin(), kAssets.end());
  if (*rc::gen::inRange(0, 8) != 0) std::erase_if(assets, [&](Asset a) { return !route.assets.contains(a); });
  const Asset asset = *rc::gen::elementOf(assets);
  order.code = route.code;
  order.debit = books.pick(route.debit, asset);
  order.credit = books.pick(route.credit, asset);
  if (*rc::gen::inRange(0, 10) == 0) order.credit = *rc::gen::inRange<std::size_t>(0, books.size());
  if (*rc::gen::inRange(0, 20) == 0) order.credit = order.debit;
  const auto large = rc::gen::inRange<std::int64_t>(Amount::kMax - 3, Amount::kMax + 3);
  order.amount = *rc::gen::inRange(0, 6) == 0 ? *large : *rc::gen::inRange<std::int64_t>(-1, 500);
  return order;
}

RC_GTEST_PROP(LedgerStory, of_any_transfers_is_what_a_plain_count_says, ()) {
  Books books;
  bool frozen = false;
  bool full = false;
  // Most stories begin with money in the hands of players: along every way that brings some.
  if (*rc::gen::inRange(0, 5) != 0)
    books.bring_in(*rc::gen::element<std::int64_t>(100, 1'000, Amount::kMax - 100));
  for (int i = *rc::gen::inRange(0, 120); i > 0; --i) {
    if (*rc::gen::inRange(0, 3) == 0) {
      books.freeze(*rc::gen::inRange<std::size_t>(0, books.size()), *rc::gen::arbitrary<bool>());
    }
    const std::optional<LedgerRefusal> refused = books.book(arbitrary_order(books));
    frozen = frozen || refused == LedgerRefusal::frozen;
    full = full || refused == LedgerRefusal::balance_too_large;
    books.check();
  }
  RC_CLASSIFY(books.booked() > 40, "more than forty transfers booked");
  RC_CLASSIFY(frozen, "somebody frozen refused");
  RC_CLASSIFY(full, "an account too full");
}

}  // namespace
}  // namespace ludice::domain

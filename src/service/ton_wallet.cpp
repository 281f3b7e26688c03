// Baseline, confirmation, freeze, memos.
#include "service/ton_wallet.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"
#include "domain/ton_key.hpp"
#include "domain/ton_memo.hpp"
#include "service/ledger.hpp"
#include "service/ton_facts.hpp"
#include "store/ledger_table.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

namespace ludice::service {
namespace {

using domain::Account;
using domain::AccountKind;
using domain::Asset;
using domain::TransferCode;

/// What the ledger says the wallet holds.
std::int64_t held(const Account& outside) {
  return -outside.balance.units();
}

constexpr std::size_t kLongestReasons = 1'000;
/// What each look finds again must have room: what is only counted would count for ever.
constexpr std::size_t kLongestWithLooks = 1'200;
constexpr std::string_view kAnd = "; and ";
constexpr std::string_view kMore = " more, as the log says";

/// Takes what is only counted off the end of `reasons`.
int take_count(std::string& reasons) {
  const std::size_t at = reasons.rfind(kAnd);
  if (at == std::string::npos || !reasons.ends_with(kMore)) return 0;
  const char* const end = reasons.data() + reasons.size() - kMore.size();
  int count = 0;
  const auto read = std::from_chars(reasons.data() + at + kAnd.size(), end, count);
  if (read.ec != std::errc() || read.ptr != end) return 0;
  reasons.resize(at);
  return count;
}

void add_reason(std::string& reasons, std::string_view why, std::size_t longest) {
  if (reasons.contains(why)) return;
  int counted = take_count(reasons);
  if (reasons.empty()) {
    reasons = why;
  } else if (reasons.size() + why.size() <= longest) {
    reasons.append("; ").append(why);
  } else {
    ++counted;
  }
  if (counted > 0) reasons.append(kAnd).append(std::to_string(counted)).append(kMore);
}

}  // namespace

void add_reason(std::string& reasons, std::string_view why) {
  add_reason(reasons, why, kLongestReasons);
}

bool is_behind(const store::TonWallet& wallet, Instant now, const TonRules& rules) {
  return now - wallet.seen > rules.most_lag;
}

bool may_withdraw(const std::optional<store::TonWallet>& wallet, Instant now, const TonRules& rules) {
  return wallet && wallet->frozen.empty() && !is_behind(*wallet, now, rules);
}

Result<store::TonWallet> StartTonWallet::run(store::Transaction& transaction,
                                             const domain::TonAddress& address, const std::string& network,
                                             const domain::TonPlace& now) {
  if (auto known = store::find_ton_wallet(transaction)) {
    if (known->address != address || known->network != network) return refuse(Refusal::conflict);
    complete_ton_facts(transaction);
    return *std::move(known);
  }
  Account outside = store::load_house_account(transaction, AccountKind::asset_ton, Asset::ton);
  Account owner = store::load_house_account(transaction, AccountKind::owner, Asset::ton);
  store::TonWallet wallet{.address = address, .network = network, .place = now, .seen = {}, .frozen = {}};
  const std::int64_t unknown = now.balance.units() - held(outside);
  if (unknown < 0) add_reason(wallet.frozen, "the ledger holds more than the wallet");
  store::insert_ton_wallet(transaction, wallet);
  complete_ton_facts(transaction);
  if (unknown > 0) {
    move_money(transaction, TransferCode::house, Amount(unknown), outside, owner,
               domain::ton_key::baseline(address));
  }
  return wallet;
}

std::optional<std::int64_t> ConfirmTonWallet::run(store::Transaction& transaction,
                                                  const domain::TonPlace& place, Instant seen) {
  auto wallet = store::find_ton_wallet(transaction);
  LUDICE_ASSERT(wallet.has_value());
  const bool same_place = wallet->place.lt == place.lt && wallet->place.hash == place.hash;
  if (LUDICE_PLANTED("cursor_before_effect") && !same_place && place.lt > wallet->place.lt) {
    wallet->place = place;
    store::update_ton_wallet(transaction, *wallet);
  }
  if (!same_place) return std::nullopt;
  const Account outside = store::load_house_account(transaction, AccountKind::asset_ton, Asset::ton);
  const std::int64_t drift = place.balance.units() - held(outside);
  if (wallet->place.balance != place.balance) {
    add_reason(wallet->frozen, "the wallet holds another balance than its transactions make",
               kLongestWithLooks);
  } else if (drift != 0) {
    add_reason(wallet->frozen, "the ledger holds another balance than the wallet", kLongestWithLooks);
  }
  // Whatever a provider says, the chain is not ahead of us.
  wallet->seen = std::max(wallet->seen, std::min(seen, transaction.civil()));
  store::update_ton_wallet(transaction, *wallet);
  return drift;
}

void FreezeTonWallet::run(store::Transaction& transaction, const std::string& why) {
  auto wallet = store::find_ton_wallet(transaction);
  if (!wallet) return;
  add_reason(wallet->frozen, why);
  store::update_ton_wallet(transaction, *wallet);
}

bool ThawTonWallet::run(store::Transaction& transaction) {
  auto wallet = store::find_ton_wallet(transaction);
  if (!wallet || wallet->frozen.empty()) return false;
  wallet->frozen.clear();
  store::update_ton_wallet(transaction, *wallet);
  return true;
}

Result<TonMemo> GiveTonMemo::run(store::Transaction& transaction, const PlayerRef& who,
                                 std::uint64_t random_bits) {
  const auto player = require_player(transaction, who);
  if (!player) return std::unexpected(player.error());
  const auto wallet = store::find_ton_wallet(transaction.peek());
  if (!wallet) return refuse(Refusal::conflict);
  if (auto memo = store::find_ton_memo_of(transaction, player->id)) return TonMemo{*memo, wallet->address};
  const std::string memo = domain::make_ton_memo(random_bits);
  if (store::find_ton_memo(transaction, memo)) return refuse(Refusal::conflict);
  store::insert_ton_memo(transaction, memo, player->id);
  fact_ton_memo(transaction, memo, player->id);
  return TonMemo{memo, wallet->address};
}

}  // namespace ludice::service

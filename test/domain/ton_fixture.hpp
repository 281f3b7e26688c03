// Rows of a wallet for tests: a deposit that is right in everything, to be made wrong in one thing.
#pragma once

#include "base/hex.hpp"
#include "domain/ton_deposit.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ludice::domain {

inline TonAddress ton_account(std::uint8_t number) {
  TonAddress address;
  address.hash.fill(number);
  return address;
}

inline const TonAddress kTonWallet = ton_account(0xEE);
inline const TonAddress kAlice = ton_account(0xAA);
inline const TonPlace kTonStart{1'000, std::string(64, '1'), Amount(5'000'000'000)};

/// The balance that conserves coins.
inline TonTransaction balanced(TonTransaction row) {
  row.balance_after = row.balance_before - row.fees;
  if (row.in) row.balance_after += row.in->value;
  for (const TonMessage& out : row.out) row.balance_after -= out.value + out.forward_fee;
  return row;
}

/// The row as the one behind `place`.
inline TonTransaction following(const TonPlace& place, Instant at, TonTransaction row) {
  row.previous_lt = place.lt;
  row.previous_hash = place.hash;
  row.lt = place.lt + 1'000;
  row.hash = to_hex(std::string(19, 'h') + to_base32(row.lt));
  row.balance_before = place.balance;
  row.at = at;
  return balanced(std::move(row));
}

inline TonBody said(std::string comment) {
  return {.kind = TonBodyKind::comment, .op = 0, .comment = std::move(comment)};
}

/// 1 TON from alice with this comment, behind kTonStart.
inline TonTransaction ton_deposit(const std::string& comment = "LD-KNOWN") {
  TonTransaction row;
  row.account = kTonWallet;
  row.lt = 2'000;
  row.hash = std::string(64, '2');
  row.previous_lt = kTonStart.lt;
  row.previous_hash = kTonStart.hash;
  row.at = {1'770'000'000'000};
  row.finalized = true;
  row.computed = true;
  row.fees = Amount(311'201);
  row.balance_before = kTonStart.balance;
  row.in = TonMessage{.source = kAlice,
                      .destination = kTonWallet,
                      .value = Amount(1'000'000'000),
                      .forward_fee = Amount(266'669),
                      .body = said(comment)};
  return balanced(std::move(row));
}

/// The wallet's own order: a message to alice with this value and comment.
inline TonTransaction ton_payout(std::int64_t value, const std::string& comment) {
  TonTransaction row = ton_deposit();
  row.in = TonMessage{.destination = kTonWallet, .body = {.kind = TonBodyKind::other}};
  row.out.push_back({.source = kTonWallet,
                     .destination = kAlice,
                     .value = Amount(value),
                     .forward_fee = Amount(266'669),
                     .body = said(comment)});
  return balanced(std::move(row));
}

/// Knows one memo, and the payouts that are entered.
struct KnownTon {
  std::map<std::string, PlayerId, std::less<>> memos{{"LD-KN0WN", PlayerId{8'192}}};
  std::map<std::string, TonPayout, std::less<>> payouts;

  TonKnowledge knowledge() const {
    TonKnowledge known;
    known.wallet = kTonWallet;
    known.minimum = Amount(100'000'000);
    known.dust = Amount(10'000'000);
    known.player_of = [this](std::string_view memo) {
      const auto found = memos.find(memo);
      return found == memos.end() ? PlayerId{} : found->second;
    };
    known.payout_of = [this](std::string_view comment) {
      const auto found = payouts.find(comment);
      return found == payouts.end() ? std::nullopt : std::optional(found->second);
    };
    known.payouts_like = [this](const TonAddress& destination, Amount value) {
      std::vector<TonPayout> like;
      for (const auto& [comment, payout] : payouts) {
        const bool open = payout.state == TonPayout::State::open;
        if (open && payout.destination == destination && payout.value == value) like.push_back(payout);
      }
      return like;
    };
    return known;
  }
};

}  // namespace ludice::domain

// The tables of TON: the wallet's place, memos, suspense, withdrawals. The rules are domain/ton_*.hpp's.
#pragma once

#include "domain/ton_deposit.hpp"
#include "domain/ton_withdrawal.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ludice::store {

struct TonWallet {
  domain::TonAddress address;
  std::string network;
  domain::TonPlace place;  ///< behind the transaction that was booked last
  Instant seen;            ///< chain time up to which nothing is missing
  std::string frozen;      ///< why nothing may be withdrawn; empty: it may
  Instant frozen_at = {};  ///< since when; 0: it may, or it is written now
};

/// Nothing before the watcher's first look. In a transaction its row is locked: rows are booked one by one.
std::optional<TonWallet> find_ton_wallet(Reader& reader);
void insert_ton_wallet(Transaction& transaction, const TonWallet& wallet);
void update_ton_wallet(Transaction& transaction, const TonWallet& wallet);

/// None where it is nobody's.
PlayerId find_ton_memo(Reader& reader, std::string_view memo);
std::optional<std::string> find_ton_memo_of(Reader& reader, PlayerId player);
void insert_ton_memo(Transaction& transaction, const std::string& memo, PlayerId player);
/// Those without a fact about their player.
std::vector<std::pair<std::string, PlayerId>> find_ton_memos_unsaid(Reader& reader);

struct TonSuspense {
  PaymentId id{};
  std::int64_t lt = 0;
  std::string hash{};
  domain::TonReview reason = domain::TonReview::none;
  Amount amount{};
  domain::TonAddress source{};
  std::string comment{};
  PlayerId player{};  ///< whom its memo names; none
  domain::TonSuspenseState state = domain::TonSuspenseState::waiting;
  std::int64_t tries = 0;
  Instant at{};
};

std::optional<TonSuspense> find_ton_suspense(Reader& reader, PaymentId id);
/// Oldest first, from `from` on (none: from the oldest).
std::vector<TonSuspense> find_ton_suspenses(Reader& reader, domain::TonSuspenseState state, int limit,
                                            PaymentId from = {});
void insert_ton_suspense(Transaction& transaction, const TonSuspense& suspense);
/// Those without a fact.
std::vector<TonSuspense> find_ton_suspenses_unsaid(Reader& reader);
/// State and tries.
void update_ton_suspense(Transaction& transaction, const TonSuspense& suspense);

struct TonWithdrawal {
  PaymentId id{};
  PlayerId player{};     ///< none: of money in suspense
  PaymentId suspense{};  ///< none: of a player
  domain::TonAddress destination{};
  Amount amount{};  ///< to be sent
  Amount fee{};     ///< the house's
  std::string comment{};
  domain::TonWithdrawalState state = domain::TonWithdrawalState::asked;
  std::string operator_name{};
  Instant link_until{};  ///< chain time; 0: no link was given out
  std::int64_t lt = 0;   ///< of what paid it
  Instant asked{};
  Instant ended{};
  std::string asker{};        ///< the operator who wants it to leave; empty: its player
  std::string approver{};     ///< the second operator who has agreed; empty: nobody has
  std::int64_t disputed = 0;  ///< lt of what named it and differed, or was like it unnamed; 0: nothing was
};

std::optional<TonWithdrawal> find_ton_withdrawal(Reader& reader, PaymentId id);
/// The one that pays with this comment.
std::optional<TonWithdrawal> find_ton_withdrawal_named(Reader& reader, std::string_view comment);
/// The open ones that go there with this amount: first those that have been taken, of these first those that
/// nothing disputes, then the oldest.
std::vector<TonWithdrawal> find_ton_withdrawals_like(Reader& reader, const domain::TonAddress& destination,
                                                     Amount amount);
/// Oldest first, from `from` on (none: from the oldest).
std::vector<TonWithdrawal> find_ton_withdrawals(Reader& reader, domain::TonWithdrawalState state, int limit,
                                                PaymentId from = {});
/// Newest first, from `from` back (none: from the newest).
std::vector<TonWithdrawal> find_ton_withdrawals_of(Reader& reader, PlayerId player, int limit,
                                                   PaymentId from = {});
/// Those without a fact that says where they go.
std::vector<TonWithdrawal> find_ton_withdrawals_unsaid(Reader& reader);
/// What the player's withdrawals before `before`, asked for after `after`, take from his balance: nanotons
/// that are on their way out or paid.
std::int64_t sum_ton_leaving(Reader& reader, PlayerId player, PaymentId before, Instant after);
void insert_ton_withdrawal(Transaction& transaction, const TonWithdrawal& withdrawal);
/// State, operator, link, lt, end, approver, disputed.
void update_ton_withdrawal(Transaction& transaction, const TonWithdrawal& withdrawal);

}  // namespace ludice::store

// The wallet as a whole: its first seen state, how far its transactions are known, whether coins may leave,
// and the memos by which players pay into it.
#pragma once

#include "base/result.hpp"
#include "service/players.hpp"
#include "service/ton_rules.hpp"
#include "store/ton_table.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ludice::service {

/// Whether the chain, as the wallet's provider tells it, is so far behind that deposits come late. Nothing is
/// known of it before the first look.
bool is_behind(const store::TonWallet& wallet, Instant now, const TonRules& rules);

/// Whether a withdrawal may be asked for, taken and paid now: the wallet is known, not frozen, and everything
/// up to a moment ago has been seen.
bool may_withdraw(const std::optional<store::TonWallet>& wallet, Instant now, const TonRules& rules);

/// At the watcher's first look: what the wallet holds is the operator's, and what was before is never
/// credited. Later it only tells whether the database belongs to this wallet: conflict where it belongs to
/// another one or to another network.
class StartTonWallet {
 public:
  static Result<store::TonWallet> run(store::Transaction& transaction, const domain::TonAddress& address,
                                      const std::string& network, const domain::TonPlace& now);
};

/// Everything up to chain time `seen` has been looked at, and the wallet stood at `place` then. Returns the
/// nanotons that it holds less what the ledger says; nothing where it is another place than ours, so that
/// something is still to come. A balance that is not ours at the same place, or a ledger that holds something
/// else, freezes withdrawals; deposits go on.
class ConfirmTonWallet {
 public:
  static std::optional<std::int64_t> run(store::Transaction& transaction, const domain::TonPlace& place,
                                         Instant seen);
};

/// Joins `why` to what stops withdrawals, unless it is said there already. What it becomes is bounded: what
/// no longer fits is counted, so that nobody lifts what he has not been shown.
void add_reason(std::string& reasons, std::string_view why);

/// Stops withdrawals until an operator has looked; where they are stopped, the reason joins those before.
class FreezeTonWallet {
 public:
  static void run(store::Transaction& transaction, const std::string& why);
};

/// Lets coins leave again. False where there was nothing to lift.
class ThawTonWallet {
 public:
  static bool run(store::Transaction& transaction);
};

struct TonMemo {
  std::string memo;
  domain::TonAddress wallet;
};

/// The player's memo, made at the first asking of `random_bits` and his for ever. player_not_found; conflict
/// where the wallet is not known yet, or where the new memo is somebody else's (asking again makes another).
class GiveTonMemo {
 public:
  static Result<TonMemo> run(store::Transaction& transaction, const PlayerRef& who,
                             std::uint64_t random_bits);
};

}  // namespace ludice::service

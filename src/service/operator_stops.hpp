// Stopping a player, or all that leaves, and letting go again; and the state of the house as operators see
// it.
#pragma once

#include "base/result.hpp"
#include "domain/asset.hpp"
#include "service/events.hpp"
#include "service/players.hpp"
#include "store/freeze_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ludice::service {

/// Whether he may stake and withdraw. His running game goes on, and what comes to him is booked.
/// player_not_found; conflict: he is as he should be; same_person: a frozen operator lets himself go.
class SetPlayerFrozen {
 public:
  static Result<store::Player> run(store::Transaction& transaction, const std::string& operator_name,
                                   const PlayerRef& who, bool frozen, const std::string& reason);
};

/// A player as operators see him.
struct PlayerFile {
  store::Player player;
  std::optional<store::PlayerFreeze> freeze;  ///< where it is known since when and why he is stopped
  struct Balance {
    domain::Asset asset = domain::Asset::points;
    Amount amount;
  };
  std::vector<Balance> balances;
};

/// player_not_found.
class ViewPlayer {
 public:
  static Result<PlayerFile> run(store::Reader& reader, const PlayerRef& who);
};

/// Stops all withdrawals; deposits go on. conflict: they are stopped, or the wallet is not known yet.
class FreezeWithdrawals {
 public:
  explicit FreezeWithdrawals(const Events& events) : events_(events) {}
  Result<store::TonWallet> run(store::Transaction& transaction, const std::string& operator_name,
                               const std::string& reason) const;

 private:
  const Events& events_;
};

/// What an operator has seen stops something, and why he lets it go on.
struct ResumeCommand {
  std::string frozen;  ///< the text as it was shown
  std::string reason;
};

/// Lets coins leave again; what the next look finds different stops them again. conflict: they are not
/// stopped, or for another reason than the command names, as when something more has happened meanwhile; or
/// the ledger holds another balance than the wallet had behind what was booked last.
class ResumeWithdrawals {
 public:
  explicit ResumeWithdrawals(const Events& events) : events_(events) {}
  Result<store::TonWallet> run(store::Transaction& transaction, const ResumeCommand& command) const;

 private:
  const Events& events_;
};

/// Whether Stars are sold.
struct StarsStop {
  std::string why;  ///< none are; empty: they are
  Instant since;
};

/// What the house has in one asset.
struct HouseFunds {
  domain::Asset asset = domain::Asset::points;
  Amount owner;
  Amount rake;
};
struct HouseState {
  std::vector<HouseFunds> funds;
  std::optional<store::TonWallet> wallet;
  Amount ton_booked;  ///< what the ledger says the wallet holds
  std::optional<Amount>
      stars_expected;  ///< what the bot must hold by Telegram; nothing before the first look
  StarsStop stars_stop;
  Instant stars_checked;  ///< when all of Telegram's list was looked at last; 0: ordered now
};

class ViewHouse {
 public:
  static HouseState run(store::Reader& reader);
};

/// Has all of Telegram's list of Stars looked at with the next look, within a minute, by whichever process
/// does it. The wallet of TON is looked at every few seconds anyway.
class ReconcileNow {
 public:
  static HouseState run(store::Transaction& transaction);
};

}  // namespace ludice::service

// Money that operators move: between the house and what is outside or with a player. Nothing real comes from
// nowhere: what is given in stars and ton must have been put into `owner`. A slip is undone by the opposite.
#pragma once

#include "base/result.hpp"
#include "service/events.hpp"
#include "service/players.hpp"

#include <cstdint>
#include <string>

namespace ludice::service {

/// Where the owner's money comes from.
enum class FundSource {
  rake,     ///< what games have brought the house
  outside,  ///< Stars that the bot holds by Telegram and that are booked nowhere
};
std::string_view to_string(FundSource source);

struct FundOwnerCommand {
  domain::Asset asset = domain::Asset::points;
  FundSource source = FundSource::rake;
  Amount amount;
};
struct OwnerFunds {
  domain::Asset asset = domain::Asset::points;
  Amount balance;
};

/// conflict: nothing in this asset can come from there (coins sent to the wallet wait in suspense, to be
/// written off); insufficient_funds: so much is not there; limit_reached: the owner's account has no room.
class FundOwner {
 public:
  static Result<OwnerFunds> run(store::Transaction& transaction, const FundOwnerCommand& command);
};

struct AdjustCommand {
  PlayerRef who;
  domain::Asset asset = domain::Asset::points;
  std::int64_t amount = 0;  ///< not 0; negative: is taken
};
struct AdjustedBalance {
  std::string username;
  domain::Asset asset = domain::Asset::points;
  std::int64_t balance = 0;
};

/// As the balance service's ModifyBalance. same_person: the player is the operator.
class AdjustBalance {
 public:
  explicit AdjustBalance(const Events& events) : events_(events) {}
  Result<AdjustedBalance> run(store::Transaction& transaction, const std::string& operator_name,
                              const AdjustCommand& command) const;

 private:
  const Events& events_;
};

/// Gives up what a player owes since Stars were taken back from him that he had spent. player_not_found;
/// conflict: he owes nothing; same_person.
class ForgiveDebt {
 public:
  explicit ForgiveDebt(const Events& events) : events_(events) {}
  Result<AdjustedBalance> run(store::Transaction& transaction, const std::string& operator_name,
                              const PlayerRef& who) const;

 private:
  const Events& events_;
};

}  // namespace ludice::service

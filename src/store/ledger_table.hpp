// Accounts and transfers. The rules are domain/ledger.hpp's; here they are kept.
#pragma once

#include "domain/account.hpp"
#include "domain/ledger.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <string>

namespace ludice::store {

/// As it stands; an account without a row is as new (domain::new_*_account).
domain::Account load_player_account(Reader& reader, PlayerId player, domain::Asset asset,
                                    bool frozen = false);
domain::Account load_escrow(Reader& reader, GameId game, domain::Asset asset);
domain::Account load_suspense(Reader& reader, PaymentId payment, domain::Asset asset);
domain::Account load_payout(Reader& reader, PaymentId payment, domain::Asset asset);
domain::Account load_house_account(Reader& reader, domain::AccountKind kind, domain::Asset asset);
/// One of those over which the kind is spread, whatever the reader's own.
domain::Account load_house_account(Reader& reader, domain::AccountKind kind, domain::Asset asset, int shard);

/// What games brought a player in this asset, less his stakes.
std::int64_t load_net(Reader& reader, PlayerId player, domain::Asset asset);

/// True where a transfer with this key is booked.
bool is_booked(Reader& reader, std::string_view key);

/// Appends the transfer, seals it and stores both accounts, which then name it as their last. They must be
/// as posted from what the table holds (asserted by their versions). `external` is what the world outside
/// calls a payment, empty for none.
void book(Transaction& transaction, domain::Posting& posting, const std::string& key, GameId game = {},
          const std::string& external = {});

/// Many transfers from one account of the house in one transaction, whose row is written once, at the end: on
/// PostgreSQL each of a thousand versions of a row would be walked over by the next.
class HouseRun {
 public:
  /// `house` as it stands in the table, locked by this transaction until it ends.
  HouseRun(Transaction& transaction, domain::Account house)
      : transaction_(transaction), house_(std::move(house)), before_(house_.version) {}

  const domain::Account& house() const { return house_; }
  /// `posting` debits house(). The credited account is written at once.
  void book(domain::Posting& posting, const std::string& key);
  /// Writes the row.
  void finish();

 private:
  Transaction& transaction_;
  domain::Account house_;
  std::int64_t before_;  ///< the version in the table
};

}  // namespace ludice::store

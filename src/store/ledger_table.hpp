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
domain::Account load_house_account(Reader& reader, domain::AccountKind kind, domain::Asset asset);

/// What games brought a player in this asset, less his stakes.
std::int64_t load_net(Reader& reader, PlayerId player, domain::Asset asset);

/// True where a transfer with this key is booked.
bool is_booked(Reader& reader, std::string_view key);

/// Appends the transfer, seals it and stores both accounts, which then name it as their last. They must be
/// as posted from what the table holds (asserted by their versions).
void book(Transaction& transaction, domain::Posting& posting, const std::string& key, GameId game = {});

}  // namespace ludice::store

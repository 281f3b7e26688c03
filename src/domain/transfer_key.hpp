// The unique key of a transfer, made from the business fact behind it, so that a fact books once, however
// often and from wherever it arrives. Ids stand in base32; nothing of Telegram's is in a key.
#pragma once

#include "base/ids.hpp"
#include "domain/asset.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ludice::domain::transfer_key {

std::string stake(GameId game, PlayerId player);
std::string refund(GameId game, PlayerId player);
std::string payout(GameId game, PlayerId player);
std::string rake(GameId game);
std::string welcome(PlayerId player);
/// `day`: as domain/calendar.hpp numbers them.
std::string daily(PlayerId player, std::int64_t day);
/// A change by an operator or the balance service; `operation` is a fresh id.
std::string adjust(PlayerId player, std::int64_t operation);
/// A change that its caller has named (Idempotency-Key), once for ever.
std::string adjust_named(PlayerId player, std::string_view name);

// Of what came from the first Ludicé: a name's balance, and a stake of his that was given back, once each.
std::string imported(PlayerId player);
std::string imported_stake(PlayerId player, std::string_view game);
/// What the import of that number put to the owner's account.
std::string import_funds(std::int64_t import);
/// An account that came by name, joined to its player's, in one asset.
std::string adopt(PlayerId from, Asset asset);

/// Steps of an operator; `operation` is a fresh id. Rake is collected from one of its accounts at a time.
std::string collected(std::int64_t operation, int shard);
std::string funded(std::int64_t operation);
/// Stars of the owner's that have left Telegram; `operation` is a fresh id.
std::string swept(std::int64_t operation);
std::string forgiven(PlayerId player, std::int64_t operation);

// Of a payment in Stars, by Telegram's id of the charge. A charge comes in once and leaves once, whoever
// sends it back: our refund, the news of it and the store's refund share one key.
std::string stars_in(std::string_view charge);
std::string stars_out(std::string_view charge);
/// Set aside to be refunded; and back, where Telegram refused.
std::string stars_set_aside(std::string_view charge);
std::string stars_kept(std::string_view charge);
/// What an operator decides about a payment kept in suspense, whichever way; `round` counts from 2 on how
/// often it was to leave, the first refund among them. And back, where Telegram refused that one too.
std::string stars_decided(std::string_view charge, std::int64_t round);
std::string stars_kept_again(std::string_view charge, std::int64_t round);
/// Out of suspense, where it left without our asking.
std::string stars_taken(std::string_view charge);

}  // namespace ludice::domain::transfer_key

// What the tables say about the state of the whole, for those who watch it: money by kind of account, open
// games, what waits and since when. Every query is bounded by what is open, never by the history.
#pragma once

#include "domain/account.hpp"
#include "domain/charge.hpp"
#include "domain/match.hpp"
#include "domain/ton_withdrawal.hpp"
#include "store/transaction.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ludice::store {

struct OpenGames {
  domain::GameKind kind;
  domain::Asset asset;
  domain::MatchState state;  ///< waiting or active
  std::int64_t games = 0;
};

/// So many that wait, and since when the oldest does.
struct Waiting {
  std::int64_t count = 0;
  std::optional<Instant> since;
};

/// Of each asset and each kind of account. What players own follows from the rest: all accounts of an asset
/// are zero together (`ludice audit` proves that one by one). Units of the asset.
std::map<std::pair<domain::Asset, domain::AccountKind>, std::int64_t> sum_money(Reader& reader);

/// Invites that nobody has joined are among those that wait.
std::vector<OpenGames> count_open_games(Reader& reader);

/// Events not yet acknowledged, by consumer; one that has none is there with none.
std::map<std::string, Waiting> count_events(Reader& reader);

/// Records without a place in the hash chain (several processes; else none). `since` is to within a second.
Waiting count_unsealed(Reader& reader);
/// When the chain's head was made; nothing while it has none.
std::optional<Instant> find_last_seal_time(Reader& reader);

/// Of games whose next deadline has passed; `since` that deadline.
Waiting count_overdue(Reader& reader, Instant now);

/// What the bot has queued for Telegram and could be sent by now, and what was tried and is to be tried
/// again: `since` it could be sent, or, of what was tried, was queued (to within some seconds).
Waiting count_outbound(Reader& reader, Instant now);

/// Refunds of Stars that Telegram has not decided; since when is not kept.
Waiting count_stars_refunds(Reader& reader);
/// Stars kept in suspense, that wait for an operator's word; `since` the oldest came.
Waiting count_stars_suspense(Reader& reader);
/// Money in TON that waits for an operator's word.
Waiting count_ton_suspense(Reader& reader);
/// Withdrawals asked for, or taken by an operator, and not yet seen to be paid.
Waiting count_ton_withdrawals(Reader& reader);

}  // namespace ludice::store

// Checks first, then moves money, counts and the name.
#include "legacy/adopt.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"
#include "domain/pairing.hpp"
#include "domain/transfer_key.hpp"
#include "legacy/report.hpp"
#include "service/ledger.hpp"
#include "store/ledger_table.hpp"
#include "store/legacy_table.hpp"
#include "store/operator_table.hpp"
#include "store/player_table.hpp"
#include "store/standing_table.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace ludice::legacy {
namespace {

using domain::Account;
using domain::Asset;
using store::LegacyUser;
using store::Player;

/// What binds payments to an account: coins may come and go back long after.
constexpr store::Statement kPays{
    "SELECT 1 FROM ton_memo WHERE player = $1 UNION ALL SELECT 1 FROM ton_withdrawal WHERE player = $1 "
    "UNION ALL SELECT 1 FROM stars_charge WHERE player = $1"};

/// One asset of both accounts.
struct Holding {
  Account from;
  Account to;
};

std::unexpected<std::string> no(std::string reason) {
  return std::unexpected(std::move(reason));
}

Player new_player(store::Transaction& transaction, TelegramId id) {
  Player player;
  player.id = PlayerId{transaction.next_id()};
  player.telegram_id = id;
  player.created = transaction.now();
  return player;
}

void move_statistics(store::Transaction& transaction, LegacyUser& user, Player& from, Player& to,
                     Asset asset) {
  const std::int64_t games = user.games.value_or(0);
  const std::int64_t wins = user.wins.value_or(0);
  const std::int64_t voids = user.voids.value_or(0);
  const std::int64_t lost = games - wins - voids;
  from.games -= games;
  from.won -= wins;
  from.lost -= lost;
  from.void_games -= voids;
  to.games += games;
  to.won += wins;
  to.lost += lost;
  to.void_games += voids;
  LUDICE_ASSERT(from.games >= 0 && from.won >= 0 && from.lost >= 0 && from.void_games >= 0);
  if (games > 0) {
    store::count_elsewhere(transaction, from.id, asset, -wins, -games, user.counted_at);
    store::count_elsewhere(transaction, to.id, asset, wins, games, transaction.now());
  }
  user.player = to.id;
  user.counted_at = transaction.now();
  store::update_legacy_user(transaction, user);
}

}  // namespace

std::expected<Adopted, std::string> adopt(store::Transaction& transaction, const std::string& name,
                                          TelegramId telegram_id) {
  auto user = store::find_legacy_user(transaction, name);
  if (!user) return no("nobody was imported as " + shown(name));
  if (user->telegram_id)
    return no(fmt::format("{} was imported with the id {}", shown(name), user->telegram_id.value));
  auto known = store::find_player(transaction.peek(), telegram_id);
  if (user->player != user->origin) {
    if (known && known->id == user->player) return Adopted{};
    return no(shown(name) + " was joined to another id before");
  }
  // Players are locked in the order of their ids.
  std::optional<Player> from;
  if (known && known->id < user->origin) known = store::find_player(transaction, known->id);
  from = store::find_player(transaction, user->origin);
  if (known && user->origin < known->id) known = store::find_player(transaction, known->id);
  LUDICE_ASSERT(from.has_value());
  if (from->telegram_id) return no(shown(name) + " has an id by now");
  if (from->frozen) return no(shown(name) + " is frozen");
  if (!transaction.query(kPays, {from->id}).empty())
    return no(shown(name) + " has paid in or out, or has an address to pay to, which stays with its account");
  if (from->game || (known && known->game))
    return no("one of the two is in a game; try again when it has ended");

  Player to = known ? *known : new_player(transaction, telegram_id);
  std::vector<Holding> holdings;
  for (const Asset asset : domain::kAssets) {
    Holding holding{store::load_player_account(transaction, from->id, asset),
                    store::load_player_account(transaction, to.id, asset)};
    if (holding.from.balance.is_zero()) continue;
    if (holding.from.balance < Amount()) return no(shown(name) + " owes Stars");
    if (!domain::has_room(holding.to.balance, holding.from.balance, Amount()))
      return no("the account of the id would hold more than 2^53 - 1");
    holdings.push_back(holding);
  }

  Adopted adopted{.first = true, .moved = {}};
  if (!known) store::insert_player(transaction, to);
  for (Holding& holding : holdings) {
    const Amount amount = holding.from.balance;
    service::move_money(transaction, domain::TransferCode::adopt, amount, holding.from, holding.to,
                        domain::transfer_key::adopt(from->id, holding.from.asset));
    adopted.moved[std::string(to_string(holding.from.asset))] = amount;
  }
  const auto import = store::find_first_import(transaction);
  LUDICE_ASSERT(import.has_value());
  move_statistics(transaction, *user, *from, to, import->asset);
  std::optional<std::string> name_free = std::exchange(from->username, std::nullopt);
  store::update_play(transaction, *from);
  store::update_identity(transaction, *from);
  // In the chain also where nothing had to be moved.
  store::insert_operator_act(
      transaction,
      {"command", "adopt", to_base32(from->id.value),
       boost::json::serialize(boost::json::object{{"id", telegram_id.value}, {"name", name}}), "done"});
  if (!to.username) to.username = std::move(name_free);
  store::update_play(transaction, to);
  store::update_identity(transaction, to);
  return adopted;
}

}  // namespace ludice::legacy

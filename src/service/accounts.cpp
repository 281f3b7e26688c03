// Registering and balances.
#include "service/accounts.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"
#include "domain/calendar.hpp"
#include "domain/pairing.hpp"
#include "domain/transfer_key.hpp"
#include "service/ledger.hpp"
#include "service/open_return.hpp"
#include "store/game_table.hpp"
#include "store/ledger_table.hpp"
#include "store/legacy_table.hpp"
#include "store/stars_list_table.hpp"

#include <algorithm>

namespace ludice::service {
namespace {

namespace transfer_key = domain::transfer_key;
using domain::Account;
using domain::AccountKind;
using domain::Asset;
using domain::TransferCode;
using store::Player;

/// Nothing for `#` and the player's own id: that says he has no name.
std::optional<std::string> name_to_keep(const RegisterCommand& command) {
  if (parse_numbered_name(command.username) == command.id) return std::nullopt;
  return command.username;
}

/// Whoever holds the name now, other than the player himself.
std::optional<Player> holder_of(store::Reader& reader, const RegisterCommand& command) {
  const auto name = name_to_keep(command);
  if (!name) return std::nullopt;
  auto holder = store::find_player_by_name(reader, *name);
  if (holder && holder->telegram_id == command.id) return std::nullopt;
  return holder;
}

void take_name_from(store::Transaction& transaction, std::optional<Player>& holder) {
  if (!holder) return;
  holder->username.reset();
  store::update_identity(transaction, *holder);
}

void accept(store::Transaction& transaction, Player& player, const RegisterCommand& command) {
  player.telegram_id = command.id;
  player.username = name_to_keep(command);
  if (command.language) player.language = *command.language;
  player.terms = kCurrentTerms;
  store::update_identity(transaction, player);
}

/// The other side of what an operator gives and takes.
Account load_giver(store::Reader& reader, Asset asset) {
  const AccountKind kind = asset == Asset::points ? AccountKind::adjustment : AccountKind::owner;
  return store::load_house_account(reader, kind, asset);
}

/// Stars of the owner's that have left Telegram are not to be given: his are those that leave first.
std::optional<Refused> check_backed(store::Transaction& transaction, const Account& house,
                                    std::int64_t amount) {
  if (house.kind != AccountKind::owner || house.asset != Asset::stars) return std::nullopt;
  const Amount backed = std::max(Amount(), house.balance - store::lacking_stars(transaction.peek()));
  if (backed >= Amount(amount)) return std::nullopt;
  return Refused{Refusal::insufficient_funds, backed.units(), amount};
}

/// What an adjustment is refused with, if anything: by the player's bounds or the house's.
std::optional<Refused> check_adjustment(store::Transaction& transaction, const Account& account,
                                        std::int64_t amount) {
  const Account house = load_giver(transaction, account.asset);
  const auto posting = amount > 0 ? domain::post(TransferCode::adjust, Amount(amount), house, account)
                                  : domain::post(TransferCode::adjust, Amount(-amount), account, house);
  if (posting) return amount > 0 ? check_backed(transaction, house, amount) : std::nullopt;
  // Points come from nowhere: their house runs out of room, never of money.
  const bool no_funds =
      posting.error() == domain::LedgerRefusal::insufficient_funds && house.kind == AccountKind::owner;
  if (!no_funds) return Refused{Refusal::limit_reached};
  return Refused{Refusal::insufficient_funds, house.balance.units(), amount};
}

/// Adds or takes against the house; the caller has checked that it fits.
void adjust(store::Transaction& transaction, Account& account, PlayerId player, std::int64_t amount) {
  Account house = load_giver(transaction, account.asset);
  const std::string key = transfer_key::adjust(player, transaction.next_id());
  if (amount > 0) {
    move_money(transaction, TransferCode::adjust, Amount(amount), house, account, key);
  } else {
    move_money(transaction, TransferCode::adjust, Amount(-amount), account, house, key);
  }
}

}  // namespace

Result<Registered> RegisterPlayer::run(store::Transaction& transaction,
                                       const RegisterCommand& command) const {
  auto player = store::find_player(transaction, command.id);
  auto holder = holder_of(transaction, command);
  // What came from the first Ludicé without an id waits for `ludice adopt`; its name moves on.
  const bool holder_is_by_name_only =
      holder && !holder->telegram_id && !store::is_legacy_player(transaction.peek(), holder->id);
  if (holder_is_by_name_only && (player || holder->game)) return refuse(Refusal::conflict);

  if (holder_is_by_name_only) {
    player = std::move(holder);
    accept(transaction, *player, command);
  } else {
    take_name_from(transaction, holder);
    if (!player) return create(transaction, command);
    accept(transaction, *player, command);
  }
  const Account account = store::load_player_account(transaction, player->id, rules_.default_asset());
  const Amount balance = LUDICE_PLANTED("balance_of_a_known_player_not_read") ? Amount() : account.balance;
  return Registered{*std::move(player), false, balance};
}

Registered RegisterPlayer::create(store::Transaction& transaction, const RegisterCommand& command) const {
  Player player;
  player.id = PlayerId{transaction.next_id()};
  player.telegram_id = command.id;
  player.username = name_to_keep(command);
  player.language = command.language.value_or("");
  player.terms = kCurrentTerms;
  player.created = transaction.now();
  store::insert_player(transaction, player);

  Account account = domain::new_player_account(player.id, Asset::points);
  if (!rules_.welcome_points.is_zero()) {
    Account promo = store::load_house_account(transaction, AccountKind::promo, Asset::points);
    move_money(transaction, TransferCode::welcome, rules_.welcome_points, promo, account,
               transfer_key::welcome(player.id));
  }
  const Amount balance = rules_.default_asset() == Asset::points ? account.balance : Amount();
  return {std::move(player), true, balance};
}

Result<DailyGrant> GrantDaily::run(store::Transaction& transaction, const PlayerRef& who) const {
  auto player = require_player(transaction, who);
  if (!player) return std::unexpected(player.error());
  Account account = store::load_player_account(transaction, player->id, Asset::points);
  const Instant now = transaction.now();
  const std::int64_t today = domain::day_of(now);
  const Instant tomorrow = domain::start_of_day(today + 1);
  const bool granted_today = player->daily_at.ms != 0 && domain::day_of(player->daily_at) >= today;
  if (granted_today || rules_.daily_points.is_zero()) return DailyGrant{Amount(), tomorrow, account.balance};
  const Amount may_return = open_return(transaction.peek(), *player, Asset::points);
  if (!domain::has_room(account.balance, rules_.daily_points, may_return))
    return refuse(Refusal::limit_reached);

  Account promo = store::load_house_account(transaction, AccountKind::promo, Asset::points);
  move_money(transaction, TransferCode::daily, rules_.daily_points, promo, account,
             LUDICE_PLANTED("daily_again_and_again") ? transfer_key::adjust(player->id, transaction.next_id())
                                                     : transfer_key::daily(player->id, today));
  if (!LUDICE_PLANTED("daily_again_and_again")) player->daily_at = now;
  store::update_play(transaction, *player);
  events_.tell_balance(transaction, *player, account, rules_.daily_points.units(), "daily");
  return DailyGrant{rules_.daily_points, tomorrow, account.balance};
}

Result<Profile> ViewProfile::run(store::Reader& reader, const PlayerRef& who) const {
  auto player = require_player(reader, who);
  if (!player) return std::unexpected(player.error());
  Profile profile;
  std::optional<Asset> asset_in_game;
  if (player->game) {
    const auto game = store::find_game(reader, player->game);
    LUDICE_ASSERT(game.has_value());
    profile.in_game = game->match.bet;
    asset_in_game = game->match.asset;
  }
  for (const Asset asset : rules_.assets) {
    std::int64_t net = store::load_net(reader, player->id, asset);
    // What lies in a running game is neither won nor lost.
    if (asset == asset_in_game) net += profile.in_game.units();
    profile.holdings.push_back({asset, store::load_player_account(reader, player->id, asset).balance, net});
  }
  profile.player = *std::move(player);
  return profile;
}

Result<Balance> CreateUser::run(store::Transaction& transaction, const std::string& username, Amount initial,
                                Asset asset) {
  if (parse_numbered_name(username) || store::find_player_by_name(transaction, username)) {
    return refuse(Refusal::conflict);
  }
  Player player;
  player.id = PlayerId{transaction.next_id()};
  player.username = username;
  player.created = transaction.now();
  Account account = domain::new_player_account(player.id, asset);
  if (!initial.is_zero()) {
    if (const auto refused = check_adjustment(transaction, account, initial.units())) {
      return std::unexpected(*refused);
    }
  }
  store::insert_player(transaction, player);
  if (!initial.is_zero()) adjust(transaction, account, player.id, initial.units());
  return Balance{username, account.balance};
}

Result<Balance> ViewBalance::run(store::Reader& reader, const PlayerRef& who, Asset asset) {
  const auto player = require_player(reader, who);
  if (!player) return std::unexpected(player.error());
  return Balance{shown_name(*player), store::load_player_account(reader, player->id, asset).balance};
}

Result<Balance> ModifyBalance::run(store::Transaction& transaction, const PlayerRef& who, std::int64_t amount,
                                   Asset asset) const {
  LUDICE_ASSERT(amount != 0);
  const auto player = require_player(transaction, who);
  if (!player) return std::unexpected(player.error());
  Account account = store::load_player_account(transaction, player->id, asset);
  if (amount > 0) {
    const Amount may_return = open_return(transaction.peek(), *player, asset);
    if (!domain::has_room(account.balance, Amount(amount), may_return)) return refuse(Refusal::limit_reached);
  } else if (account.balance < Amount(-amount)) {
    return std::unexpected(Refused{Refusal::insufficient_funds, account.balance.units(), -amount});
  }
  if (const auto refused = check_adjustment(transaction, account, amount)) return std::unexpected(*refused);
  adjust(transaction, account, player->id, amount);
  if (LUDICE_PLANTED("adjusted_twice")) adjust(transaction, account, player->id, 1);
  events_.tell_balance(transaction, *player, account, amount, "adjustment");
  return Balance{shown_name(*player), account.balance};
}

}  // namespace ludice::service

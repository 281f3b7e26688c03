// Writing: accounts, money, statistics and the memory of it, name by name; all money of one account of the
// house.
#include "legacy/import.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"
#include "domain/transfer_key.hpp"
#include "service/ledger.hpp"
#include "store/hash_chain.hpp"
#include "store/ledger_table.hpp"
#include "store/operator_table.hpp"
#include "store/standing_table.hpp"
#include "store/stars_list_table.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace ludice::legacy {
namespace {

namespace transfer_key = domain::transfer_key;
using domain::Account;
using domain::AccountKind;
using domain::Asset;
using domain::TransferCode;
using store::LegacyUser;
using store::Player;
using store::Unavailable;

/// Where the money of an import comes from: points from nowhere, Stars from what the owner was given for it.
Account load_giver(store::Transaction& transaction, Asset asset) {
  const AccountKind kind = asset == Asset::points ? AccountKind::adjustment : AccountKind::owner;
  return store::load_house_account(transaction, kind, asset);
}

void give(store::HouseRun& giver, Account& account, Amount amount, const std::string& key) {
  if (amount.is_zero()) return;
  auto posting = domain::post(TransferCode::adjust, amount, giver.house(), account);
  LUDICE_ASSERT(posting.has_value());
  giver.book(*posting, key);
  account = posting->credit;
}

}  // namespace

Imported Import::run(store::Transaction& transaction, const Imported& checked) {
  begin(transaction);
  Imported imported;
  if (checked.brings_nothing()) return checked;
  const std::int64_t number = transaction.next_id();
  const Amount total(checked.balances + checked.stakes);
  const bool funds = asset_ == Asset::stars && !total.is_zero();
  if (funds) fund_owner(transaction, total, number);
  store::HouseRun giver(transaction, load_giver(transaction, asset_));
  files_.for_each_person([&](const Person& person) {
    const Plan plan = this->plan(transaction, person);
    count(person, plan, imported);
    if (plan.refusal || !plan.is_new()) return;
    const Player player = take_player(transaction, person, plan);
    // A new one has no row: asking for it would cost PostgreSQL a way there and back for each.
    Account account = plan.player ? store::load_player_account(transaction, player.id, asset_)
                                  : domain::new_player_account(player.id, asset_);
    if (plan.balance) give(giver, account, Amount(*person.balance), transfer_key::imported(player.id));
    for (const Stake& stake : plan.stakes) {
      give(giver, account, Amount(stake.amount), transfer_key::imported_stake(player.id, stake.game));
      store::insert_legacy_stake(transaction,
                                 {stake.game, stake.name, player.id, Amount(stake.amount), stake.waiting()});
    }
    remember(transaction, person, plan, player.id);
  });
  giver.finish();
  files_.for_each_game([&](const std::string& id, const std::string& text) {
    if (!fault_of_game(transaction, id, text).empty()) {
      ++imported.left_out;
      return;
    }
    if (is_known_game(transaction, id, text)) return;
    store::insert_legacy_game(transaction, id, text);
    ++imported.games;
  });
  const std::string digest = take_payments(transaction, number, imported);
  if (imported != checked)
    throw Unavailable(Unavailable::Kind::failed, "the database has changed during the import: run it again");
  store::insert_legacy_import(transaction, number,
                              {asset_, Amount(imported.balances), Amount(imported.stakes),
                               funds ? total : Amount(), transaction.now()});
  // In the chain, with what came of payments.json: an id that is put in or taken out later is told.
  const boost::json::object fields{{"asset", to_string(asset_)},
                                   {"balances", imported.balances},
                                   {"payments", imported.payments},
                                   {"payments_digest", digest},
                                   {"stakes", imported.stakes}};
  store::insert_operator_act(
      transaction, {"command", "import", to_base32(number), boost::json::serialize(fields), "done"});
  return imported;
}

/// Returns what those that are new come to, in the order of their ids.
std::string Import::take_payments(store::Transaction& transaction, std::int64_t number,
                                  Imported& imported) const {
  store::HashChain digest(0, store::HashChain::origin());
  files_.for_each_payment([&](const std::string& charge, const OldPayment& payment) {
    if (!fault_of_payment(transaction, charge, payment).empty()) {
      ++imported.left_out;
      return;
    }
    if (is_known_payment(transaction, charge)) return;
    store::insert_legacy_payment(transaction, {charge, payment.user, Amount(payment.amount), payment.at},
                                 number);
    digest.append(fmt::format("{}\n{}\n{}\n{}", charge, payment.user, payment.amount, payment.at));
    ++imported.payments;
  });
  return to_hex(digest.sealed());
}

/// The world outside holds these Stars already, for the bot: what it held at the baseline is less without
/// them.
void Import::fund_owner(store::Transaction& transaction, Amount amount, std::int64_t number) const {
  Account outside = store::load_house_account(transaction, AccountKind::asset_stars, Asset::stars);
  Account owner = store::load_house_account(transaction, AccountKind::owner, Asset::stars);
  service::move_money(transaction, TransferCode::house, amount, outside, owner,
                      transfer_key::import_funds(number));
  if (store::find_stars_baseline(transaction)) store::take_off_stars_baseline(transaction, amount);
}

Player Import::take_player(store::Transaction& transaction, const Person& person, const Plan& plan) const {
  const bool counts = plan.statistics && person.statistics->games > 0;
  if (plan.player) {
    Player player = *plan.player;
    if (person.id && !player.telegram_id) {
      player.telegram_id = TelegramId{*person.id};
      store::update_identity(transaction, player);
    }
    if (counts) {
      count_statistics(player, *person.statistics);
      store::update_play(transaction, player);
      store::count_elsewhere(transaction, player.id, asset_, person.statistics->wins,
                             person.statistics->games, transaction.now());
    }
    return player;
  }
  Player player;
  player.id = PlayerId{transaction.next_id()};
  if (person.id) player.telegram_id = TelegramId{*person.id};
  if (plan.takes_name) player.username = person.name;
  player.created = transaction.now();
  if (counts) count_statistics(player, *person.statistics);
  store::insert_player(transaction, player);
  if (counts) {
    store::insert_elsewhere(transaction, player.id, asset_, person.statistics->wins, person.statistics->games,
                            transaction.now());
  }
  return player;
}

void Import::count_statistics(Player& player, const OldStatistics& more) {
  player.games += more.games;
  player.won += more.wins;
  player.lost += more.games - more.wins - more.voids;
  player.void_games += more.voids;
}

void Import::remember(store::Transaction& transaction, const Person& person, const Plan& plan,
                      PlayerId player) {
  const bool first = !plan.known;
  LegacyUser user = plan.known.value_or(LegacyUser());
  if (first) {
    user.name = person.name;
    user.player = user.origin = player;
  }
  if (person.id) user.telegram_id = TelegramId{*person.id};
  if (person.password) user.password = person.password;
  if (person.balance) user.balance = person.balance;
  if (person.seen) user.seen = person.seen;
  if (plan.statistics) {
    user.wins = person.statistics->wins;
    user.games = person.statistics->games;
    user.voids = person.statistics->voids;
    user.counted_at = transaction.now();
  }
  if (first) {
    store::insert_legacy_user(transaction, user);
  } else {
    store::update_legacy_user(transaction, user);
  }
}

}  // namespace ludice::legacy

// Deciding, for each name, what is new, whose account takes it, and what stands against it.
#include "base/assert.hpp"
#include "domain/pairing.hpp"
#include "domain/transfer_key.hpp"
#include "legacy/import.hpp"
#include "legacy/origin.hpp"
#include "service/open_return.hpp"
#include "service/players.hpp"
#include "store/ledger_table.hpp"
#include "store/stars_table.hpp"
#include "store/store.hpp"

#include <fmt/format.h>

namespace ludice::legacy {
namespace {

using domain::AccountKind;
using domain::Asset;
using store::LegacyUser;
using store::Player;
using store::Statement;

constexpr std::int64_t kAskAgain = 50'000;
constexpr const char* kJoinedSince =
    "it has been joined to an id since; what is new goes by the balance service";
constexpr Statement kAnyPlayer{"SELECT 1 FROM player LIMIT 1"};
constexpr Statement kAnyCharge{"SELECT 1 FROM stars_charge LIMIT 1"};

/// Where what stands in the file is not what was imported: both, in words.
template <class T>
std::string conflict(const char* what, const std::optional<T>& before, const std::optional<T>& now) {
  if (!before || !now || *before == *now) return {};
  return fmt::format("its {} was imported as {} and is {} now", what, *before, *now);
}

/// What the account was given for coming.
Amount welcome_of(store::Reader& reader, PlayerId player, Asset asset) {
  static constexpr Statement kWelcome{"SELECT amount FROM transfer WHERE key = $1"};
  if (asset != Asset::points) return {};
  const store::Rows rows = reader.query(kWelcome, {domain::transfer_key::welcome(player)});
  return rows.empty() ? Amount() : rows.front().amount(0);
}

bool is_adopted(const LegacyUser& user) {
  return user.player != user.origin;
}

}  // namespace

std::optional<Import::Finding> Import::conflict_of(const LegacyUser& known, const Person& person) {
  if (person.id && !known.telegram_id) {
    if (is_adopted(known)) return Finding{file_of(person), kJoinedSince};
    return Finding{
        file_of(person),
        fmt::format("it was imported without an id and has {} now; `ludice adopt` joins it", *person.id)};
  }
  if (person.id && TelegramId{*person.id} != known.telegram_id) {
    return Finding{file_of(person), fmt::format("it was imported with the id {} and has {} now",
                                                known.telegram_id.value, *person.id)};
  }
  std::optional<std::int64_t> wins;
  std::optional<std::int64_t> games;
  std::optional<std::int64_t> voids;
  if (person.statistics) {
    wins = person.statistics->wins;
    games = person.statistics->games;
    voids = person.statistics->voids;
  }
  for (const Finding& finding :
       {Finding{file_of_balance(person), conflict("balance", known.balance, person.balance)},
        Finding{File::stats, conflict("wins", known.wins, wins)},
        Finding{File::stats, conflict("games", known.games, games)},
        Finding{File::stats,
                conflict("void games", known.games ? known.voids.value_or(0) : known.voids, voids)},
        Finding{File::times_sec, conflict("time", known.seen, person.seen)}}) {
    if (!finding.text.empty()) return finding;
  }
  if (known.password && person.password && known.password != person.password)
    return Finding{File::users, "its password was imported as another one"};
  return std::nullopt;
}

void Import::begin(store::Reader& reader) {
  exported_ = find_database_name(reader).has_value();
  charges_ = !reader.query(kAnyCharge).empty();
  fresh_ = reader.query(kAnyPlayer).empty() && !store::find_first_import(reader);
}

Imported Import::check(store::Reader& reader) {
  begin(reader);
  Imported found;
  const auto first = store::find_first_import(reader);
  if (first && first->asset != asset_) {
    report_.barred(fmt::format("this database has imported balances as {}, not as {}",
                               to_string(first->asset), to_string(asset_)));
    return found;
  }
  if (files_.origin() && files_.origin() == find_database_name(reader)) {
    report_.barred("these files were exported from this database: what they hold is here already");
    return found;
  }
  std::int64_t seen = 0;
  files_.for_each_person([&](const Person& person) {
    // A server takes a transaction away in which nothing is asked for long.
    if (++seen % kAskAgain == 0) reader.query(kAnyPlayer);
    const Plan plan = this->plan(reader, person);
    count(person, plan, found);
    if (plan.refusal) return files_.refuse_person(person, plan.refusal->place(person), plan.refusal->text);
    for (const Finding& doubt : plan.doubts) {
      if (doubt.game.empty()) {
        files_.doubt_person(person, doubt.file, doubt.text);
      } else if (doubt.puts_off) {
        files_.put_off(doubt.place(person), doubt.text);
      } else {
        files_.doubt(doubt.place(person), doubt.text);
      }
    }
  });
  files_.for_each_game([&](const std::string& id, const std::string& text) {
    const std::string fault = fault_of_game(reader, id, text);
    if (!fault.empty()) {
      ++found.left_out;
      files_.refuse_entry({File::game, 0, id}, fault);
    } else if (!is_known_game(reader, id, text)) {
      ++found.games;
    }
  });
  files_.for_each_payment([&](const std::string& charge, const OldPayment& payment) {
    const std::string fault = fault_of_payment(reader, charge, payment);
    if (!fault.empty()) {
      ++found.left_out;
      files_.refuse_entry({File::payments, 0, charge}, fault);
    } else if (!is_known_payment(reader, charge)) {
      ++found.payments;
    }
  });
  const Amount owned = store::load_house_account(reader, AccountKind::owner, Asset::stars).balance;
  if (asset_ == Asset::stars && found.balances + found.stakes > Amount::kMax - owned.units()) {
    report_.barred("all balances together are more Stars than the owner can be given");
  }
  return found;
}

Import::Plan Import::plan(store::Reader& reader, const Person& person) const {
  Plan plan;
  if (!fresh_) plan.known = store::find_legacy_user(reader, person.name);
  if (plan.known) {
    plan_known(reader, person, plan);
  } else if (!fresh_) {
    if (person.id) {
      plan_with_id(reader, person, plan);
    } else {
      plan_by_name(reader, person, plan);
    }
    if (plan.player && !plan.refusal) plan_join(reader, person, plan);
  }
  if (service::parse_numbered_name(person.name)) plan.takes_name = false;
  if (plan.refusal) return plan;
  const LegacyUser none;
  const LegacyUser& known = plan.known ? *plan.known : none;
  plan.balance = person.balance && !known.balance;
  plan.statistics = person.statistics && !known.games;
  plan.others = (person.password && !known.password) || (person.seen && !known.seen);
  plan_stakes(reader, person, plan);
  const bool adds = plan.balance || plan.statistics || !plan.stakes.empty();
  if (plan.known && is_adopted(*plan.known) && adds) plan.refusal = Finding{file_of(person), kJoinedSince};
  check_room(reader, person, plan);
  return plan;
}

void Import::plan_known(store::Reader& reader, const Person& person, Plan& plan) const {
  plan.refusal = conflict_of(*plan.known, person);
  plan.player = store::find_player(reader, plan.known->player);
  LUDICE_ASSERT(plan.player.has_value());
}

void Import::plan_with_id(store::Reader& reader, const Person& person, Plan& plan) const {
  const TelegramId id{*person.id};
  plan.player = store::find_player(reader, id);
  if (plan.player) {
    if (const auto name = store::find_legacy_name(reader, plan.player->id, id))
      plan.refusal = Finding{file_of(person), "its id was imported under the name " + shown(*name)};
    return;
  }
  const auto holder = store::find_player_by_name(reader, person.name);
  if (!holder) return;
  if (holder->telegram_id || store::is_legacy_player(reader, holder->id)) {
    plan.takes_name = false;
    plan.doubts.push_back({file_of(person), "somebody else has this name by now; its money is under its id"});
  } else if (holder->game) {
    plan.refusal = Finding{file_of(person), "the account of this name is in a game"};
  } else {
    plan.player = holder;
  }
}

void Import::plan_by_name(store::Reader& reader, const Person& person, Plan& plan) const {
  const auto holder = store::find_player_by_name(reader, person.name);
  if (!holder) return;
  if (holder->telegram_id) {
    plan.takes_name = false;
    plan.doubts.push_back(
        {file_of(person), "somebody else has this name by now; its money waits for `ludice adopt`"});
  } else {
    plan.player = holder;
  }
}

/// He was here before his name was imported. What he has beyond his welcome may be what the files say: they
/// may come from an export of this database, by way of the first Ludicé.
void Import::plan_join(store::Reader& reader, const Person& person, Plan& plan) const {
  const Player& player = *plan.player;
  const Amount balance = store::load_player_account(reader, player.id, asset_).balance;
  const bool has_played = player.games > 0 || player.game;
  if (balance.is_zero() && !has_played) return;
  const std::string joins = fmt::format("it joins an account that has {} {} and {} games here",
                                        balance.units(), to_string(asset_), player.games);
  const bool is_harmless = !exported_ && !has_played && balance == welcome_of(reader, player.id, asset_);
  if (join_existing_ || is_harmless) {
    plan.doubts.push_back({file_of(person), joins + "; what the files say comes on top"});
  } else {
    plan.refusal = Finding{file_of(person), joins + "; on top of that it comes with --join-existing only"};
  }
}

void Import::plan_stakes(store::Reader& reader, const Person& person, Plan& plan) const {
  if (person.stakes == 0) return;
  for (Stake& stake : files_.stakes_of(person.name)) {
    const auto known = fresh_ ? std::nullopt : store::find_legacy_stake(reader, stake.game, stake.name);
    if (!known) {
      auto fault = fault_of_stake(reader, stake);
      if (fault) {
        plan.doubts.push_back(*std::move(fault));
      } else {
        plan.stakes.push_back(std::move(stake));
      }
    } else if (known->amount != Amount(stake.amount)) {
      plan.refusal =
          Finding{stake.file,
                  fmt::format("the stake of {} in {} was given back as {} and is {} now", shown(stake.name),
                              shown(stake.game), known->amount.units(), stake.amount),
                  stake.game};
    }
  }
}

/// Why a stake does not go back that nothing in the files is said against.
std::optional<Import::Finding> Import::fault_of_stake(store::Reader& reader, const Stake& stake) const {
  const auto before = fresh_ ? std::nullopt : store::find_legacy_game(reader, stake.game);
  if (!before) return std::nullopt;
  const auto game = parse_game_text(*before);
  if (!game || !game->active) {
    return Finding{stake.file,
                   fmt::format("the game {} was imported as one that has ended; nothing goes back to {}",
                               shown(stake.game), shown(stake.name)),
                   stake.game};
  }
  const auto now = files_.find_game(stake.game);
  if (now && text_of(*now) != *before) {
    return Finding{stake.file,
                   fmt::format("the game {} is refused; the {} of {} stay out", shown(stake.game),
                               stake.amount, shown(stake.name)),
                   stake.game, true};
  }
  return std::nullopt;
}

bool Import::is_known_game(store::Reader& reader, const std::string& id, const std::string& text) const {
  return !fresh_ && store::find_legacy_game(reader, id) == text;
}

std::string Import::fault_of_game(store::Reader& reader, const std::string& id,
                                  const std::string& text) const {
  if (fresh_) return {};
  const auto before = store::find_legacy_game(reader, id);
  if (before) return *before == text ? "" : "it was imported as " + *before + " and is " + text + " now";
  const auto game = parse_game_text(text);
  LUDICE_ASSERT(game.has_value());
  if (game->active) return {};
  for (const std::string& name : game->players) {
    if (store::find_legacy_stake(reader, id, name))
      return "it has ended, and the stake of " + shown(name) + " was given back before that was known";
  }
  return {};
}

bool Import::is_known_payment(store::Reader& reader, const std::string& charge) const {
  return !fresh_ && store::find_legacy_payment(reader, charge).has_value();
}

std::string Import::fault_of_payment(store::Reader& reader, const std::string& charge,
                                     const OldPayment& payment) const {
  if (!fresh_) {
    const auto known = store::find_legacy_payment(reader, charge);
    const bool same = known && known->name == payment.user && known->amount == Amount(payment.amount) &&
                      known->at == payment.at;
    if (known) return same ? "" : "it was imported as another payment";
  }
  // The balances of the files may hold it as well.
  const auto taken = charges_ ? store::find_stars_charge(reader, charge) : std::nullopt;
  if (!taken) return {};
  return fmt::format("this database has taken that payment itself, {} Stars, {} now", taken->amount.units(),
                     to_string(taken->state));
}

void Import::check_room(store::Reader& reader, const Person& person, Plan& plan) const {
  if (!plan.player || plan.refusal) return;
  std::int64_t more = plan.balance ? *person.balance : 0;
  for (const Stake& stake : plan.stakes) more += stake.amount;
  if (more == 0) return;
  const Amount balance = store::load_player_account(reader, plan.player->id, asset_).balance;
  const Amount may_return = service::open_return(reader, *plan.player, asset_);
  if (!domain::has_room(balance, Amount(more), may_return))
    plan.refusal = Finding{file_of(person), "its account would hold more than 2^53 - 1"};
}

void Import::count(const Person& person, const Plan& plan, Imported& imported) {
  if (plan.refusal) {
    ++imported.left_out;
    return;
  }
  if (!plan.is_new()) {
    ++imported.known;
    return;
  }
  ++(plan.known ? imported.updated : plan.player ? imported.joined : imported.people);
  if (plan.balance) imported.balances += *person.balance;
  for (const Stake& stake : plan.stakes) imported.stakes += stake.amount;
}

}  // namespace ludice::legacy

// What an answer says of its write, looked for among the transfers of the commit.
#include "sim/told_balances.hpp"

#include "base/hex.hpp"
#include "sim/codes.hpp"
#include "sim/wire.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::sim {
namespace {

constexpr const char* kPlayerById = "SELECT id FROM player WHERE telegram_id = ?";
constexpr const char* kPlayerByName = "SELECT id FROM player WHERE username = ?";
constexpr const char* kPlayerByCharge = "SELECT player FROM stars_charge WHERE charge = ?";
constexpr const char* kMoves =
    "SELECT t.code, CASE WHEN t.credit = a.id THEN t.amount ELSE -t.amount END, CASE WHEN t.credit = a.id "
    "THEN t.credit_after ELSE t.debit_after END, t.game, t.external, a.asset FROM transfer t JOIN account a "
    "ON a.id IN (t.debit, t.credit) AND a.kind = 0 WHERE t.id > ? AND a.owner = ?";
constexpr const char* kStoodAt =
    "SELECT 1 FROM player p LEFT JOIN account a ON a.id = p.id + ?2 AND a.kind = 0 WHERE p.id = ?1 AND "
    "(COALESCE(a.balance, 0) = ?3 OR EXISTS (SELECT 1 FROM transfer t WHERE t.id > ?4 AND ((t.credit = a.id "
    "AND ?3 IN (t.credit_after, t.credit_after - t.amount)) OR (t.debit = a.id AND ?3 IN (t.debit_after, "
    "t.debit_after + t.amount)))))";
constexpr const char* kOwnersFunds =
    "SELECT 1 FROM transfer t JOIN account a ON a.id = t.credit WHERE t.id > ? AND t.code = 15 AND a.kind = "
    "7 AND a.asset = ? AND t.credit_after = ?";

/// Of transfers, for the tally.
constexpr std::array kCodes = {"nothing",    "welcome",       "daily",  "adjustment", "stake",
                               "refund",     "payout",        "rake",   "Stars in",   "Stars out",
                               "Stars back", "debt forgiven", "TON in", "TON out"};

constexpr std::int64_t kAnyAsset = -1;

/// What an answer says of a player's account. What is 0 or empty it does not say.
struct Claim {
  std::int64_t code = codes::none;  ///< of what the write moved there
  std::int64_t asset = 0;
  std::int64_t amount = 0;
  std::int64_t game = 0;
  std::string charge{};
};
using Told = json::object;

std::string text_of(const json::object& object, const char* name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr || !value->is_string() ? std::string() : std::string(value->as_string());
}

Claim claim_of_registration(const Call&, const Told& told) {
  return {.code = told.at("created").as_bool() ? codes::welcome : codes::none};
}

/// A throw moves something where it ends the game, and for who wins it or gets his stake back.
Claim claim_of_game(const Call& call, const Told& told) {
  Claim claim{.asset = asset_number(text_of(told, "asset")),
              .game = from_base32(text_of(told, "game_id")).value()};
  const std::string state = text_of(told, "state");
  if (call.path == "/start/game") {
    if (state != "waiting" || !told.contains("invite")) claim.code = codes::stake;
    if (claim.code == codes::stake) claim.amount = -told.at("bet").as_int64();
  } else if (told.at("payout").as_int64() != 0) {
    claim.code = state == "won" ? codes::payout : codes::refund;
    claim.amount = told.at("payout").as_int64();
  }
  return claim;
}

Claim claim_of_leaving(const Call& call, const Told& told) {
  if (!told.at("left").as_bool()) return {};
  Claim claim{.asset = kAnyAsset, .amount = told.at("refunded").as_int64()};
  if (claim.amount != 0) claim.code = codes::refund;
  claim.game = from_base32(text_of(call.fields, "game_id")).value_or(0);
  return claim;
}

Claim claim_of_daily(const Call&, const Told& told) {
  const std::int64_t granted = told.at("granted").as_int64();
  return {.code = granted == 0 ? codes::none : codes::daily, .amount = granted};
}

Claim claim_of_adjustment(const Call& call, const Told&) {
  const std::int64_t amount = call.fields.at("amount").as_int64();
  return {.code = codes::adjustment,
          .amount = text_of(call.fields, "operation") == "subtract" ? -amount : amount};
}

Claim claim_of_forgiving(const Call&, const Told&) {
  return {.code = codes::write_off, .asset = kInStars};
}

/// Stars that were set aside leave without touching their player again.
Claim claim_of_charge(const Call& call, const Told& told) {
  Claim claim{.asset = kInStars, .charge = text_of(told, "charge")};
  if (!told.at("first").as_bool() || call.path == "/stars/refunded") return claim;
  claim.code = call.path == "/stars/credit" ? codes::stars_in : codes::stars_out;
  const std::int64_t amount = told.at("amount").as_int64();
  claim.amount = claim.code == codes::stars_in ? amount : -amount;
  return claim;
}

Claim claim_of_withdrawal(const Call& call, const Told&) {
  return {.code = codes::ton_out, .asset = kInTon, .amount = -call.fields.at("amount").as_int64()};
}

Claim claim_of_new_user(const Call&, const Told&) {
  return {};
}

struct TellerOfBalances {
  std::string_view path;
  Claim (*claim)(const Call& call, const Told& told);
};
constexpr std::array kTellers = {
    TellerOfBalances{"/register", claim_of_registration},
    TellerOfBalances{"/start/game", claim_of_game},
    TellerOfBalances{"/write/res", claim_of_game},
    TellerOfBalances{"/leave", claim_of_leaving},
    TellerOfBalances{"/daily", claim_of_daily},
    TellerOfBalances{"/create_user", claim_of_new_user},
    TellerOfBalances{"/modify_balance", claim_of_adjustment},
    TellerOfBalances{"/operator/adjust", claim_of_adjustment},
    TellerOfBalances{"/operator/forgive", claim_of_forgiving},
    TellerOfBalances{"/stars/credit", claim_of_charge},
    TellerOfBalances{"/stars/refund", claim_of_charge},
    TellerOfBalances{"/stars/refunded", claim_of_charge},
    TellerOfBalances{"/ton/withdraw", claim_of_withdrawal},
};

/// The id of the row of whom the call is about.
std::int64_t player_of(World& world, const Call& call) {
  const std::string charge = text_of(call.fields, "charge");
  const json::value* id = call.fields.if_contains("id");
  const auto found = !charge.empty() ? world.look_up(kPlayerByCharge, {charge})
                     : id != nullptr ? world.look_up(kPlayerById, {id->as_int64()})
                                     : world.look_up(kPlayerByName, {text_of(call.fields, "username")});
  return found.empty() ? 0 : found.front().number(0);
}

bool is_that_move(const Row& move, const Claim& claim, std::int64_t balance) {
  return move.number(0) == claim.code && move.number(2) == balance &&
         (claim.amount == 0 || move.number(1) == claim.amount) &&
         (claim.game == 0 || move.number(3) == claim.game) &&
         (claim.charge.empty() || move.text(4) == claim.charge) &&
         (claim.asset == kAnyAsset || move.number(5) == claim.asset);
}

void check_moved(World& world, std::int64_t player, const Claim& claim, std::int64_t balance,
                 const Reply& reply) {
  const auto moves = world.look_up(kMoves, {world.checker.last_transfer(), player});
  const bool is_there =
      std::ranges::any_of(moves, [&](const Row& move) { return is_that_move(move, claim, balance); });
  require(is_there, "balance_told_is_behind_the_effect", reply.body);
}

void check_unmoved(World& world, std::int64_t player, std::int64_t asset, std::int64_t balance,
                   const Reply& reply) {
  bool stood = false;
  world.disk.pause(true);
  for (std::int64_t any = 0; any < std::ssize(kAssets); ++any) {
    if (asset == any || asset == kAnyAsset)
      stood =
          stood || stood_at(world.checker.database(), player, any, world.checker.last_transfer(), balance);
  }
  world.disk.pause(false);
  require(stood, "balance_told_stood_in_its_commit", reply.body);
}

/// What a player has who lacks the rest.
void check_lack(World& world, const Call& call, const Reply& reply) {
  if (call.to_balance || !call.operator_name.empty()) return;
  const json::value error = json::parse(reply.body).at("error");
  world.tally.count("balance told: too little");
  check_unmoved(world, player_of(world, call), kAnyAsset, error.at("details").at("balance").as_int64(),
                reply);
}

/// The house's, behind what went to its owner.
void check_funds(World& world, const Reply& reply) {
  const json::object told = reply.data();
  const std::vector<Value> wanted = {world.checker.last_transfer(), asset_number(text_of(told, "asset")),
                                     told.at("owner").as_int64()};
  world.tally.count("balance told: the owner's");
  require(!world.look_up(kOwnersFunds, wanted).empty(), "balance_told_is_behind_the_effect", reply.body);
}

}  // namespace

bool stood_at(Database& database, std::int64_t player, std::int64_t asset, std::int64_t since,
              std::int64_t balance) {
  return !database.rows(kStoodAt, {player, asset, balance, since}).empty();
}

void check_told_balance(World& world, const Call& call, const Reply& reply) {
  if (!call.writes || world.disk.is_dead()) return;
  if (reply.status == 402) return check_lack(world, call, reply);
  if (reply.status != 200) return;
  if (call.path == "/operator/fund") return check_funds(world, reply);
  const auto* teller = std::ranges::find(kTellers, std::string_view(call.path), &TellerOfBalances::path);
  if (teller == kTellers.end()) return;
  const Told told = call.to_balance ? json::parse(reply.body).as_object() : reply.data();
  const json::value& balance = told.at(call.path == "/modify_balance" ? "new_balance" : "balance");
  if (balance.is_null()) return;  // of nobody we know
  const Claim claim = teller->claim(call, told);
  const std::int64_t player = player_of(world, call);
  world.tally.count(std::string("balance told: ") + kCodes.at(static_cast<std::size_t>(claim.code)));
  if (claim.code == codes::none) return check_unmoved(world, player, claim.asset, balance.as_int64(), reply);
  check_moved(world, player, claim, balance.as_int64(), reply);
}

}  // namespace ludice::sim

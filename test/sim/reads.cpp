// SQL of the simulator's own, and the comparison.
#include "sim/reads.hpp"

#include "base/hex.hpp"
#include "sim/codes.hpp"

#include <array>

namespace ludice::sim {
namespace {

constexpr const char* kBalance =
    "SELECT COALESCE(SUM(a.balance), 0) FROM account a JOIN player p ON p.id = a.owner WHERE a.kind = 0 AND "
    "p.telegram_id = ? AND a.asset = ?";
constexpr const char* kPlayer =
    "SELECT p.username, p.game, COALESCE(g.bet, 0) FROM player p LEFT JOIN game g ON g.id = p.game WHERE "
    "p.telegram_id = ?";
/// All, won, lost, void.
constexpr const char* kPlayed =
    "SELECT COUNT(*), COALESCE(SUM(g.state = 2 AND g.winner = (g.joiner = p.id)), 0), COALESCE(SUM(g.state = "
    "2 AND g.winner <> (g.joiner = p.id)), 0), COALESCE(SUM(g.state = 3), 0) FROM game g JOIN player p ON "
    "p.id "
    "IN (g.opener, g.joiner) WHERE p.telegram_id = ? AND g.state IN (2, 3)";
constexpr const char* kGame =
    "SELECT g.state, g.winner, g.round, g.kind, g.asset, g.bet, COALESCE(g.joiner = p.id, 0), "
    "g.opener_faces, g.joiner_faces FROM game g JOIN player p ON p.id IN (g.opener, g.joiner) WHERE "
    "p.telegram_id = ? AND g.id = ?";
constexpr const char* kMoved =
    "SELECT t.at / 1000, t.code, CASE WHEN t.credit = a.id THEN t.amount ELSE -t.amount END, CASE WHEN "
    "t.credit = a.id THEN t.credit_after ELSE t.debit_after END, t.game FROM account a JOIN player p ON p.id "
    "= a.owner JOIN transfer t ON a.id IN (t.debit, t.credit) WHERE a.kind = 0 AND p.telegram_id = ? AND "
    "a.asset = ? ORDER BY t.id DESC LIMIT ?";
constexpr const char* kPaidCharges =
    "SELECT c.charge, c.amount, c.state FROM stars_charge c JOIN player p ON p.id = c.player WHERE "
    "p.telegram_id = ? ORDER BY c.id DESC";

const char* kind_of(std::int64_t code) {
  constexpr std::array kKinds = {"",       "welcome",    "daily",   "adjustment", "game",
                                 "game",   "game",       "",        "payment",    "refund",
                                 "refund", "adjustment", "payment", "withdrawal"};
  return kKinds.at(static_cast<std::size_t>(code));
}

const char* state_of(std::int64_t state, bool has_won) {
  constexpr std::array kStates = {"waiting", "active", "", "void", "cancelled"};
  if (state == 2) return has_won ? "won" : "lost";
  return kStates.at(static_cast<std::size_t>(state));
}

std::string faces_in(const json::value& rounds) {
  std::string faces;
  for (const json::value& round : rounds.as_array()) {
    for (const json::value& face : round.as_array()) faces += std::to_string(face.as_int64());
  }
  return faces;
}

/// "" for null.
std::string text_or_empty(const json::value& value) {
  return value.is_null() ? std::string() : std::string(value.as_string());
}

std::string id_or_empty(std::int64_t id) {
  return id == 0 ? std::string() : to_base32(id);
}

void require_current(bool holds, const Reply& reply, const char* what) {
  require(holds, "reads_are_current", std::string(what) + ": " + reply.body);
}

}  // namespace

bool Reads::may_look(const Reply& reply) const {
  return reply.status == 200 && !world_.disk.is_dead();
}

/// Who was registered is known.
void Reads::check_refusal(std::int64_t player, const Reply& reply) {
  if (reply.code() != "player_not_found" || world_.disk.is_dead()) return;
  require_current(world_.look_up(kIsRegistered, {player}).empty(), reply, "a player");
}

void Reads::check_profile(std::int64_t player, const Reply& reply) {
  check_refusal(player, reply);
  if (!may_look(reply)) return;
  const json::object shown = reply.data();
  for (const auto& [asset, balance] : shown.at("balances").as_object()) {
    const auto found = world_.look_up(kBalance, {player, asset_number(asset)});
    require_current(balance.as_int64() == found.front().number(0), reply, "a balance");
  }
  const auto now = world_.look_up(kPlayer, {player});
  require_current(!now.empty(), reply, "a player");
  const Row& row = now.front();
  require_current(row.text(0).empty() || shown.at("username").as_string() == row.text(0), reply, "the name");
  require_current(text_or_empty(shown.at("game_id")) == id_or_empty(row.number(1)), reply, "the game");
  require_current(shown.at("in_game").as_int64() == row.number(2), reply, "the stake");
  const auto played = world_.look_up(kPlayed, {player});
  constexpr std::array kCounts = {"games", "won", "lost", "void"};
  for (std::size_t i = 0; i < kCounts.size(); ++i) {
    require_current(shown.at(kCounts.at(i)).as_int64() == played.front().number(i), reply, kCounts.at(i));
  }
}

void Reads::check_game(std::int64_t player, const std::string& game, const Reply& reply) {
  check_refusal(player, reply);
  if (world_.disk.is_dead()) return;
  const auto found = world_.look_up(kGame, {player, from_base32(game).value_or(0)});
  const bool is_hidden = reply.code() == "game_not_found" || reply.code() == "not_your_game";
  require_current(!is_hidden || found.empty(), reply, "a game");
  if (reply.status != 200) return;
  require_current(!found.empty(), reply, "a game");
  const Row& row = found.front();
  const json::object shown = reply.data();
  const auto seat = static_cast<std::size_t>(row.number(6));
  const bool has_won = row.number(1) == row.number(6);
  require_current(shown.at("state").as_string() == state_of(row.number(0), has_won), reply, "the state");
  require_current(shown.at("round").as_int64() == row.number(2), reply, "the round");
  require_current(shown.at("bet").as_int64() == row.number(5), reply, "the bet");
  const std::string mine = row.text(7 + seat);
  const std::string theirs = row.text(8 - seat);
  const std::size_t hand = row.number(3) == 0 ? 1 : 3;
  require_current(faces_in(shown.at("your_throws")) == mine, reply, "one's own throws");
  // Of a round whose throws are not all made one sees nothing.
  require_current(faces_in(shown.at("opponent_throws")) == theirs.substr(0, mine.size() / hand * hand), reply,
                  "the opponent's throws");
  const auto balance = world_.look_up(kBalance, {player, row.number(4)});
  require_current(shown.at("balance").as_int64() == balance.front().number(0), reply, "the balance");
}

void Reads::check_history(std::int64_t player, const std::string& asset, std::int64_t limit,
                          const Reply& reply) {
  check_refusal(player, reply);
  if (!may_look(reply)) return;
  const json::object shown = reply.data();
  const json::array& items = shown.at("items").as_array();
  const auto moved = world_.look_up(kMoved, {player, asset_number(asset), limit});
  require_current(items.size() == moved.size(), reply, "how many movements");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const json::object& item = items[i].as_object();
    const Row& row = moved[i];
    const bool is_same = item.at("at").as_int64() == row.number(0) &&
                         item.at("kind").as_string() == kind_of(row.number(1)) &&
                         item.at("amount").as_int64() == row.number(2) &&
                         item.at("balance_after").as_int64() == row.number(3) &&
                         text_or_empty(item.at("game_id")) == id_or_empty(row.number(4));
    require_current(is_same, reply, "a movement");
  }
}

void Reads::check_payments(std::int64_t player, const Reply& reply) {
  check_refusal(player, reply);
  if (!may_look(reply)) return;
  constexpr std::array kStates = {"paid", "suspended", "refunding", "refunded", "kept", "written_off"};
  const json::object shown = reply.data();
  const json::array& items = shown.at("items").as_array();
  const auto paid = world_.look_up(kPaidCharges, {player});
  require_current(items.size() == paid.size(), reply, "how many payments");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const json::object& item = items[i].as_object();
    const bool is_same =
        item.at("charge").as_string() == paid[i].text(0) &&
        item.at("amount").as_int64() == paid[i].number(1) &&
        item.at("state").as_string() == kStates.at(static_cast<std::size_t>(paid[i].number(2)));
    require_current(is_same, reply, "a payment");
  }
}

}  // namespace ludice::sim

// Transfers of players, charges and withdrawals, and what is told of each.
#include "base/hex.hpp"
#include "sim/codes.hpp"
#include "sim/dice.hpp"
#include "sim/tellings.hpp"
#include "sim/told_balances.hpp"

#include <cstdlib>
#include <string_view>

namespace ludice::sim {

const char* const kMovesToTell =
    "SELECT t.code, CASE WHEN t.credit = a.id THEN t.amount ELSE -t.amount END, CASE WHEN t.credit = a.id "
    "THEN t.credit_after ELSE t.debit_after END, t.key, t.external, t.at, a.asset, p.telegram_id, p.id FROM "
    "transfer t JOIN account a ON a.id IN (t.debit, t.credit) AND a.kind = 0 JOIN player p ON p.id = a.owner "
    "WHERE t.id > ? AND t.code IN (2, 3, 8, 9, 10, 11, 12, 13) ORDER BY t.id";

namespace {

constexpr const char* kHashOfSuspense = "SELECT hash FROM ton_suspense WHERE id = ?";
constexpr const char* kWithdrawal =
    "SELECT w.amount, w.destination, w.state, w.player, p.telegram_id FROM ton_withdrawal w JOIN player p ON "
    "p.id = w.player WHERE w.id = ?";
constexpr const char* kPaidBy = "SELECT external FROM transfer WHERE key = 'ton:out:' || ?";
constexpr const char* kCharge =
    "SELECT c.amount, c.payer, c.player, p.telegram_id FROM stars_charge c LEFT JOIN player p ON p.id = "
    "c.player WHERE c.charge = ?";

void require_told(bool holds, const MadeEvent& made) {
  require(holds, "money_events_tell_what_moved", made.text());
}

std::string between_colons(const std::string& text, int number) {
  std::size_t begin = 0;
  for (; number > 0; --number) begin = text.find(':', begin) + 1;
  return text.substr(begin, text.find(':', begin) - begin);
}

/// The hash in what the network calls a transaction.
std::string hash_in(const std::string& external) {
  return external.substr(external.rfind(':') + 1);
}

json::object data_of(const Names& names, std::int64_t player, std::int64_t asset, std::int64_t amount,
                     std::int64_t balance) {
  return {{"player", names.who(player)},
          {"asset", kAssets.at(static_cast<std::size_t>(asset))},
          {"amount", amount},
          {"balance", balance}};
}

Row find_withdrawal(Database& database, const MadeEvent& made, const std::string& id) {
  const auto found = database.rows(kWithdrawal, {from_base32(id).value_or(0)});
  require_told(!found.empty(), made);
  return found.front();
}

/// Of which one comes back the transfer does not say.
void tell_withdrawal(Database& database, const Row& move, const MadeEvent& made, Telling& telling) {
  const std::string step = between_colons(move.text(3), 1);
  const bool comes_back = step == "in";
  std::string id = between_colons(move.text(3), 2);
  if (comes_back) id = json::parse(made.data).at("withdrawal").as_string();
  const Row withdrawal = find_withdrawal(database, made, id);
  require_told(withdrawal.number(3) == move.number(8), made);
  require_told(!comes_back || withdrawal.number(2) == 4, made);
  telling.type = comes_back ? "withdrawal_returned" : "withdrawal_" + step;
  telling.data["withdrawal"] = id;
  telling.data["address"] = withdrawal.text(1);
  if (comes_back) telling.data["transaction"] = hash_in(move.text(4));
}

/// A deposit's transaction; one that an operator assigned is known by what waited.
std::string transaction_of(Database& database, const Row& move) {
  if (!move.text(4).empty()) return hash_in(move.text(4));
  const auto found =
      database.rows(kHashOfSuspense, {from_base32(between_colons(move.text(3), 2)).value_or(0)});
  return found.empty() ? std::string() : found.front().text(0);
}

}  // namespace

Telling tell_move(Database& database, const Row& move, const Names& names, const MadeEvent& made) {
  const std::int64_t code = move.number(0);
  const std::int64_t player = move.number(7);
  const bool is_payment = code == codes::stars_in || code == codes::stars_out || code == codes::stars_back;
  const bool is_signed = !is_payment && code != codes::ton_out;
  const std::int64_t amount = is_signed ? move.number(1) : std::abs(move.number(1));
  Telling telling{"balance_changed",
                  {player},
                  data_of(names, player, move.number(6), amount, move.number(2)),
                  move.number(5)};
  if (is_payment) {
    const bool is_out = move.number(1) < 0;
    if (code == codes::stars_in) telling.type = "payment_credited";
    if (code == codes::stars_out) telling.type = is_out ? "payment_refunding" : "payment_kept";
    if (code == codes::stars_back) telling.type = "payment_refunded";
    telling.data["charge"] = move.text(4);
  } else if (code == codes::ton_out) {
    tell_withdrawal(database, move, made, telling);
  } else {
    telling.data["reason"] = code == codes::daily    ? "daily"
                             : code == codes::ton_in ? "payment"
                                                     : "adjustment";
    if (code == codes::ton_in) telling.data["transaction"] = transaction_of(database, move);
  }
  return telling;
}

bool tells_of_no_move(const MadeEvent& made, const Row* next) {
  if (made.type.starts_with("withdrawals_") || made.type == "withdrawal_paid") return true;
  if (!made.type.starts_with("payment_")) return false;
  const json::value data = json::parse(made.data);
  if (data.at("player").is_null()) return true;
  if (made.type != "payment_refunded") return false;
  return next == nullptr || next->number(0) != codes::stars_back ||
         next->text(4) != std::string_view(data.at("charge").as_string());
}

Telling tell_without_move(Database& database, const MadeEvent& made, const Names& names, std::int64_t since) {
  const json::object told = json::parse(made.data).as_object();
  if (made.type.starts_with("withdrawals_")) {
    require_told(told.contains("why") && !told.at("why").as_string().empty(), made);
    return {made.type, {}, {{"why", told.at("why")}}};
  }
  const auto stood = [&](std::int64_t player, std::int64_t asset) {
    const std::int64_t balance = told.at("balance").as_int64();
    require_told(stood_at(database, player, asset, since, balance), made);
    return balance;
  };
  if (made.type == "withdrawal_paid") {
    const std::string id(told.at("withdrawal").as_string());
    const Row row = find_withdrawal(database, made, id);
    Telling telling{made.type, {row.number(4)}, data_of(names, row.number(4), kInTon, row.number(0), 0)};
    telling.data["balance"] = stood(row.number(3), kInTon);
    telling.data["withdrawal"] = id;
    telling.data["address"] = row.text(1);
    const auto paid_by = database.rows(kPaidBy, {id});
    require_told(!paid_by.empty(), made);
    telling.data["transaction"] = hash_in(paid_by.front().text(0));
    return telling;
  }
  const std::string charge(told.at("charge").as_string());
  const auto found = database.rows(kCharge, {charge});
  require_told(!found.empty(), made);
  const Row& row = found.front();
  if (told.at("player").is_null()) {
    return {made.type,
            {row.number(1)},
            {{"player", nullptr},
             {"asset", kAssets.at(kInStars)},
             {"amount", row.number(0)},
             {"balance", nullptr},
             {"charge", charge}}};
  }
  Telling telling{made.type, {row.number(3)}, data_of(names, row.number(3), kInStars, row.number(0), 0)};
  telling.data["balance"] = stood(row.number(2), kInStars);
  telling.data["charge"] = charge;
  return telling;
}

}  // namespace ludice::sim

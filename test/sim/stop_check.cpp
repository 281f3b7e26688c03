// Acts and what they forbid, in one order.
#include "sim/stop_check.hpp"

#include <string>

namespace ludice::sim {
namespace {

/// What was sealed since, in order: of operators that of a player, or of nobody; what moves from a player, or
/// is taken to be paid to him.
constexpr const char* kSealed =
    "SELECT id, call AS what, CAST(COALESCE(json_extract(fields, '$.id'), 0) AS INTEGER) FROM operator_act "
    "WHERE id > ?1 AND outcome = 'done' AND call IN ('/operator/players/freeze', "
    "'/operator/players/unfreeze', "
    "'/operator/freeze', '/operator/unfreeze') "
    "UNION ALL "
    "SELECT t.id, CASE t.code WHEN 4 THEN 'stake' WHEN 9 THEN 'refund' ELSE 'withdrawal' END, p.telegram_id "
    "FROM transfer t JOIN account a ON a.id = t.debit JOIN player p ON p.id = a.owner WHERE t.id > ?1 AND "
    "t.code IN (4, 9, 13) AND a.kind = 0 "
    "UNION ALL "
    "SELECT f.id, 'taking', COALESCE(p.telegram_id, 0) FROM payment_fact f JOIN ton_withdrawal w ON w.id = "
    "f.about LEFT JOIN player p ON p.id = w.player WHERE f.id > ?1 AND f.body LIKE 'ton\\_taken %' ESCAPE "
    "'\\' "
    "ORDER BY 1";

}  // namespace

StopCheck::StopCheck(World& world) : world_(world) {
  world.checker.also([this](Database& database) { check_commit(database); });
}

void StopCheck::check_commit(Database& database) {
  if (read_in_ != world_.generation()) begin_anew();
  for (const Row& row : database.rows(kSealed, {last_})) read(row);
}

/// What a process had not written whole is gone with it.
void StopCheck::begin_anew() {
  read_in_ = world_.generation();
  last_ = 0;
  stopped_.clear();
  withdrawals_stopped_ = false;
}

void StopCheck::read(const Row& row) {
  last_ = row.number(0);
  const std::string what = row.text(1);
  const std::int64_t player = row.number(2);
  const std::string who = what + " of " + std::to_string(player);
  if (what == "/operator/players/freeze") {
    require(stopped_.insert(player).second, "stopped_once", who);
  } else if (what == "/operator/players/unfreeze") {
    require(stopped_.erase(player) > 0, "stopped_once", who);
  } else if (what == "/operator/freeze") {
    withdrawals_stopped_ = true;
  } else if (what == "/operator/unfreeze") {
    withdrawals_stopped_ = false;
  } else {
    require(!stopped_.contains(player), "stopped_players_stake_and_withdraw_nothing", who);
    const bool leaves = what == "withdrawal" || what == "taking";
    require(!leaves || !withdrawals_stopped_, "nothing_leaves_while_withdrawals_are_stopped", who);
  }
}

}  // namespace ludice::sim

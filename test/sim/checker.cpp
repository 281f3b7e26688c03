// Reads what each commit added, plays it in a model, and compares.
#include "sim/checker.hpp"

#include "audit/audit.hpp"
#include "sim/codes.hpp"
#include "sim/dice.hpp"
#include "sim/rule.hpp"
#include "sim/rules.hpp"

#include <algorithm>
#include <array>

namespace ludice::sim {
namespace {

constexpr std::int64_t kWelcome = 1'000;
constexpr std::int64_t kDaily = 100;
constexpr std::int64_t kFirstFreeId = 4'096;
constexpr Millis kDay{86'400'000};

constexpr std::array kRules = {
    Rule{"sum_is_zero",
         "SELECT COUNT(*) FROM (SELECT 1 FROM account GROUP BY asset HAVING SUM(balance) <> 0)"},
    Rule{"floors",
         "SELECT COUNT(*) FROM account WHERE balance < floor OR (kind IN (0, 1) AND balance < 0 AND "
         "(kind <> 0 OR asset <> 1))"},
    Rule{"escrow_holds_the_stakes",
         "SELECT COUNT(*) FROM game g LEFT JOIN account a ON a.id = g.id WHERE COALESCE(a.balance, 0) <> "
         "CASE WHEN g.state = 1 THEN 2 * g.bet WHEN g.state = 0 AND g.invite = 0 THEN g.bet ELSE 0 END"},
    Rule{"player_sits_in_his_game",
         "SELECT COUNT(*) FROM player p WHERE COALESCE(p.game, 0) <> 0 AND NOT EXISTS (SELECT 1 FROM game g "
         "WHERE g.id = p.game AND g.state IN (0, 1) AND (g.opener = p.id OR g.joiner = p.id))"},
    Rule{"open_game_holds_its_players",
         "SELECT COUNT(*) FROM game g JOIN player p ON p.id IN (g.opener, g.joiner) WHERE "
         "(g.state = 1 OR (g.state = 0 AND g.invite = 0)) AND COALESCE(p.game, 0) <> g.id"},
    Rule{
        "lobby_is_who_waits",
        "SELECT ABS((SELECT COUNT(*) FROM game WHERE state = 0 AND invite = 0) - (SELECT COUNT(*) FROM "
        "lobby)) "
        "+ (SELECT COUNT(*) FROM lobby l JOIN game g ON g.id = l.game WHERE g.state <> 0 OR g.bet <> l.bet)"},
    Rule{"invites_are_who_waits",
         "SELECT ABS((SELECT COUNT(*) FROM game WHERE state = 0 AND invite = 1) - (SELECT COUNT(*) FROM "
         "invite)) "
         "+ (SELECT COUNT(*) FROM invite i JOIN game g ON g.id = i.game WHERE g.state <> 0)"},
    Rule{"open_games_have_deadlines",
         "SELECT ABS((SELECT COUNT(*) FROM game WHERE state IN (0, 1)) - (SELECT COUNT(*) FROM deadline)) + "
         "(SELECT COUNT(*) FROM deadline d JOIN game g ON g.id = d.game WHERE g.state > 1 OR g.due <> d.at)"},
    Rule{"ended_games_have_no_open_attempt",
         "SELECT COUNT(*) FROM attempt a JOIN game g ON g.id = a.game WHERE a.state = 0 AND g.state <> 1"},
    Rule{"one_hand_a_throw",
         "SELECT COUNT(*) FROM (SELECT 1 FROM attempt WHERE state = 0 GROUP BY game, seat HAVING COUNT(*) > "
         "1)"},
    Rule{"counted_games_add_up", "SELECT COUNT(*) FROM player WHERE games <> won + lost + void"},
};

/// The ends of games that the newest facts tell, by game.
constexpr const char* kEnds =
    "SELECT game, COUNT(*) FROM fact WHERE id > ? AND (body LIKE 'game\\_settled %' ESCAPE '\\' OR body LIKE "
    "'game\\_void %' ESCAPE '\\' OR body LIKE 'game\\_cancelled %' ESCAPE '\\' OR body LIKE "
    "'lobby\\_expired %' ESCAPE '\\') GROUP BY game";

constexpr std::array kAtRest = {
    Rule{"rest_no_open_game", "SELECT COUNT(*) FROM game WHERE state IN (0, 1)"},
    Rule{"rest_no_open_escrow", "SELECT COUNT(*) FROM account WHERE kind = 1 AND balance <> 0"},
    Rule{"rest_no_open_attempt", "SELECT COUNT(*) FROM attempt WHERE state = 0"},
    Rule{"rest_no_event_unread", "SELECT COUNT(*) FROM event"},
    Rule{"rest_nobody_waits", "SELECT (SELECT COUNT(*) FROM lobby) + (SELECT COUNT(*) FROM invite)"},
    Rule{"rest_no_deadline", "SELECT COUNT(*) FROM deadline"},
    Rule{"rest_nobody_plays", "SELECT COUNT(*) FROM player WHERE COALESCE(game, 0) <> 0"},
};

}  // namespace

void Checker::open() {
  database_ = std::make_unique<Database>(path_);
  data_version_ = -1;
}

void Checker::check_changes() {
  const std::int64_t version = database_->number("PRAGMA data_version");
  if (version == data_version_) return;
  data_version_ = version;
  read_transfers();
  check_accounts();
  for (const Rule& rule : kRules) {
    const std::int64_t broken = database_->number(rule.broken);
    require(broken == 0, rule.invariant, std::to_string(broken) + " break it");
  }
  check_stories();
  for (const auto& check : more_) check(*database_);
  const auto seals = database_->rows("SELECT id, hash FROM seal ORDER BY id DESC LIMIT 1");
  if (seals.empty()) return;
  last_seal_ = seals.front().number(0);
  last_hash_ = seals.front().text(1);
}

void Checker::check_everything() {
  if (last_seal_ > 0) {
    const auto seals = database_->rows("SELECT hash FROM seal WHERE id = ?", {last_seal_});
    require(!seals.empty() && seals.front().text(0) == last_hash_, "committed_stays",
            "a commit that was answered is gone");
  }
  accounts_.clear();
  games_.clear();
  granted_.clear();
  ended_ = 0;
  last_transfer_ = last_fact_ = 0;
  data_version_ = -1;
  check_changes();
  for (const Effect& effect : effects_) check_effect(effect);
  for (const Effect& effect : forbidden_) {
    require(database_->rows(effect.sql, effect.values).empty(), "never_happens", effect.what);
  }
  audit();
}

void Checker::check_rest() {
  check_everything();
  for (const Rule& rule : kAtRest) {
    const std::int64_t left = database_->number(rule.broken);
    require(left == 0, rule.invariant, std::to_string(left) + " left over");
  }
}

void Checker::acknowledge(Effect effect) {
  effects_.push_back(std::move(effect));
}

void Checker::check_acknowledged() {
  for (; checked_effects_ < effects_.size(); ++checked_effects_) check_effect(effects_[checked_effects_]);
}

void Checker::check_effect(const Effect& effect) {
  require(!database_->rows(effect.sql, effect.values).empty(), "acknowledged_is_there", effect.what);
}

void Checker::audit() {
  const auto source = audit::open_sqlite(path_);
  std::string report;
  const bool clean =
      audit::run(*source, std::nullopt, [&report](const std::string& line) { report += line + "\n"; });
  require(clean, "audit_is_clean", report);
}

void Checker::read_transfers() {
  const auto rows = database_->rows(
      "SELECT id, key, code, debit, credit, amount, game, debit_after, credit_after, debit_version, "
      "credit_version, at FROM transfer WHERE id > ? ORDER BY id",
      {last_transfer_});
  for (const Row& row : rows) read_transfer(row);
}

void Checker::read_transfer(const Row& row) {
  last_transfer_ = row.number(0);
  const std::int64_t code = row.number(2);
  const std::int64_t amount = row.number(5);
  Booked& debit = accounts_[row.number(3)];
  Booked& credit = accounts_[row.number(4)];
  debit.balance -= amount;
  credit.balance += amount;
  require(amount > 0 && debit.balance == row.number(7) && credit.balance == row.number(8),
          "balance_is_credits_less_debits", row.text(1));
  require(++debit.version == row.number(9) && ++credit.version == row.number(10), "versions_without_gaps",
          row.text(1));
  require(code != codes::welcome || amount == kWelcome, "welcome_as_set", row.text(1));
  require(code != codes::daily || amount == kDaily, "daily_as_set", row.text(1));
  if (code == codes::welcome || code == codes::daily) {
    const std::int64_t day = code == codes::daily ? row.number(11) / kDay.count() : 0;
    require(granted_.emplace(code, row.number(4), day).second,
            code == codes::daily ? "daily_once_a_day" : "welcome_once", row.text(1));
  }
  if (code < codes::stake || code > codes::rake) return;
  Game& game = games_[row.number(6)];
  if (code == codes::stake) {
    ++game.stakes;
    require(game.staked_by.insert(row.number(3)).second, "stakes_once", row.text(1));
  } else if (code == codes::refund) {
    ++game.refunds;
    require(game.refunded_to.insert(row.number(4)).second, "refunds_once", row.text(1));
  } else {
    (code == codes::payout ? game.payouts : game.rakes) += 1;
    (code == codes::payout ? game.paid_out : game.raked) += amount;
    (code == codes::payout ? game.paid_to : game.rake_to) = row.number(4);
  }
  require((code != codes::stake && code != codes::refund) || game.bet < 0 || amount == game.bet,
          "moves_the_bet", row.text(1));
}

void Checker::check_accounts() {
  std::size_t found = 0;
  for (const Row& row : database_->rows("SELECT id, balance, version FROM account")) {
    const auto booked = accounts_.find(row.number(0));
    const bool empty_house = booked == accounts_.end() && row.number(0) < kFirstFreeId;
    if (empty_house && row.number(1) == 0 && row.number(2) == 0) continue;
    require(booked != accounts_.end(), "account_has_postings", std::to_string(row.number(0)));
    require(booked->second.balance == row.number(1) && booked->second.version == row.number(2),
            "balance_is_credits_less_debits", std::to_string(row.number(0)));
    ++found;
  }
  require(found == accounts_.size(), "accounts_are_there");
}

void Checker::check_stories() {
  const auto rows = database_->rows(
      "SELECT id, kind, bet, rake_bps, state, opener, joiner, opener_faces, joiner_faces, winner, invite, "
      "asset "
      "FROM game WHERE id IN (SELECT game FROM fact WHERE id > ?)",
      {last_fact_});
  for (const Row& row : database_->rows(kEnds, {last_fact_})) {
    games_[row.number(0)].ends += row.number(1);
    ended_ += row.number(1);
  }
  last_fact_ = database_->number("SELECT COALESCE(MAX(id), 0) FROM fact");
  for (const Row& row : rows) read_game(row);
  const std::int64_t over = database_->number("SELECT COUNT(*) FROM game WHERE state > 1");
  require(over == ended_, "one_end_per_game", std::to_string(over) + " are over");
}

/// By who is who in the simulator's own rules: accounts of players lie behind their ids.
void Checker::require_paid(const Game& game, std::int64_t winners_account, const std::string& id) {
  require(game.payouts == 0 || game.paid_to == winners_account, "payout_goes_to_the_winner", id);
  if (game.rakes == 0) return;
  const auto house = database_->rows("SELECT 1 FROM account WHERE id = ? AND kind = 6", {game.rake_to});
  require(!house.empty(), "rake_goes_to_the_house", id);
}

void Checker::read_game(const Row& row) {
  const std::string id = std::to_string(row.number(0));
  Game& game = games_[row.number(0)];
  const std::int64_t bet = row.number(2);
  const std::int64_t bps = row.number(3);
  require(game.bet < 0 || (game.bet == bet && game.rake_bps == bps), "terms_stay", id);
  game.bet = bet;
  game.rake_bps = bps;
  for (const std::size_t seat : {0U, 1U}) {
    const std::string faces = row.text(7 + seat);
    require(faces.starts_with(game.faces[seat]), "first_result_stands", id);
    game.faces[seat] = faces;
  }
  const std::int64_t state = row.number(4);
  require(game.ends == (state > 1 ? 1 : 0), "one_end_per_game", id);
  const bool invite = row.number(10) != 0;
  const std::int64_t staked = state == 0 || state == 4 ? (invite ? 0 : 1) : 2;
  require(game.stakes == staked, "stakes_of_a_game", id);
  require(game.refunds == (state >= 3 ? staked : 0), "refunds_of_a_game", id);
  const std::int64_t asset = row.number(11);
  std::set<std::int64_t> players;
  if (staked > 0) players.insert(row.number(5) + asset);
  if (staked > 1) players.insert(row.number(6) + asset);
  require(game.staked_by == players, "stakes_come_from_the_players", id);
  require(game.refunds == 0 || game.refunded_to == game.staked_by, "refund_goes_to_who_staked", id);
  const std::int64_t raked = state == 2 ? 2 * bet * bps / 10'000 : 0;
  require(game.raked == raked, "rake_rounds_down", id);
  require(game.paid_out == (state == 2 ? 2 * bet - raked : 0) && game.payouts <= 1, "payout_of_a_game", id);
  const int winner = winner_by_rules(row.number(1), game.faces[0], game.faces[1]);
  require(state != 2 || winner == row.number(9), "the_higher_wins", id);
  require(state == 2 || winner < 0, "a_decided_game_ends", id);
  if (state == 2) require_paid(game, row.number(winner == 0 ? 5 : 6) + asset, id);
}

}  // namespace ludice::sim

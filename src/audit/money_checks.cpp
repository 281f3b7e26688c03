// Accounts and their postings in order, and beside them the games whose money they hold: one pass over
// everything, merged by id, since an escrow has its game's id.
#include "audit/checks.hpp"
#include "audit/game_money.hpp"
#include "audit/routes.hpp"
#include "audit/stream.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

/// Each transfer seen from either side, by account and version.
constexpr const char* kPostings =
    "SELECT account, version, debits, code, amount, after, other, game, id, prev FROM ("
    "SELECT debit AS account, debit_version AS version, 1 AS debits, code, amount, debit_after AS after, "
    "credit AS other, game, id, debit_prev AS prev FROM transfer "
    "UNION ALL "
    "SELECT credit, credit_version, 0, code, amount, credit_after, debit, game, id, credit_prev FROM "
    "transfer) AS posting "
    "ORDER BY account, version";
constexpr const char* kAccounts =
    "SELECT id, kind, owner, asset, balance, floor, version, net, last_transfer FROM account ORDER BY id";
constexpr const char* kGames =
    "SELECT id, asset, bet, rake_bps, state, opener, joiner, winner, invite FROM game ORDER BY id";

__extension__ using Wide = __int128;

struct Account {
  std::int64_t id;
  std::int64_t kind;
  std::int64_t owner;
  std::int64_t asset;
  std::int64_t balance;
  std::int64_t floor;
  std::int64_t version;
  std::int64_t net;
  std::int64_t last_transfer;
};

struct Posting {
  std::int64_t version;
  bool debit;
  std::int64_t code;
  std::int64_t amount;
  std::int64_t after;
  std::int64_t other;
  std::int64_t game;
  std::int64_t transfer;
  std::int64_t prev;  ///< of the same account; 0: this is its first
};

Account read_account(const Cursor& row) {
  return {row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4),
          row.integer(5), row.integer(6), row.integer(7), row.integer(8)};
}

Posting read_posting(const Cursor& row) {
  return {row.integer(1), row.integer(2) == 1, row.integer(3), row.integer(4), row.integer(5),
          row.integer(6), row.integer(7),      row.integer(8), row.integer(9)};
}

GameMoney read_game(const Cursor& row) {
  const std::int64_t winner = row.is_null(7) ? -1 : row.integer(7);
  return GameMoney({row.integer(1),
                    row.integer(2),
                    row.integer(3),
                    row.integer(4),
                    {row.integer(5), row.integer(6)},
                    winner,
                    row.integer(8) == 1});
}

std::string fault_of_identity(const Account& account) {
  if (account.asset < 0 || account.asset >= kAssets) return "holds an asset that does not exist";
  if (account.id < kFirstFreeId) {
    const auto house = house_of(account.id);
    const bool right =
        house && house->kind == account.kind && house->asset == account.asset && account.owner == 0;
    if (!right) return "is none that the house has";
  } else if (account.kind < kPlayer || account.kind >= kPromo) {
    return "is none that players and games have";
  }
  if (account.kind == kPlayer && (account.id != account.owner + account.asset || account.owner % 4 != 0))
    return "is not where its player's would be";
  if (account.kind == kEscrow && account.id != account.owner) return "is not where its game's would be";
  if (account.kind == kSuspense && account.id != account.owner) return "is not where its payment's would be";
  if (account.kind == kPayout && account.id != account.owner + 1)
    return "is not where its payment's would be";
  const bool owes = account.kind == kPlayer && account.balance < 0;
  if (account.floor != (owes ? account.balance : floor_of(account.kind)))
    return "has another floor than its kind";
  return {};
}

/// One account: its row, its postings one after the other, and the game whose escrow it may be.
class Walk {
 public:
  Walk(std::int64_t id, const std::optional<Account>& account, std::optional<GameMoney> game, Report& report)
      : id_(id), account_(account), game_(std::move(game)), report_(report) {}

  void take(const Posting& p) {
    const Wide change = p.debit ? -Wide{p.amount} : Wide{p.amount};
    if (p.version != version_ + 1) wrong(fmt::format("has a gap or a repeat at version {}", p.version));
    if (p.after != balance_ + change) wrong(fmt::format("was recorded wrongly at version {}", p.version));
    if (p.prev != transfer_)
      wrong(fmt::format("does not lead back from version {} to the transfer before", p.version));
    transfer_ = p.transfer;
    version_ = p.version;
    balance_ = p.after;
    ++count_;
    if (!account_) return;
    if (!may_move(p.code, p.debit, account_->kind, account_->asset, p.other))
      wrong(fmt::format("was moved at version {} where its code may not", p.version));
    if (is_of_game(p.code)) take_of_game(p);
    check_bounds(p);
  }

  void finish() {
    if (account_) {
      finish_account();
    } else if (count_ > 0) {
      wrong("is missing");
    }
    if (!game_) return;
    const std::string fault = game_->fault(account_ ? account_->balance : 0);
    if (!fault.empty()) report_.found(fmt::format("game {} {}", id_, fault));
  }

  std::int64_t count() const { return count_; }

 private:
  void take_of_game(const Posting& p) {
    const bool escrow = account_->kind == kEscrow;
    if ((escrow ? id_ : p.other) != p.game) return wrong("moved money of another game");
    if (!escrow) {
      if (account_->kind == kPlayer) net_ += p.debit ? -Wide{p.amount} : Wide{p.amount};
      return;
    }
    if (game_) game_->take(p.code, p.other, p.amount);
  }
  void check_bounds(const Posting& p) {
    const bool overdrawn = account_->kind == kPlayer && p.code == kStarsBack;
    const bool sinks = p.debit && p.after < floor_of(account_->kind) && !overdrawn;
    const bool owned = account_->kind == kPlayer || account_->kind == kOwner;
    if (sinks) wrong(fmt::format("was below its floor at version {}", p.version));
    if (owned && p.after > kMaxOwned) wrong("was above 2^53 - 1");
  }
  void finish_account() {
    if (const std::string fault = fault_of_identity(*account_); !fault.empty()) wrong(fault);
    if (count_ == 0) wrong("has no transfers");
    if (account_->balance != balance_) wrong("holds another balance than its transfers make");
    if (account_->version != version_) wrong("has another version than its last transfer");
    if (account_->last_transfer != transfer_) wrong("has another last transfer than its last one");
    if (account_->net != net_) wrong("has another net than its games make");
    if (account_->kind == kEscrow && (!game_ || game_->asset() != account_->asset)) wrong("is of no game");
  }
  void wrong(const std::string& what) { report_.found(fmt::format("account {} {}", id_, what)); }

  std::int64_t id_;
  const std::optional<Account>& account_;
  std::optional<GameMoney> game_;
  Report& report_;
  std::int64_t version_ = 0;
  std::int64_t transfer_ = 0;
  Wide balance_ = 0;
  Wide net_ = 0;
  std::int64_t count_ = 0;
};

/// What all accounts hold, by asset.
class Sums {
 public:
  void add(const Account& account) {
    ++accounts_;
    if (account.asset >= 0 && account.asset < kAssets)
      sums_[static_cast<std::size_t>(account.asset)] += account.balance;
  }
  void end(Report& report) const {
    for (std::size_t asset = 0; asset < sums_.size(); ++asset) {
      if (sums_[asset] != 0) report.found(fmt::format("the balances of asset {} do not sum to zero", asset));
    }
    report.end("balances sum to zero in every asset", accounts_, "accounts");
  }

 private:
  std::array<Wide, kAssets> sums_{};
  std::int64_t accounts_ = 0;
};

}  // namespace

void check_money(Source& source, Report& report) {
  Stream postings(source, kPostings);
  Stream accounts(source, kAccounts);
  Stream games(source, kGames);
  Sums sums;
  std::int64_t posted = 0;
  std::int64_t played = 0;
  for (;;) {
    const std::int64_t id = std::min({postings.key(), accounts.key(), games.key()});
    if (id == Stream::kEnd) break;
    std::optional<Account> account;
    std::optional<GameMoney> game;
    if (accounts.key() == id) {
      account = read_account(accounts.row());
      sums.add(*account);
      accounts.next();
    }
    if (games.key() == id) {
      game = read_game(games.row());
      ++played;
      games.next();
    }
    Walk walk(id, account, std::move(game), report);
    for (; postings.key() == id; postings.next()) walk.take(read_posting(postings.row()));
    walk.finish();
    posted += walk.count();
  }
  report.end("accounts follow from their transfers without gaps, along the routes of their codes", posted,
             "postings");
  sums.end(report);
  report.end("stakes in are payouts, rake and refunds out; ended games hold nothing", played, "games");
}

}  // namespace ludice::audit

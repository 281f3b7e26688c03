// One handler for each fact that moves something.
#include "service/game_book.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"
#include "domain/transfer_key.hpp"
#include "service/ledger.hpp"
#include "store/invite_table.hpp"
#include "store/ledger_table.hpp"
#include "store/lobby_board.hpp"
#include "store/standing_table.hpp"

namespace ludice::service {
namespace {

namespace transfer_key = domain::transfer_key;
using domain::Match;
using domain::TransferCode;

/// The players, accounts and lists that one step touches, loaded once and stored once.
class Carrier {
 public:
  Carrier(store::Transaction& transaction, const Match& match) : transaction_(transaction), match_(match) {
    for (const domain::Seat& seat : match.seats) {
      if (seat.player) players_.emplace_back().id = seat.player;
    }
    // Locked in the order of their ids, whoever sits where.
    const bool crosswise = players_.size() == 2 && players_[1].id < players_[0].id;
    if (crosswise) load(players_[1]);
    load(players_[0]);
    if (players_.size() == 2 && !crosswise) load(players_[1]);
    escrow_ = store::load_escrow(transaction, match.id, match.asset);
  }

  void operator()(const domain::GameOpened&) {
    if (match_.invite) return;  // staked at the join; its code is kept by who made it
    stake(0);
    store::enter_lobby(transaction_, match_);
  }
  void operator()(const domain::GameJoined&) {
    if (match_.invite) {
      store::remove_invite(transaction_, match_);
      stake(0);
    } else {
      if (!LUDICE_PLANTED("joined_game_left_in_the_lobby")) store::leave_lobby(transaction_, match_);
      store::record_wait(transaction_, match_);
    }
    if (!LUDICE_PLANTED("joiner_not_charged")) stake(1);
  }
  void operator()(const domain::GameSettled& fact) {
    pay_out(fact);
    if (LUDICE_PLANTED("settled_twice")) pay_out(fact);
    for (int seat = 0; seat < 2; ++seat) {
      store::Player& player = release(seat);
      const bool won = seat == fact.winner_seat;
      ++player.games;
      player.won += won ? 1 : 0;
      player.lost += won ? 0 : 1;
      player.streak = won ? player.streak + 1 : 0;
      store::update_play(transaction_, player);
      if (!LUDICE_PLANTED("win_not_ranked")) rank(player, won);
    }
  }
  void operator()(const domain::GameVoid&) {
    if (LUDICE_PLANTED("void_pays_twice")) refund(0, "again");
    for (int seat = 0; seat < 2; ++seat) {
      refund(seat);
      store::Player& player = release(seat);
      ++player.games;
      ++player.void_games;
      store::update_play(transaction_, player);
      rank(player, false);
    }
  }
  void operator()(const domain::GameCancelled&) { call_off(); }
  void operator()(const domain::LobbyExpired&) { call_off(); }
  // These move no money; save_step keeps them.
  void operator()(const domain::ThrowAnnounced&) {}
  void operator()(const domain::ThrowMade&) {}
  void operator()(const domain::AttemptGivenUp&) {}
  void operator()(const domain::ThrowOverdue&) {}
  void operator()(const domain::RoundTied&) {}

  std::vector<const store::Player*> players() const {
    std::vector<const store::Player*> players;
    for (const store::Player& player : players_) players.push_back(&player);
    return players;
  }
  const domain::Account& escrow() const { return escrow_; }

 private:
  void load(store::Player& player) {
    auto found = store::find_player(transaction_, player.id);
    LUDICE_ASSERT(found.has_value());
    player = *std::move(found);
  }
  store::Player& player(int seat) { return players_.at(static_cast<std::size_t>(seat)); }
  domain::Account account(int seat) {
    return store::load_player_account(transaction_, player(seat).id, match_.asset);
  }
  store::Player& release(int seat) {
    store::Player& released = player(seat);
    LUDICE_ASSERT(released.game == match_.id);
    if (!LUDICE_PLANTED("player_kept_in_an_ended_game")) released.game = {};
    return released;
  }

  void stake(int seat) {
    store::Player& staking = player(seat);
    if (!LUDICE_PLANTED("check_and_write_in_two_transactions")) LUDICE_ASSERT(!staking.game);
    domain::Account from = account(seat);
    move_money(transaction_, TransferCode::stake, match_.bet, from, escrow_,
               transfer_key::stake(match_.id, staking.id), match_.id);
    staking.game = match_.id;
    store::update_play(transaction_, staking);
  }

  void refund(int seat, const char* planted = "") {
    domain::Account to = account(LUDICE_PLANTED("refund_of_the_wrong_stake") ? 0 : seat);
    move_money(transaction_, TransferCode::refund, match_.bet, escrow_, to,
               transfer_key::refund(match_.id, player(seat).id) + planted, match_.id);
  }

  void rank(const store::Player& player, bool won) {
    store::count_game(transaction_, player.id, match_.asset, match_.kind, won, match_.ended);
  }

  void call_off() {
    if (match_.invite) return store::remove_invite(transaction_, match_);
    store::leave_lobby(transaction_, match_);
    refund(0);
    store::update_play(transaction_, release(0));
  }

  void pay_out(const domain::GameSettled& fact) {
    if (!fact.payout.is_zero()) {
      const int seat = LUDICE_PLANTED("payout_to_the_loser") ? 1 - fact.winner_seat : fact.winner_seat;
      domain::Account to = account(seat);
      move_money(transaction_, TransferCode::payout, fact.payout, escrow_, to,
                 transfer_key::payout(match_.id, fact.winner), match_.id);
    }
    if (!fact.rake.is_zero()) {
      domain::Account house =
          store::load_house_account(transaction_, domain::AccountKind::rake, match_.asset);
      move_money(transaction_, TransferCode::rake, fact.rake, escrow_, house, transfer_key::rake(match_.id),
                 match_.id);
    }
  }

  store::Transaction& transaction_;
  const Match& match_;
  std::vector<store::Player> players_;
  domain::Account escrow_;
};

}  // namespace

void GameBook::carry_out(store::Transaction& transaction, const std::optional<store::StoredGame>& before,
                         const domain::Step& step) const {
  if (step.facts.empty()) return;
  Carrier carrier(transaction, step.after);
  for (const domain::Fact& fact : step.facts) std::visit(carrier, fact.what);
  if (!LUDICE_PLANTED("joiner_not_charged"))
    LUDICE_ASSERT(carrier.escrow().balance == domain::held_by(step.after));
  events_.tell_step(transaction, step, carrier.players());
  ended_.count(transaction, step);
  // Last: the row keeps an id above all that were given for this game.
  store::save_step(transaction, before, step, domain::next_due(step.after, timing_));
}

}  // namespace ludice::service

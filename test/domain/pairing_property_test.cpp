// Pairing against a plain queue, and what a stake that was let through may bring: whatever the end of its
// game, the ledger books it.
#include "domain/ledger.hpp"
#include "domain/pairing.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::domain {
namespace {

PairingTerms arbitrary_terms() {
  return {.kind = *rc::gen::element(GameKind::dice, GameKind::target),
          .asset = *rc::gen::element(Asset::points, Asset::stars),
          .bet = Amount(*rc::gen::element<std::int64_t>(10, 20)),
          .rake_bps = *rc::gen::element(0, 100)};
}

/// A lobby of the rules, and one in which each terms has a queue that people enter at the back.
class Lobby {
 public:
  /// Pairs or waits; true where the model agrees.
  void start(PlayerId player, const PairingTerms& terms, Instant now) {
    const WaitingGame* found = find_opponent(lobby_, player, terms);
    const auto first = std::ranges::find_if(queue_, [&](const WaitingGame& waiting) {
      return waiting.terms == terms && waiting.player != player;
    });
    RC_ASSERT((found == nullptr) == (first == queue_.end()));
    if (found == nullptr) {
      const WaitingGame waiting{.game = GameId{next_ += 4}, .player = player, .terms = terms, .since = now};
      queue_.push_back(waiting);
      // The order in which the store lists them says nothing.
      const auto place = *rc::gen::inRange<std::size_t>(0, lobby_.size() + 1);
      lobby_.insert(lobby_.begin() + static_cast<std::ptrdiff_t>(place), waiting);
      return;
    }
    RC_ASSERT(found->game == first->game);
    RC_ASSERT(found->player != player && found->terms == terms);
    remove(first->game);
    ++pairs_;
  }
  void leave(PlayerId player) {
    const auto his = std::ranges::find(queue_, player, &WaitingGame::player);
    if (his != queue_.end()) remove(his->game);
  }
  bool has(PlayerId player) const {
    return std::ranges::find(queue_, player, &WaitingGame::player) != queue_.end();
  }
  int pairs() const { return pairs_; }

  /// Nobody waits beside somebody he could play.
  void check() const {
    for (const WaitingGame& one : queue_) {
      for (const WaitingGame& other : queue_) {
        if (one.game != other.game) RC_ASSERT(!may_join(one, other.player, other.terms));
      }
    }
  }

 private:
  void remove(GameId game) {
    std::erase_if(queue_, [&](const WaitingGame& waiting) { return waiting.game == game; });
    std::erase_if(lobby_, [&](const WaitingGame& waiting) { return waiting.game == game; });
  }

  std::vector<WaitingGame> queue_;
  std::vector<WaitingGame> lobby_;
  std::int64_t next_ = 9'000;
  int pairs_ = 0;
};

RC_GTEST_PROP(AnyLobby, pairs_first_come_first_served_and_leaves_no_two_waiting_for_each_other, ()) {
  Lobby lobby;
  Instant now{1'700'000'000'000};
  for (int i = *rc::gen::inRange(0, 60); i > 0; --i) {
    // Several come within the same millisecond: then the lower id was first.
    now = now + Millis(*rc::gen::inRange(0, 2));
    const PlayerId player{8'000 + 4 * *rc::gen::inRange(0, 12)};
    if (lobby.has(player)) {
      lobby.leave(player);
    } else {
      lobby.start(player, arbitrary_terms(), now);
    }
    lobby.check();
  }
  RC_CLASSIFY(lobby.pairs() > 2, "more than two pairs");
}

std::int64_t arbitrary_amount() {
  const auto small = rc::gen::inRange<std::int64_t>(0, 300);
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      return *small;
    case 1:
      return Amount::kMax - *small;
    default:
      return Amount::kMax / 2 - 150 + *small;
  }
}

RC_GTEST_PROP(AnyStake, that_is_let_through_books_and_so_does_every_end_of_its_game, ()) {
  const PlayerId anna{8'000};
  Account player = new_player_account(anna, Asset::points);
  Account escrow = new_escrow_account(GameId{9'000}, Asset::points);
  player.balance = Amount(arbitrary_amount());
  PairingTerms terms;
  terms.bet = Amount(std::clamp<std::int64_t>(arbitrary_amount(), 1, Amount::kMax));
  terms.rake_bps = *rc::gen::element(0, 1, 100, 3'333, 10'000);
  const auto refused = check_stake(player, terms);
  const auto staked = post(TransferCode::stake, terms.bet, player, escrow);
  if (refused) {
    RC_TAG(std::string(to_string(refused->why)));
    RC_ASSERT(refused->why == Refusal::limit_reached || !staked.has_value());
    return;
  }
  RC_TAG(std::string("let through"));
  RC_ASSERT(staked.has_value());
  RC_ASSERT(post(TransferCode::refund, terms.bet, staked->credit, staked->debit)->credit.balance ==
            player.balance);
  Account both = staked->credit;
  both.balance += terms.bet;
  const Amount win = both.balance - rake_of(both.balance, terms.rake_bps);
  if (!win.is_zero()) RC_ASSERT(post(TransferCode::payout, win, both, staked->debit).has_value());
  // What may be raised from outside meanwhile leaves room for the win.
  const Amount by(*rc::gen::inRange<std::int64_t>(1, Amount::kMax));
  if (has_room(staked->debit.balance, by, win) && !win.is_zero()) {
    Account raised = staked->debit;
    raised.balance += by;
    RC_ASSERT(post(TransferCode::payout, win, both, raised).has_value());
  }
}

}  // namespace
}  // namespace ludice::domain

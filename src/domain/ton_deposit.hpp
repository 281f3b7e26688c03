// What a transaction of our wallet means: whose money came in, what of ours went out, what it cost. A pure
// function of the row and of what the database knows of memos and payouts. The strict rule: money is a
// player's only where the row is final, the message is not ours, did not bounce, was not aborted and nothing
// was sent back, the wallet's code succeeded, and a plain comment is exactly a known memo, with at least the
// minimum. All else that came in waits for an operator: never lost, never guessed.
#pragma once

#include "base/ids.hpp"
#include "domain/ton_transaction.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::domain {

enum class TonInKind : std::uint8_t {
  nothing,    ///< no coins came
  credit,     ///< a player's deposit
  suspense,   ///< waits for an operator, with its reason
  dust,       ///< less than anybody would ask for, without a memo: the house's
  sent_back,  ///< left again in the same transaction
  returned,   ///< a payout of ours that nobody took
  own,        ///< the wallet wrote to itself
};
std::string_view to_string(TonInKind kind);

/// Why money waits in suspense, in the order in which it is checked. The numbers are stored.
enum class TonReview : std::uint8_t {
  none = 0,
  unknown_bounce = 1,  ///< bounced, and no payout of ours is what came back
  sent_on = 2,         ///< its message made the wallet send something
  no_comment = 3,
  encrypted = 4,
  not_a_comment = 5,  ///< a message for a contract: a jetton's notification, real or forged, among others
  unreadable = 6,
  not_a_memo = 7,  ///< a comment with other text
  unknown_memo = 8,
  aborted = 9,
  not_computed = 10,  ///< the wallet's code failed or did not run
  below_minimum = 11,
  no_room = 12,  ///< the player's balance could pass 2^53 - 1
};
std::string_view to_string(TonReview review);

struct TonIn {
  TonInKind kind = TonInKind::nothing;
  TonReview review = TonReview::none;
  Amount amount{};     ///< what stays to be booked
  PlayerId player{};   ///< credit: whose it is; suspense: who is named, if anybody
  PaymentId payout{};  ///< returned: which one
};

enum class TonOutKind : std::uint8_t {
  payout,    ///< exactly what a withdrawal asked for
  repeated,  ///< names a withdrawal that is over
  differs,   ///< names a withdrawal, with another destination or value, or one that does not exist
  unnamed,   ///< the operator moves coins of the house, unless it is some withdrawal's (TonOut::unsaid)
  own,       ///< to the wallet itself
};
std::string_view to_string(TonOutKind kind);

struct TonOut {
  TonOutKind kind = TonOutKind::unnamed;
  std::size_t index = 0;  ///< among the row's messages
  Amount amount{};
  PaymentId payout{};  ///< payout, repeated, differs: which one, where it exists
  /// Another open withdrawal that goes there and is as much, though it is not named: most likely this is its
  /// payment; none.
  PaymentId unsaid{};
};

/// What is known of a withdrawal.
struct TonPayout {
  enum class State : std::uint8_t { open, paid, over };  ///< over: rejected, or paid and come back
  PaymentId id{};
  State state = State::open;
  TonAddress destination;
  Amount value{};
};

struct TonKnowledge {
  TonAddress wallet;
  Amount minimum{};  ///< of a deposit
  Amount dust{};     ///< less than this without a memo is not kept for anybody
  /// Whose memo it is (normal form); none where it is nobody's.
  std::function<PlayerId(std::string_view memo)> player_of;
  /// The withdrawal that pays with exactly this comment.
  std::function<std::optional<TonPayout>(std::string_view comment)> payout_of;
  /// The open withdrawals that go there with this value, the most likely to be paid first.
  std::function<std::vector<TonPayout>(const TonAddress& destination, Amount value)> payouts_like;
};

struct TonDecision {
  TonIn in;
  std::vector<TonOut> out;
  /// What the network took: in - out - cost is the change of the wallet's balance. Negative where the network
  /// gave.
  std::int64_t cost = 0;
};

/// The comment of a withdrawal's payment.
std::string payout_comment(PaymentId withdrawal);

/// `row` has passed check_row.
TonDecision decide(const TonTransaction& row, const TonKnowledge& known);

}  // namespace ludice::domain

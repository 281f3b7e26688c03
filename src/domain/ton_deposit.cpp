// The strict rule, and what leaves the wallet.
#include "domain/ton_deposit.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"
#include "base/planted.hpp"
#include "base/trim.hpp"
#include "domain/ton_memo.hpp"

#include <algorithm>
#include <array>

namespace ludice::domain {
namespace {

constexpr std::string_view kPayoutPrefix = "w:";

/// Wallets and hands put spaces around a comment; no name has any.
constexpr std::string_view kSpaces = " \t\n\v\f\r";

bool names_some_payout(std::string_view comment) {
  if (comment.size() < kPayoutPrefix.size()) return false;
  return (comment[0] == 'w' || comment[0] == 'W') && comment[1] == ':';
}

TonReview review_of_body(TonBodyKind kind) {
  switch (kind) {
    case TonBodyKind::empty:
      return TonReview::no_comment;
    case TonBodyKind::encrypted:
      return TonReview::encrypted;
    case TonBodyKind::other:
      return TonReview::not_a_comment;
    case TonBodyKind::unreadable:
      return TonReview::unreadable;
    case TonBodyKind::comment:
      break;
  }
  return TonReview::none;
}

/// A payout of ours that came back: from where it went, not more than it was.
TonIn decide_bounced(const TonMessage& in, const TonKnowledge& known) {
  TonIn decision{.kind = TonInKind::suspense, .review = TonReview::unknown_bounce, .amount = in.value};
  if (in.body.kind != TonBodyKind::comment) return decision;
  const auto payout = known.payout_of(trimmed(in.body.comment, kSpaces));
  const bool ours = payout && payout->state == TonPayout::State::paid && in.source == payout->destination &&
                    in.value <= payout->value;
  if (!ours) return decision;
  return {.kind = TonInKind::returned, .amount = in.value, .payout = payout->id};
}

/// What is wrong with a deposit whose memo is known to be `player`'s, if anything.
TonReview review_of_deposit(const TonTransaction& row, const TonKnowledge& known) {
  if (row.aborted) return TonReview::aborted;
  if (!row.computed) return TonReview::not_computed;
  if (row.in->value < known.minimum) return TonReview::below_minimum;
  return TonReview::none;
}

TonIn decide_deposit(const TonTransaction& row, const TonKnowledge& known) {
  const TonMessage& in = *row.in;
  TonIn decision{.kind = TonInKind::suspense, .amount = in.value};
  const auto memo =
      in.body.kind == TonBodyKind::comment ? normal_ton_memo(in.body.comment) : std::optional<std::string>();
  if (!memo && in.value < known.dust) {
    decision.kind = TonInKind::dust;
    return decision;
  }
  if (memo) decision.player = known.player_of(*memo);
  decision.review = !row.out.empty() ? TonReview::sent_on : review_of_body(in.body.kind);
  if (decision.review != TonReview::none) return decision;
  if (!memo) {
    decision.review = in.body.comment.empty() ? TonReview::no_comment : TonReview::not_a_memo;
  } else if (!decision.player) {
    decision.review = TonReview::unknown_memo;
  } else {
    decision.review = review_of_deposit(row, known);
  }
  if (decision.review == TonReview::none) decision.kind = TonInKind::credit;
  return decision;
}

TonIn decide_in(const TonTransaction& row, const TonKnowledge& known) {
  if (!row.in || !row.in->source || row.in->value.is_zero()) return {};
  if (row.bounced_in && !LUDICE_PLANTED("sent_back_is_booked")) return {.kind = TonInKind::sent_back};
  if (row.in->bounced) return decide_bounced(*row.in, known);
  if (row.in->source == known.wallet) return {.kind = TonInKind::own, .amount = row.in->value};
  return decide_deposit(row, known);
}

TonOutKind kind_of_named(const TonMessage& message, const TonPayout& payout) {
  if (payout.state != TonPayout::State::open) return TonOutKind::repeated;
  const bool exact = message.destination == payout.destination && message.value == payout.value;
  return exact ? TonOutKind::payout : TonOutKind::differs;
}

TonOut decide_out(const TonMessage& message, std::size_t index, const TonKnowledge& known) {
  TonOut out{.kind = TonOutKind::unnamed, .index = index, .amount = message.value};
  if (message.destination == known.wallet) {
    out.kind = TonOutKind::own;
    return out;
  }
  if (message.body.kind != TonBodyKind::comment) return out;
  const std::string_view comment = trimmed(message.body.comment, kSpaces);
  if (const auto payout = known.payout_of(comment)) {
    out.payout = payout->id;
    out.kind = kind_of_named(message, *payout);
  } else if (names_some_payout(comment)) {
    out.kind = TonOutKind::differs;
  }
  return out;
}

/// Two messages of one row may name the same withdrawal: only the first pays it.
void tell_repeats(std::vector<TonOut>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i].kind != TonOutKind::payout) continue;
    const auto paid_before = [&](const TonOut& other) {
      return other.kind == TonOutKind::payout && other.payout == out[i].payout;
    };
    if (std::any_of(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(i), paid_before)) {
      out[i].kind = TonOutKind::repeated;
    }
  }
}

/// A wallet may drop the comment, and a hand mistype it: what goes where an open withdrawal goes, and is as
/// much, is most likely its payment. What the row names or means already is looked at last.
void tell_unsaid(const TonTransaction& row, const TonKnowledge& known, std::vector<TonOut>& out) {
  if (LUDICE_PLANTED("unsaid_payment_ignored")) return;
  for (TonOut& one : out) {
    if (one.kind == TonOutKind::payout || one.kind == TonOutKind::own) continue;
    const TonMessage& message = row.out[one.index];
    if (!message.destination) continue;
    const std::vector<TonPayout> like = known.payouts_like(*message.destination, message.value);
    const auto is_told = [&](const TonPayout& payout) {
      return std::ranges::any_of(
          out, [&](const TonOut& other) { return other.payout == payout.id || other.unsaid == payout.id; });
    };
    const auto other = std::ranges::find_if_not(like, is_told);
    if (other != like.end()) {
      one.unsaid = other->id;
    } else if (one.kind == TonOutKind::unnamed && !like.empty()) {
      one.unsaid = like.front().id;
    }
  }
}

}  // namespace

std::string_view to_string(TonInKind kind) {
  constexpr std::array<std::string_view, 7> names = {"nothing",   "credit",   "suspense", "dust",
                                                     "sent_back", "returned", "own"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string_view to_string(TonReview review) {
  constexpr std::array<std::string_view, 13> names = {
      "none",          "unknown_bounce", "sent_on",    "no_comment",   "encrypted",
      "not_a_comment", "unreadable",     "not_a_memo", "unknown_memo", "aborted",
      "not_computed",  "below_minimum",  "no_room"};
  return names.at(static_cast<std::size_t>(review));
}

std::string_view to_string(TonOutKind kind) {
  constexpr std::array<std::string_view, 5> names = {"payout", "repeated", "differs", "unnamed", "own"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string payout_comment(PaymentId withdrawal) {
  LUDICE_ASSERT(withdrawal.value > 0);
  return std::string(kPayoutPrefix) + to_base32(withdrawal.value);
}

TonDecision decide(const TonTransaction& row, const TonKnowledge& known) {
  TonDecision decision;
  decision.in = decide_in(row, known);
  if (decision.in.kind != TonInKind::sent_back) {
    for (std::size_t i = 0; i < row.out.size(); ++i) {
      if (row.out[i].value.is_zero()) continue;
      decision.out.push_back(decide_out(row.out[i], i, known));
    }
    tell_repeats(decision.out);
    tell_unsaid(row, known, decision.out);
  }
  Amount left = decision.in.amount;
  for (const TonOut& out : decision.out) left -= out.amount;
  decision.cost = (left - (row.balance_after - row.balance_before)).units();
  return decision;
}

}  // namespace ludice::domain

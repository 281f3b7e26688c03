// Each listed transaction leads to a booking, to a notice, or is known.
#include "service/stars_list.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"
#include "base/planted.hpp"
#include "domain/transfer_key.hpp"
#include "service/ledger.hpp"
#include "store/ledger_table.hpp"
#include "store/legacy_table.hpp"
#include "store/meta_table.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace ludice::service {
namespace {

using store::NoticeReason;

/// True where it was not noted before.
bool note(store::Transaction& transaction, const ListedTransaction& listed, NoticeReason why) {
  if (store::has_stars_notice(transaction, listed.id, listed.incoming)) return false;
  store::insert_stars_notice(transaction, {listed.id, listed.incoming, listed.amount, why, listed.at});
  return true;
}

// Changed where the baseline is locked.
constexpr std::string_view kNoticed = "stars_noticed";
constexpr std::string_view kNoticedTold = "stars_noticed_told";
constexpr std::string_view kBroken = "stars_broken";
constexpr std::string_view kBrokenTold = "stars_broken_told";

std::int64_t count_in_meta(store::Reader& reader, std::string_view name) {
  const std::string text = store::find_meta(reader, name).value_or("");
  std::int64_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

void add_to_meta(store::Transaction& transaction, std::string_view name, std::int64_t more) {
  if (more == 0) return;
  store::set_meta(transaction, name, std::to_string(count_in_meta(transaction, name) + more));
}

/// Never back: who tells late has seen less.
void raise_in_meta(store::Transaction& transaction, std::string_view name, std::int64_t count) {
  if (count > count_in_meta(transaction, name)) store::set_meta(transaction, name, std::to_string(count));
}

bool is_known_order(store::Reader& reader, const std::optional<std::string>& payload) {
  const auto number = payload ? from_base32(*payload) : std::nullopt;
  return number && store::find_stars_order(reader, OrderId{*number});
}

/// Of Stars that have left by themselves, as when they are withdrawn, those that were not booked anywhere
/// went first, then the owner's.
void sweep(store::Transaction& transaction, Amount left) {
  if (left <= Amount()) return;
  domain::Account owner =
      store::load_house_account(transaction, domain::AccountKind::owner, domain::Asset::stars);
  const Amount gone = std::min({left, store::lacking_stars(transaction), owner.balance});
  if (gone <= Amount()) return;
  domain::Account outside =
      store::load_house_account(transaction, domain::AccountKind::asset_stars, domain::Asset::stars);
  store::take_off_stars_baseline(transaction, Amount() - gone);
  move_money(transaction, domain::TransferCode::house, gone, owner, outside,
             domain::transfer_key::swept(transaction.next_id()));
}

}  // namespace

store::StarsBaseline StoreStarsBaseline::run(store::Transaction& transaction, Instant at,
                                             const std::vector<ListedTransaction>& all) {
  if (const auto there = store::find_stars_baseline(transaction)) return *there;
  // An import knows nothing of what Telegram took after it; what it brought is in the ledger already.
  const auto import = store::find_first_import(transaction);
  if (import) at = std::min(at, Instant{import->at.seconds() * 1'000});
  // What is listed already is old, also where our clock is behind; but it may be a payment of the first
  // minute.
  const auto is_old = [&](const ListedTransaction& listed) {
    return listed.at < at || (!import && !is_known_order(transaction.peek(), listed.order));
  };
  store::StarsBaseline baseline{at, Amount() - store::funded_stars(transaction), 0, transaction.now()};
  std::vector<const ListedTransaction*> held;
  for (const ListedTransaction& listed : all) {
    if (!is_old(listed)) continue;
    ++baseline.seen;
    baseline.at = std::max(baseline.at, Instant{listed.at.ms + 1});
    if (store::find_stars_charge(transaction.peek(), listed.id)) continue;
    held.push_back(&listed);
    baseline.balance = listed.incoming ? baseline.balance + listed.amount : baseline.balance - listed.amount;
  }
  store::insert_stars_baseline(transaction, baseline);
  // Noted here, not when the list is read on: no date tells later what this balance holds, since a list may
  // lag and our clock may be ahead.
  for (const ListedTransaction* listed : held) {
    if (!LUDICE_PLANTED("baseline_not_kept")) note(transaction, *listed, NoticeReason::before_baseline);
    if (!listed->whole) add_to_meta(transaction, kBroken, 1);
  }
  return baseline;
}

ListOutcome TakeStarsList::run(store::Transaction& transaction,
                               const std::vector<ListedTransaction>& page) const {
  // Locked: whether a charge is noted or booked must not be decided twice at once.
  const auto baseline = store::find_stars_baseline(transaction);
  LUDICE_ASSERT(baseline.has_value());
  ListOutcome outcome;
  for (const ListedTransaction& listed : page) take(transaction, listed, baseline->at, outcome);
  sweep(transaction, outcome.left);
  add_to_meta(transaction, kNoticed, outcome.noticed);
  add_to_meta(transaction, kBroken, outcome.broken);
  return outcome;
}

UntoldNotices find_untold_notices(store::Reader& reader) {
  const std::int64_t noticed = count_in_meta(reader, kNoticed);
  const std::int64_t broken = count_in_meta(reader, kBroken);
  return {noticed - count_in_meta(reader, kNoticedTold), broken - count_in_meta(reader, kBrokenTold), noticed,
          broken};
}

void NoticesTold::run(store::Transaction& transaction, const UntoldNotices& told) {
  const auto baseline = store::find_stars_baseline(transaction);
  LUDICE_ASSERT(baseline.has_value());
  raise_in_meta(transaction, kNoticedTold, told.noticed_ever);
  raise_in_meta(transaction, kBrokenTold, told.broken_ever);
}

void TakeStarsList::take(store::Transaction& transaction, const ListedTransaction& listed, Instant baseline,
                         ListOutcome& outcome) const {
  const auto known = store::find_stars_charge(transaction.peek(), listed.id);
  if (!listed.incoming && known) {
    const auto heard = refunded_.run(transaction, listed.id);
    if (!heard || !heard->first) return;
    ++outcome.refunded;
    outcome.broken += listed.whole ? 0 : 1;
    return;
  }
  if (known) {
    if (!known->listed) {
      store::set_stars_charge_listed(transaction, known->id);
      outcome.broken += listed.whole ? 0 : 1;
    }
    const bool differs = known->amount != listed.amount || known->payer != listed.user;
    if (differs) outcome.noticed += note(transaction, listed, NoticeReason::differs) ? 1 : 0;
    return;
  }
  if (store::has_stars_notice(transaction, listed.id, listed.incoming)) return;
  outcome.broken += listed.whole ? 0 : 1;
  if (listed.incoming && store::find_legacy_payment(transaction.peek(), listed.id)) {
    note(transaction, listed, NoticeReason::imported);
    return;
  }
  const bool is_sane = listed.amount >= Amount(1) && listed.amount <= kMostStars && !listed.id.empty();
  const bool is_payment = listed.incoming && listed.is_invoice && listed.user && is_sane;
  // From before the baseline and not in it: ours only where it pays an order of ours.
  const bool is_ours = listed.at >= baseline || is_known_order(transaction.peek(), listed.order);
  if (is_payment && is_ours) {
    const ChargeAnswer answer =
        credit_.run(transaction, {listed.user, listed.id, listed.amount, listed.order, listed.at});
    store::set_stars_charge_listed(transaction, answer.charge.id);
    outcome.credited += answer.first ? 1 : 0;
    return;
  }
  const bool is_refund = !listed.incoming && listed.is_invoice;
  const NoticeReason why = is_refund ? NoticeReason::unknown_refund : NoticeReason::no_payment;
  if (!note(transaction, listed, why)) return;
  ++outcome.noticed;
  if (!listed.incoming && is_sane) outcome.left += listed.amount;
}

std::optional<Amount> ExpectedStars::run(store::Reader& reader) {
  const auto baseline = store::find_stars_baseline(reader);
  if (!baseline) return std::nullopt;
  const domain::Account outside =
      store::load_house_account(reader, domain::AccountKind::asset_stars, domain::Asset::stars);
  const Amount house = Amount() - outside.balance;
  return baseline->balance + store::unbooked_stars(reader) + house;
}

}  // namespace ludice::service

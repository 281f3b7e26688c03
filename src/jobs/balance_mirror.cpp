// Away, writing page by page, sweeping, following; in each but the first also what changed meanwhile.
#include "jobs/balance_mirror.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace ludice::jobs {
namespace {

using Order = redis::BalanceKeys::Order;

// Where several processes write, an id may be committed behind a later one: names are looked at again for so
// long.
constexpr Millis kLateFor{10'000};
constexpr Millis kLateEvery{2'000};
constexpr std::int64_t kIdsPerMs = 1 << 10;

}  // namespace

BalanceMirror::BalanceMirror(store::Store& store, const Lease& lease, redis::BalanceKeys& keys,
                             domain::Asset asset, Random& random, Metrics& metrics)
    : store_(store),
      lease_(lease),
      keys_(keys),
      asset_(asset),
      random_(random),
      complete_(metrics.gauge("ludice_mirror_complete",
                              "1 while this process keeps all balances in Redis as the ledger has them")),
      written_(metrics.counter("ludice_mirror_written_total", "Balances written to Redis")),
      renewals_(metrics.counter("ludice_mirror_renewals_total",
                                "Times that all balances were begun to be written to Redis anew")) {}

async::Task<> BalanceMirror::run(async::Loops& loops) {
  return loops.run("balance_mirror", [this] { return turn(); });
}

async::Task<bool> BalanceMirror::turn() {
  bool more = false;
  try {
    more = co_await step();
  } catch (const redis::Unavailable& failure) {
    if (told_ != failure.what()) log::warning("mirror_interrupted", {{"why", failure.what()}});
    told_ = failure.what();
    enter(Stage::away);
  }
  if (!more) co_await async::sleep_for(pause());
  co_return true;
}

Millis BalanceMirror::pause() const {
  if (stage_ == Stage::away) return kLookEvery;
  return stage_ == Stage::following ? kEvery : kPagePause;
}

async::Task<bool> BalanceMirror::step() {
  if (!lease_.is_ours() || !keys_.is_up()) {
    enter(Stage::away);
    co_return false;
  }
  const Instant now = store_.clock().now();
  const bool is_due = stage_ == Stage::following && now - begun_ >= kRenewEvery;
  if (stage_ == Stage::away || connection_ != keys_.connections() || is_due) co_await begin();
  if (stage_ == Stage::writing) co_await write_page();
  if (stage_ == Stage::sweeping) {
    const bool done = co_await keys_.sweep(mark_, cursor_);
    if (done) co_await look();
    if (done && stage_ == Stage::sweeping) enter(Stage::following);
  }
  const bool more = co_await follow();
  if (now - looked_ >= kLookEvery) co_await look();
  co_return more;
}

async::Task<> BalanceMirror::finish() {
  try {
    while (stage_ == Stage::following) {
      const bool more = co_await step();
      if (!more) co_return;
    }
  } catch (const std::exception& failure) {
    // The next process begins anew.
    log::info("mirror_not_finished", {{"why", failure.what()}});
  }
}

/// What changes from now on is followed; what there is comes in pages.
async::Task<> BalanceMirror::begin() {
  const bool is_renewed = are_all_there_ && connection_ == keys_.connections();
  connection_ = keys_.connections();
  mark_ = random_.hex(8);
  store::ReadBody<store::MirrorPlace> end = [shared = store_.is_shared()](store::Reader& reader) {
    return store::mirror_end(reader, shared);
  };
  place_ = co_await store_.read(std::move(end));
  co_await keys_.begin(mark_);
  written_to_ = {};
  cursor_ = "0";
  begun_ = looked_ = late_looked_ = store_.clock().now();
  renewals_.add(1);
  if (stage_ == Stage::away) log::info("mirror_begun");
  if (!is_renewed) all_there(false);
  stage_ = Stage::writing;
}

async::Task<> BalanceMirror::write_page() {
  using Page = std::vector<store::NamedBalance>;
  store::ReadBody<Page> read = [asset = asset_, after = written_to_](store::Reader& reader) {
    return store::mirror_page(reader, asset, after, kMostAtOnce);
  };
  Page page = co_await store_.read(std::move(read));
  if (page.empty()) {
    enter(Stage::sweeping);
    co_return;
  }
  const PlayerId last = page.back().player;
  const bool is_there = co_await put(std::move(page), Order::truth);
  if (is_there) written_to_ = last;
}

async::Task<bool> BalanceMirror::follow() {
  const Instant now = store_.clock().now();
  if (store_.is_shared() && now - late_looked_ >= kLateEvery) {
    late_looked_ = now;
    place_.named = std::max<std::int64_t>(place_.named - kLateFor.count() * kIdsPerMs, 0);
  }
  store::ReadBody<store::MirrorChanges> read = [shared = store_.is_shared(), asset = asset_,
                                                from = place_](store::Reader& reader) {
    return store::mirror_changes(reader, shared, asset, from, kMostAtOnce);
  };
  store::MirrorChanges changes = co_await store_.read(std::move(read));
  if (!changes.balances.empty()) {
    const bool is_there = co_await put(std::move(changes.balances), Order::newest);
    if (!is_there) co_return false;
  }
  place_ = changes.next;
  co_return changes.more;
}

/// Also where nothing changes a loss is noticed.
async::Task<> BalanceMirror::look() {
  looked_ = store_.clock().now();
  const bool is_there = co_await keys_.has(mark_);
  if (!is_there) enter(Stage::away);
}

/// False where Redis was emptied, or another process writes: then all begins anew.
async::Task<bool> BalanceMirror::put(std::vector<store::NamedBalance> balances, Order order) {
  std::vector<redis::StandingBalance> standing;
  standing.reserve(balances.size());
  for (store::NamedBalance& balance : balances) {
    standing.push_back(
        {balance.player.value, std::move(balance.name), balance.named, balance.balance, balance.version});
  }
  written_.add(static_cast<double>(standing.size()));
  const bool is_there = co_await keys_.put(mark_, std::move(standing), order);
  if (!is_there) enter(Stage::away);
  co_return is_there;
}

void BalanceMirror::enter(Stage stage) {
  if (stage == stage_) return;
  if (stage == Stage::following) {
    told_.clear();
    log::info("mirror_complete");
    all_there(true);
  }
  if (stage == Stage::away) {
    log::info("mirror_lost");
    all_there(false);
  }
  stage_ = stage;
}

void BalanceMirror::all_there(bool are) {
  are_all_there_ = are;
  complete_.set(are ? 1 : 0);
}

}  // namespace ludice::jobs

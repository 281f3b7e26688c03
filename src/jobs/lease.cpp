// The database's time decides; here its answer is trusted for as long as it lasts.
#include "jobs/lease.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"

#include <utility>

namespace ludice::jobs {
namespace {

using Steady = std::chrono::steady_clock;

}  // namespace

async::Task<> Lease::run(async::Loops& loops, CanDo can_do, LeaseSpans spans) {
  can_do_ = std::move(can_do);
  spans_ = spans;
  // Whoever takes over must not come late.
  return loops.run(name_ + "_lease", [this] { return turn(); },
                   {.pauses = {.first = spans.every, .longest = spans.every}});
}

async::Task<bool> Lease::turn() {
  if (!store_.is_shared()) co_return false;
  co_await take_or_leave();
  co_await async::sleep_for(spans_.every);
  co_return true;
}

/// Who has taken it though unable keeps it for a while: where nobody can do it, it need not move with each
/// look. And asks less often than those who may be able to.
async::Task<> Lease::take_or_leave() {
  const Moment now = Steady::now();
  const bool is_unable = is_long_unable(now);
  if (is_unable && is_ours() && now - taken_ >= spans_.unable) {
    asked_ = now;
    log::info(name_ + "_left", {{"fence", fence_}, {"unable_ms", (now - *unable_since_) / Millis{1}}});
    co_await give_back();
    co_return;
  }
  if (is_unable && !is_ours() && now - asked_ < spans_.leaves) co_return;
  co_await take();
}

bool Lease::is_long_unable(Moment now) {
  if (!can_do_ || can_do_()) {
    unable_since_.reset();
    return false;
  }
  if (!unable_since_) unable_since_ = now;
  return now - *unable_since_ >= spans_.unable;
}

async::Task<bool> Lease::take() {
  if (!store_.is_shared()) co_return true;
  const Moment asked = asked_ = Steady::now();
  const bool was_ours = is_ours();
  using Fence = std::optional<std::int64_t>;
  store::Body<Fence> body = [holder = holder_, name = name_](store::Transaction& transaction) {
    return store::take_lease(transaction, name, holder, kLasts);
  };
  const Fence fence = co_await store_.write(std::move(body));
  if (!fence) co_return false;
  fence_ = *fence;
  until_ = asked + kLasts;
  if (!was_ours) taken_ = asked;
  if (!was_ours) log::info(name_ + "_taken", {{"fence", fence_}});
  co_return true;
}

async::Task<> Lease::give_back() {
  if (!store_.is_shared() || !is_ours()) co_return;
  until_ = {};
  store::Body<bool> body = [fence = fence_, name = name_](store::Transaction& transaction) {
    store::give_lease_back(transaction, name, fence);
    return true;
  };
  try {
    co_await store_.write(std::move(body));
  } catch (const store::Unavailable&) {
    // It ends by itself.
  }
}

bool Lease::is_ours() const {
  return !store_.is_shared() || Steady::now() < until_;
}

Lease::Claim Lease::claim() const {
  Claim claim;
  claim.name_ = name_;
  if (store_.is_shared()) claim.fence_ = fence_;
  return claim;
}

bool Lease::Claim::holds(store::Transaction& transaction) const {
  return !fence_ || store::has_lease(transaction, name_, *fence_);
}

}  // namespace ludice::jobs

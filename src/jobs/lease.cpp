// The database's time decides; here its answer is trusted for as long as it lasts.
#include "jobs/lease.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"

namespace ludice::jobs {
namespace {

using Steady = std::chrono::steady_clock;

}  // namespace

async::Task<> Lease::run(async::Loops& loops) {
  // Whoever takes over must not come late.
  return loops.run(name_ + "_lease", [this] { return turn(); },
                   {.pauses = {.first = kEvery, .longest = kEvery}});
}

async::Task<bool> Lease::turn() {
  if (!store_.is_shared()) co_return false;
  co_await take();
  co_await async::sleep_for(kEvery);
  co_return true;
}

async::Task<bool> Lease::take() {
  if (!store_.is_shared()) co_return true;
  const Steady::time_point asked = Steady::now();
  const bool was_ours = is_ours();
  using Fence = std::optional<std::int64_t>;
  store::Body<Fence> body = [holder = holder_, name = name_](store::Transaction& transaction) {
    return store::take_lease(transaction, name, holder, kLasts);
  };
  const Fence fence = co_await store_.write(std::move(body));
  if (!fence) co_return false;
  fence_ = *fence;
  until_ = asked + kLasts;
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

// Bodies of bounded size until nothing waits.
#include "jobs/sealer.hpp"

#include "async/deadline.hpp"
#include "base/hex.hpp"
#include "base/log.hpp"
#include "store/chain_table.hpp"

namespace ludice::jobs {

Sealer::Sealer(store::Store& store, const Lease& lease, Metrics& metrics)
    : store_(store),
      lease_(lease),
      sealed_(
          metrics.counter("ludice_chain_sealed_total", "Records that were given their place in the chain")) {}

async::Task<> Sealer::run(async::Loops& loops) {
  return loops.run("sealer", [this] { return turn(); });
}

async::Task<bool> Sealer::turn() {
  if (!store_.is_shared()) co_return false;
  if (lease_.is_ours()) co_await seal();
  co_await async::sleep_for(kEvery);
  co_return true;
}

async::Task<std::int64_t> Sealer::seal() {
  std::int64_t total = 0;
  for (;;) {
    store::Body<store::Sealed> body = [claim =
                                           lease_.claim()](store::Transaction& transaction) -> store::Sealed {
      if (!claim.holds(transaction)) return {};
      return store::seal_waiting(transaction, kMostAtOnce);
    };
    const store::Sealed sealed = co_await store_.write(std::move(body));
    total += sealed.records;
    sealed_.add(static_cast<double>(sealed.records));
    if (sealed.records > 0) log::debug("chain_sealed", {{"head", to_hex(sealed.head)}});
    if (sealed.records < kMostAtOnce) co_return total;
  }
}

}  // namespace ludice::jobs

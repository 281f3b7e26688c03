// Reads who waits for whom, then gives each pair a body of its own.
#include "jobs/pairing_sweep.hpp"

#include "async/deadline.hpp"

namespace ludice::jobs {

async::Task<> PairingSweep::run(async::Loops& loops) {
  return loops.run("pairing_sweep", [this] { return turn(); });
}

async::Task<bool> PairingSweep::turn() {
  if (!store_.is_shared()) co_return false;
  if (lease_.is_ours()) co_await look();
  co_await async::sleep_for(kEvery);
  co_return true;
}

async::Task<int> PairingSweep::look() {
  using Missed = std::vector<store::MissedPair>;
  store::ReadBody<Missed> find = [](store::Reader& reader) {
    return store::find_missed_pairs(reader, kMostAtOnce);
  };
  const Missed found = co_await store_.read(std::move(find));
  int made = 0;
  for (const store::MissedPair& missed : found) {
    const bool paired = co_await pair(missed);
    made += paired ? 1 : 0;
  }
  co_return made;
}

async::Task<bool> PairingSweep::pair(store::MissedPair missed) {
  store::Body<bool> body = [this, claim = lease_.claim(), missed](store::Transaction& transaction) {
    return claim.holds(transaction) && pair_.run(transaction, missed);
  };
  co_return co_await store_.write(std::move(body));
}

}  // namespace ludice::jobs

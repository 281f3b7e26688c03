// Small deletions until nothing old is left.
#include "jobs/housekeeping.hpp"

#include "async/deadline.hpp"
#include "store/event_table.hpp"
#include "store/meta_table.hpp"

namespace ludice::jobs {

async::Task<> Housekeeping::run(async::Loops& loops) {
  return loops.run("housekeeping", [this] { return turn(); });
}

async::Task<bool> Housekeeping::turn() {
  if (lease_.is_ours()) co_await clean();
  co_await async::sleep_for(kEvery);
  co_return true;
}

async::Task<> Housekeeping::clean() {
  std::int64_t forgotten = kMostAtOnce;
  while (forgotten >= kMostAtOnce) {
    store::Body<std::int64_t> forget = [](store::Transaction& transaction) {
      return store::forget_old_answers(transaction, kMostAtOnce);
    };
    forgotten = co_await store_.write(std::move(forget));
  }
  store::Body<bool> drop = [](store::Transaction& transaction) {
    store::drop_silent_consumers(transaction);
    return true;
  };
  co_await store_.write(std::move(drop));
}

}  // namespace ludice::jobs

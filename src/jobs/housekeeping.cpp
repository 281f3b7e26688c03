// Small deletions until nothing old is left.
#include "jobs/housekeeping.hpp"

#include "async/deadline.hpp"
#include "store/event_table.hpp"
#include "store/lobby_board.hpp"
#include "store/meta_table.hpp"

namespace ludice::jobs {

async::Task<> Housekeeping::run(async::Loops& loops) {
  return loops.run("housekeeping", [this] { return turn(); });
}

async::Task<bool> Housekeeping::turn() {
  if (lease_.is_ours()) co_await clean();
  co_await drop_silent();
  co_await async::sleep_for(kEvery);
  co_return true;
}

async::Task<> Housekeeping::clean() {
  co_await repeat(store::forget_old_answers);
  co_await repeat(store::forget_old_waits);
}

async::Task<> Housekeeping::drop_silent() {
  if (!hears_from_ || std::chrono::steady_clock::now() < *hears_from_) co_return;
  co_await repeat(store::drop_silent_consumers);
}

async::Task<> Housekeeping::repeat(Deletion deletion) {
  std::int64_t deleted = kMostAtOnce;
  while (deleted >= kMostAtOnce) {
    store::Body<std::int64_t> body = [deletion](store::Transaction& transaction) {
      return deletion(transaction, kMostAtOnce);
    };
    deleted = co_await store_.write(std::move(body));
  }
}

}  // namespace ludice::jobs

// Compares Telegram's list of Star transactions with the ledger: at start, each minute, and all of it once a
// day. What was missed is booked as ever. What nothing explains, a balance that stays different, and a charge
// that the list never shows raise an alarm: an error in the log, a counter, and a message to the operator.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "jobs/lease.hpp"
#include "service/stars_list.hpp"
#include "store/store.hpp"
#include "telegram/bot_api.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::jobs {

struct StarsWatchOptions {
  bool may_begin = true;  ///< whether Stars are sold: else there is no baseline to make, only one to follow
  std::optional<std::int64_t> admin_chat{};  ///< who is told of alarms
  Millis every{60'000};                      ///< from the end of one look to the next
};

class StarsWatch {
 public:
  static constexpr Millis kFullEvery{24LL * 3600 * 1000};
  static constexpr std::int64_t kPage = 100;
  /// Looked at again each time, so that a list that shifts by a few hides nothing.
  static constexpr std::int64_t kOverlap = 100;
  /// Looks in a row that must find the balance different: payments are under way between any two calls.
  static constexpr int kPatience = 3;
  /// A charge that the whole list has not shown by then is none of Telegram's.
  static constexpr Millis kListedWithin{600'000};

  /// All must outlive it.
  StarsWatch(store::Store& store, const Lease& lease, telegram::BotApi& telegram,
             const service::Events& events, Metrics& metrics, StarsWatchOptions options = {});

  /// Until cancelled; works while the lease is ours.
  async::Task<> run(async::Loops& loops);
  /// One look. The first ever stores the baseline.
  async::Task<> look();

 private:
  using Page = std::vector<service::ListedTransaction>;

  async::Task<bool> turn();
  async::Task<> make_baseline();
  async::Task<> read_on(store::StarsBaseline baseline);
  async::Task<Page> fetch(std::int64_t offset);
  async::Task<service::ListOutcome> take(Page page);
  async::Task<> compare();
  async::Task<> look_for_unlisted();
  void alarm(std::string_view what, std::int64_t number);
  async::Task<service::UntoldNotices> find_untold();
  /// Of the alarms that he was not told of; false where he cannot be told now, and will be at the next look.
  async::Task<bool> tell_operator();
  async::Task<> remember_told(service::UntoldNotices told);

  store::Store& store_;
  const Lease& lease_;
  telegram::BotApi& telegram_;
  service::TakeStarsList take_list_;
  const StarsWatchOptions options_;
  Counter& credited_;
  Counter& alarms_;
  Gauge& difference_;
  bool looked_ = false;  ///< since the start
  int different_ = 0;    ///< looks in a row
  std::int64_t told_difference_ = 0;
  std::string untold_;                ///< alarms, a line each
  service::UntoldNotices alarmed_{};  ///< that untold_ had or has
};

}  // namespace ludice::jobs

// Who of several processes does what runs by itself. Where one process has the database alone, that one.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "store/lease_table.hpp"
#include "store/store.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace ludice::jobs {

struct LeaseSpans {
  Millis every{500};      ///< between looks
  Millis unable{10'000};  ///< on end, after which another process may be better at it
  Millis leaves{2'000};   ///< to others who look meanwhile; some looks
};

/// Lives on the event loop, as all of it is called there; only a Claim crosses to the store's threads.
class Lease {
 public:
  /// What a body takes along to another thread: that it was ours when the body was made. One that was lost
  /// since then counts no more, also where it has been taken again.
  class Claim {
   public:
    /// In the body: true where nobody has taken over, nor can before the body has ended.
    bool holds(store::Transaction& transaction) const;

   private:
    friend class Lease;
    std::string name_;                   ///< of the lease
    std::optional<std::int64_t> fence_;  ///< nothing where one process has the database alone
  };

  /// Another process takes over when the holder has been silent for this long.
  static constexpr Millis kLasts{2'000};
  static constexpr Millis kEvery = LeaseSpans{}.every;

  /// `holder` tells processes apart, `name` what the lease is for.
  Lease(store::Store& store, std::string holder, std::string name = store::kJobsLease)
      : store_(store), holder_(std::move(holder)), name_(std::move(name)) {}

  const std::string& name() const { return name_; }

  /// Whether what the lease is for can be done in this process now.
  using CanDo = std::function<bool()>;

  /// Takes it where it is free and keeps it, until cancelled. Whoever cannot do it for a while leaves it to
  /// the others, and has it again where none of them takes it; so somebody has it for most of the time, also
  /// where nobody can do it. None: always. Called once.
  async::Task<> run(async::Loops& loops, CanDo can_do = {}, LeaseSpans spans = {});
  /// One try; true where it is ours.
  async::Task<bool> take();
  /// So that another process need not wait.
  async::Task<> give_back();

  /// True where the jobs are this process's to do.
  bool is_ours() const;
  /// For a body that writes for a job.
  Claim claim() const;

 private:
  using Moment = std::chrono::steady_clock::time_point;

  async::Task<bool> turn();
  async::Task<> take_or_leave();
  bool is_long_unable(Moment now);

  store::Store& store_;
  const std::string holder_;
  const std::string name_;
  std::int64_t fence_ = 0;
  Moment until_{};
  CanDo can_do_;
  LeaseSpans spans_;
  std::optional<Moment> unable_since_;
  Moment taken_{};
  Moment asked_{};  ///< or left
};

}  // namespace ludice::jobs

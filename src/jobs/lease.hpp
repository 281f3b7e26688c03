// Who of several processes does what runs by itself. Where one process has the database alone, that one.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "store/lease_table.hpp"
#include "store/store.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace ludice::jobs {

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
  static constexpr Millis kEvery{500};

  /// `holder` tells processes apart, `name` what the lease is for.
  Lease(store::Store& store, std::string holder, std::string name = store::kJobsLease)
      : store_(store), holder_(std::move(holder)), name_(std::move(name)) {}

  const std::string& name() const { return name_; }

  /// Takes it where it is free and keeps it, until cancelled.
  async::Task<> run(async::Loops& loops);
  /// One try; true where it is ours.
  async::Task<bool> take();
  /// So that another process need not wait.
  async::Task<> give_back();

  /// True where the jobs are this process's to do.
  bool is_ours() const;
  /// For a body that writes for a job.
  Claim claim() const;

 private:
  async::Task<bool> turn();

  store::Store& store_;
  const std::string holder_;
  const std::string name_;
  std::int64_t fence_ = 0;
  std::chrono::steady_clock::time_point until_{};
};

}  // namespace ludice::jobs

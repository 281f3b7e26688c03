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

class Lease {
 public:
  /// Another process takes over when the holder has been silent for this long.
  static constexpr Millis kLasts{2'000};
  static constexpr Millis kEvery{500};

  /// `holder` tells processes apart.
  Lease(store::Store& store, std::string holder) : store_(store), holder_(std::move(holder)) {}

  /// Takes it where it is free and keeps it, until cancelled.
  async::Task<> run(async::Loops& loops);
  /// One try; true where it is ours.
  async::Task<bool> take();
  /// So that another process need not wait.
  async::Task<> give_back();

  /// True where the jobs are this process's to do.
  bool is_ours() const;
  /// In a body that writes for a job: true where nobody has taken over, nor can before the body has ended.
  bool holds(store::Transaction& transaction) const;

 private:
  async::Task<bool> turn();

  store::Store& store_;
  const std::string holder_;
  std::int64_t fence_ = 0;
  std::chrono::steady_clock::time_point until_{};
};

}  // namespace ludice::jobs

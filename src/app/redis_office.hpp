// What a process does with Redis, where REDIS_URL is set: limits that replicas share, and the mirror of
// balances. Two connections, so that neither waits for the other.
#pragma once

#include "app/process.hpp"
#include "async/task_group.hpp"
#include "domain/asset.hpp"
#include "jobs/balance_mirror.hpp"
#include "jobs/lease.hpp"
#include "redis/balance_keys.hpp"
#include "redis/client.hpp"
#include "redis/shared_windows.hpp"
#include "store/store.hpp"

namespace ludice::app {

class RedisOffice {
 public:
  /// Begins to connect; nobody waits for it. Store and lease must outlive it.
  RedisOffice(Process& process, store::Store& store, const ops::Settings& settings, const jobs::Lease& lease,
              domain::Asset asset);

  redis::SharedWindows& limits() { return limits_; }
  /// Whether there is a way for the mirror to Redis from here.
  bool can_mirror() const { return mirror_client_.is_up(); }

  async::Task<> stop();

 private:
  redis::Client limits_client_;
  redis::Client mirror_client_;
  redis::SharedWindows limits_;
  redis::BalanceKeys keys_;
  jobs::BalanceMirror mirror_;
  async::TaskGroup running_;
};

}  // namespace ludice::app

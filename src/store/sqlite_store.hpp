// The embedded database: one writer thread that owns the only writing connection, one reader thread with
// a read-only connection, bounded queues, a lock file. Opening creates or upgrades the schema.
#pragma once

#include "base/clock.hpp"
#include "base/disciplined_clock.hpp"
#include "base/metrics.hpp"
#include "store/store.hpp"

#include <functional>
#include <memory>
#include <string>

namespace ludice::store {

struct SqliteOptions {
  std::string path;                        ///< of the database file; its folder is made
  bool migrate = true;                     ///< false: an older schema is refused
  std::size_t max_queued = 8'192;          ///< further bodies are `overloaded`
  std::size_t max_batch = 256;             ///< bodies in one commit
  DisciplinedClock* discipline = nullptr;  ///< the clock, where its leaps are to be kept
  int cache_kib = 16'384;                  ///< of pages that a transaction has changed, among others
  /// Called on the writer's thread when the database cannot be trusted any more; must not return.
  std::function<void(const std::string& what)> fatal;
};

/// Throws Unavailable: another process has it, the file or the schema cannot be used. `clock` and
/// `metrics` must outlive the store. Destruction finishes what is queued.
std::unique_ptr<Store> open_sqlite(SqliteOptions options, const Clock& clock, Metrics& metrics);

}  // namespace ludice::store

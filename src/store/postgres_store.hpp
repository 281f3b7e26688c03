// A PostgreSQL database that several processes may share: a few threads with a connection each, one body a
// transaction (READ COMMITTED, rows locked as they are read), bounded queues. Opening creates or upgrades the
// schema. Time inside a body is the database's.
#pragma once

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "store/store.hpp"

#include <memory>
#include <string>

namespace ludice::store {

struct PostgresOptions {
  std::string url;                 ///< postgresql://…, as libpq takes it
  bool migrate = true;             ///< false: an older schema is refused
  std::size_t max_queued = 8'192;  ///< further bodies are `overloaded`
  int writers = 8;
  int readers = 2;
  const Clock* clock = nullptr;  ///< in place of the database's
};

/// Throws Unavailable: the server cannot be reached, the schema cannot be used, 32 processes work on it.
/// `metrics` must outlive the store. Destruction finishes what is queued.
std::unique_ptr<Store> open_postgres(PostgresOptions options, Metrics& metrics);

}  // namespace ludice::store

// A real SQLite store in a folder of its own, with a clock that the test owns.
#pragma once

#include "async/runner.hpp"
#include "store/sqlite_store.hpp"
#include "support/manual_clock.hpp"
#include "support/temp_folder.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include <gtest/gtest.h>

namespace ludice::test {

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() { reopen(); }

  /// Closes the store and opens it again, as a restart does.
  void reopen() {
    store_.reset();
    store::SqliteOptions options;
    options.path = path();
    options.max_queued = max_queued_;
    options.fatal = [](const std::string& what) {
      std::fprintf(stderr, "%s\n", what.c_str());
      std::abort();
    };
    store_ = store::open_sqlite(std::move(options), clock_, no_metrics());
  }

  std::string path() const { return folder_.file("test.db"); }

  template <class T>
  T write(store::Body<T> body) {
    return runner_.run(store_->write<T>(std::move(body)));
  }
  template <class T>
  T read(store::ReadBody<T> body) {
    return runner_.run(store_->read<T>(std::move(body)));
  }
  store::Written write_once(store::OnceKey key, store::Body<store::Outcome> body) {
    return runner_.run(store_->write_once(std::move(key), std::move(body)));
  }

  TempFolder folder_;
  ManualClock clock_;
  async::Runner runner_;
  std::size_t max_queued_ = 8'192;
  std::unique_ptr<store::Store> store_;
};

}  // namespace ludice::test

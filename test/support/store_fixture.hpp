// A real store in a folder of its own (SQLite where nothing else is asked for), with a clock that the test
// owns.
#pragma once

#include "async/runner.hpp"
#include "store/sqlite_store.hpp"
#include "support/manual_clock.hpp"
#include "support/temp_folder.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include <gtest/gtest.h>

namespace ludice::test {

/// Opens the store of a test, also again after a restart; `folder` is the test's own.
using StoreOpener = std::function<std::unique_ptr<store::Store>(const std::filesystem::path& folder,
                                                                const Clock& clock, std::size_t max_queued)>;

inline std::unique_ptr<store::Store> open_sqlite_in(const std::filesystem::path& folder, const Clock& clock,
                                                    std::size_t max_queued) {
  store::SqliteOptions options;
  options.path = folder / "test.db";
  options.max_queued = max_queued;
  options.fatal = [](const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    std::abort();
  };
  return store::open_sqlite(std::move(options), clock, no_metrics());
}

class StoreTest : public ::testing::Test {
 protected:
  explicit StoreTest(StoreOpener opener = open_sqlite_in) : opener_(std::move(opener)) { reopen(); }

  /// Closes the store and opens it again, as a restart does.
  void reopen() {
    store_.reset();
    store_ = opener_(folder_.path(), clock_, max_queued_);
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

  StoreOpener opener_;
  TempFolder folder_;
  ManualClock clock_;
  async::Runner runner_;
  std::size_t max_queued_ = 8'192;
  std::unique_ptr<store::Store> store_;
};

}  // namespace ludice::test

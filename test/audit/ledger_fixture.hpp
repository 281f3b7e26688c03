// A ledger with rows of every kind, played once by the real use cases, and copied for each test that edits
// it.
#pragma once

#include "audit/audit.hpp"
#include "service/service_fixture.hpp"
#include "store/sqlite_connection.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace ludice::audit {

/// Plays: games won (one after a tie), void, called off, expired, waiting, running with an attempt open;
/// throws with attempts of every fate and with proofs; daily points and adjustments.
class PlayedLedger : public service::ServiceTest {
 public:
  PlayedLedger() { play(); }
  std::string file() const { return path(); }
  void close() { store_.reset(); }

 private:
  void TestBody() override {}
  void play();
  void play_won();
  void play_void();
  void play_open();
  void play_invites();
  void wait() { clock_.advance(Millis{1'000}); }
};

class LedgerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override { std::filesystem::copy_file(played_->file(), path()); }

  std::string path() const { return folder_.file("copy.db"); }
  /// Runs statements behind the program's back; returns how many rows they changed.
  std::int64_t tamper(const std::string& sql);
  /// Gives every seal the hash and the time that its records have now: what somebody does who can write
  /// everything.
  void seal_again();
  /// True where nothing is found.
  bool audit(const std::optional<std::string>& noted_head = {});
  std::string head_of_last_seal();

  static std::unique_ptr<PlayedLedger> played_;
  test::TempFolder folder_;
  std::string printed_;
};

}  // namespace ludice::audit

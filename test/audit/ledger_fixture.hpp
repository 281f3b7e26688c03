// A ledger with rows of every kind, played once on each database by the real use cases, and copied for each
// test that edits it.
#pragma once

#include "audit/audit.hpp"
#include "audit/ledger_copy.hpp"
#include "service/service_fixture.hpp"
#include "support/both_stores.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace ludice::audit {

/// Plays: games won (one after a tie), void, called off, expired, waiting, running with an attempt open;
/// throws with attempts of every fate and with proofs; daily points and adjustments; charges in every state.
/// Where a sealer follows behind, a seal for each second or so, and the last records still wait for theirs.
class PlayedLedger : public service::ServiceTest {
 public:
  explicit PlayedLedger(test::StoreOpener opener = test::open_sqlite_in) : ServiceTest(std::move(opener)) {
    play();
  }
  std::string file() const { return path(); }
  void close() { store_.reset(); }

 private:
  void TestBody() override {}
  void play();
  void play_won();
  void play_void();
  void play_open();
  void play_invites();
  void pay_in_stars();
  void decide_about_stars();
  void act_as_operators();
  void open_wallet();
  void seal();
  void wait() {
    seal();
    clock_.advance(Millis{1'000});
  }
};

/// The ledger on one database, closed.
class Original {
 public:
  explicit Original(test::Engine engine);
  std::unique_ptr<LedgerCopy> copy() const;

 private:
  std::unique_ptr<test::PostgresDatabase> database_;
  std::unique_ptr<PlayedLedger> played_;
};

class LedgerTest : public ::testing::Test {
 protected:
  explicit LedgerTest(test::Engine engine) : engine_(engine) {}
  static void TearDownTestSuite() { originals_ = {}; }
  void SetUp() override;

  bool is_postgres() const { return engine_ == test::Engine::postgres; }
  /// Gives every seal the hash that its records have now, and every record its place by its id: what somebody
  /// does who can write everything.
  void seal_again();
  /// True where nothing is found.
  bool audit(const std::optional<std::string>& noted_head = {});
  std::string head_of_last_seal();

  std::unique_ptr<LedgerCopy> copy_;
  std::string printed_;

 private:
  static inline std::array<std::unique_ptr<Original>, 2> originals_;
  test::Engine engine_;
};

/// Where an edit can be made: PostgreSQL takes only whole numbers into a column of them, and only there have
/// records places beside their ids.
enum class On { both, sqlite, postgres };

inline bool is_made_on(On on, test::Engine engine) {
  return on == On::both || (on == On::postgres) == (engine == test::Engine::postgres);
}

/// Each row with each engine on which it can be made.
template <class Row, std::size_t count>
std::vector<std::tuple<test::Engine, Row>> of_each_engine(const Row (&rows)[count]) {
  std::vector<std::tuple<test::Engine, Row>> all;
  for (const test::Engine engine : {test::Engine::sqlite, test::Engine::postgres}) {
    for (const Row& row : rows) {
      if (is_made_on(row.on, engine)) all.emplace_back(engine, row);
    }
  }
  return all;
}

inline std::string engine_name(test::Engine engine) {
  return engine == test::Engine::sqlite ? "sqlite" : "postgres";
}

}  // namespace ludice::audit

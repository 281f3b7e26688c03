// The games that are played, and what a forger does.
#include "audit/ledger_fixture.hpp"

#include "store/hash_chain.hpp"

namespace ludice::audit {
namespace {

using store::Statement;

constexpr Statement kRecords{
    "SELECT id, at, 'transfer key=' || key || ' code=' || code || ' debit=' || debit || ' credit=' || credit "
    "|| ' amount=' || amount || ' game=' || COALESCE(game, 0) || ' external=' || COALESCE(external, '') || "
    "' debit_after=' || debit_after || ' credit_after=' || credit_after || ' debit_version=' || "
    "debit_version || ' credit_version=' || credit_version || ' at=' || at FROM transfer "
    "UNION ALL SELECT id, at, body FROM fact ORDER BY 1"};
constexpr Statement kSeal{"SELECT id FROM seal WHERE through = $1"};
constexpr Statement kUpdateSeal{"UPDATE seal SET hash = $2, at = $3 WHERE id = $1"};
constexpr Statement kLastHash{"SELECT hash FROM seal ORDER BY id DESC LIMIT 1"};

}  // namespace

std::unique_ptr<PlayedLedger> LedgerTest::played_;

void PlayedLedger::play_won() {
  const GameId won = begin();
  wait();
  record({named("anna"), to_base32(won.value), 6, {}, {}, {}, domain::Proof{7, 1, 1, "🎲"}});
  give_up(announce("ivan", won)->attempt, "refused");
  wait();
  give_up(announce("ivan", won)->attempt, "he said \"no\" \\ twice");
  const std::string attempt = to_base32(announce("ivan", won)->attempt.value);
  wait();
  record({named("ivan"), to_base32(won.value), 2, {}, {}, attempt, domain::Proof{-8, 1, 1, "🎲"}});

  const GameId tied = begin(40);
  wait();
  for (const auto& [name, face] : {std::pair("anna", 3), {"ivan", 3}, {"anna", 5}, {"ivan", 1}}) {
    wait();
    record(name, tied, face);
  }
}

void PlayedLedger::play_void() {
  const GameId silent = begin();
  record("anna", silent, 3);
  clock_.advance(rules_.timing.void_ttl);
  pass_time(silent);
  const GameId lost = begin(60);
  for (int i = 0; i < 2; ++i) {
    wait();
    give_up(announce("ivan", lost)->attempt, "timeout");
  }
}

void PlayedLedger::play_open() {
  const GameId running = begin(70);
  wait();
  record("anna", running, 4);
  announce("ivan", running);
  create_user("olga", 500);
  start("olga", 20);
  wait();
  leave("olga");
  const GameId expired = start("olga", 30)->game_id;
  clock_.advance(rules_.timing.lobby_ttl);
  pass_time(expired);
  create_user("oleg", 300);
  start("oleg", 30);
}

void PlayedLedger::play_invites() {
  create_user("petr", 200);
  create_user("vera", 200);
  const auto joined = join_invite("vera", open_invite("petr", 60)->invite.value());
  wait();
  record("petr", joined->game_id, 6);
  record("vera", joined->game_id, 1);
  open_invite("petr", 60);
  open_invite("petr", 70);  // calls the one before off
}

void PlayedLedger::play() {
  rules_.rake_bps = 250;
  play_won();
  play_void();
  play_open();
  play_invites();
  modify("olga", -40);
  wait();
  daily("anna");
  wait();
  sign_up("last", 9);
}

void LedgerTest::SetUpTestSuite() {
  played_ = std::make_unique<PlayedLedger>();
  played_->close();
}

void LedgerTest::TearDownTestSuite() {
  played_.reset();
}

std::int64_t LedgerTest::tamper(const std::string& sql) {
  store::SqliteConnection database(path(), store::OpenMode::read_write);
  database.run_script("PRAGMA ignore_check_constraints = ON;" + sql);
  return database.total_changes();
}

void LedgerTest::seal_again() {
  store::SqliteConnection database(path(), store::OpenMode::read_write);
  store::HashChain chain(0, store::HashChain::origin());
  const store::Rows records = database.query(kRecords);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const std::int64_t place = chain.append(records[i].text(2));
    const store::Rows seal = database.query(kSeal, {place});
    if (seal.empty()) continue;
    std::string hash = chain.sealed();
    database.execute(kUpdateSeal, {seal.front().integer(0), store::Blob{hash}, records[i].integer(1)});
    chain.committed(std::move(hash));
  }
}

bool LedgerTest::audit(const std::optional<std::string>& noted_head) {
  printed_.clear();
  return run(*open_sqlite(path()), noted_head, [this](const std::string& line) { printed_ += line + "\n"; });
}

std::string LedgerTest::head_of_last_seal() {
  store::SqliteConnection database(path(), store::OpenMode::read_only);
  return database.query(kLastHash).front().text(0);
}

}  // namespace ludice::audit

// The files against each other, and all of them joined by name. SQLite sorts on disk what does not fit its
// cache.
#include "base/amount.hpp"
#include "base/assert.hpp"
#include "legacy/case_fold.hpp"
#include "legacy/old_files.hpp"

#include <utility>

#include <fmt/format.h>

namespace ludice::legacy {
namespace {

using store::Rows;
using store::Statement;

// The numbers of the files in `entry`: users 0, bank 1, game 2, lobby 3, stats 4, bets 5, payments 6,
// times_sec 7.
constexpr const char* kTables =
    "CREATE TABLE gone (file INTEGER, key TEXT, PRIMARY KEY (file, key)) WITHOUT ROWID;"
    // What was refused: its file has something of it, and nobody knows what.
    "CREATE TABLE lost (file INTEGER, key TEXT, PRIMARY KEY (file, key)) WITHOUT ROWID;"
    // file: which says it.
    "CREATE TABLE stake (game TEXT, name TEXT, amount INTEGER, file INTEGER);"
    "CREATE TABLE folded (text TEXT, name TEXT);"
    "CREATE TABLE person (name TEXT PRIMARY KEY, in_users INTEGER, id INTEGER, password TEXT, balance "
    "INTEGER, "
    "wins INTEGER, games INTEGER, seen TEXT, staked INTEGER, stakes INTEGER, of_redis INTEGER, "
    "stakes_in INTEGER, voids INTEGER) WITHOUT ROWID;";

constexpr Statement kRepeatedKeys{
    "SELECT file, key, COUNT(*), SUM(broken), MAX(line) FROM entry GROUP BY file, key "
    "HAVING COUNT(*) > 1 AND SUM(broken) < COUNT(*)"};
constexpr Statement kBrokenKeys{"INSERT OR IGNORE INTO gone SELECT file, key FROM entry WHERE broken = 1"};
constexpr Statement kCountGone{"SELECT COUNT(*) FROM gone"};
constexpr const char* kRemoveGone =
    "INSERT OR IGNORE INTO lost SELECT file, key FROM gone;"
    "DELETE FROM entry WHERE (file, key) IN (SELECT file, key FROM gone);"
    "DELETE FROM game WHERE key IN (SELECT key FROM gone WHERE file = 2);"
    "DELETE FROM staked WHERE game IN (SELECT key FROM gone WHERE file = 5);"
    "DELETE FROM payment WHERE key IN (SELECT key FROM gone WHERE file = 6);"
    "DELETE FROM gone;";
constexpr Statement kRepeatedIds{
    "SELECT key, line, a FROM entry WHERE file = 0 AND a IN "
    "(SELECT a FROM entry WHERE file = 0 AND a IS NOT NULL GROUP BY a HAVING COUNT(*) > 1) ORDER BY a, line"};

constexpr const char* kIndexBank = "CREATE INDEX entry_by_key ON entry (file, key)";
constexpr Statement kOtherInRedis{
    "SELECT b.key, b.line, b.a, r.balance FROM entry b LEFT JOIN redis r ON r.name = b.key "
    "WHERE b.file = 1 AND COALESCE(r.balance, 0) <> b.a"};
constexpr Statement kOnlyInRedis{
    "SELECT name, balance, EXISTS (SELECT 1 FROM lost WHERE file = 1 AND key = redis.name) FROM redis "
    "WHERE NOT EXISTS (SELECT 1 FROM entry b WHERE b.file = 1 AND b.key = redis.name)"};
constexpr Statement kSetBalance{"UPDATE entry SET a = $2 WHERE file = 1 AND key = $1"};
// All of them ($1 = 1), or those of nothing of whom nothing was refused.
constexpr Statement kTakeOnlyInRedis{
    "INSERT INTO entry (file, key, line, broken, a, b) SELECT 1, name, 0, 0, balance, NULL FROM redis "
    "WHERE ($1 = 1 OR (balance = 0 AND NOT EXISTS (SELECT 1 FROM lost WHERE file = 1 AND key = redis.name))) "
    "AND NOT EXISTS (SELECT 1 FROM entry b WHERE b.file = 1 AND b.key = redis.name)"};

constexpr const char* kJoin =
    "INSERT INTO person SELECT key, MAX(file = 0), MAX(CASE WHEN file = 0 THEN a END), "
    "MAX(CASE WHEN file = 0 THEN b END), MAX(CASE WHEN file = 1 THEN a END), MAX(CASE WHEN file = 4 THEN a "
    "END), "
    "MAX(CASE WHEN file = 4 THEN b END), MAX(CASE WHEN file = 7 THEN a END), "
    "COALESCE(MAX(CASE WHEN file = 100 THEN a END), 0), COALESCE(MAX(CASE WHEN file = 100 THEN b END), 0), "
    "MAX(file = 1 AND c = 0), MAX(CASE WHEN file = 100 THEN c ELSE 0 END), "
    "MAX(CASE WHEN file = 4 THEN d END) "
    "FROM (SELECT key, file, a, b, line AS c, voids AS d FROM entry WHERE file IN (0, 1, 4, 7) UNION ALL "
    // More than a player may own is refused below: it need not be exact.
    "SELECT name, 100, CAST(MIN(TOTAL(amount), 1e18) AS INTEGER), COUNT(*), MAX(file), NULL FROM stake "
    "GROUP BY name) GROUP BY key";
#define LUDICE_PERSON                                                                           \
  "SELECT name, in_users, id, password, balance, wins, games, seen, staked, stakes, of_redis, " \
  "stakes_in, voids FROM person "
constexpr Statement kPeople{LUDICE_PERSON "ORDER BY name"};
// A name of # and digits is that id.
constexpr Statement kSetIds{
    "UPDATE person SET id = CAST(SUBSTR(name, 2) AS INTEGER) WHERE name >= '#' AND name < '$'"};
constexpr Statement kSameIds{LUDICE_PERSON
                             "WHERE id IN (SELECT id FROM person WHERE id IS NOT NULL GROUP BY id HAVING "
                             "COUNT(*) > 1) ORDER BY id, name"};
constexpr Statement kRemoveSameIds{
    "DELETE FROM person WHERE id IN (SELECT id FROM person WHERE id IS NOT NULL GROUP BY id HAVING COUNT(*) "
    "> "
    "1)"};
// No player can have been in so many games at once; all stakes of one name are held in memory.
constexpr std::int64_t kMostStakes = 10'000;
constexpr Statement kTooMany{LUDICE_PERSON "WHERE stakes > $1 ORDER BY name"};
constexpr Statement kRemoveTooMany{"DELETE FROM person WHERE stakes > $1"};
constexpr Statement kTooMuch{LUDICE_PERSON "WHERE COALESCE(balance, 0) + staked > $1"};
constexpr Statement kRemoveTooMuch{"DELETE FROM person WHERE COALESCE(balance, 0) + staked > $1"};
constexpr Statement kDifferByCase{
    // LOWER knows the letters of ASCII.
    "SELECT MIN(name), MAX(name), COUNT(*) FROM person WHERE name NOT GLOB '*[^ -~]*' GROUP BY LOWER(name) "
    "HAVING COUNT(*) > 1 UNION ALL "
    "SELECT MIN(name), MAX(name), COUNT(*) FROM folded GROUP BY text HAVING COUNT(*) > 1"};
constexpr Statement kPerson{LUDICE_PERSON "WHERE name = $1"};
constexpr Statement kNamesBeyondAscii{"SELECT name FROM person WHERE name GLOB '*[^ -~]*'"};
constexpr Statement kInsertFolded{"INSERT INTO folded (text, name) VALUES ($1, $2)"};
constexpr Statement kWithoutId{LUDICE_PERSON "WHERE id IS NULL ORDER BY name"};
#undef LUDICE_PERSON
constexpr Statement kSums{
    "SELECT COUNT(*), COALESCE(SUM(id IS NULL), 0), CAST(MIN(TOTAL(balance), 4e18) AS "
    "INTEGER), "
    "CAST(MIN(TOTAL(staked), 4e18) AS INTEGER) FROM person"};
constexpr Statement kExactSums{"SELECT COALESCE(SUM(balance), 0), COALESCE(SUM(staked), 0) FROM person"};
constexpr Statement kCountPayments{"SELECT COUNT(*) FROM payment"};
constexpr Statement kStakesOf{"SELECT game, amount, file FROM stake WHERE name = $1 ORDER BY game"};
constexpr Statement kGame{"SELECT first, second, bet, active FROM game WHERE key = $1"};
constexpr Statement kGames{"SELECT key, a FROM entry WHERE file = 2 ORDER BY key"};
constexpr Statement kPayments{"SELECT key, name, amount, at FROM payment ORDER BY key"};

constexpr const char* kNone = "none";
constexpr std::int64_t kMostTogether = std::int64_t{1} << 61;

std::optional<std::int64_t> optional_integer(const Rows::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return row.integer(column);
}

/// Of a row of `person`.
Person read_person(const Rows::Row& row) {
  Person person;
  person.name = row.text(0);
  person.in_users = row.boolean(1);
  person.id = optional_integer(row, 2);
  person.password = row.optional_text(3);
  person.balance = optional_integer(row, 4);
  if (!row.is_null(5)) person.statistics = OldStatistics{row.integer(5), row.integer(6), row.integer(12)};
  person.seen = row.optional_text(7);
  person.staked = row.integer(8);
  person.stakes = row.integer(9);
  person.of_redis = row.boolean(10);
  person.stakes_in = static_cast<File>(row.integer(11));
  return person;
}

}  // namespace

File file_of(const Person& person) {
  if (person.in_users) return File::users;
  if (person.balance) return file_of_balance(person);
  if (person.statistics) return File::stats;
  if (person.seen) return File::times_sec;
  return person.stakes_in;
}

File file_of_balance(const Person& person) {
  return person.of_redis ? File::redis : File::bank;
}

void OldFiles::join(Balances trusted) {
  scratch_.run_script(kTables);
  if (report_.of(File::users).unusable)
    report_.barred("without users.json nobody's id would be known: put it right, or take it away on purpose");
  refuse_repeated_keys();
  refuse_repeated_ids();
  if (report_.of(File::redis).found) compare_with_redis(trusted);
  give_back_stakes();
  scratch_.run_script(kJoin);
  look_at_names();
}

void OldFiles::refuse_repeated_keys() {
  scratch_.execute(kBrokenKeys);
  scratch_.for_each(kRepeatedKeys, {}, [this](const Rows::Row& row) {
    const auto file = static_cast<File>(row.integer(0));
    const std::int64_t whole = row.integer(2) - row.integer(3);
    report_.refused({file, row.integer(4), row.text(1)},
                    fmt::format("it stands in the file {} times", row.integer(2)));
    report_.of(file).refused += whole - 1;
    scratch_.execute(kInsertGone, {row.integer(0), row.text(1)});
  });
  remove_gone();
}

void OldFiles::refuse_repeated_ids() {
  scratch_.for_each(kRepeatedIds, {}, [this](const Rows::Row& row) {
    report_.refused({File::users, row.integer(1), row.text(0)},
                    fmt::format("its id {} is another name's, too", row.integer(2)));
    scratch_.execute(kInsertGone, {static_cast<int>(File::users), row.text(0)});
  });
  remove_gone();
}

void OldFiles::remove_gone() {
  if (scratch_.query(kCountGone).front().integer(0) > 0) scratch_.run_script(kRemoveGone);
}

void OldFiles::compare_with_redis(Balances trusted) {
  const bool has_bank = report_.of(File::bank).found;
  const bool is_unusable = report_.of(File::bank).unusable;
  // Without a bank.json there is nothing to disagree with.
  if (!has_bank) trusted = Balances::redis;
  scratch_.run_script(kIndexBank);
  const auto differs = [&](const std::string& name, std::int64_t line, const std::string& bank,
                           const std::string& redis) {
    const std::string text = fmt::format("{} in bank.json, {} in Redis", bank, redis);
    const Place place{line == 0 ? File::redis : File::bank, line, name};
    if (trusted == Balances::agree) {
      if (redis != kNone)
        note({File::redis, 0, name}, place.file == File::redis ? Note::refused : Note::refused_too);
      return report_.refused(place, "it has " + text);
    }
    // Who is not in Redis at all keeps what the bank says.
    const bool of_bank = trusted == Balances::bank || redis == kNone;
    doubt(place, fmt::format("it has {}; {} is taken", text, of_bank ? "bank.json's" : "Redis's"));
    if (!of_bank && bank != kNone) note(place, Note::passed_over);
  };
  scratch_.for_each(kOtherInRedis, {}, [&](const Rows::Row& row) {
    const auto redis = optional_integer(row, 3);
    differs(row.text(0), row.integer(1), std::to_string(row.integer(2)),
            redis ? std::to_string(*redis) : kNone);
    if (trusted == Balances::agree)
      scratch_.execute(kInsertGone, {static_cast<int>(File::bank), row.text(0)});
    if (trusted == Balances::redis && redis) scratch_.execute(kSetBalance, {row.text(0), *redis});
  });
  const bool takes_redis = trusted == Balances::redis;
  if (has_bank && !is_unusable) {
    scratch_.for_each(kOnlyInRedis, {}, [&](const Rows::Row& row) {
      const std::int64_t balance = row.integer(1);
      if (row.boolean(2)) {
        return doubt({File::redis, 0, row.text(0)},
                     fmt::format("bank.json's of it is refused; the {} in Redis {} taken", balance,
                                 takes_redis ? "is" : "would only with --balances redis be"));
      }
      if (balance != 0) differs(row.text(0), 0, kNone, std::to_string(balance));
    });
  }
  if (is_unusable && !takes_redis)
    report_.line("bank.json cannot be used; what Redis has is taken with --balances redis alone");
  // What bank.json says once it can be read must not meet a 0 that nobody told.
  if (takes_redis || !is_unusable) scratch_.execute(kTakeOnlyInRedis, {takes_redis});
  remove_gone();
}

void OldFiles::look_at_numbered_names() {
  if (scratch_.execute(kSetIds) == 0) return;
  scratch_.for_each(kSameIds, {}, [this](const Rows::Row& row) {
    const Person person = read_person(row);
    refuse_person(person, {file_of(person), 0, person.name},
                  fmt::format("its id {} is another name's, too", *person.id));
  });
  scratch_.execute(kRemoveSameIds);
}

void OldFiles::look_at_names() {
  look_at_numbered_names();
  scratch_.for_each(kTooMany, {kMostStakes}, [this](const Rows::Row& row) {
    const Person person = read_person(row);
    refuse_person(person, {person.stakes_in, 0, person.name},
                  fmt::format("it has {} stakes; no player was in more than {} games at once", person.stakes,
                              kMostStakes));
  });
  scratch_.execute(kRemoveTooMany, {kMostStakes});
  scratch_.for_each(kTooMuch, {Amount::kMax}, [this](const Rows::Row& row) {
    const Person person = read_person(row);
    refuse_person(person, {person.balance ? file_of_balance(person) : file_of(person), 0, person.name},
                  "with its stakes it would have more than 2^53 - 1");
  });
  scratch_.execute(kRemoveTooMuch, {Amount::kMax});
  scratch_.for_each(kNamesBeyondAscii, {}, [this](const Rows::Row& row) {
    scratch_.execute(kInsertFolded, {fold_case(row.text(0)), row.text(0)});
  });
  scratch_.for_each(kDifferByCase, {}, [this](const Rows::Row& row) {
    const Person person = read_person(scratch_.query(kPerson, {row.text(0)}).front());
    const std::int64_t more = row.integer(2) - 2;
    const std::string others =
        shown(row.text(1)) + (more == 0 ? std::string() : fmt::format(" and {} more", more));
    doubt_person(person, file_of(person),
                 "differs from " + others + " only by case; each is a player of its own");
  });
  if (!report_.of(File::users).found) {
    report_.line(
        "users.json is not there: everybody keeps his money by name, until `ludice adopt` joins it to an id");
  } else {
    scratch_.for_each(kWithoutId, {}, [this](const Rows::Row& row) {
      const Person person = read_person(row);
      doubt_person(person, file_of(person),
                   std::string(person.in_users ? "has no id" : "is not in users.json") +
                       ": it keeps its money by name, until `ludice adopt` joins it to an id");
    });
  }
  const Sums all = sums();
  if (all.balances + all.stakes > kMostTogether)
    report_.barred("all balances together are more than an account can hold");
}

Sums OldFiles::sums() {
  const Rows rows = scratch_.query(kSums);
  Sums sums{rows.front().integer(0), rows.front().integer(1), rows.front().integer(2),
            rows.front().integer(3)};
  sums.payments = scratch_.query(kCountPayments).front().integer(0);
  if (sums.balances + sums.stakes > kMostTogether) return sums;
  const Rows exact = scratch_.query(kExactSums);
  sums.balances = exact.front().integer(0);
  sums.stakes = exact.front().integer(1);
  return sums;
}

void OldFiles::for_each_person(const std::function<void(const Person&)>& take) {
  scratch_.for_each(kPeople, {}, [&](const Rows::Row& row) { take(read_person(row)); });
}

std::vector<Stake> OldFiles::stakes_of(const std::string& name) {
  const Rows rows = scratch_.query(kStakesOf, {name});
  std::vector<Stake> stakes;
  stakes.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    stakes.push_back({rows[i].text(0), name, rows[i].integer(1), static_cast<File>(rows[i].integer(2))});
  return stakes;
}

std::optional<OldGame> OldFiles::find_game(const std::string& id) {
  const Rows rows = scratch_.query(kGame, {id});
  if (rows.empty()) return std::nullopt;
  const Rows::Row row = rows.front();
  return OldGame{{row.text(0), row.text(1)}, row.integer(2), row.boolean(3)};
}

void OldFiles::for_each_game(const std::function<void(const std::string&, const std::string&)>& take) {
  scratch_.for_each(kGames, {}, [&](const Rows::Row& row) { take(row.text(0), row.text(1)); });
}

void OldFiles::for_each_payment(const std::function<void(const std::string&, const OldPayment&)>& take) {
  scratch_.for_each(kPayments, {}, [&](const Rows::Row& row) {
    take(row.text(0), {row.text(1), row.integer(2), row.text(3)});
  });
}

}  // namespace ludice::legacy

// From entries to rows: each file into its table, as it is read.
#include "legacy/old_files.hpp"

#include "legacy/origin.hpp"
#include "service/players.hpp"

namespace ludice::legacy {
namespace {

using store::Param;
using store::Rows;
using store::Statement;

constexpr std::int64_t kLarge_bytes = 16 << 20;

constexpr const char* kSchema =
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-32768;"
    // broken: the entry was refused; it stands here so that another of the same key is found.
    "CREATE TABLE entry (file INTEGER, key TEXT, line INTEGER, broken INTEGER, a, b, voids INTEGER);"
    "CREATE TABLE game (key TEXT, line INTEGER, first TEXT, second TEXT, bet INTEGER, active INTEGER);"
    "CREATE TABLE staked (game TEXT, name TEXT, amount INTEGER, line INTEGER);"
    "CREATE TABLE payment (key TEXT, line INTEGER, name TEXT, amount INTEGER, at TEXT);"
    "CREATE TABLE redis (name TEXT PRIMARY KEY, balance INTEGER) WITHOUT ROWID;"
    // What is to be said of an entry; most have nothing.
    "CREATE TABLE note (file INTEGER, key TEXT, note INTEGER, PRIMARY KEY (file, key, note)) WITHOUT ROWID;"
    // file: where the reason stands.
    "CREATE TABLE refused_person (name TEXT PRIMARY KEY, file INTEGER) WITHOUT ROWID;"
    "BEGIN";

constexpr Statement kInsertEntry{
    "INSERT INTO entry (file, key, line, broken, a, b) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Statement kInsertStatistics{
    "INSERT INTO entry (file, key, line, broken, a, b, voids) VALUES ($1, $2, $3, 0, $4, $5, $6)"};
constexpr Statement kInsertGame{
    "INSERT INTO game (key, line, first, second, bet, active) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Statement kInsertStaked{"INSERT INTO staked (game, name, amount, line) VALUES ($1, $2, $3, $4)"};
constexpr Statement kInsertPayment{
    "INSERT INTO payment (key, line, name, amount, at) VALUES ($1, $2, $3, $4, $5)"};
constexpr Statement kInsertRedis{"INSERT OR IGNORE INTO redis (name, balance) VALUES ($1, $2)"};
constexpr Statement kDropEntries{"DELETE FROM entry WHERE file = $1"};
constexpr Statement kDropGames{"DELETE FROM game"};
constexpr Statement kDropStaked{"DELETE FROM staked"};
constexpr Statement kDropPayments{"DELETE FROM payment"};

int number_of(File file) {
  return static_cast<int>(file);
}

Place place_of(File file, const Entry& entry) {
  return {file, entry.line, entry.key};
}

/// Which part of a file has been read, told once a percent.
ReadProgress percents(File file, const OldFiles::Progress& progress) {
  if (!progress) return {};
  return [file, progress, told = 0](std::int64_t bytes, std::int64_t size) mutable {
    if (size < kLarge_bytes) return;
    const int percent = static_cast<int>(bytes * 100 / size);
    if (percent / 10 == told / 10) return;
    told = percent;
    progress(file, percent);
  };
}

}  // namespace

OldFiles::OldFiles(Report& report) : scratch_("", store::OpenMode::read_write), report_(report) {
  scratch_.run_script(kSchema);
}

void OldFiles::read(const std::filesystem::path& folder, const Progress& progress) {
  constexpr std::pair<File, Taker> kTakers[] = {
      {File::users, &OldFiles::take_user},       {File::bank, &OldFiles::take_balance},
      {File::stats, &OldFiles::take_statistics}, {File::times_sec, &OldFiles::take_time},
      {File::game, &OldFiles::take_game},        {File::bets, &OldFiles::take_stakes},
      {File::lobby, &OldFiles::take_waiting},    {File::payments, &OldFiles::take_payment}};
  for (const auto& [file, take] : kTakers) read_file(file, folder / name_of(file), take, progress);
  auto origin = read_origin(folder);
  if (!origin) return report_.barred(std::string(kOriginFile) + " cannot be read: " + origin.error());
  origin_ = *std::move(origin);
}

void OldFiles::read_file(File file, const std::filesystem::path& path, Taker take, const Progress& progress) {
  std::error_code ec;
  if (std::filesystem::symlink_status(path, ec).type() == std::filesystem::file_type::not_found) return;
  Report::Counts& counts = report_.of(file);
  counts.found = true;
  const auto fault = read_entries(
      path,
      [&](const Entry& entry) {
        ++counts.read;
        (this->*take)(entry);
      },
      percents(file, progress));
  if (!fault) return;
  if (fault->unread) {
    report_.unusable({file, fault->line, {}}, fault->reason);
    report_.barred("what " + std::string(name_of(file)) + " holds is not known");
  } else {
    report_.unusable({file, fault->line, {}},
                     fault->reason + " (at byte " + std::to_string(fault->offset) + ")");
  }
  scratch_.execute(kDropEntries, {number_of(file)});
  if (file == File::game) scratch_.execute(kDropGames);
  if (file == File::bets) scratch_.execute(kDropStaked);
  if (file == File::payments) scratch_.execute(kDropPayments);
}

void OldFiles::add_redis_balance(const std::string& name, const Value& value) {
  Report::Counts& counts = report_.of(File::redis);
  bool corrected = false;
  std::string fault = fault_of_name(name);
  const auto balance = parse_balance(value, corrected);
  if (fault.empty() && !balance) fault = balance.error();
  if (!fault.empty()) {
    ++counts.read;
    return report_.refused({File::redis, 0, name}, fault);
  }
  const std::int64_t added = scratch_.execute(kInsertRedis, {name, *balance});
  counts.read += added;
  if (corrected && added > 0) correct({File::redis, 0, name}, "its balance stood there as " + value.text);
}

void OldFiles::refuse(File file, const Entry& entry, const std::string& reason) {
  report_.refused(place_of(file, entry), reason);
  scratch_.execute(kInsertEntry, {number_of(file), entry.key, entry.line, true, nullptr, nullptr});
}

void OldFiles::take_user(const Entry& entry) {
  if (auto fault = fault_of_name(entry.key); !fault.empty()) return refuse(File::users, entry, fault);
  const auto user = parse_user(entry.value);
  if (!user) return refuse(File::users, entry, user.error());
  const auto numbered = service::parse_numbered_name(entry.key);
  if (numbered && user->id && numbered->value != *user->id)
    return refuse(File::users, entry, "its name stands for another id than it has");
  if (user->id_was_text) correct(place_of(File::users, entry), "its id stood there as a text");
  scratch_.execute(kInsertEntry,
                   {number_of(File::users), entry.key, entry.line, false, user->id, user->password});
}

void OldFiles::take_balance(const Entry& entry) {
  if (auto fault = fault_of_name(entry.key); !fault.empty()) return refuse(File::bank, entry, fault);
  bool corrected = false;
  const auto balance = parse_balance(entry.value, corrected);
  if (!balance) return refuse(File::bank, entry, balance.error());
  if (corrected) correct(place_of(File::bank, entry), "its balance stood there as " + entry.value.text);
  scratch_.execute(kInsertEntry, {number_of(File::bank), entry.key, entry.line, false, *balance, nullptr});
}

void OldFiles::take_statistics(const Entry& entry) {
  if (auto fault = fault_of_name(entry.key); !fault.empty()) return refuse(File::stats, entry, fault);
  const auto statistics = parse_statistics(entry.value);
  if (!statistics) return refuse(File::stats, entry, statistics.error());
  scratch_.execute(kInsertStatistics, {number_of(File::stats), entry.key, entry.line, statistics->wins,
                                       statistics->games, statistics->voids});
}

void OldFiles::take_time(const Entry& entry) {
  if (auto fault = fault_of_name(entry.key); !fault.empty()) return refuse(File::times_sec, entry, fault);
  const auto time = parse_time(entry.value);
  if (!time) return refuse(File::times_sec, entry, time.error());
  scratch_.execute(kInsertEntry, {number_of(File::times_sec), entry.key, entry.line, false, *time, nullptr});
}

void OldFiles::take_game(const Entry& entry) {
  if (auto fault = fault_of_id(entry.key); !fault.empty()) return refuse(File::game, entry, fault);
  const auto game = parse_game(entry.value);
  if (!game) return refuse(File::game, entry, game.error());
  scratch_.execute(kInsertEntry,
                   {number_of(File::game), entry.key, entry.line, false, text_of(*game), nullptr});
  scratch_.execute(kInsertGame,
                   {entry.key, entry.line, game->players[0], game->players[1], game->bet, game->active});
}

void OldFiles::take_stakes(const Entry& entry) {
  if (auto fault = fault_of_id(entry.key); !fault.empty()) return refuse(File::bets, entry, fault);
  const auto stakes = parse_stakes(entry.value);
  if (!stakes) return refuse(File::bets, entry, stakes.error());
  scratch_.execute(kInsertEntry, {number_of(File::bets), entry.key, entry.line, false, nullptr, nullptr});
  for (const auto& [name, amount] : *stakes)
    scratch_.execute(kInsertStaked, {entry.key, name, amount, entry.line});
}

void OldFiles::take_waiting(const Entry& entry) {
  if (auto fault = fault_of_name(entry.key); !fault.empty()) return refuse(File::lobby, entry, fault);
  const auto waiting = parse_waiting(entry.value);
  if (!waiting) return refuse(File::lobby, entry, waiting.error());
  scratch_.execute(kInsertEntry,
                   {number_of(File::lobby), entry.key, entry.line, false, waiting->bet, waiting->game});
}

void OldFiles::take_payment(const Entry& entry) {
  if (auto fault = fault_of_id(entry.key); !fault.empty()) return refuse(File::payments, entry, fault);
  const auto payment = parse_payment(entry.value);
  if (!payment) return refuse(File::payments, entry, payment.error());
  scratch_.execute(kInsertEntry, {number_of(File::payments), entry.key, entry.line, false, nullptr, nullptr});
  scratch_.execute(kInsertPayment, {entry.key, entry.line, payment->user, payment->amount, payment->at});
}

}  // namespace ludice::legacy

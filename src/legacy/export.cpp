// Players, games and payments in pages of one snapshot, each into the file where the first Ludicé keeps it.
#include "legacy/export.hpp"

#include "base/hex.hpp"
#include "domain/charge.hpp"
#include "domain/match.hpp"
#include "legacy/old_file_writer.hpp"
#include "legacy/old_shapes.hpp"
#include "legacy/origin.hpp"
#include "legacy/report.hpp"
#include "service/players.hpp"
#include "store/legacy_table.hpp"
#include "store/player_table.hpp"

#include <array>
#include <chrono>
#include <map>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace ludice::legacy {
namespace {

using store::Rows;
using store::Statement;

constexpr int kPage = 1'000;

// Row by row, through indexes: PostgreSQL, which plans a prepared statement once and for all pages, would
// read whole tables for each page to join them, and take a size of the page that it does not know for a tenth
// of all.
constexpr Statement kSelectPlayers{
    "SELECT q.id, q.telegram_id, q.username, q.games, q.won, q.balance, q.name, "
    "(SELECT u.password FROM legacy_user u WHERE u.name = q.name), "
    "(SELECT u.seen FROM legacy_user u WHERE u.name = q.name), q.void FROM ("
    "SELECT p.id, p.telegram_id, p.username, p.games, p.won, p.void, "
    "COALESCE((SELECT a.balance FROM account a WHERE a.id = p.id + $2), 0) AS balance, "
    // His own row before one that was joined to him.
    "COALESCE((SELECT MIN(v.name) FROM legacy_user v WHERE v.player = p.id AND v.origin = p.id), "
    "(SELECT MIN(v.name) FROM legacy_user v WHERE v.player = p.id)) AS name "
    "FROM player p WHERE p.id > $1 ORDER BY p.id LIMIT 1000) AS q ORDER BY q.id"};
// By an operator's hand one by one, so they are few.
constexpr Statement kSelectJoined{"SELECT origin, name FROM legacy_user WHERE player <> origin"};
constexpr Statement kSelectGames{
    "SELECT g.id, g.bet, g.state, g.opener, g.joiner FROM game g WHERE g.id > $1 AND g.asset = $3 "
    "AND (g.joiner IS NOT NULL OR (g.state = 0 AND g.invite = 0)) ORDER BY g.id LIMIT $2"};
constexpr Statement kSelectCharges{
    "SELECT id, charge, player, amount, paid_at FROM stars_charge WHERE id > $1 AND player IS NOT NULL "
    "AND state <> 3 AND NOT EXISTS (SELECT 1 FROM legacy_payment l WHERE l.charge = stars_charge.charge) "
    "ORDER BY id LIMIT $2"};

// Kinds 0 to 3 are people's money: of players, in games, in suspense, on its way out.
constexpr Statement kSelectStaying{
    "SELECT asset, kind, CASE WHEN balance < 0 THEN 1 ELSE 0 END AS owes, COUNT(*), "
    "CAST(SUM(balance) AS BIGINT) FROM account WHERE kind <= 3 AND balance <> 0 AND (asset <> $1 OR kind >= "
    "2 "
    "OR balance < 0) GROUP BY asset, kind, CASE WHEN balance < 0 THEN 1 ELSE 0 END ORDER BY asset, kind, "
    "owes"};
constexpr Statement kSelectOpenCharges{
    "SELECT state, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM stars_charge WHERE state IN (1, 2) GROUP BY "
    "state "
    "ORDER BY state"};

std::string staying_line(const Rows::Row& row) {
  constexpr std::array<std::string_view, 4> kWhere = {"accounts of players", "open games",
                                                      "payments in suspense", "payments on their way out"};
  const auto asset = to_string(static_cast<domain::Asset>(row.integer(0)));
  const std::int64_t count = row.integer(3);
  if (row.boolean(2))
    return fmt::format("{} players owe {} {}, which has to be settled", count, -row.integer(4), asset);
  return fmt::format("{} {} ({} {})", row.integer(4), asset, count,
                     kWhere.at(static_cast<std::size_t>(row.integer(1))));
}

/// Under which name a player stands in the files; empty for an account that has nothing to call it by. Who
/// has no name here is `#` and his id, or the name that he was imported under (with a mark where somebody
/// else has it now).
std::string name_for(store::Reader& reader, const std::optional<std::string>& username, TelegramId id,
                     const std::optional<std::string>& imported_as) {
  if (username || id) return service::shown_name(username, id);
  if (!imported_as) return {};
  std::string name = *imported_as;
  while (store::find_player_by_name(reader, name) ||
         (name != *imported_as && store::find_legacy_user(reader, name))) {
    name += '~';
  }
  return name;
}

std::string time_text(Instant at) {
  const std::chrono::sys_seconds seconds{std::chrono::seconds(at.seconds())};
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

class Export {
 public:
  Export(store::Reader& reader, const std::filesystem::path& folder, domain::Asset asset)
      : reader_(reader), folder_(folder), asset_(asset) {}

  Exported run() {
    const Rows joined = reader_.query(kSelectJoined);
    for (std::size_t i = 0; i < joined.size(); ++i) joined_.emplace(joined[i].integer(0), joined[i].text(1));
    write_players();
    write_games();
    write_payments();
    return exported_;
  }

 private:
  OldFileWriter open(File file) { return OldFileWriter(folder_ / name_of(file)); }

  void write_players() {
    OldFileWriter users = open(File::users);
    OldFileWriter bank = open(File::bank);
    OldFileWriter stats = open(File::stats);
    OldFileWriter times = open(File::times_sec);
    for (std::int64_t after = 0;;) {
      const Rows rows = reader_.query(kSelectPlayers, {after, static_cast<int>(asset_)});
      if (rows.empty()) break;
      for (std::size_t i = 0; i < rows.size(); ++i) write_player(rows[i], users, bank, stats, times);
      after = rows[rows.size() - 1].integer(0);
    }
    for (OldFileWriter* file : {&users, &bank, &stats, &times}) file->finish();
  }

  void write_player(const Rows::Row& row, OldFileWriter& users, OldFileWriter& bank, OldFileWriter& stats,
                    OldFileWriter& times) {
    const auto id = row.id<TelegramId>(1);
    const auto joined = joined_.find(row.integer(0));
    const bool is_left = joined != joined_.end();  // by who was joined to an id
    if (is_left && row.integer(3) == 0 && row.integer(5) == 0) return;
    const std::string name =
        name_for(reader_, row.optional_text(2), id, is_left ? joined->second : row.optional_text(6));
    if (name.empty()) throw ExportRefused(fmt::format("the account {} has no name", row.integer(0)));
    const auto password = row.optional_text(7);
    std::string user = "{";
    if (id) user += fmt::format("\"id\": {}", id.value);
    if (password) user += fmt::format("{}\"password\": {}", id ? ", " : "", json_text(*password));
    users.entry(name, user + "}");
    bank.entry(name, std::to_string(row.integer(5)));
    if (row.integer(3) > 0) stats.entry(name, statistics_of(row));
    if (const auto seen = row.optional_text(8)) times.entry(name, *seen);
    ++exported_.people;
    exported_.balances += row.integer(5);
  }

  /// The first Ludicé reads past `void`.
  static std::string statistics_of(const Rows::Row& row) {
    std::string text = fmt::format("{{\"wins\": {}, \"total_games\": {}", row.integer(4), row.integer(3));
    if (row.integer(9) > 0) text += fmt::format(", \"void\": {}", row.integer(9));
    return text + "}";
  }

  std::string name_of_player(PlayerId player) {
    const auto found = store::find_player(reader_, player);
    if (found->username || found->telegram_id) return service::shown_name(*found);
    const auto joined = joined_.find(player.value);
    if (joined != joined_.end()) return name_for(reader_, {}, {}, joined->second);
    static constexpr Statement kImportedAs{"SELECT MIN(name) FROM legacy_user WHERE player = $1"};
    return name_for(reader_, {}, {}, reader_.query(kImportedAs, {player}).front().optional_text(0));
  }

  void write_games() {
    OldFileWriter games = open(File::game);
    OldFileWriter bets = open(File::bets);
    OldFileWriter lobby = open(File::lobby);
    for (std::string after;;) {
      const auto page = store::list_legacy_games(reader_, after, kPage);
      if (page.empty()) break;
      for (const store::LegacyGame& game : page) write_imported(game, games);
      after = page.back().id;
    }
    for (std::int64_t after = 0;;) {
      const Rows rows = reader_.query(kSelectGames, {after, kPage, static_cast<int>(asset_)});
      if (rows.empty()) break;
      for (std::size_t i = 0; i < rows.size(); ++i) write_game(rows[i], games, bets, lobby);
      after = rows[rows.size() - 1].integer(0);
    }
    for (OldFileWriter* file : {&games, &bets, &lobby}) file->finish();
  }

  /// One that was running has ended: its stakes went back.
  void write_imported(const store::LegacyGame& stored, OldFileWriter& games) {
    auto game = parse_game_text(stored.body);
    if (!game) throw ExportRefused("the imported game " + stored.id + " is not as it was written");
    game->active = false;
    games.entry(stored.id, text_of(*game));
    ++exported_.games;
  }

  void write_game(const Rows::Row& row, OldFileWriter& games, OldFileWriter& bets, OldFileWriter& lobby) {
    const std::string id = to_base32(row.integer(0));
    const auto state = static_cast<domain::MatchState>(row.integer(2));
    const std::string opener = name_of_player(row.id<PlayerId>(3));
    const std::int64_t bet = row.integer(1);
    if (row.is_null(4)) {
      lobby.entry(opener, fmt::format("{{\"bet\": {}, \"game_id\": {}}}", bet, json_text(id)));
      exported_.stakes += bet;
      return;
    }
    const std::string joiner = name_of_player(row.id<PlayerId>(4));
    const bool active = state == domain::MatchState::active;
    games.entry(id, text_of({{opener, joiner}, bet, active}));
    ++exported_.games;
    if (!active) return;
    bets.entry(id, fmt::format("{{{}: {}, {}: {}}}", json_text(opener), bet, json_text(joiner), bet));
    exported_.stakes += 2 * bet;
  }

  void write_payments() {
    OldFileWriter payments = open(File::payments);
    const auto write = [&](const std::string& charge, const std::string& user, std::int64_t amount,
                           const std::string& at) {
      payments.entry(charge, fmt::format("{{\"user\": {}, \"amount\": {}, \"timestamp\": {}}}",
                                         json_text(user), amount, json_text(at)));
      ++exported_.payments;
    };
    for (std::string after;;) {
      const auto page = store::list_legacy_payments(reader_, after, kPage);
      if (page.empty()) break;
      for (const store::LegacyPayment& p : page) write(p.charge, p.name, p.amount.units(), p.at);
      after = page.back().charge;
    }
    for (std::int64_t after = 0;;) {
      const Rows rows = reader_.query(kSelectCharges, {after, kPage});
      if (rows.empty()) break;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const Rows::Row row = rows[i];
        write(row.text(1), name_of_player(row.id<PlayerId>(2)), row.integer(3), time_text(row.instant(4)));
      }
      after = rows[rows.size() - 1].integer(0);
    }
    payments.finish();
  }

  store::Reader& reader_;
  std::filesystem::path folder_;
  domain::Asset asset_;
  Exported exported_;
  std::map<std::int64_t, std::string> joined_;  ///< accounts by name that were joined to an id: under which
};

void write_origin(const std::filesystem::path& folder, const std::string& database) {
  OldFileWriter origin(folder / kOriginFile);
  origin.entry(kOriginKey, json_text(database));
  origin.finish();
}

}  // namespace

std::vector<std::string> what_stays(store::Reader& reader, domain::Asset asset) {
  std::vector<std::string> lines;
  const Rows accounts = reader.query(kSelectStaying, {static_cast<int>(asset)});
  const Rows charges = reader.query(kSelectOpenCharges);
  lines.reserve(accounts.size() + charges.size());
  for (std::size_t i = 0; i < accounts.size(); ++i) lines.push_back(staying_line(accounts[i]));
  for (std::size_t i = 0; i < charges.size(); ++i) {
    const auto state = static_cast<domain::ChargeState>(charges[i].integer(0));
    lines.push_back(fmt::format("{} payments of {} Stars in all are {}: the files cannot say so",
                                charges[i].integer(1), charges[i].integer(2), to_string(state)));
  }
  return lines;
}

Exported write_old_files(store::Reader& reader, const std::filesystem::path& folder, domain::Asset asset,
                         const std::string& database) {
  namespace fs = std::filesystem;
  const fs::path whole = fs::absolute(folder).lexically_normal();
  const fs::path parent = whole.has_filename() ? whole.parent_path() : whole.parent_path().parent_path();
  const fs::path named = whole.has_filename() ? whole : whole.parent_path();
  const fs::path draft = fs::path(named).concat(".part");
  try {
    if (fs::exists(folder) && (!fs::is_directory(folder) || !fs::is_empty(folder)))
      throw ExportRefused(folder.string() + " is there already; name a folder that is not");
    fs::create_directories(parent);
    fs::remove_all(draft);
    fs::create_directory(draft);
    fs::permissions(draft, fs::perms::owner_all);
    const Exported exported = Export(reader, draft, asset).run();
    write_origin(draft, database);
    sync_folder(draft);
    fs::rename(draft, named);
    sync_folder(parent);
    return exported;
  } catch (const fs::filesystem_error& error) {
    throw ExportRefused(error.what());
  }
}

}  // namespace ludice::legacy

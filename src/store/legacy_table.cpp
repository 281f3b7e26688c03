// The tables `legacy_…`.
#include "store/legacy_table.hpp"

namespace ludice::store {
namespace {

constexpr Statement kSelectUser{
    "SELECT name, player, origin, telegram_id, password, balance, wins, games, seen, counted_at, voids FROM "
    "legacy_user "
    "WHERE name = $1",
    "FOR UPDATE"};
constexpr Statement kInsertUser{
    "INSERT INTO legacy_user (name, player, origin, telegram_id, password, balance, wins, games, seen, "
    "counted_at, voids) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
constexpr Statement kUpdateUser{
    "UPDATE legacy_user SET player = $2, telegram_id = $3, password = $4, balance = $5, wins = $6, games = "
    "$7, "
    "seen = $8, counted_at = $9, voids = $10 WHERE name = $1"};
constexpr Statement kSelectName{"SELECT name FROM legacy_user WHERE player = $1 AND telegram_id = $2"};
constexpr Statement kSelectOfPlayer{"SELECT 1 FROM legacy_user WHERE player = $1 LIMIT 1"};
constexpr Statement kSelectStake{
    "SELECT game, name, player, amount, waiting FROM legacy_stake WHERE game = $1 AND name = $2"};
constexpr Statement kInsertStake{
    "INSERT INTO legacy_stake (game, name, player, amount, waiting) VALUES ($1, $2, $3, $4, $5)"};
constexpr Statement kSelectGame{"SELECT body FROM legacy_game WHERE id = $1"};
constexpr Statement kInsertGame{"INSERT INTO legacy_game (id, body) VALUES ($1, $2)"};
constexpr Statement kSelectPayment{"SELECT charge, name, amount, at FROM legacy_payment WHERE charge = $1"};
constexpr Statement kInsertPayment{
    "INSERT INTO legacy_payment (charge, name, amount, at, import) VALUES ($1, $2, $3, $4, $5)"};
constexpr Statement kFirstImport{
    "SELECT asset, balances, stakes, funded, at FROM legacy_import ORDER BY id LIMIT 1"};
constexpr Statement kInsertImport{
    "INSERT INTO legacy_import (id, asset, balances, stakes, funded, at, recorded) VALUES ($1, $2, $3, $4, "
    "$5, $6, 1)"};
constexpr Statement kFunded{"SELECT CAST(COALESCE(SUM(funded), 0) AS BIGINT) FROM legacy_import"};
constexpr Statement kListPayments{
    "SELECT charge, name, amount, at FROM legacy_payment WHERE charge > $1 ORDER BY charge LIMIT $2"};
constexpr Statement kListGames{"SELECT id, body FROM legacy_game WHERE id > $1 ORDER BY id LIMIT $2"};

std::optional<std::int64_t> optional_integer(const Rows::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return row.integer(column);
}

LegacyPayment read_payment(const Rows::Row& row) {
  return {row.text(0), row.text(1), row.amount(2), row.text(3)};
}

}  // namespace

std::optional<LegacyUser> find_legacy_user(Reader& reader, std::string_view name) {
  const Rows rows = reader.query(kSelectUser, {name});
  if (rows.empty()) return std::nullopt;
  const Rows::Row row = rows.front();
  return LegacyUser{row.text(0),
                    row.id<PlayerId>(1),
                    row.id<PlayerId>(2),
                    row.id<TelegramId>(3),
                    row.optional_text(4),
                    optional_integer(row, 5),
                    optional_integer(row, 6),
                    optional_integer(row, 7),
                    optional_integer(row, 10),
                    row.optional_text(8),
                    row.instant(9)};
}

void insert_legacy_user(Transaction& transaction, const LegacyUser& u) {
  transaction.change_one(kInsertUser, {u.name, u.player, u.origin, u.telegram_id, u.password, u.balance,
                                       u.wins, u.games, u.seen, u.counted_at, u.voids});
}

void update_legacy_user(Transaction& transaction, const LegacyUser& u) {
  transaction.change_one(kUpdateUser, {u.name, u.player, u.telegram_id, u.password, u.balance, u.wins,
                                       u.games, u.seen, u.counted_at, u.voids});
}

std::optional<std::string> find_legacy_name(Reader& reader, PlayerId player, TelegramId id) {
  const Rows rows = reader.query(kSelectName, {player, id});
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

bool is_legacy_player(Reader& reader, PlayerId player) {
  return !reader.query(kSelectOfPlayer, {player}).empty();
}

std::optional<LegacyStake> find_legacy_stake(Reader& reader, std::string_view game, std::string_view name) {
  const Rows rows = reader.query(kSelectStake, {game, name});
  if (rows.empty()) return std::nullopt;
  const Rows::Row row = rows.front();
  return LegacyStake{row.text(0), row.text(1), row.id<PlayerId>(2), row.amount(3), row.boolean(4)};
}

void insert_legacy_stake(Transaction& transaction, const LegacyStake& s) {
  transaction.change_one(kInsertStake, {s.game, s.name, s.player, s.amount, s.waiting});
}

std::optional<std::string> find_legacy_game(Reader& reader, std::string_view id) {
  const Rows rows = reader.query(kSelectGame, {id});
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

void insert_legacy_game(Transaction& transaction, std::string_view id, std::string_view body) {
  transaction.change_one(kInsertGame, {id, body});
}

std::optional<LegacyPayment> find_legacy_payment(Reader& reader, std::string_view charge) {
  const Rows rows = reader.query(kSelectPayment, {charge});
  if (rows.empty()) return std::nullopt;
  return read_payment(rows.front());
}

void insert_legacy_payment(Transaction& transaction, const LegacyPayment& p, std::int64_t import) {
  transaction.change_one(kInsertPayment, {p.charge, p.name, p.amount, p.at, import});
}

std::optional<LegacyImport> find_first_import(Reader& reader) {
  const Rows rows = reader.query(kFirstImport);
  if (rows.empty()) return std::nullopt;
  const Rows::Row row = rows.front();
  return LegacyImport{static_cast<domain::Asset>(row.integer(0)), row.amount(1), row.amount(2), row.amount(3),
                      row.instant(4)};
}

void insert_legacy_import(Transaction& transaction, std::int64_t id, const LegacyImport& import) {
  transaction.change_one(kInsertImport, {id, static_cast<int>(import.asset), import.balances, import.stakes,
                                         import.funded, import.at});
}

Amount funded_stars(Reader& reader) {
  return reader.query(kFunded).front().amount(0);
}

std::vector<LegacyPayment> list_legacy_payments(Reader& reader, std::string_view after, int limit) {
  const Rows rows = reader.query(kListPayments, {after, limit});
  std::vector<LegacyPayment> payments;
  for (std::size_t i = 0; i < rows.size(); ++i) payments.push_back(read_payment(rows[i]));
  return payments;
}

std::vector<LegacyGame> list_legacy_games(Reader& reader, std::string_view after, int limit) {
  const Rows rows = reader.query(kListGames, {after, limit});
  std::vector<LegacyGame> games;
  for (std::size_t i = 0; i < rows.size(); ++i) games.push_back({rows[i].text(0), rows[i].text(1)});
  return games;
}

}  // namespace ludice::store

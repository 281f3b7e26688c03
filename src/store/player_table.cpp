// The table `player`. Whatever writes a name gives its row a new `named`, above those of the rows it has
// read.
#include "store/player_table.hpp"

namespace ludice::store {
namespace {

#define LUDICE_PLAYER_COLUMNS                                                                            \
  "id, telegram_id, username, language, terms, frozen, game, games, won, lost, void, streak, daily_at, " \
  "created, named"
constexpr Statement kSelectById{"SELECT " LUDICE_PLAYER_COLUMNS " FROM player WHERE id = $1", "FOR UPDATE"};
constexpr Statement kSelectByTelegram{"SELECT " LUDICE_PLAYER_COLUMNS " FROM player WHERE telegram_id = $1",
                                      "FOR UPDATE"};
constexpr Statement kSelectByName{"SELECT " LUDICE_PLAYER_COLUMNS " FROM player WHERE username = $1",
                                  "FOR UPDATE"};
constexpr Statement kInsertPlayer{
    "INSERT INTO player (" LUDICE_PLAYER_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"};
#undef LUDICE_PLAYER_COLUMNS
constexpr Statement kUpdateIdentity{
    "UPDATE player SET telegram_id = $2, username = $3, language = $4, terms = $5, named = $6 WHERE id = $1"};
constexpr Statement kRememberName{
    "INSERT INTO past_name (name, player) SELECT LOWER(username), id FROM player WHERE id = $1 AND username "
    "<> COALESCE($2, '') ON CONFLICT DO NOTHING"};
constexpr Statement kHadName{"SELECT 1 FROM past_name WHERE name = $2 AND player = $1"};
constexpr Statement kSelectOnceNamed{"SELECT player FROM past_name WHERE name = $1 ORDER BY player"};
constexpr Statement kUpdateFrozen{"UPDATE player SET frozen = $2 WHERE id = $1"};
constexpr Statement kUpdatePlay{
    "UPDATE player SET game = $2, games = $3, won = $4, lost = $5, void = $6, streak = $7, daily_at = $8 "
    "WHERE id = $1"};

std::optional<Player> first(Reader& reader, const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const Rows::Row row = rows.front();
  reader.saw_id(row.integer(14));
  return Player{row.id<PlayerId>(0),
                row.id<TelegramId>(1),
                row.optional_text(2),
                row.text(3),
                static_cast<int>(row.integer(4)),
                row.boolean(5),
                row.id<GameId>(6),
                row.integer(7),
                row.integer(8),
                row.integer(9),
                row.integer(10),
                row.integer(11),
                row.instant(12),
                row.instant(13)};
}

}  // namespace

std::optional<Player> find_player(Reader& reader, PlayerId id) {
  return first(reader, reader.query(kSelectById, {id}));
}

std::optional<Player> find_player(Reader& reader, TelegramId id) {
  return first(reader, reader.query(kSelectByTelegram, {id}));
}

std::optional<Player> find_player_by_name(Reader& reader, std::string_view username) {
  return first(reader, reader.query(kSelectByName, {username}));
}

bool had_name(Reader& reader, PlayerId player, std::string_view name) {
  return !reader.query(kHadName, {player, name}).empty();
}

std::vector<PlayerId> find_players_once_named(Reader& reader, std::string_view name) {
  const Rows rows = reader.query(kSelectOnceNamed, {name});
  std::vector<PlayerId> all;
  for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(rows[i].id<PlayerId>(0));
  return all;
}

void insert_player(Transaction& transaction, const Player& p) {
  transaction.change_one(
      kInsertPlayer, {p.id, p.telegram_id, p.username, p.language, p.terms, p.frozen, p.game, p.games, p.won,
                      p.lost, p.void_games, p.streak, p.daily_at, p.created, p.id});
}

void update_identity(Transaction& transaction, const Player& p) {
  transaction.execute(kRememberName, {p.id, p.username});
  transaction.change_one(kUpdateIdentity,
                         {p.id, p.telegram_id, p.username, p.language, p.terms, transaction.next_id()});
}

void set_frozen(Transaction& transaction, PlayerId player, bool frozen) {
  transaction.change_one(kUpdateFrozen, {player, frozen});
}

void update_play(Transaction& transaction, const Player& p) {
  transaction.change_one(kUpdatePlay,
                         {p.id, p.game, p.games, p.won, p.lost, p.void_games, p.streak, p.daily_at});
}

}  // namespace ludice::store

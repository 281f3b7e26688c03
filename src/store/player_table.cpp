// The table `player`.
#include "store/player_table.hpp"

namespace ludice::store {
namespace {

#define LUDICE_PLAYER_COLUMNS                                                                            \
  "id, telegram_id, username, language, terms, frozen, game, games, won, lost, void, streak, daily_at, " \
  "created"
constexpr Statement kSelectById{"SELECT " LUDICE_PLAYER_COLUMNS " FROM player WHERE id = $1", "FOR UPDATE"};
constexpr Statement kSelectByTelegram{"SELECT " LUDICE_PLAYER_COLUMNS " FROM player WHERE telegram_id = $1",
                                      "FOR UPDATE"};
constexpr Statement kSelectByName{"SELECT " LUDICE_PLAYER_COLUMNS " FROM player WHERE username = $1",
                                  "FOR UPDATE"};
constexpr Statement kInsert{"INSERT INTO player (" LUDICE_PLAYER_COLUMNS
                            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"};
#undef LUDICE_PLAYER_COLUMNS
constexpr Statement kUpdateIdentity{
    "UPDATE player SET telegram_id = $2, username = $3, language = $4, terms = $5 WHERE id = $1"};
constexpr Statement kUpdatePlay{
    "UPDATE player SET game = $2, games = $3, won = $4, lost = $5, void = $6, streak = $7, daily_at = $8 "
    "WHERE id = $1"};

std::optional<Player> first(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const Rows::Row row = rows.front();
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
  return first(reader.query(kSelectById, {id}));
}

std::optional<Player> find_player(Reader& reader, TelegramId id) {
  return first(reader.query(kSelectByTelegram, {id}));
}

std::optional<Player> find_player_by_name(Reader& reader, std::string_view username) {
  return first(reader.query(kSelectByName, {username}));
}

void insert_player(Transaction& transaction, const Player& p) {
  transaction.change_one(kInsert, {p.id, p.telegram_id, p.username, p.language, p.terms, p.frozen, p.game,
                                   p.games, p.won, p.lost, p.void_games, p.streak, p.daily_at, p.created});
}

void update_identity(Transaction& transaction, const Player& p) {
  transaction.change_one(kUpdateIdentity, {p.id, p.telegram_id, p.username, p.language, p.terms});
}

void update_play(Transaction& transaction, const Player& p) {
  transaction.change_one(kUpdatePlay,
                         {p.id, p.game, p.games, p.won, p.lost, p.void_games, p.streak, p.daily_at});
}

}  // namespace ludice::store

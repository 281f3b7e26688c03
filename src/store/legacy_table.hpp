// What was imported from the first Ludicé, by file, key and value.
#pragma once

#include "domain/asset.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::store {

/// One name of the old files; nothing stands for what no file had.
struct LegacyUser {
  std::string name;
  PlayerId player;  ///< whose games the statistics are among
  PlayerId origin;  ///< whose account took the balance; another one once adopted
  TelegramId telegram_id;
  std::optional<std::string> password;  ///< opaque
  std::optional<std::int64_t> balance;
  std::optional<std::int64_t> wins;
  std::optional<std::int64_t> games;
  std::optional<std::int64_t> voids;  ///< of these games
  std::optional<std::string> seen;    ///< of times_sec.json, its digits
  Instant counted_at;                 ///< when the statistics came
};

std::optional<LegacyUser> find_legacy_user(Reader& reader, std::string_view name);
void insert_legacy_user(Transaction& transaction, const LegacyUser& user);
void update_legacy_user(Transaction& transaction, const LegacyUser& user);
/// The name under which this id was imported, or nothing.
std::optional<std::string> find_legacy_name(Reader& reader, PlayerId player, TelegramId id);
/// True where this account came by name only: nobody takes it over by registering.
bool is_legacy_player(Reader& reader, PlayerId player);

/// A stake that was given back; `player` is whose account took it.
struct LegacyStake {
  std::string game;
  std::string name;
  PlayerId player;
  Amount amount;
  bool waiting = false;  ///< of the lobby, else of a running game
};
std::optional<LegacyStake> find_legacy_stake(Reader& reader, std::string_view game, std::string_view name);
void insert_legacy_stake(Transaction& transaction, const LegacyStake& stake);

/// The text of a game that came from game.json.
std::optional<std::string> find_legacy_game(Reader& reader, std::string_view id);
void insert_legacy_game(Transaction& transaction, std::string_view id, std::string_view body);

/// A payment that the first Ludicé has credited.
struct LegacyPayment {
  std::string charge;
  std::string name;
  Amount amount;
  std::string at;  ///< as payments.json has it
};
std::optional<LegacyPayment> find_legacy_payment(Reader& reader, std::string_view charge);
/// `import`: which one brought it.
void insert_legacy_payment(Transaction& transaction, const LegacyPayment& payment, std::int64_t import);

/// One import that brought something; it has its act (insert_operator_act).
struct LegacyImport {
  domain::Asset asset = domain::Asset::points;
  Amount balances;
  Amount stakes;
  Amount funded;  ///< put to `owner` from the world outside for it
  Instant at;
};
/// The first one, or nothing.
std::optional<LegacyImport> find_first_import(Reader& reader);
void insert_legacy_import(Transaction& transaction, std::int64_t id, const LegacyImport& import);
/// What all imports have put to `owner` in Stars.
Amount funded_stars(Reader& reader);

// For the way back, in pages: what stands behind the given key, in the order of keys.
std::vector<LegacyPayment> list_legacy_payments(Reader& reader, std::string_view after, int limit);
struct LegacyGame {
  std::string id;
  std::string body;
};
std::vector<LegacyGame> list_legacy_games(Reader& reader, std::string_view after, int limit);

}  // namespace ludice::store

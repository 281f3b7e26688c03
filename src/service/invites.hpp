// Private games: one player opens an invite and gives its code to somebody, who joins with it. Nothing is
// staked before; then both stakes are placed in one transaction.
#pragma once

#include "base/random.hpp"
#include "service/games.hpp"

#include <optional>
#include <string>

namespace ludice::service {

/// 16 characters, 80 random bits, in the alphabet of ids (base/hex.hpp).
std::string new_invite_code(Random& random);

struct OpenInviteCommand {
  StartGameCommand game;
  std::string code;  ///< a new one
};

/// Opens a private game under the rake of now; an invite that the player still has open is called off. He
/// may have less than the bet: it is asked for at the join. player_not_found, already_in_game, frozen,
/// limit_reached.
class OpenInvite {
 public:
  OpenInvite(const Rules& rules, const GameBook& book) : rules_(rules), book_(book) {}
  Result<GameAnswer> run(store::Transaction& transaction, const OpenInviteCommand& command) const;

 private:
  const Rules& rules_;
  const GameBook& book_;
};

/// What is given besides the code must be what the invite says.
struct JoinInviteCommand {
  PlayerRef who;
  std::string code;
  std::optional<domain::GameKind> kind;
  std::optional<domain::Asset> asset;
  std::optional<Amount> bet;
};

/// player_not_found, already_in_game, conflict, frozen, limit_reached, insufficient_funds. conflict says
/// nothing more: the code is unknown, used or expired, the invite is one's own or has other terms, its opener
/// plays elsewhere or cannot place the stake.
class JoinInvite {
 public:
  explicit JoinInvite(const GameBook& book) : book_(book) {}
  Result<GameAnswer> run(store::Transaction& transaction, const JoinInviteCommand& command) const;

 private:
  const GameBook& book_;
};

}  // namespace ludice::service

// The table `invite`.
#include "store/invite_table.hpp"

#include "base/assert.hpp"

namespace ludice::store {
namespace {

constexpr Statement kSelectByCode{"SELECT game FROM invite WHERE code = $1"};
constexpr Statement kSelectByPlayer{"SELECT game FROM invite WHERE player = $1"};
constexpr Statement kInsertInvite{"INSERT INTO invite (code, game, player) VALUES ($1, $2, $3)"};
constexpr Statement kDeleteInvite{"DELETE FROM invite WHERE player = $1 AND game = $2"};

GameId first(const Rows& rows) {
  return rows.empty() ? GameId{} : rows.front().id<GameId>(0);
}

}  // namespace

GameId find_invited_game(Reader& reader, std::string_view code) {
  return first(reader.query(kSelectByCode, {code}));
}

GameId find_invite_of(Reader& reader, PlayerId player) {
  return first(reader.query(kSelectByPlayer, {player}));
}

void enter_invite(Transaction& transaction, const std::string& code, const domain::Match& match) {
  LUDICE_ASSERT(match.invite && match.state == domain::MatchState::waiting);
  transaction.change_one(kInsertInvite, {code, match.id, match.seats[0].player});
}

void remove_invite(Transaction& transaction, const domain::Match& match) {
  transaction.change_one(kDeleteInvite, {match.seats[0].player, match.id});
}

}  // namespace ludice::store

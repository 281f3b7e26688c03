// Ranks from the order in which the table gives the players.
#include "service/leaderboard.hpp"

#include "base/planted.hpp"

namespace ludice::service {
namespace {

std::vector<Place> ranked(const std::vector<store::Leader>& leaders) {
  std::vector<Place> places;
  places.reserve(leaders.size());
  std::int64_t rank = 0;
  for (std::size_t i = 0; i < leaders.size(); ++i) {
    const store::Leader& leader = leaders[i];
    const bool equal = i > 0 && domain::compare_rank(leaders[i - 1].tally, leader.tally) == 0 &&
                       !LUDICE_PLANTED("equal_ones_share_no_rank");
    if (!equal) rank = static_cast<std::int64_t>(i) + 1;
    places.push_back(
        {rank, shown_name(leader.username, leader.telegram_id), leader.tally.won, leader.tally.games});
  }
  return places;
}

Place place_of(store::Reader& reader, const store::Board& board, const store::Player& player) {
  const domain::Tally tally = store::find_tally(reader, board, player.id);
  Place place{std::nullopt, shown_name(player), tally.won, tally.games};
  if (tally.games > 0) place.rank = store::count_before(reader, board, tally) + 1;
  return place;
}

}  // namespace

Result<Leaderboard> ViewLeaderboard::run(store::Reader& reader, const LeaderboardQuery& query) {
  const store::Board board{query.asset, query.kind, query.period};
  Leaderboard answer;
  if (query.who) {
    const auto player = require_player(reader, *query.who);
    if (!player) return std::unexpected(player.error());
    answer.you = place_of(reader, board, *player);
  }
  answer.items = ranked(store::find_leaders(reader, board, query.limit));
  return answer;
}

}  // namespace ludice::service

// Ranked by wins, then fewer games, then who was first; grouped by game, asset and bet.
#include "sim/boards.hpp"

#include "sim/codes.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace ludice::sim {
namespace {

constexpr std::int64_t kDay_ms = 86'400'000;
constexpr std::size_t kCountedWaits = 50;

/// Name, won, games, when the last win came.
constexpr const char* kStandings =
    "SELECT COALESCE(p.username, '#' || p.telegram_id), SUM(g.state = 2 AND g.winner = (g.joiner = p.id)) AS "
    "won, COUNT(*) AS games, MAX(CASE WHEN g.state = 2 AND g.winner = (g.joiner = p.id) THEN g.ended ELSE 0 "
    "END) AS reached FROM game g JOIN player p ON p.id IN (g.opener, g.joiner) WHERE g.state IN (2, 3) AND "
    "g.asset = ? AND g.kind BETWEEN ? AND ? AND g.ended >= ? GROUP BY p.id ORDER BY won DESC, games, reached";
constexpr const char* kShownName =
    "SELECT COALESCE(username, '#' || telegram_id) FROM player WHERE telegram_id = ?";
constexpr const char* kWaiting =
    "SELECT kind, asset, bet, COUNT(*) FROM game WHERE state = 0 AND invite = 0 AND rake_bps = ? GROUP BY "
    "kind, asset, bet";
constexpr const char* kWaits =
    "SELECT started - opened FROM game WHERE joiner IS NOT NULL AND invite = 0 AND kind = ? AND asset = ? "
    "AND "
    "bet = ? AND rake_bps = ? ORDER BY started DESC";

struct Place {
  std::int64_t rank = 0;
  std::string name;
  std::int64_t won = 0;
  std::int64_t games = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

Place shown_place(const json::object& item) {
  const json::value& rank = item.at("rank");
  return {rank.is_null() ? 0 : rank.as_int64(), std::string(item.at("name").as_string()),
          item.at("won").as_int64(), item.at("games").as_int64()};
}

/// Monday's for a week; what began before all counts begins with 0.
std::int64_t first_moment(const std::string& period, std::int64_t now_ms) {
  const std::int64_t day = now_ms / kDay_ms;
  if (period == "day") return day * kDay_ms;
  if (period == "week") return (day - (day + 3) % 7) * kDay_ms;
  return 0;
}

/// Equal ones share a rank.
std::vector<Place> ranked(const std::vector<Row>& standings) {
  std::vector<Place> places;
  for (std::size_t i = 0; i < standings.size(); ++i) {
    const Row& row = standings[i];
    const bool is_equal =
        i > 0 && std::equal(row.values.begin() + 1, row.values.end(), standings[i - 1].values.begin() + 1);
    const std::int64_t rank = is_equal ? places.back().rank : static_cast<std::int64_t>(i) + 1;
    places.push_back({rank, row.text(0), row.number(1), row.number(2)});
  }
  return places;
}

/// By the process that runs.
bool is_offered(const HouseSettings& settings, std::int64_t asset) {
  if (asset == kInStars) return settings.stars && settings.sells_stars;
  return asset != kInTon || settings.ton;
}

/// The middle one, or between both; in seconds.
json::value median(const std::vector<Row>& waits_ms) {
  std::vector<std::int64_t> waits;
  for (const Row& row : waits_ms) {
    if (waits.size() < kCountedWaits) waits.push_back(row.number(0));
  }
  if (waits.empty()) return nullptr;
  std::ranges::sort(waits);
  const std::int64_t twice = waits[(waits.size() - 1) / 2] + waits[waits.size() / 2];
  return (twice / 2 + 500) / 1'000;
}

}  // namespace

json::object BoardQuery::fields() const {
  json::object fields{{"limit", limit}};
  if (!game.empty()) fields["game"] = game;
  if (!asset.empty()) fields["asset"] = asset;
  if (!period.empty()) fields["period"] = period;
  return fields;
}

void Boards::check_leaderboard(std::int64_t player, const BoardQuery& query, const Reply& reply) {
  if (!may_look(reply)) return;
  const std::int64_t asset = query.asset.empty() ? 0 : asset_number(query.asset);
  const std::int64_t kind = query.game == "target" ? 1 : 0;
  const std::int64_t last_kind = query.game == "dice" ? 0 : 1;
  const std::int64_t since = first_moment(query.period, world_.game_time().ms);
  const auto places = ranked(world_.look_up(kStandings, {asset, kind, last_kind, since}));
  const json::object shown = reply.data();
  const json::array& items = shown.at("items").as_array();
  const auto ranks_by_the_rules = [&](bool holds, const char* what) {
    require(holds, "leaderboard_ranks_by_the_rules", std::string(what) + ": " + reply.body);
  };
  ranks_by_the_rules(items.size() == std::min(places.size(), static_cast<std::size_t>(query.limit)),
                     "how many");
  std::vector<Place> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Place place = shown_place(items[i].as_object());
    ranks_by_the_rules(place.rank == places[i].rank, "a rank");
    ranks_by_the_rules(std::ranges::count(places, place) == 1 && std::ranges::count(seen, place) == 0,
                       "a place");
    if (i > 0 && place.rank == seen.back().rank) world_.tally.count("players share a rank");
    seen.push_back(place);
  }
  const auto named = world_.look_up(kShownName, {player});
  ranks_by_the_rules(!named.empty(), "who looks");
  const auto mine = std::ranges::find(places, named.front().text(0), &Place::name);
  const Place expected = mine == places.end() ? Place{0, named.front().text(0)} : *mine;
  ranks_by_the_rules(shown_place(shown.at("you").as_object()) == expected, "one's own place");
}

void Boards::check_lobby(const Reply& reply) {
  if (!may_look(reply)) return;
  const std::int64_t rake = world_.settings.rake_bps;
  json::array waiting;
  for (const Row& row : world_.look_up(kWaiting, {rake})) {
    const auto asset = static_cast<std::size_t>(row.number(1));
    if (!is_offered(world_.settings, row.number(1))) continue;
    waiting.push_back(
        json::object{{"game", kGameKinds.at(static_cast<std::size_t>(row.number(0)))},
                     {"asset", kAssets.at(asset)},
                     {"bet", row.number(2)},
                     {"players", row.number(3)},
                     {"expected_wait_s",
                      median(world_.look_up(kWaits, {row.number(0), row.number(1), row.number(2), rake}))}});
    if (!waiting.back().at("expected_wait_s").is_null()) world_.tally.count("lobby with an expected wait");
  }
  if (!waiting.empty()) world_.tally.count("lobby with somebody in it");
  const json::object shown = reply.data();
  require(std::ranges::is_permutation(shown.at("waiting").as_array(), waiting),
          "lobby_shows_who_can_be_joined", reply.body);
}

}  // namespace ludice::sim

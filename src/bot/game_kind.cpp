// Names, emoji and points of the two games.
#include "bot/game_kind.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace ludice::bot {
namespace {

constexpr std::array<std::int64_t, 6> kDartPoints = {0, 1, 2, 4, 7, 10};
constexpr std::int64_t kBullseye = 6;

std::int64_t dart_points(std::int64_t face) {
  const bool known = face >= 1 && face <= static_cast<std::int64_t>(kDartPoints.size());
  return known ? kDartPoints[static_cast<std::size_t>(face - 1)] : 0;
}

}  // namespace

std::string_view name_of(GameKind kind) {
  return kind == GameKind::dice ? "dice" : "target";
}

std::optional<GameKind> game_kind_from(std::string_view name) {
  for (const GameKind kind : {GameKind::dice, GameKind::target}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

std::string_view emoji_of(GameKind kind) {
  return kind == GameKind::dice ? "🎲" : "🎯";
}

std::int64_t throws_in_a_round(GameKind kind) {
  return kind == GameKind::dice ? 1 : 3;
}

std::vector<std::int64_t> points_of(GameKind kind, const std::vector<std::int64_t>& faces) {
  std::vector<std::int64_t> points = faces;
  if (kind == GameKind::target) std::ranges::transform(faces, points.begin(), dart_points);
  return points;
}

std::int64_t sum_of(const std::vector<std::int64_t>& points) {
  return std::accumulate(points.begin(), points.end(), std::int64_t{0});
}

std::int64_t bullseyes_in(const std::vector<std::int64_t>& faces) {
  return std::ranges::count(faces, kBullseye);
}

}  // namespace ludice::bot

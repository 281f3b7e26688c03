// Values and comparison of hands.
#include "domain/dice.hpp"

#include "base/planted.hpp"

#include <algorithm>

namespace ludice::domain {
namespace {

constexpr std::array<std::string_view, kGameKinds.size()> kKindNames = {"dice", "target"};
constexpr std::array<int, 6> kTargetValues = {0, 1, 2, 4, 7, 10};
constexpr int kBullseye = 6;

int sum_of(GameKind kind, Hand hand) {
  int sum = 0;
  for (const int face : hand) sum += value_of(kind, face);
  return sum;
}

}  // namespace

std::string_view to_string(GameKind kind) {
  return kKindNames.at(static_cast<std::size_t>(kind));
}

std::optional<GameKind> parse_game_kind(std::string_view name) {
  for (const GameKind kind : kGameKinds) {
    if (to_string(kind) == name) return kind;
  }
  return std::nullopt;
}

std::string_view emoji_of(GameKind kind) {
  return kind == GameKind::dice ? "🎲" : "🎯";
}

int value_of(GameKind kind, int face) {
  LUDICE_ASSERT(is_face(face));
  return kind == GameKind::dice ? face : kTargetValues[static_cast<std::size_t>(face - 1)];
}

std::weak_ordering compare_hands(GameKind kind, Hand a, Hand b) {
  const auto complete = static_cast<std::size_t>(throws_per_round(kind));
  LUDICE_ASSERT(a.size() == complete && b.size() == complete);
  const auto by_sum = sum_of(kind, a) <=> sum_of(kind, b);
  if (by_sum != 0 || kind == GameKind::dice) return by_sum;
  if (LUDICE_PLANTED("bullseyes_not_counted")) return by_sum;
  return std::ranges::count(a, kBullseye) <=> std::ranges::count(b, kBullseye);
}

Hand Faces::hand(GameKind kind, int round) const {
  LUDICE_ASSERT(round >= 1 && round <= kMaxRounds);
  const int per_round = throws_per_round(kind);
  const int begin = std::min((round - 1) * per_round, size_);
  const int end = std::min(begin + per_round, size_);
  return Hand(faces_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

std::string Faces::digits() const {
  std::string text;
  for (const std::uint8_t face : Hand(faces_).first(static_cast<std::size_t>(size_))) {
    text.push_back(static_cast<char>('0' + face));
  }
  return text;
}

std::optional<Faces> Faces::parse(std::string_view digits) {
  if (digits.size() > static_cast<std::size_t>(kMaxThrows)) return std::nullopt;
  Faces faces;
  for (const char c : digits) {
    if (!is_face(c - '0')) return std::nullopt;
    faces.push(c - '0');
  }
  return faces;
}

}  // namespace ludice::domain

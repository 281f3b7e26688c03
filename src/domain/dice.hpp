// The two games: how many throws make a hand, what a face is worth, which hand wins.
#pragma once

#include "base/assert.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ludice::domain {

/// The numbers are stored.
enum class GameKind : std::uint8_t { dice = 0, target = 1 };

inline constexpr std::array kGameKinds = {GameKind::dice, GameKind::target};
/// After so many tied rounds a game is void.
inline constexpr int kMaxRounds = 5;
inline constexpr int kMaxThrows = 15;  ///< of one seat: five rounds of three darts

std::string_view to_string(GameKind kind);
std::optional<GameKind> parse_game_kind(std::string_view name);
/// What sendDice is asked for.
std::string_view emoji_of(GameKind kind);

constexpr int throws_per_round(GameKind kind) {
  return kind == GameKind::dice ? 1 : 3;
}
constexpr bool is_face(std::int64_t value) {
  return value >= 1 && value <= 6;
}
/// What a face counts: itself on a die; 0, 1, 2, 4, 7, 10 on the target.
int value_of(GameKind kind, int face);

/// The faces of one round, as thrown.
using Hand = std::span<const std::uint8_t>;

/// `greater` where `a` beats `b`: by sum, then by bullseyes (Target); `equivalent` is a tie.
/// Both hands are complete.
std::weak_ordering compare_hands(GameKind kind, Hand a, Hand b);

/// All faces a seat has thrown, in order. Rounds are complete but for the last, so the list needs no marks
/// between them. No allocation: a match is copied for every decision.
class Faces {
 public:
  int size() const { return size_; }
  void push(int face) {
    LUDICE_ASSERT(is_face(face) && size_ < kMaxThrows);
    faces_[static_cast<std::size_t>(size_++)] = static_cast<std::uint8_t>(face);
  }
  /// The faces of `round` (from 1) so far; empty where none is thrown.
  Hand hand(GameKind kind, int round) const;

  /// "3516": how a game's row keeps it.
  std::string digits() const;
  /// Nothing for what digits() does not write.
  static std::optional<Faces> parse(std::string_view digits);

  friend bool operator==(const Faces&, const Faces&) = default;

 private:
  std::array<std::uint8_t, kMaxThrows> faces_{};
  int size_ = 0;
};

}  // namespace ludice::domain

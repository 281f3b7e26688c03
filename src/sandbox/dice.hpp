// Telegram's six dice and how they fall: with values asked for, from a seed, or by chance.
#pragma once

#include "base/random.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace ludice::sandbox {

/// The emoji as Telegram names it (variation selectors dropped), or nothing where it is no dice.
std::optional<std::string> dice_emoji(std::string_view emoji);

/// 6 for 🎲 🎯 🎳, 5 for 🏀 ⚽, 64 for 🎰.
int dice_faces(std::string_view emoji);

/// The same numbers for the same seed, on every machine.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> bytes) override;

 private:
  std::uint64_t state_;
};

class DiceCup {
 public:
  DiceCup(Random& random, std::optional<std::uint64_t> seed) : random_(random), seed_(seed) {}

  /// 1 to dice_faces(emoji).
  int roll(const std::string& emoji);

  /// `value` comes before chance has its say, after those asked for earlier.
  void ask_for(const std::string& emoji, int value) { asked_[emoji].push_back(value); }

  void clear() { asked_.clear(); }

  /// With a seed the sequence goes on behind a restart.
  boost::json::object state() const;
  void restore(const boost::json::object& state);

 private:
  Random& random_;
  std::optional<std::uint64_t> seed_;
  std::uint64_t rolled_ = 0;
  std::map<std::string, std::deque<int>> asked_;
};

}  // namespace ludice::sandbox

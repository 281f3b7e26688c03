// Dice values. Chance is unbiased (Random::below), seeded or not.
#include "sandbox/dice.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace ludice::sandbox {
namespace {

struct Die {
  std::string_view emoji;
  int faces;
};

constexpr auto kDice =
    std::to_array<Die>({{"🎲", 6}, {"🎯", 6}, {"🏀", 5}, {"⚽", 5}, {"🎳", 6}, {"🎰", 64}});

constexpr std::string_view kVariationSelector = "\xEF\xB8\x8F";

const Die* find_die(std::string_view emoji) {
  if (emoji.ends_with(kVariationSelector)) emoji.remove_suffix(kVariationSelector.size());
  const auto found = std::ranges::find(kDice, emoji, &Die::emoji);
  return found == kDice.end() ? nullptr : &*found;
}

/// SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;

}  // namespace

std::optional<std::string> dice_emoji(std::string_view emoji) {
  const Die* die = find_die(emoji);
  return die ? std::optional<std::string>(die->emoji) : std::nullopt;
}

int dice_faces(std::string_view emoji) {
  const Die* die = find_die(emoji);
  LUDICE_ASSERT(die != nullptr);
  return die->faces;
}

void SeededRandom::fill(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    state_ += kGolden;
    const std::uint64_t value = mix(state_);
    const std::size_t count = std::min(bytes.size(), sizeof(value));
    std::memcpy(bytes.data(), &value, count);
    bytes = bytes.subspan(count);
  }
}

int DiceCup::roll(const std::string& emoji) {
  const auto faces = static_cast<std::uint64_t>(dice_faces(emoji));
  const std::uint64_t number = rolled_++;
  if (auto asked = asked_.find(emoji); asked != asked_.end() && !asked->second.empty()) {
    const int value = asked->second.front();
    asked->second.pop_front();
    return value;
  }
  if (!seed_) return static_cast<int>(random_.below(faces)) + 1;
  SeededRandom seeded(mix(*seed_ + number * kGolden));
  return static_cast<int>(seeded.below(faces)) + 1;
}

boost::json::object DiceCup::state() const {
  boost::json::object asked;
  for (const auto& [emoji, values] : asked_) {
    if (!values.empty()) asked[emoji] = boost::json::array(values.begin(), values.end());
  }
  return {{"rolled", rolled_}, {"asked", std::move(asked)}};
}

void DiceCup::restore(const boost::json::object& state) {
  rolled_ = state.at("rolled").to_number<std::uint64_t>();
  asked_.clear();
  for (const auto& emoji : state.at("asked").as_object()) {
    for (const auto& value : emoji.value().as_array()) {
      asked_[std::string(emoji.key())].push_back(static_cast<int>(value.as_int64()));
    }
  }
}

}  // namespace ludice::sandbox

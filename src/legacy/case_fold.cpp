// A table of ranges, after Unicode's CaseFolding.txt (simple foldings of two bytes in UTF-8), so that it does
// not depend on which locales a machine has.
#include "legacy/case_fold.hpp"

#include <cstdint>

namespace ludice::legacy {
namespace {

/// Capitals from `first` to `last` with their small letters `distance` behind; where it is 1, capitals and
/// small letters take turns, and `first` is a capital.
struct Range {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t distance;
};

constexpr Range kRanges[] = {
    {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},                        // Latin-1
    {0x100, 0x12F, 1},  {0x132, 0x137, 1},  {0x139, 0x148, 1},   // Latin Extended-A; İ has no small letter
    {0x14A, 0x177, 1},  {0x179, 0x17E, 1},                       //
    {0x386, 0x386, 38}, {0x388, 0x38A, 37}, {0x38C, 0x38C, 64},  // Greek
    {0x38E, 0x38F, 63}, {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32},  //
    {0x3C2, 0x3C2, 1},                                           // the sigma that ends words
    {0x400, 0x40F, 80}, {0x410, 0x42F, 32}, {0x460, 0x481, 1},   // Cyrillic
    {0x48A, 0x4BF, 1},  {0x4C1, 0x4CE, 1},  {0x4D0, 0x52F, 1},   //
};

std::uint32_t small(std::uint32_t letter) {
  if (letter == 0x178) return 0xFF;   // Ÿ
  if (letter == 0x4C0) return 0x4CF;  // palochka
  for (const Range& range : kRanges) {
    if (letter < range.first || letter > range.last) continue;
    if (range.distance > 1) return letter + range.distance;
    return (letter - range.first) % 2 == 0 ? letter + 1 : letter;
  }
  return letter;
}

}  // namespace

std::string fold_case(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (lead >= 'A' && lead <= 'Z') {
      folded += static_cast<char>(lead + 32);
    } else if (lead >= 0xC2 && lead <= 0xDF && (next & 0xC0U) == 0x80U) {
      const std::uint32_t letter = small((lead & 0x1FU) << 6U | (next & 0x3FU));
      folded += static_cast<char>(0xC0U | letter >> 6U);
      folded += static_cast<char>(0x80U | (letter & 0x3FU));
      ++i;
    } else {
      folded += text[i];
    }
  }
  return folded;
}

}  // namespace ludice::legacy

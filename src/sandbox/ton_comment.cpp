// A comment as a bag of cells: the text behind an op of 32 zero bits, in snake form where one cell is too
// small (docs.ton.org, "Bag of cells"; TEP-92).
#include "sandbox/ton_chain.hpp"

#include <algorithm>
#include <array>

namespace ludice::sandbox {
namespace {

constexpr std::size_t kCellBytes = 127;
constexpr std::string_view kMagic = "\xB5\xEE\x9C\x72";

std::string byte(std::size_t value) {
  return std::string(1, static_cast<char>(value));
}

std::string two_bytes(std::size_t value) {
  return byte(value >> 8) + byte(value & 0xFF);
}

}  // namespace

std::string ton_comment_bag(std::string_view comment) {
  std::string data(4, '\0');
  data += comment;
  const std::size_t count = (data.size() + kCellBytes - 1) / kCellBytes;
  std::string cells;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view part = std::string_view(data).substr(i * kCellBytes, kCellBytes);
    const bool last = i + 1 == count;
    cells += byte(last ? 0 : 1) + byte(2 * part.size()) + std::string(part);
    if (!last) cells += byte(i + 1);
  }
  // One byte for a reference, two for an offset; one root, the first cell; none is absent.
  return std::string(kMagic) + byte(1) + byte(2) + byte(count) + byte(1) + byte(0) + two_bytes(cells.size()) +
         byte(0) + cells;
}

}  // namespace ludice::sandbox

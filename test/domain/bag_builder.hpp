// Writes bags of cells for tests, right unless told otherwise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::domain {

/// A cell of whole bytes.
struct BuiltCell {
  std::string bytes;
  std::vector<std::uint8_t> references;
};

inline std::string bag_checksum(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78U : 0U);
  }
  crc = ~crc;
  std::string text;
  for (int i = 0; i < 4; ++i) text.push_back(static_cast<char>(crc >> (8 * i)));
  return text;
}

inline std::string cell_bytes(const BuiltCell& cell) {
  std::string text;
  text.push_back(static_cast<char>(cell.references.size()));
  text.push_back(static_cast<char>(cell.bytes.size() * 2));
  text += cell.bytes;
  for (const std::uint8_t reference : cell.references) text.push_back(static_cast<char>(reference));
  return text;
}

inline std::string two_bytes(std::size_t value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value)};
}

/// One byte a reference, two an offset, with a checksum; with an index where asked for.
inline std::string bag_of(const std::vector<BuiltCell>& cells, bool index = false) {
  std::string ends;
  std::string data;
  for (const BuiltCell& cell : cells) {
    data += cell_bytes(cell);
    ends += two_bytes(data.size());
  }
  std::string bag = "\xB5\xEE\x9C\x72";
  bag.push_back(static_cast<char>(index ? 0xC1 : 0x41));
  bag.push_back(2);
  bag.push_back(static_cast<char>(cells.size()));
  bag += std::string("\x01\x00", 2);
  bag += two_bytes(data.size());
  bag.push_back(0);
  if (index) bag += ends;
  bag += data;
  return bag + bag_checksum(bag);
}

/// The body of a message with a plain comment that fits one cell.
inline std::string comment_bag(std::string_view text) {
  return bag_of({{std::string(4, '\0') + std::string(text), {}}});
}

}  // namespace ludice::domain

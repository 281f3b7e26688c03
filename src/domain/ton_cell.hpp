// Bags of cells, the form in which TON carries every message body, read within bounds: bytes come from a
// provider that may lie. Nothing here recurses, and no input costs more than its own length.
// Source: docs.ton.org, "Bag of cells" (serialized_boc#b5ee9c72), "Cells" (descriptors d1 and d2).
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::domain {

/// An ordinary cell: up to 1023 bits and four references to others.
struct TonCell {
  std::string bytes;  ///< the bits, the last byte filled up with zeros
  int bits = 0;
  std::array<std::uint16_t, 4> references{};  ///< places in the bag
  int reference_count = 0;

  bool is_whole_bytes() const { return bits % 8 == 0; }
  std::span<const std::uint16_t> children() const {
    return {references.data(), static_cast<std::size_t>(reference_count)};
  }
};

/// The first cell is the root; a cell refers only to later ones.
using TonBag = std::vector<TonCell>;

/// What more than a payment needs: such a bag is refused whole.
struct TonBagLimits {
  std::size_t bytes = 64 << 10;
  std::size_t cells = 1'024;
  int depth = 512;  ///< of references, the network's own bound for a message
};

/// Why bytes are no bag that we read, in the order in which it is checked.
enum class TonBagFault {
  too_long,         ///< more bytes than the limit
  cut_short,        ///< ends before what its header says
  wrong_magic,      ///< not serialized_boc
  wrong_header,     ///< sizes that cannot be
  too_many_cells,   ///< or none
  wrong_roots,      ///< not exactly one, the first cell
  wrong_checksum,   ///< CRC32C
  wrong_cell,       ///< a descriptor that cannot be, or bits without their end
  special_cell,     ///< exotic, absent or with stored hashes: no message that pays has one
  wrong_reference,  ///< not to a later cell
  wrong_index,      ///< does not lead to its cells
  trailing_bytes,   ///< more than its header says
  too_deep,
};

std::string_view to_string(TonBagFault fault);

std::expected<TonBag, TonBagFault> parse_ton_bag(std::string_view bytes, const TonBagLimits& limits = {});

}  // namespace ludice::domain

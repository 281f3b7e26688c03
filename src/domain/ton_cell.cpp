// The header, then one cell after the other, then the depths from the last cell to the first.
#include "domain/ton_cell.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

namespace ludice::domain {
namespace {

constexpr std::string_view kMagic = "\xB5\xEE\x9C\x72";
constexpr unsigned kHasIndex = 0x80;
constexpr unsigned kHasChecksum = 0x40;
constexpr unsigned kHasCacheBits = 0x20;
constexpr unsigned kFlags = 0x18;
constexpr unsigned kSizeBits = 0x07;
constexpr std::size_t kChecksumBytes = 4;
constexpr unsigned kPlainReferences = 4;  ///< a first descriptor above that is exotic, absent or has a level

/// CRC-32C (Castagnoli), as RFC 3720 has it.
std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78U : 0U);
  }
  return ~crc;
}

/// Bytes from the front, as long as there are any.
class Source {
 public:
  explicit Source(std::string_view bytes) : bytes_(bytes) {}
  std::size_t left() const { return bytes_.size(); }
  std::optional<std::string_view> take(std::size_t count) {
    if (count > bytes_.size()) return std::nullopt;
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  /// Big-endian; `width` is at most 8.
  std::optional<std::uint64_t> number(std::size_t width) {
    const auto taken = take(width);
    if (!taken) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : *taken) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }

 private:
  std::string_view bytes_;
};

struct Header {
  bool has_index = false;
  bool has_checksum = false;
  bool has_cache_bits = false;
  std::size_t reference_bytes = 0;
  std::size_t offset_bytes = 0;
  std::size_t cells = 0;
  std::uint64_t cell_bytes = 0;
};

/// Reading one bag. Each step answers what is wrong, if anything.
class Parser {
 public:
  Parser(std::string_view bytes, const TonBagLimits& limits) : all_(bytes), source_(bytes), limits_(limits) {}

  std::expected<TonBag, TonBagFault> run() {
    using Step = std::optional<TonBagFault> (Parser::*)();
    constexpr std::array<Step, 6> steps = {&Parser::read_header, &Parser::read_roots, &Parser::check_sum,
                                           &Parser::read_index,  &Parser::read_cells, &Parser::check_depth};
    if (all_.size() > limits_.bytes) return std::unexpected(TonBagFault::too_long);
    for (const Step step : steps) {
      if (const auto fault = (this->*step)()) return std::unexpected(*fault);
    }
    return std::move(bag_);
  }

 private:
  std::optional<TonBagFault> read_header() {
    const auto magic = source_.take(kMagic.size());
    if (!magic) return TonBagFault::cut_short;
    if (*magic != kMagic) return TonBagFault::wrong_magic;
    const auto flags = source_.number(1);
    const auto offset_bytes = source_.number(1);
    if (!flags || !offset_bytes) return TonBagFault::cut_short;
    header_.has_index = (*flags & kHasIndex) != 0;
    header_.has_checksum = (*flags & kHasChecksum) != 0;
    header_.has_cache_bits = (*flags & kHasCacheBits) != 0;
    header_.reference_bytes = *flags & kSizeBits;
    header_.offset_bytes = *offset_bytes;
    const bool sizes_fit = header_.reference_bytes >= 1 && header_.reference_bytes <= 4 &&
                           header_.offset_bytes >= 1 && header_.offset_bytes <= 8;
    const bool flags_fit = (*flags & kFlags) == 0 && (header_.has_index || !header_.has_cache_bits);
    return sizes_fit && flags_fit ? std::nullopt : std::optional(TonBagFault::wrong_header);
  }

  std::optional<TonBagFault> read_roots() {
    const auto cells = source_.number(header_.reference_bytes);
    const auto roots = source_.number(header_.reference_bytes);
    const auto absent = source_.number(header_.reference_bytes);
    const auto cell_bytes = source_.number(header_.offset_bytes);
    if (!cells || !roots || !absent || !cell_bytes) return TonBagFault::cut_short;
    if (*cells == 0 || *cells > limits_.cells) return TonBagFault::too_many_cells;
    if (*roots != 1) return TonBagFault::wrong_roots;
    if (*absent != 0) return TonBagFault::special_cell;
    const auto root = source_.number(header_.reference_bytes);
    if (!root) return TonBagFault::cut_short;
    if (*root != 0) return TonBagFault::wrong_roots;
    header_.cells = *cells;
    header_.cell_bytes = *cell_bytes;
    return std::nullopt;
  }

  std::optional<TonBagFault> check_sum() {
    if (!header_.has_checksum) return std::nullopt;
    if (source_.left() < kChecksumBytes) return TonBagFault::cut_short;
    const std::string_view checked = all_.substr(0, all_.size() - kChecksumBytes);
    std::uint32_t stored = 0;  // little-endian, unlike all else
    for (std::size_t i = kChecksumBytes; i-- > 0;) {
      stored = stored << 8 | static_cast<unsigned char>(all_[checked.size() + i]);
    }
    if (crc32c(checked) != stored) return TonBagFault::wrong_checksum;
    source_ = Source(checked.substr(checked.size() - (source_.left() - kChecksumBytes)));
    return std::nullopt;
  }

  std::optional<TonBagFault> read_index() {
    if (!header_.has_index) return std::nullopt;
    for (std::size_t i = 0; i < header_.cells; ++i) {
      const auto end = source_.number(header_.offset_bytes);
      if (!end) return TonBagFault::cut_short;
      ends_.push_back(header_.has_cache_bits ? *end >> 1 : *end);
    }
    return std::nullopt;
  }

  std::optional<TonBagFault> read_cells() {
    if (header_.cell_bytes > source_.left()) return TonBagFault::cut_short;
    if (header_.cell_bytes < source_.left()) return TonBagFault::trailing_bytes;
    const std::size_t all = source_.left();
    bag_.reserve(header_.cells);
    while (bag_.size() < header_.cells) {
      if (const auto fault = read_cell()) return fault;
      const bool misled = header_.has_index && ends_[bag_.size() - 1] != all - source_.left();
      if (misled) return TonBagFault::wrong_index;
    }
    return source_.left() == 0 ? std::nullopt : std::optional(TonBagFault::trailing_bytes);
  }

  std::optional<TonBagFault> read_cell() {
    const auto first = source_.number(1);
    const auto second = source_.number(1);
    if (!first || !second) return TonBagFault::cut_short;
    if (*first > kPlainReferences) return TonBagFault::special_cell;
    TonCell cell;
    const auto data = source_.take((*second + 1) / 2);
    if (!data) return TonBagFault::cut_short;
    cell.bytes = *data;
    cell.bits = static_cast<int>(data->size()) * 8;
    if (*second % 2 != 0 && !cut_end_mark(cell)) return TonBagFault::wrong_cell;
    cell.reference_count = static_cast<int>(*first);
    for (std::size_t i = 0; i < *first; ++i) {
      const auto place = source_.number(header_.reference_bytes);
      if (!place) return TonBagFault::cut_short;
      if (*place <= bag_.size() || *place >= header_.cells) return TonBagFault::wrong_reference;
      cell.references.at(i) = static_cast<std::uint16_t>(*place);
    }
    bag_.push_back(std::move(cell));
    return std::nullopt;
  }

  /// Bits that fill no byte end with a one and zeros behind it.
  static bool cut_end_mark(TonCell& cell) {
    const auto last = static_cast<unsigned char>(cell.bytes.back());
    if (last == 0) return false;
    const int behind = std::countr_zero(last);
    cell.bits -= behind + 1;
    cell.bytes.back() = static_cast<char>(last & (last - 1));
    // A mark alone in its byte would say that the byte before was whole.
    return behind != 7;
  }

  std::optional<TonBagFault> check_depth() {
    std::vector<int> depths(bag_.size(), 0);
    for (std::size_t i = bag_.size(); i-- > 0;) {
      for (const std::uint16_t child : bag_[i].children()) depths[i] = std::max(depths[i], depths[child] + 1);
    }
    return depths.front() > limits_.depth ? std::optional(TonBagFault::too_deep) : std::nullopt;
  }

  const std::string_view all_;
  Source source_;
  const TonBagLimits& limits_;
  Header header_;
  std::vector<std::uint64_t> ends_;
  TonBag bag_;
};

}  // namespace

std::string_view to_string(TonBagFault fault) {
  constexpr std::array<std::string_view, 13> names = {
      "too_long",    "cut_short",      "wrong_magic", "wrong_header", "too_many_cells",
      "wrong_roots", "wrong_checksum", "wrong_cell",  "special_cell", "wrong_reference",
      "wrong_index", "trailing_bytes", "too_deep"};
  return names.at(static_cast<std::size_t>(fault));
}

std::expected<TonBag, TonBagFault> parse_ton_bag(std::string_view bytes, const TonBagLimits& limits) {
  return Parser(bytes, limits).run();
}

}  // namespace ludice::domain

// The op, then the text from cell to cell.
#include "domain/ton_body.hpp"

#include <optional>
#include <utility>

namespace ludice::domain {
namespace {

constexpr std::uint32_t kTextOp = 0;
constexpr std::uint32_t kEncryptedOp = 0x2167DA4B;
constexpr int kOpBits = 32;
constexpr std::size_t kOpBytes = 4;

std::uint32_t op_of(std::string_view bytes) {
  std::uint32_t op = 0;
  for (const char c : bytes.substr(0, kOpBytes)) op = op << 8 | static_cast<unsigned char>(c);
  return op;
}

/// The bytes of the root and of each first reference after it; nothing where they are not text in that form.
std::optional<std::string> snake_text(const TonBag& bag) {
  std::string text;
  // References lead to later cells only, so this ends.
  for (std::size_t place = 0;;) {
    const TonCell& cell = bag[place];
    const bool fits = cell.is_whole_bytes() && cell.reference_count <= 1 &&
                      text.size() + cell.bytes.size() <= kLongestTonComment + kOpBytes;
    if (!fits) return std::nullopt;
    text += cell.bytes;
    if (cell.reference_count == 0) return text;
    place = cell.references[0];
  }
}

TonBody of_kind(TonBodyKind kind, std::uint32_t op = 0) {
  return {.kind = kind, .op = op, .comment = {}};
}

TonBody text_body(std::string text) {
  if (!is_utf8(text)) return of_kind(TonBodyKind::unreadable);
  return {.kind = TonBodyKind::comment, .op = kTextOp, .comment = std::move(text)};
}

/// How many bytes follow a first one, and the least and the most that the second may be.
struct Sequence {
  std::size_t following;
  unsigned char least;
  unsigned char most;
};

/// The table of RFC 3629, section 4.
std::optional<Sequence> sequence_of(unsigned char first) {
  if (first < 0x80) return Sequence{0, 0, 0};
  if (first >= 0xC2 && first <= 0xDF) return Sequence{1, 0x80, 0xBF};
  if (first == 0xE0) return Sequence{2, 0xA0, 0xBF};
  if (first == 0xED) return Sequence{2, 0x80, 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return Sequence{2, 0x80, 0xBF};
  if (first == 0xF0) return Sequence{3, 0x90, 0xBF};
  if (first >= 0xF1 && first <= 0xF3) return Sequence{3, 0x80, 0xBF};
  if (first == 0xF4) return Sequence{3, 0x80, 0x8F};
  return std::nullopt;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sequence = sequence_of(static_cast<unsigned char>(bytes.front()));
    if (!sequence || bytes.size() <= sequence->following) return false;
    for (std::size_t i = 1; i <= sequence->following; ++i) {
      const auto byte = static_cast<unsigned char>(bytes[i]);
      const unsigned char least = i == 1 ? sequence->least : 0x80;
      const unsigned char most = i == 1 ? sequence->most : 0xBF;
      if (byte < least || byte > most) return false;
    }
    bytes.remove_prefix(sequence->following + 1);
  }
  return true;
}

TonBody read_ton_body(std::string_view bytes) {
  const auto bag = parse_ton_bag(bytes);
  if (!bag) return of_kind(TonBodyKind::unreadable);
  const TonCell& root = bag->front();
  if (root.bits == 0 && root.reference_count == 0) return of_kind(TonBodyKind::empty);
  if (root.bits < kOpBits) return of_kind(TonBodyKind::other);
  const std::uint32_t op = op_of(root.bytes);
  if (op == kEncryptedOp) return of_kind(TonBodyKind::encrypted, op);
  if (op != kTextOp) return of_kind(TonBodyKind::other, op);
  auto text = snake_text(*bag);
  if (!text) return of_kind(TonBodyKind::unreadable);
  return text_body(text->substr(kOpBytes));
}

TonBody read_bounced_ton_body(std::string_view bytes) {
  const auto bag = parse_ton_bag(bytes);
  if (!bag) return of_kind(TonBodyKind::unreadable);
  const TonCell& root = bag->front();
  const bool marked = root.bits >= kOpBits && op_of(root.bytes) == kTonBouncedOp;
  if (!marked) return of_kind(TonBodyKind::other);
  const std::string_view sent = std::string_view(root.bytes).substr(kOpBytes);
  const bool is_text = root.bits >= 2 * kOpBits && root.is_whole_bytes() && op_of(sent) == kTextOp;
  if (!is_text) return of_kind(TonBodyKind::other, kTonBouncedOp);
  return text_body(std::string(sent.substr(kOpBytes)));
}

}  // namespace ludice::domain

// A recursive descent over canonical JSON, which has one spelling for everything.
#include "net/canonical_scan.hpp"

#include "net/canonical_rewrite.hpp"
#include "net/canonical_text.hpp"

#include <array>
#include <limits>

namespace ludice::net {
namespace {

using Node = CanonicalObject::Node;

/// Characters that stand for themselves inside a canonical string.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (unsigned c = ' '; c < 0x7f; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) { nodes_.reserve(8); }

  std::optional<std::vector<Node>> run() {
    if (text_.size() >= std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    if (peek() != '{' || !value({}, 1) || at_ != text_.size()) return std::nullopt;
    return std::move(nodes_);
  }

 private:
  struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool escaped = false;
  };

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(at_); }
  std::string_view slice(Span span) const { return text_.substr(span.begin, span.end - span.begin); }

  bool value(Span key, std::size_t depth) {
    const std::size_t index = nodes_.size();
    nodes_.push_back({.begin = here(), .key_begin = key.begin, .key_end = key.end});
    JsonKind kind = JsonKind::missing;
    switch (peek()) {
      case '"': {
        Span string;
        if (!quoted(string)) return false;
        nodes_[index].begin = string.begin;
        nodes_[index].end = string.end;
        nodes_[index].escaped = string.escaped;
        nodes_[index].kind = JsonKind::string;
        nodes_[index].next = static_cast<std::uint32_t>(nodes_.size());
        return true;
      }
      case '{':
        kind = JsonKind::object;
        if (depth > kMaxJsonDepth || !members(depth)) return false;
        break;
      case '[':
        kind = JsonKind::array;
        if (depth > kMaxJsonDepth || !elements(depth)) return false;
        break;
      case 't':
      case 'f':
        kind = JsonKind::boolean;
        if (!word("true") && !word("false")) return false;
        break;
      case 'n':
        kind = JsonKind::null;
        if (!word("null")) return false;
        break;
      default:
        if (!number(kind)) return false;
    }
    nodes_[index].end = here();
    nodes_[index].kind = kind;
    nodes_[index].next = static_cast<std::uint32_t>(nodes_.size());
    return true;
  }

  bool members(std::size_t depth) {
    ++at_;
    if (take('}')) return true;
    Span previous;
    for (bool first = true;; first = false) {
      Span key;
      if (!quoted(key) || !take(':')) return false;
      if (!first && !before(previous, key)) return false;
      if (!value(key, depth + 1)) return false;
      previous = key;
      if (take('}')) return true;
      if (!take(',')) return false;
    }
  }

  bool elements(std::size_t depth) {
    ++at_;
    if (take(']')) return true;
    while (value({}, depth + 1)) {
      if (take(']')) return true;
      if (!take(',')) return false;
    }
    return false;
  }

  bool before(Span a, Span b) const {
    if (!a.escaped && !b.escaped) return slice(a) < slice(b);
    return unquote(slice(a)) < unquote(slice(b));
  }

  bool quoted(Span& span) {
    if (!take('"')) return false;
    span.begin = here();
    while (at_ < text_.size()) {
      if (kPlain[static_cast<unsigned char>(text_[at_])]) {
        ++at_;
      } else if (text_[at_] == '"') {
        span.end = here();
        ++at_;
        return true;
      } else if (text_[at_] == '\\' && escape()) {
        span.escaped = true;
      } else {
        return false;
      }
    }
    return false;
  }

  bool escape() {
    static constexpr std::string_view kShort = "\"\\bfnrt";
    ++at_;
    if (peek() != 'u') {
      if (kShort.find(peek()) == std::string_view::npos) return false;
      ++at_;
      return true;
    }
    const int unit = hex_unit();
    if (unit < 0xd800 || unit > 0xdfff) return needs_hex(unit);
    if (unit >= 0xdc00 || !take('\\')) return false;
    const int low = hex_unit();
    return low >= 0xdc00 && low <= 0xdfff;
  }

  static bool needs_hex(int unit) {
    if (unit >= 0x7f) return true;
    return unit >= 0 && unit < ' ' && (unit < '\b' || unit > '\r' || unit == '\v');
  }

  /// uXXXX with lower-case digits; -1 where that does not stand here.
  int hex_unit() {
    if (!take('u')) return -1;
    int unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      if (c >= '0' && c <= '9') {
        unit = unit * 16 + (c - '0');
      } else if (c >= 'a' && c <= 'f') {
        unit = unit * 16 + (c - 'a' + 10);
      } else {
        return -1;
      }
    }
    return unit;
  }

  bool word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool number(JsonKind& kind) {
    const std::size_t start = at_;
    const bool negative = take('-');
    const std::size_t digits = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    const bool leads_with_zero = text_.substr(digits).starts_with('0');
    if (at_ == digits || (leads_with_zero && at_ > digits + 1)) return false;
    if (peek() != '.' && peek() != 'e') {
      kind = JsonKind::integer;
      return !(negative && leads_with_zero);
    }
    kind = JsonKind::real;
    while (std::string_view(".e+-0123456789").find(peek()) != std::string_view::npos) ++at_;
    const std::string_view text = text_.substr(start, at_ - start);
    return text.back() >= '0' && text.back() <= '9' && canonical_number(text) == text;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Node> nodes_;
};

}  // namespace

std::optional<std::vector<Node>> scan_canonical(std::string_view text) {
  return Scanner(text).run();
}

}  // namespace ludice::net

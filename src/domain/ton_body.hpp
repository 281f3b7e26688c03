// What a message says, read by ourselves from its body: a provider's own reading is never believed.
// Source: docs.ton.org, "Internal messages", and TEP-92 for the text in snake form.
#pragma once

#include "domain/ton_cell.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ludice::domain {

enum class TonBodyKind : std::uint8_t {
  empty,       ///< no comment was written
  comment,     ///< plain text (op 0), valid UTF-8
  encrypted,   ///< a comment that only its reader's key opens (op 0x2167da4b)
  other,       ///< for a contract: any other op, or bits that are none
  unreadable,  ///< no bag of cells, or text that is none
};

struct TonBody {
  TonBodyKind kind = TonBodyKind::empty;
  std::uint32_t op = 0;
  std::string comment{};  ///< at most kLongestTonComment bytes

  friend bool operator==(const TonBody&, const TonBody&) = default;
};

/// A longer text is unreadable: no memo is that long.
inline constexpr std::size_t kLongestTonComment = 4'096;

/// The op in front of what comes back from where nobody took it: then 256 bits of the body as it was sent.
inline constexpr std::uint32_t kTonBouncedOp = 0xFFFFFFFF;

/// `bag`: the bytes of the body's bag of cells.
TonBody read_ton_body(std::string_view bag);

/// Of a message that bounced: the body it was sent with, as far as it came back.
TonBody read_bounced_ton_body(std::string_view bag);

/// True where the bytes are UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes);

}  // namespace ludice::domain

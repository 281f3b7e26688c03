// Making and checking.
#include "net/trace.hpp"

#include "base/hex.hpp"
#include "net/signature.hpp"

#include <algorithm>

namespace ludice::net {
namespace {

constexpr std::size_t kTrace = 32;
constexpr std::size_t kSpan = 16;
constexpr std::size_t kLength = 2 + 1 + kTrace + 1 + kSpan + 1 + 2;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

std::string trace_id_for(std::string_view cause) {
  return to_hex(fingerprint("trace:", cause));
}

std::string traceparent(std::string_view trace_id, std::string_view span) {
  return "00-" + std::string(trace_id) + "-" + to_hex(fingerprint("span:", span)).substr(0, kSpan) + "-01";
}

std::string trace_id_in(std::string_view header) {
  const bool longer = header.size() > kLength && header[kLength] == '-' && !header.starts_with("00");
  if (header.size() != kLength && !longer) return {};
  const std::string_view version = header.substr(0, 2);
  const std::string_view trace = header.substr(3, kTrace);
  const std::string_view span = header.substr(4 + kTrace, kSpan);
  const std::string_view flags = header.substr(5 + kTrace + kSpan, 2);
  const bool dashes = header[2] == '-' && header[3 + kTrace] == '-' && header[4 + kTrace + kSpan] == '-';
  const bool digits = is_hex(version) && is_hex(trace) && is_hex(span) && is_hex(flags);
  if (!dashes || !digits || version == "ff" || is_zero(trace) || is_zero(span)) return {};
  return std::string(trace);
}

}  // namespace ludice::net

// Strings of answers: UTF-8 as it is, what JSON forbids escaped.
#include "api/json_writer.hpp"

#include <algorithm>

namespace ludice::api {

void JsonWriter::quote(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  const auto plain = [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '"' && c != '\\'; };
  text_.push_back('"');
  if (std::ranges::all_of(text, plain)) {
    text_.append(text);
  } else {
    for (const char c : text) {
      if (plain(c)) {
        text_.push_back(c);
      } else if (c == '"' || c == '\\') {
        text_.append({'\\', c});
      } else {
        text_.append({'\\', 'u', '0', '0', kHex[static_cast<unsigned char>(c) >> 4], kHex[c & 15]});
      }
    }
  }
  text_.push_back('"');
}

}  // namespace ludice::api

// Canonical JSON against a small reference that knows code points and printf alone: whatever the order of the
// members, the blanks, the escapes and the spelling of numbers, the same object has the same canonical form.
#include "net/canonical_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace ludice::net {
namespace {

/// A JSON value told in code points.
struct Tree {
  using Array = std::vector<Tree>;
  using Object = std::map<std::u32string, Tree>;  // sorted as the canonical form is
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::u32string, Array, Object> what = nullptr;
};

std::u32string arbitrary_text() {
  using namespace std::string_view_literals;
  static constexpr std::u32string_view remarkable =
      U"\"\\/\b\f\n\r\t\u0000\u001f\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff"sv;
  std::u32string text;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        text += remarkable[*rc::gen::inRange<std::size_t>(0, remarkable.size())];
        break;
      case 1:
        text += *rc::gen::inRange(U'a', U'e');
        break;
      default:
        text +=
            *rc::gen::oneOf(rc::gen::inRange(U'\0', U'\ud7ff'), rc::gen::inRange(U'\ue000', U'\U0010ffff'));
    }
  }
  return text;
}

double arbitrary_double() {
  if (*rc::gen::arbitrary<bool>()) {
    return *rc::gen::element(0.0, -0.0, 0.1, 1e15, 9999999999999998.0, 1e16, 1e-4, 9.9e-5, 5e-324, 1e22,
                             1.7976931348623157e308);
  }
  const auto bits = *rc::gen::arbitrary<std::uint64_t>();
  double number = 0;
  std::memcpy(&number, &bits, sizeof number);
  return std::isfinite(number) ? number : 0.5;
}

Tree::Object arbitrary_object(int depth);

Tree arbitrary_tree(int depth) {
  switch (*rc::gen::inRange(0, depth > 0 ? 8 : 6)) {
    case 0:
      return {nullptr};
    case 1:
      return {*rc::gen::arbitrary<bool>()};
    case 2:
      return {*rc::gen::arbitrary<std::int64_t>()};
    case 3:
      return {arbitrary_double()};
    case 4:
    case 5:
      return {arbitrary_text()};
    case 6: {
      Tree::Array array;
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) array.push_back(arbitrary_tree(depth - 1));
      return {array};
    }
    default:
      return {arbitrary_object(depth - 1)};
  }
}

Tree::Object arbitrary_object(int depth) {
  Tree::Object object;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) object[arbitrary_text()] = arbitrary_tree(depth);
  return object;
}

std::string hex_escape(char32_t unit, bool upper = false) {
  char text[8];
  std::snprintf(text, sizeof text, upper ? "\\u%04X" : "\\u%04x", static_cast<unsigned>(unit));
  return text;
}
std::string escaped(char32_t point, bool upper = false) {
  if (point < 0x10000) return hex_escape(point, upper);
  const char32_t rest = point - 0x10000;
  return hex_escape(0xd800 + (rest >> 10), upper) + hex_escape(0xdc00 + (rest & 0x3ff), upper);
}

std::string short_escape(char32_t point) {
  static const std::map<char32_t, std::string> letters{{U'"', "\\\""}, {U'\\', "\\\\"}, {U'\b', "\\b"},
                                                       {U'\f', "\\f"}, {U'\n', "\\n"},  {U'\r', "\\r"},
                                                       {U'\t', "\\t"}};
  const auto found = letters.find(point);
  return found == letters.end() ? "" : found->second;
}

/// As Python's json.dumps does.
std::string reference(const std::u32string& text) {
  std::string out = "\"";
  for (const char32_t point : text) {
    const std::string letter = short_escape(point);
    if (!letter.empty()) {
      out += letter;
    } else if (point >= ' ' && point < 0x7f) {
      out += static_cast<char>(point);
    } else {
      out += escaped(point);
    }
  }
  return out + "\"";
}

/// The shortest digits that are read back as the same double, laid out as Python's repr does.
std::string reference(double number) {
  char text[40];
  int precision = 0;
  do std::snprintf(text, sizeof text, "%.*e", precision, number);
  while (std::strtod(text, nullptr) != number && ++precision < 17);
  std::string digits;
  const char* at = text;
  const std::string sign = *at == '-' ? "-" : "";
  for (; *at != 'e'; ++at) {
    if (*at >= '0' && *at <= '9') digits += *at;
  }
  const int exponent = std::atoi(at + 1);
  if (exponent < -4 || exponent >= 16) {
    char power[8];
    std::snprintf(power, sizeof power, "e%+03d", exponent);
    return sign + digits.substr(0, 1) + (digits.size() > 1 ? "." + digits.substr(1) : "") + power;
  }
  const int decimals = std::max(1, static_cast<int>(digits.size()) - 1 - exponent);
  char fixed[40];
  std::snprintf(fixed, sizeof fixed, "%.*f", decimals, number);
  return fixed;
}

std::string reference(const Tree& tree);

std::string reference(const Tree::Object& object) {
  std::string out;
  for (const auto& [key, value] : object)
    out += (out.empty() ? "" : ",") + reference(key) + ":" + reference(value);
  return "{" + out + "}";
}

std::string reference(const Tree& tree) {
  if (std::holds_alternative<std::nullptr_t>(tree.what)) return "null";
  if (const auto* truth = std::get_if<bool>(&tree.what)) return *truth ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&tree.what)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&tree.what)) return reference(*number);
  if (const auto* text = std::get_if<std::u32string>(&tree.what)) return reference(*text);
  if (const auto* object = std::get_if<Tree::Object>(&tree.what)) return reference(*object);
  std::string out;
  for (const Tree& element : std::get<Tree::Array>(tree.what))
    out += (out.empty() ? "" : ",") + reference(element);
  return "[" + out + "]";
}

std::string blanks() {
  return *rc::gen::element<std::string>("", "", " ", "\n\t", "\r\n ");
}

std::string utf8(char32_t c) {
  const auto byte = [](char32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xc0 | c >> 6), byte(0x80 | (c & 0x3f))};
  if (c < 0x10000) return {byte(0xe0 | c >> 12), byte(0x80 | (c >> 6 & 0x3f)), byte(0x80 | (c & 0x3f))};
  return {byte(0xf0 | c >> 18), byte(0x80 | (c >> 12 & 0x3f)), byte(0x80 | (c >> 6 & 0x3f)),
          byte(0x80 | (c & 0x3f))};
}

/// Any of the spellings that JSON allows.
std::string somehow(const std::u32string& text) {
  std::string out = "\"";
  for (const char32_t point : text) {
    const bool must = point < ' ' || point == U'"' || point == U'\\';
    switch (*rc::gen::inRange(must ? 1 : 0, 4)) {
      case 0:
        out += utf8(point);
        break;
      case 1:
        out += escaped(point, true);
        break;
      case 2:
        out += short_escape(point).empty() ? escaped(point) : short_escape(point);
        break;
      default:
        out += point == U'/' ? "\\/" : escaped(point);
    }
  }
  return out + "\"";
}

std::string somehow(double number) {
  if (*rc::gen::arbitrary<bool>()) return reference(number);
  char text[40];
  std::snprintf(text, sizeof text, *rc::gen::element("%.17e", "%.20E", "%.18e"), number);
  return text;
}

std::string somehow(const Tree& tree);

std::string joined(const std::vector<std::string>& parts) {
  std::string out = blanks();
  for (const std::string& part : parts)
    out += (&part == &parts.front() ? "" : ",") + blanks() + part + blanks();
  return out;
}

std::string somehow(const Tree::Object& object) {
  std::vector<std::string> members;
  for (const auto& [key, value] : object) {
    const auto place = *rc::gen::inRange<std::size_t>(0, members.size() + 1);
    members.insert(members.begin() + static_cast<std::ptrdiff_t>(place),
                   somehow(key) + blanks() + ":" + blanks() + somehow(value));
  }
  return "{" + joined(members) + "}";
}

std::string somehow(const Tree& tree) {
  if (const auto* number = std::get_if<double>(&tree.what)) return somehow(*number);
  if (const auto* text = std::get_if<std::u32string>(&tree.what)) return somehow(*text);
  if (const auto* object = std::get_if<Tree::Object>(&tree.what)) return somehow(*object);
  if (const auto* array = std::get_if<Tree::Array>(&tree.what)) {
    std::vector<std::string> elements;
    for (const Tree& element : *array) elements.push_back(somehow(element));
    return "[" + joined(elements) + "]";
  }
  return reference(tree);
}

RC_GTEST_PROP(CanonicalReference, is_met_by_every_spelling_of_an_object, ()) {
  const Tree::Object object = arbitrary_object(3);
  const std::string wanted = reference(object);
  for (int i = 0; i < 3; ++i) {
    const std::string body = blanks() + somehow(object) + blanks();
    const auto read = CanonicalObject::read(body);
    RC_LOG(body);
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->text() == wanted);
    RC_ASSERT(CanonicalObject::read(read->text())->text() == wanted);
  }
}

}  // namespace
}  // namespace ludice::net

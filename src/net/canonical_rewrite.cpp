// A SAX handler over Boost.JSON's grammar. Boost.JSON 1.81's own tree would lose digits of numbers and all
// but the last of duplicate keys; here each value is kept as canonical text and members are sorted when
// their object closes.
#include "net/canonical_rewrite.hpp"

#include "net/canonical_text.hpp"

#include <algorithm>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>

namespace ludice::net {
namespace {

namespace json = boost::json;
using Error = boost::system::error_code;

struct Member {
  std::string key;  ///< decoded: UTF-8 sorts by code point
  std::string value;
};

struct Container {
  bool is_object;
  std::vector<Member> members;  ///< of an array: without keys
};

struct Handler {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  std::vector<Container> open;
  std::string key;
  std::string part;  ///< of a key, string or number that comes in pieces
  std::string result;
  std::string reason;

  bool fail(Error& error, const char* why) {
    reason = why;
    error = json::make_error_code(json::error::syntax);
    return false;
  }

  std::string take_part(std::string_view rest) {
    part.append(rest);
    return std::exchange(part, {});
  }

  bool put(std::string value, Error& error) {
    if (open.empty()) return fail(error, "not an object");
    open.back().members.push_back({std::move(key), std::move(value)});
    key.clear();
    return true;
  }

  bool begin(bool is_object, Error& error) {
    if (open.empty() && !is_object) return fail(error, "not an object");
    // The key of this container waits in the outer one until its value is known.
    if (!open.empty()) open.back().members.push_back({std::move(key), {}});
    key.clear();
    open.push_back({is_object, {}});
    return true;
  }

  bool end(std::string text) {
    open.pop_back();
    (open.empty() ? result : open.back().members.back().value) = std::move(text);
    return true;
  }

  bool number(std::string_view rest, Error& error) {
    std::optional<std::string> text = canonical_number(take_part(rest));
    if (!text) return fail(error, "number out of range");
    return put(std::move(*text), error);
  }

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_array_begin(Error& error) { return begin(false, error); }
  bool on_object_begin(Error& error) { return begin(true, error); }

  bool on_array_end(std::size_t, Error&) {
    std::string text = "[";
    for (const Member& element : open.back().members) {
      if (text.size() > 1) text.push_back(',');
      text.append(element.value);
    }
    return end(text.append("]"));
  }

  bool on_object_end(std::size_t, Error& error) {
    std::vector<Member>& members = open.back().members;
    std::ranges::sort(members, {}, &Member::key);
    const auto duplicate = std::ranges::adjacent_find(members, {}, &Member::key);
    if (duplicate != members.end()) return fail(error, "duplicate key");
    std::string text = "{";
    for (const Member& member : members) {
      if (text.size() > 1) text.push_back(',');
      append_quoted(text, member.key);
      text.append(":").append(member.value);
    }
    return end(text.append("}"));
  }

  bool on_key_part(json::string_view s, std::size_t, Error&) {
    part.append(s);
    return true;
  }
  bool on_key(json::string_view s, std::size_t, Error&) {
    key = take_part(s);
    return true;
  }
  bool on_string_part(json::string_view s, std::size_t, Error&) {
    part.append(s);
    return true;
  }
  bool on_string(json::string_view s, std::size_t, Error& error) {
    std::string text;
    append_quoted(text, take_part(s));
    return put(std::move(text), error);
  }
  bool on_number_part(json::string_view s, Error&) {
    part.append(s);
    return true;
  }
  bool on_int64(std::int64_t, json::string_view s, Error& error) { return number(s, error); }
  bool on_uint64(std::uint64_t, json::string_view s, Error& error) { return number(s, error); }
  bool on_double(double, json::string_view s, Error& error) { return number(s, error); }
  bool on_bool(bool value, Error& error) { return put(value ? "true" : "false", error); }
  bool on_null(Error& error) { return put("null", error); }
  bool on_comment_part(json::string_view, Error&) { return true; }
  bool on_comment(json::string_view, Error&) { return true; }
};

}  // namespace

std::expected<std::string, std::string> rewrite_canonical(std::string_view body) {
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  json::basic_parser<Handler> parser(options);
  Error error;
  const std::size_t used = parser.write_some(false, body.data(), body.size(), error);
  if (!error && used < body.size()) return std::unexpected("extra data behind the object");
  if (error) {
    const std::string& reason = parser.handler().reason;
    return std::unexpected(reason.empty() ? error.message() : reason);
  }
  return std::move(parser.handler().result);
}

}  // namespace ludice::net

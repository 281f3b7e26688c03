// Signed JSON objects: read in any format, kept in the canonical form their signature covers (byte for
// byte what Python's json.dumps(sort_keys=True, separators=(',', ':')) writes; docs/api.md), with
// an index for access to the fields. A body that already is canonical is taken as it is.
#pragma once

#include <cstdint>
#include <expected>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

namespace ludice::net {

/// Why a text is not a JSON object in the sense of docs/api.md, in words for people.
struct MalformedJson {
  std::string reason;
};

enum class JsonKind : std::uint8_t { missing, null, boolean, integer, real, string, array, object };

class CanonicalObject;

/// One value of a CanonicalObject, which must outlive it and stay where it is. Asking for something of
/// another kind gives nothing.
class JsonValue {
 public:
  JsonKind kind() const;
  std::optional<bool> boolean() const;
  /// Nothing also where it is beyond int64. 50.0 is no integer.
  std::optional<std::int64_t> integer() const;
  /// Of an integer or a real.
  std::optional<double> number() const;
  /// UTF-8.
  std::optional<std::string> string() const;
  /// Of an array; empty otherwise.
  std::vector<JsonValue> elements() const;
  /// A member of an object; `key` is plain ASCII without quotes, backslashes and control characters.
  JsonValue operator[](std::string_view key) const;

 private:
  friend class CanonicalObject;
  JsonValue(const CanonicalObject* document, std::uint32_t node) : document_(document), node_(node) {}
  const CanonicalObject* document_;
  std::uint32_t node_;
};

class CanonicalObject {
 public:
  static std::expected<CanonicalObject, MalformedJson> read(std::string body);

  /// The canonical form.
  const std::string& text() const { return text_; }
  /// The canonical form of the object without those of its members.
  std::string text_without(std::initializer_list<std::string_view> keys) const;

  /// The object as a value.
  JsonValue root() const { return JsonValue(this, 0); }
  JsonValue operator[](std::string_view key) const { return root()[key]; }

  /// Where a value lies in the text. Strings and keys lie between their quotes, still escaped.
  struct Node {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t key_begin = 0;
    std::uint32_t key_end = 0;
    std::uint32_t next = 0;  ///< the node behind this one and all inside it
    JsonKind kind = JsonKind::missing;
    bool escaped = false;
  };

 private:
  friend class JsonValue;
  static constexpr std::uint32_t kMissing = UINT32_MAX;

  CanonicalObject(std::string text, std::vector<Node> nodes)
      : text_(std::move(text)), nodes_(std::move(nodes)) {}
  std::string_view slice(std::uint32_t begin, std::uint32_t end) const {
    return std::string_view(text_).substr(begin, end - begin);
  }
  std::string_view key(const Node& node) const { return slice(node.key_begin, node.key_end); }
  std::string_view value(const Node& node) const { return slice(node.begin, node.end); }

  std::string text_;
  std::vector<Node> nodes_;  ///< in the order of the text; the first is the object itself
};

/// The canonical form of an object of ours. Its doubles must be finite.
std::string canonical_json(const boost::json::object& object);

}  // namespace ludice::net

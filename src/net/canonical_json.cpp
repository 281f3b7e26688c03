// Reading signed objects, access to their fields, and writing objects of ours.
#include "net/canonical_json.hpp"

#include "base/assert.hpp"
#include "net/canonical_rewrite.hpp"
#include "net/canonical_scan.hpp"
#include "net/canonical_text.hpp"

#include <algorithm>
#include <charconv>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace ludice::net {
namespace {

namespace json = boost::json;

void append_value(std::string& out, const json::value& value);

void append_object(std::string& out, const json::object& object) {
  std::vector<const json::key_value_pair*> members;
  members.reserve(object.size());
  for (const json::key_value_pair& member : object) members.push_back(&member);
  std::ranges::sort(members, {}, [](const auto* member) { return member->key(); });
  out.push_back('{');
  for (const json::key_value_pair* member : members) {
    if (member != members.front()) out.push_back(',');
    append_quoted(out, member->key());
    out.push_back(':');
    append_value(out, member->value());
  }
  out.push_back('}');
}

void append_array(std::string& out, const json::array& array) {
  out.push_back('[');
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i != 0) out.push_back(',');
    append_value(out, array[i]);
  }
  out.push_back(']');
}

void append_value(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      out.append("null");
      break;
    case json::kind::bool_:
      out.append(value.get_bool() ? "true" : "false");
      break;
    case json::kind::int64:
      out.append(std::to_string(value.get_int64()));
      break;
    case json::kind::uint64:
      out.append(std::to_string(value.get_uint64()));
      break;
    case json::kind::double_:
      append_float(out, value.get_double());
      break;
    case json::kind::string:
      append_quoted(out, value.get_string());
      break;
    case json::kind::array:
      append_array(out, value.get_array());
      break;
    case json::kind::object:
      append_object(out, value.get_object());
      break;
  }
}

}  // namespace

JsonKind JsonValue::kind() const {
  return node_ == CanonicalObject::kMissing ? JsonKind::missing : document_->nodes_[node_].kind;
}

std::optional<bool> JsonValue::boolean() const {
  if (kind() != JsonKind::boolean) return std::nullopt;
  return document_->value(document_->nodes_[node_]) == "true";
}

std::optional<std::int64_t> JsonValue::integer() const {
  if (kind() != JsonKind::integer) return std::nullopt;
  const std::string_view text = document_->value(document_->nodes_[node_]);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

std::optional<double> JsonValue::number() const {
  if (kind() != JsonKind::integer && kind() != JsonKind::real) return std::nullopt;
  return parse_double(document_->value(document_->nodes_[node_]));
}

std::optional<std::string> JsonValue::string() const {
  if (kind() != JsonKind::string) return std::nullopt;
  const CanonicalObject::Node& node = document_->nodes_[node_];
  const std::string_view text = document_->value(node);
  return node.escaped ? unquote(text) : std::string(text);
}

std::vector<JsonValue> JsonValue::elements() const {
  std::vector<JsonValue> elements;
  if (kind() != JsonKind::array) return elements;
  const std::vector<CanonicalObject::Node>& nodes = document_->nodes_;
  for (std::uint32_t i = node_ + 1; i < nodes[node_].next; i = nodes[i].next) {
    elements.push_back(JsonValue(document_, i));
  }
  return elements;
}

JsonValue JsonValue::operator[](std::string_view key) const {
  if (kind() == JsonKind::object) {
    const std::vector<CanonicalObject::Node>& nodes = document_->nodes_;
    for (std::uint32_t i = node_ + 1; i < nodes[node_].next; i = nodes[i].next) {
      if (document_->key(nodes[i]) == key) return JsonValue(document_, i);
    }
  }
  return JsonValue(document_, CanonicalObject::kMissing);
}

std::expected<CanonicalObject, MalformedJson> CanonicalObject::read(std::string body) {
  auto nodes = scan_canonical(body);
  if (nodes) return CanonicalObject(std::move(body), std::move(*nodes));
  std::expected<std::string, std::string> text = rewrite_canonical(body);
  if (!text) return std::unexpected(MalformedJson{std::move(text.error())});
  nodes = scan_canonical(*text);
  LUDICE_ASSERT(nodes.has_value());
  return CanonicalObject(std::move(*text), std::move(*nodes));
}

std::string CanonicalObject::text_without(std::initializer_list<std::string_view> keys) const {
  std::string out = "{";
  for (std::uint32_t i = 1; i < nodes_[0].next; i = nodes_[i].next) {
    const Node& node = nodes_[i];
    if (std::ranges::find(keys, key(node)) != keys.end()) continue;
    if (out.size() > 1) out.push_back(',');
    // From the key's opening quote to the last character of the value, a string's closing quote included.
    const std::uint32_t end = node.end + (node.kind == JsonKind::string ? 1 : 0);
    out.append(slice(node.key_begin - 1, end));
  }
  return out.append("}");
}

std::string canonical_json(const json::object& object) {
  std::string out;
  append_object(out, object);
  return out;
}

}  // namespace ludice::net

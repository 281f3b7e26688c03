// Canonical JSON: either refused, or read to the one text that reads back as itself, the same by the fast and
// the slow way, every value of it within reach.
#include "fuzz/targets.hpp"
#include "net/canonical_json.hpp"
#include "net/canonical_rewrite.hpp"
#include "net/canonical_scan.hpp"

#include <cmath>
#include <string>

#include <boost/json.hpp>

namespace ludice::fuzz {
namespace {

namespace json = boost::json;

/// Asks a value for everything; each kind gives only what it has.
void look_at(const net::JsonValue& value) {
  using enum net::JsonKind;
  const net::JsonKind kind = value.kind();
  require(value.boolean().has_value() == (kind == boolean), "a boolean of another kind");
  require(value.string().has_value() == (kind == string), "a string of another kind");
  require(!value.integer() || kind == integer, "an integer of another kind");
  require(!value.number() || kind == integer || kind == real, "a number of another kind");
  require(kind != real || std::isfinite(value.number().value()), "a real that is none");
  for (const net::JsonValue& element : value.elements()) look_at(element);
  for (const char* key : {"a", "b", "bet", "username", "timestamp"}) {
    const net::JsonValue member = value[key];
    require(kind == object || member.kind() == missing, "a member of something that has none");
    if (member.kind() != missing) look_at(member);
  }
}

/// A text of its own for strings, whose spelling the reader undoes.
void check_strings(const net::CanonicalObject& read) {
  boost::system::error_code error;
  const json::value parsed = json::parse(read.text(), error);
  require(!error, "canonical text that is no JSON");
  for (const json::key_value_pair& member : parsed.get_object()) {
    const std::string_view key(member.key());
    const bool plain =
        key.find_first_of("\"\\") == key.npos && net::scan_canonical("{\"" + std::string(key) + "\":1}");
    if (!plain || !member.value().is_string()) continue;
    require(read[key].string() == std::string_view(member.value().get_string()), "another string");
  }
}

bool is_finite(const json::value& value) {
  if (const auto* number = value.if_double()) return std::isfinite(*number);
  if (const auto* array = value.if_array()) {
    for (const json::value& element : *array) {
      if (!is_finite(element)) return false;
    }
  }
  if (const auto* object = value.if_object()) {
    for (const json::key_value_pair& member : *object) {
      if (!is_finite(member.value())) return false;
    }
  }
  return true;
}

/// What we write of any object is canonical.
void write_ours(std::string_view bytes) {
  boost::system::error_code error;
  const json::value parsed = json::parse(bytes, error);
  if (error || !parsed.is_object() || !is_finite(parsed)) return;
  const std::string text = net::canonical_json(parsed.get_object());
  const auto read = net::CanonicalObject::read(text);
  require(!read || read->text() == text, "an object of ours that is not canonical");
}

}  // namespace

void canonical_json(std::string_view bytes) {
  const auto read = net::CanonicalObject::read(std::string(bytes));
  const auto slow = net::rewrite_canonical(bytes);
  require(read.has_value() == slow.has_value(), "one way reads what the other refuses");
  write_ours(bytes);
  if (!read) {
    require(!read.error().reason.empty(), "a refusal without a reason");
    return;
  }
  require(read->text() == *slow, "two canonical forms");
  require(net::scan_canonical(read->text()).has_value(), "a canonical form that is not recognised");
  require(net::rewrite_canonical(read->text()) == read->text(), "a canonical form that changes");
  require(read->text_without({}) == read->text(), "nothing left out and yet another text");
  require(net::CanonicalObject::read(read->text_without({"a", "timestamp"})).has_value(),
          "broken by leaving members out");
  look_at(read->root());
  check_strings(*read);
  const net::JsonValue a = (*read)["a"];
  planted(a.kind() == net::JsonKind::integer && a.number() > 1e22);
}

}  // namespace ludice::fuzz

// The checks, in the vocabulary of the description: types, fields, required, enum, limits.
#include "telegram/api_schema.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>

namespace ludice::telegram {
namespace {

namespace json = boost::json;
using Faults = ApiSchema::Faults;

constexpr std::string_view kArrayOf = "Array of ";

std::string fault(const std::string& place, const std::string& what) {
  return place.empty() ? what : place + ": " + what;
}

void append(Faults& faults, const Faults& more) {
  faults.insert(faults.end(), more.begin(), more.end());
}

std::string joined(const std::string& place, std::string_view field) {
  return place.empty() ? std::string(field) : place + "." + std::string(field);
}

const json::array& fields_of(const json::object& definition) {
  static const json::array kNone;
  const json::value* fields = definition.if_contains("fields");
  return fields == nullptr ? kNone : fields->as_array();
}

bool is_scalar(std::string_view type) {
  return type == "Integer" || type == "Float" || type == "String" || type == "Boolean" || type == "True";
}

bool scalar_matches(std::string_view type, const json::value& value) {
  if (type == "Integer") return value.is_int64() || value.is_uint64();
  if (type == "Float") return value.is_number();
  if (type == "String") return value.is_string();
  if (type == "True") return value.is_bool() && value.get_bool();
  return value.is_bool();
}

std::int64_t characters(std::string_view utf8) {
  return std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

/// What a limit of this name measures in the value; nothing where it does not apply.
std::optional<std::int64_t> measured(std::string_view limit, const json::value& value) {
  if (limit == "min" || limit == "max") {
    return value.is_int64() ? std::optional(value.get_int64()) : std::nullopt;
  }
  if (limit == "max_items") {
    return value.is_array() ? std::optional(std::int64_t(value.get_array().size())) : std::nullopt;
  }
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.get_string();
  return limit.ends_with("_bytes") ? std::int64_t(text.size()) : characters(text);
}

Faults check_limits(const json::object& limits, const json::value& value, const std::string& place) {
  Faults faults;
  for (const auto& [name, bound] : limits) {
    const std::string_view limit = name;
    if (limit == "pattern") {
      const std::regex pattern(std::string(bound.as_string()));
      const bool fits = value.is_string() && std::regex_match(std::string(value.get_string()), pattern);
      if (!fits) faults.push_back(fault(place, "does not match its pattern"));
      continue;
    }
    const auto measure = measured(limit, value);
    if (!measure) continue;
    const bool fits = limit.starts_with("min") ? *measure >= bound.as_int64() : *measure <= bound.as_int64();
    if (!fits) faults.push_back(fault(place, std::to_string(*measure) + " breaks " + std::string(limit)));
  }
  return faults;
}

json::value read_description() {
  std::ifstream file(LUDICE_TEST_DATA "/telegram-api.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return json::parse(text);
}

}  // namespace

const ApiSchema& ApiSchema::of_telegram() {
  static const ApiSchema schema(read_description());
  return schema;
}

Faults ApiSchema::check_call(std::string_view method, const json::value& parameters) const {
  const json::object* definition = find("methods", method);
  if (definition == nullptr) return {"no method " + std::string(method)};
  return check_fields(*definition, parameters, "");
}

Faults ApiSchema::check_result(std::string_view method, const json::value& result) const {
  const json::object* definition = find("methods", method);
  if (definition == nullptr) return {"no method " + std::string(method)};
  return check_any(definition->at("returns").as_array(), result, "");
}

Faults ApiSchema::check_object(std::string_view type, const json::value& value) const {
  return check_type(type, value, "");
}

const json::object* ApiSchema::find(std::string_view group, std::string_view name) const {
  const json::value* found = description_.as_object().at(group).as_object().if_contains(name);
  return found == nullptr ? nullptr : &found->as_object();
}

/// One of several types must fit; the faults are those of the type that comes nearest.
Faults ApiSchema::check_any(const json::array& types, const json::value& value,
                            const std::string& place) const {
  std::optional<Faults> fewest;
  for (const json::value& type : types) {
    Faults faults = check_type(type.as_string(), value, place);
    if (faults.empty()) return {};
    if (!fewest || faults.size() < fewest->size()) fewest = std::move(faults);
  }
  return fewest.value_or(Faults{fault(place, "no type fits")});
}

Faults ApiSchema::check_type(std::string_view type, const json::value& value,
                             const std::string& place) const {
  if (type.starts_with(kArrayOf)) return check_array(type.substr(kArrayOf.size()), value, place);
  if (is_scalar(type)) {
    return scalar_matches(type, value) ? Faults{} : Faults{fault(place, "not of type " + std::string(type))};
  }
  const json::object* definition = find("types", type);
  if (definition == nullptr) return {fault(place, "no type " + std::string(type))};
  if (const json::value* subtypes = definition->if_contains("subtypes")) {
    return check_any(subtypes->as_array(), value, place);
  }
  return check_fields(*definition, value, place);
}

Faults ApiSchema::check_array(std::string_view type, const json::value& value,
                              const std::string& place) const {
  if (!value.is_array()) return {fault(place, "not an array")};
  Faults faults;
  for (std::size_t i = 0; i < value.get_array().size(); ++i) {
    append(faults, check_type(type, value.get_array()[i], place + "[" + std::to_string(i) + "]"));
  }
  return faults;
}

Faults ApiSchema::check_fields(const json::object& definition, const json::value& value,
                               const std::string& place) const {
  if (!value.is_object()) return {fault(place, "not an object")};
  Faults faults;
  std::vector<std::string_view> known;
  for (const json::value& item : fields_of(definition)) {
    const json::object& field = item.as_object();
    known.push_back(field.at("name").as_string());
    const std::string inner = joined(place, known.back());
    const json::value* found = value.get_object().if_contains(known.back());
    if (found != nullptr) {
      append(faults, check_field(field, *found, inner));
    } else if (field.at("required").as_bool()) {
      faults.push_back(fault(inner, "missing"));
    }
  }
  for (const auto& [name, unused] : value.get_object()) {
    if (std::ranges::find(known, std::string_view(name)) == known.end()) {
      faults.push_back(fault(joined(place, name), "unknown"));
    }
  }
  return faults;
}

Faults ApiSchema::check_field(const json::object& field, const json::value& value,
                              const std::string& place) const {
  Faults faults = check_any(field.at("types").as_array(), value, place);
  if (const json::value* values = field.if_contains("enum")) {
    const json::array& allowed = values->as_array();
    if (std::ranges::find(allowed, value) == allowed.end()) {
      faults.push_back(fault(place, "none of its values"));
    }
  }
  if (const json::value* limits = field.if_contains("limits")) {
    append(faults, check_limits(limits->as_object(), value, place));
  }
  return faults;
}

}  // namespace ludice::telegram

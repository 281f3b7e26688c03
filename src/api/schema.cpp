// Schemas as text.
#include "api/schema.hpp"

#include "api/json_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ludice::api {
namespace {

std::string quoted(std::string_view text) {
  return JsonWriter().value(text).take();
}

}  // namespace

std::string Schema::text(std::string_view more) const {
  std::string members;
  if (!type.empty() && nullable) members += fmt::format(R"(,"type":["{}","null"])", type);
  if (!type.empty() && !nullable) members += fmt::format(R"(,"type":"{}")", type);
  if (!choices.empty()) {
    members += fmt::format(R"(,"enum":[{}{}])", fmt::join(choices, ","), nullable ? ",null" : "");
  }
  members.append(rest).append(more);
  return "{" + members.substr(members.empty() ? 0 : 1) + "}";
}

std::string Property::text() const {
  std::string more;
  if (!description.empty()) more += R"(,"description":)" + quoted(description);
  if (!example.empty()) more += fmt::format(R"(,"examples":[{}])", example);
  return schema.text(more);
}

namespace schema {

Schema integer(std::int64_t min, std::int64_t max) {
  return {.type = "integer", .rest = fmt::format(R"(,"minimum":{},"maximum":{})", min, max)};
}

Schema boolean() {
  return {.type = "boolean"};
}

Schema text(std::size_t min, std::size_t max) {
  return {.type = "string", .rest = fmt::format(R"(,"minLength":{},"maxLength":{})", min, max)};
}

Schema id() {
  return {.type = "string",
          .rest = R"(,"minLength":13,"maxLength":13,"pattern":"^[0-7][0-9A-HJKMNP-TV-Z]{12}$")"};
}

Schema words(std::initializer_list<std::string_view> words) {
  return schema::words(std::vector(words));
}

Schema words(const std::vector<std::string_view>& words) {
  Schema schema{.type = "string"};
  for (const std::string_view word : words) schema.choices.push_back(quoted(word));
  return schema;
}

Schema list_of(const Schema& element) {
  return {.type = "array", .rest = R"(,"items":)" + element.text()};
}

Schema list_of(const Schema& element, std::size_t max_count) {
  Schema list = list_of(element);
  list.rest += fmt::format(R"(,"maxItems":{})", max_count);
  return list;
}

Schema object_of(const std::vector<Property>& properties) {
  JsonWriter members;
  JsonWriter required;
  members.open_object();
  required.open_array();
  bool some_required = false;
  for (const Property& property : properties) {
    members.key(property.name).raw(property.text());
    if (property.required) required.value(property.name);
    some_required = some_required || property.required;
  }
  Schema object{.type = "object", .rest = R"(,"properties":)" + members.close_object().take()};
  if (some_required) object.rest += R"(,"required":)" + required.close_array().take();
  return object;
}

Schema map_of(const Schema& element) {
  return {.type = "object", .rest = R"(,"additionalProperties":)" + element.text()};
}

Schema or_null(Schema schema) {
  schema.nullable = true;
  return schema;
}

}  // namespace schema
}  // namespace ludice::api

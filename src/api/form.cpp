// What forms of all commands have in common.
#include "api/form.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ludice::api {

Schema Outline::schema() const {
  Schema schema = schema::object_of(fields);
  if (!rules.empty()) schema.rest += fmt::format(R"(,"allOf":[{}])", fmt::join(rules, ","));
  return schema;
}

void take_faults(std::string_view member, Invalid inner, Invalid& outer) {
  for (auto& [name, what] : inner) outer.emplace_back(fmt::format("{}.{}", member, name), std::move(what));
}

Property property(std::string_view name, Schema schema, About about, bool required) {
  schema.nullable = !required;
  return {std::string(name), std::move(schema), about.description, std::string(about.example), required};
}

}  // namespace ludice::api

// Parameters of a query.
#include "api/query_object.hpp"

#include "api/json_writer.hpp"
#include "net/url.hpp"

namespace ludice::api {

std::optional<net::CanonicalObject> query_object(std::string_view query) {
  const std::optional<net::Parameters> parameters = net::parse_query(query);
  if (!parameters) return std::nullopt;
  JsonWriter json;
  json.open_object();
  for (const auto& [name, value] : *parameters) json.member(name, value);
  // Reading it back refuses what is not UTF-8, and names that come twice.
  auto object = net::CanonicalObject::read(json.close_object().take());
  return object ? std::optional(std::move(*object)) : std::nullopt;
}

}  // namespace ludice::api

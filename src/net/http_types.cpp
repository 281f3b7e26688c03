// HTTP requests and answers as plain values.
#include "net/http_types.hpp"

#include "net/ascii.hpp"

#include <algorithm>

namespace ludice::net {

std::string_view HttpFields::get(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (equals_ignoring_case(key, name)) {
      return value;
    }
  }
  return {};
}

bool HttpFields::has(std::string_view name) const {
  return count(name) > 0;
}

std::size_t HttpFields::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(), [&](const auto& field) {
    return equals_ignoring_case(field.first, name);
  }));
}

void HttpFields::set(std::string name, std::string value) {
  std::erase_if(fields_, [&](const auto& field) { return equals_ignoring_case(field.first, name); });
  add(std::move(name), std::move(value));
}

void HttpFields::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

std::string_view HttpRequest::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view HttpRequest::query() const {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

}  // namespace ludice::net

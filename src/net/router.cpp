// Which handler a method and a path belong to.
#include "net/router.hpp"

#include "base/assert.hpp"

#include <utility>

namespace ludice::net {

void Router::add(const std::string& method, const std::string& path, HttpHandler handler) {
  const bool prefix = path.ends_with("/*");
  auto& methods = prefix ? prefixes_[path.substr(0, path.size() - 1)] : exact_[path];
  const bool added = methods.emplace(method, std::move(handler)).second;
  LUDICE_ASSERT(added);
}

Route Router::find(std::string_view method, std::string_view path) const {
  Route route;
  const Methods* methods = methods_of(path);
  if (methods == nullptr) {
    return route;
  }
  auto found = methods->find(method);
  if (found == methods->end() && method == "HEAD") {
    found = methods->find("GET");
  }
  if (found != methods->end()) {
    route.handler = &found->second;
    return route;
  }
  for (const auto& entry : *methods) {
    route.allowed.push_back(entry.first);
    if (entry.first == "GET" && !methods->contains("HEAD")) {
      route.allowed.emplace_back("HEAD");
    }
  }
  return route;
}

const Router::Methods* Router::methods_of(std::string_view path) const {
  if (const auto exact = exact_.find(path); exact != exact_.end()) {
    return &exact->second;
  }
  for (auto end = path.rfind('/'); end != std::string_view::npos; end = path.substr(0, end).rfind('/')) {
    if (const auto prefix = prefixes_.find(path.substr(0, end + 1)); prefix != prefixes_.end()) {
      return &prefix->second;
    }
  }
  return nullptr;
}

std::string allow_header(const Route& route) {
  std::string text;
  for (const auto& method : route.allowed) {
    text += (text.empty() ? "" : ", ") + method;
  }
  return text;
}

}  // namespace ludice::net

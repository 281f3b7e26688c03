// Which handler a method and a path belong to; tells an unknown path from a method that is not for it.
#pragma once

#include "net/http_server.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::net {

struct Route {
  const HttpHandler* handler = nullptr;  ///< lives as long as the router
  std::vector<std::string> allowed;      ///< without a handler: the path's methods; none: the path is unknown
};

/// Built once, then only read.
class Router {
 public:
  /// A path is matched as it is sent, not decoded. One that ends in "/*" stands for all that begin like it
  /// and have no path of their own; the longest wins. Each method and path once.
  void add(const std::string& method, const std::string& path, HttpHandler handler);

  /// HEAD is answered where GET is.
  Route find(std::string_view method, std::string_view path) const;

 private:
  using Methods = std::map<std::string, HttpHandler, std::less<>>;
  const Methods* methods_of(std::string_view path) const;

  std::map<std::string, Methods, std::less<>> exact_;
  std::map<std::string, Methods, std::less<>> prefixes_;
};

/// "GET, HEAD": as the Allow header of a 405 has it.
std::string allow_header(const Route& route);

}  // namespace ludice::net

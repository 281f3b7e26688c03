// What the game API says about itself, unsigned: /openapi.json, and /docs, a page inside the program that
// reads it and asks nobody else.
#pragma once

#include "net/http_types.hpp"

#include <map>
#include <string>
#include <string_view>

namespace ludice::api {

class Documents {
 public:
  Documents() = default;
  /// `openapi` is the document of openapi.hpp.
  explicit Documents(std::string openapi);

  bool has(std::string_view path) const { return documents_.contains(path); }

  /// To a GET or HEAD of a path there is.
  net::HttpResponse answer(const net::HttpRequest& request) const;

 private:
  struct Document {
    std::string_view type;
    std::string content;
    std::string tag;  ///< as the ETag header has it
  };
  void add(std::string path, std::string_view type, std::string content);

  std::map<std::string, Document, std::less<>> documents_;
};

}  // namespace ludice::api

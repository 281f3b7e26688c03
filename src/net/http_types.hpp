// HTTP requests and answers as plain values; nothing of Beast shows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ludice::net {

/// Header fields in their order; names compare without regard to case.
class HttpFields {
 public:
  /// The first value, or an empty view.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  void set(std::string name, std::string value);
  void add(std::string name, std::string value);
  void reserve(std::size_t fields) { fields_.reserve(fields); }
  std::size_t size() const { return fields_.size(); }

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct HttpRequest {
  std::string method;
  std::string target;  ///< as sent: path and query
  HttpFields fields;
  std::string body;
  std::string remote_address;  ///< the peer's address without port, as text; empty in requests we make

  std::string_view path() const;   ///< target up to '?', not decoded
  std::string_view query() const;  ///< target behind '?', not decoded
};

/// For the log line of whoever serves a request: such as which player and game it was about.
using LogNotes = std::vector<std::pair<std::string_view, std::string>>;

struct HttpResponse {
  int status = 200;  ///< 0, from a handler of a server: the connection is cut without an answer
  HttpFields fields;
  std::string body;
  LogNotes notes = {};  ///< not sent
};

/// Something outside failed, or its deadline passed. Whether the other side acted is unknown unless
/// `nothing_sent` holds.
class HttpUnavailable : public std::runtime_error {
 public:
  explicit HttpUnavailable(const std::string& what, bool nothing_was_sent = false)
      : std::runtime_error(what), nothing_sent(nothing_was_sent) {}
  bool nothing_sent;
};

}  // namespace ludice::net

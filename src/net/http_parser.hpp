// HTTP/1.1 messages out of bytes, without IO: bytes go in as they come, a message comes out when it is whole.
// Framing that two readers could understand differently (two lengths, unknown codings) is refused.
#pragma once

#include "net/http_types.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace ludice::net {

struct ParseLimits {
  std::size_t header_bytes;
  std::size_t body_bytes;
};

enum class ParseState {
  start,    ///< nothing of the message has been seen
  header,   ///< within the start line or the fields
  body,     ///< the header is known, the body is not whole
  done,     ///< a whole message: take it
  refused,  ///< no message will come of these bytes: see refusal()
};

/// Why a request was refused, as the status that says so.
struct ParseRefusal {
  int status = 400;  ///< 400, 413 or 431
  std::string_view reason;
};

/// One request after another from one connection.
class RequestParser {
 public:
  explicit RequestParser(ParseLimits limits);
  RequestParser(RequestParser&&) noexcept;
  ~RequestParser();

  /// Reads from the front of `bytes` until the request is whole, refused or the bytes do not suffice; returns
  /// how many were used. What was not used must be offered again, with more behind it.
  std::size_t feed(std::string_view bytes);

  ParseState state() const;
  ParseRefusal refusal() const;

  /// Of a request refused with 413: all but its body.
  HttpRequest take_head();

  /// From state `body` on: the peer waits for "100 Continue" before it sends the body.
  bool expects_continue() const;

  /// The whole request, in state `done`; the parser is then ready for the next.
  struct Parsed {
    HttpRequest request;
    bool keep_alive = false;
    bool http_1_0 = false;
  };
  Parsed take();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// One answer after another. Interim answers (1xx) are skipped.
class ResponseParser {
 public:
  explicit ResponseParser(ParseLimits limits);
  ~ResponseParser();

  /// Before an answer: the request was a HEAD, so no body follows whatever the header says.
  void expect_no_body();

  std::size_t feed(std::string_view bytes);

  /// The peer has closed its side: ends an answer that has no length of its own, refuses any other.
  void feed_end();

  ParseState state() const;
  std::string_view refusal() const;

  struct Parsed {
    HttpResponse response;
    bool keep_alive = false;
  };
  Parsed take();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ludice::net

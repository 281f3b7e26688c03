// HTTP/1.1 messages as bytes.
#pragma once

#include "net/http_types.hpp"

#include <string>
#include <string_view>

namespace ludice::net {

/// What the request and the connection ask of an answer.
struct AnswerFraming {
  bool keep_alive = true;
  bool http_1_0 = false;  ///< the peer: it must be told that the connection stays
  bool head = false;      ///< the length of the body is told, the body is not sent
};

/// Appends the answer. Content-Length and Connection are set here; the answer's own Content-Length,
/// Connection and Transfer-Encoding fields are left out. Throws std::invalid_argument where a field or the
/// status cannot be sent (line breaks, say); `out` is then as it was.
void append_response(std::string& out, const HttpResponse& response, AnswerFraming framing);

/// Appends the request with `host` as its Host and `prefix` before its target. Same rules.
void append_request(std::string& out, const HttpRequest& request, std::string_view host,
                    std::string_view prefix);

}  // namespace ludice::net

// Start line, fields, length, body: written into one buffer, checked on the way.
#include "net/http_writer.hpp"

#include "net/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace ludice::net {

namespace {

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Status";
  }
}

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_visible(std::string_view text, bool blanks_too) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    const auto code = static_cast<unsigned char>(c);
    return (code > 0x20 && code != 0x7f) || (blanks_too && (c == ' ' || c == '\t'));
  });
}

void require(bool holds, const char* what) {
  if (!holds) {
    throw std::invalid_argument(what);
  }
}

bool is_framing(std::string_view name) {
  return equals_ignoring_case(name, "Content-Length") || equals_ignoring_case(name, "Connection") ||
         equals_ignoring_case(name, "Transfer-Encoding");
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  require(is_token(name), "a header field's name is no token");
  require(is_visible(value, true), "a header field's value has control characters");
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_number(std::string& out, std::size_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_length(std::string& out, std::size_t length) {
  out.append("Content-Length: ");
  append_number(out, length);
  out.append("\r\n");
}

/// Cuts `out` back to what it was where the message turns out to be impossible.
class Rollback {
 public:
  explicit Rollback(std::string& out) : out_(out), size_(out.size()) {}
  Rollback(const Rollback&) = delete;
  Rollback& operator=(const Rollback&) = delete;
  ~Rollback() {
    if (!kept_) {
      out_.resize(size_);
    }
  }
  void keep() { kept_ = true; }

 private:
  std::string& out_;
  std::size_t size_;
  bool kept_ = false;
};

}  // namespace

void append_response(std::string& out, const HttpResponse& response, AnswerFraming framing) {
  Rollback rollback(out);
  require(response.status >= 200 && response.status <= 599, "an answer's status is from 200 to 599");
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(response.status));
  out.append(" ").append(reason_phrase(response.status)).append("\r\n");
  for (const auto& [name, value] : response.fields) {
    if (!is_framing(name)) {
      append_field(out, name, value);
    }
  }
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!bodiless) {
    append_length(out, response.body.size());
  }
  if (!framing.keep_alive) {
    out.append("Connection: close\r\n");
  } else if (framing.http_1_0) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n");
  if (!bodiless && !framing.head) {
    out.append(response.body);
  }
  rollback.keep();
}

void append_request(std::string& out, const HttpRequest& request, std::string_view host,
                    std::string_view prefix) {
  Rollback rollback(out);
  require(is_token(request.method), "a request's method is no token");
  require(request.target.starts_with('/') && is_visible(request.target, false),
          "a request's target is no path");
  out.append(request.method).append(" ").append(prefix).append(request.target).append(" HTTP/1.1\r\n");
  append_field(out, "Host", host);
  for (const auto& [name, value] : request.fields) {
    if (!is_framing(name) && !equals_ignoring_case(name, "Host") &&
        !equals_ignoring_case(name, "User-Agent")) {
      append_field(out, name, value);
    }
  }
  append_field(out, "User-Agent", "Ludice");
  const bool may_lack_body = request.method == "GET" || request.method == "HEAD";
  if (!request.body.empty() || !may_lack_body) {
    append_length(out, request.body.size());
  }
  out.append("\r\n").append(request.body);
  rollback.keep();
}

}  // namespace ludice::net

// Beast's push parser feeds plain values; what it lets pass and we do not is checked in finish_header.
#include "net/http_parser.hpp"

#include "base/assert.hpp"
#include "net/ascii.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <boost/beast/http/basic_parser.hpp>

namespace ludice::net {

namespace http = boost::beast::http;

namespace {

using ErrorCode = boost::beast::error_code;
using Text = boost::beast::string_view;

constexpr std::size_t kUsualFields = 12;
constexpr std::size_t kLeastLastChunk = 5;  // Beast 1.81 asserts so many when it looks at "0\r\n" again
constexpr std::uint64_t kReservedBody = 16 * 1024;  // more grows as it comes, not as it is announced

/// The values of one message, collected while Beast walks over it.
template <bool is_request>
class Collector final : public http::basic_parser<is_request> {
 public:
  Collector(ParseLimits limits, bool no_body) : header_room_(limits.header_bytes) {
    this->header_limit(static_cast<std::uint32_t>(
        std::min<std::size_t>(limits.header_bytes, std::numeric_limits<std::uint32_t>::max())));
    this->body_limit(limits.body_bytes);
    this->eager(true);
    this->skip(no_body);
    fields.reserve(kUsualFields);
  }

  std::string method;
  std::string target;
  std::string authority;  // of a target in absolute form
  int status = 0;
  bool http_1_0 = false;
  HttpFields fields;
  std::string body;

 private:
  void on_request_impl(http::verb, Text the_method, Text the_target, int version, ErrorCode& error) override {
    http_1_0 = version == 10;
    method = the_method;
    take_room(the_method.size() + the_target.size() + 12, error);
    if (!set_target(the_target)) {
      error = http::error::bad_target;
    }
  }

  void on_response_impl(int code, Text reason, int version, ErrorCode& error) override {
    http_1_0 = version == 10;
    status = code;
    take_room(reason.size() + 15, error);
  }

  void on_field_impl(http::field, Text name, Text value, ErrorCode& error) override {
    take_room(name.size() + value.size() + 4, error);
    if (!header_whole_) {  // fields behind a chunked body are dropped: nobody may slip a header in there
      fields.add(std::string(name), std::string(value));
    }
  }

  void on_header_impl(ErrorCode& error) override {
    header_whole_ = true;
    take_room(2, error);  // the blank line
    const bool coded = fields.has("Transfer-Encoding");
    if (coded && (http_1_0 || fields.count("Transfer-Encoding") > 1 ||
                  !equals_ignoring_case(fields.get("Transfer-Encoding"), "chunked"))) {
      error = http::error::bad_transfer_encoding;
    }
    if (fields.count("Content-Length") > 1 ||
        fields.get("Content-Length").find_first_not_of("0123456789") != std::string_view::npos) {
      error = http::error::bad_content_length;
    }
    if constexpr (is_request) {
      const std::size_t hosts = fields.count("Host");
      if (hosts > 1 || (hosts == 0 && !http_1_0)) {
        error = http::error::bad_value;
      }
      if (!authority.empty()) {
        fields.set("Host", authority);
      }
    }
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override {
    body.reserve(std::min(length.value_or(0), kReservedBody));
  }

  std::size_t on_body_impl(Text bytes, ErrorCode&) override {
    body.append(bytes);
    return bytes.size();
  }

  void on_chunk_header_impl(std::uint64_t, Text, ErrorCode&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, ErrorCode&) override {
    body.append(bytes);
    return bytes.size();
  }

  void on_finish_impl(ErrorCode&) override {}

  void take_room(std::size_t bytes, ErrorCode& error) {
    if (bytes > header_room_) {
      error = http::error::header_limit;
      return;
    }
    header_room_ -= bytes;
  }

  /// Origin form stays, absolute form loses its origin; anything else is refused.
  bool set_target(std::string_view text) {
    if (text.find('#') != std::string_view::npos) {
      return false;
    }
    if (text.starts_with('/') || (text == "*" && method == "OPTIONS")) {
      target = text;
      return true;
    }
    const auto scheme_end = text.find("://");
    const auto scheme = text.substr(0, std::min(scheme_end, text.size()));
    if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https")) {
      return false;
    }
    const auto rest = text.substr(scheme_end + 3);
    const auto path = std::min(rest.find_first_of("/?"), rest.size());
    authority = rest.substr(0, path);
    target = rest.substr(path);
    if (!target.starts_with('/')) {
      target.insert(0, "/");
    }
    return !authority.empty() && authority.find('@') == std::string::npos;
  }

  std::size_t header_room_;
  bool header_whole_ = false;
};

/// What requests and answers have in common: one Collector after another.
template <bool is_request>
class Reader {
 public:
  explicit Reader(ParseLimits limits) : limits_(limits) { next(); }

  std::size_t feed(std::string_view bytes) {
    std::size_t used = 0;
    if (state_ == ParseState::start && is_request && !blank_line_skipped_ && bytes.starts_with("\r\n")) {
      used = 2;  // left over behind a body by some old clients
      blank_line_skipped_ = true;
    }
    const bool only_cr = state_ == ParseState::start && bytes.substr(used) == "\r";
    if (used == bytes.size() || only_cr || state_ == ParseState::done || state_ == ParseState::refused) {
      return used;
    }
    const auto rest = bytes.substr(used);
    if (state_ == ParseState::body && message->chunked() && rest.size() < kLeastLastChunk &&
        rest.starts_with("0\r\n")) {
      return used;
    }
    ErrorCode error;
    used += message->put(boost::asio::const_buffer(rest.data(), rest.size()), error);
    if (error && error != http::error::need_more) {
      refuse(error);
    } else if (message->is_done()) {
      state_ = ParseState::done;
    } else {
      state_ = message->is_header_done() ? ParseState::body : ParseState::header;
    }
    return used;
  }

  void feed_end() {
    ErrorCode error = http::error::partial_message;
    if (state_ == ParseState::body) {
      message->put_eof(error);
    }
    if (error) {
      refuse(error);
    } else {
      state_ = ParseState::done;
    }
  }

  void next(bool no_body = false) {
    message.emplace(limits_, no_body);
    state_ = ParseState::start;
    blank_line_skipped_ = false;
  }

  void refuse(ErrorCode error) {
    state_ = ParseState::refused;
    refusal_.status = error == http::error::header_limit ? 431 : error == http::error::body_limit ? 413 : 400;
    reason_ = error.message();
    refusal_.reason = reason_;
  }

  ParseState state() const { return state_; }
  ParseRefusal refusal() const { return refusal_; }

  std::optional<Collector<is_request>> message;

 private:
  ParseLimits limits_;
  ParseState state_ = ParseState::start;
  bool blank_line_skipped_ = false;
  ParseRefusal refusal_;
  std::string reason_;
};

}  // namespace

class RequestParser::Impl : public Reader<true> {
 public:
  using Reader::Reader;
};

RequestParser::RequestParser(ParseLimits limits) : impl_(std::make_unique<Impl>(limits)) {}
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view bytes) {
  return impl_->feed(bytes);
}

ParseState RequestParser::state() const {
  return impl_->state();
}

ParseRefusal RequestParser::refusal() const {
  return impl_->refusal();
}

HttpRequest RequestParser::take_head() {
  LUDICE_ASSERT(impl_->state() == ParseState::refused && impl_->refusal().status == 413);
  auto& message = *impl_->message;
  HttpRequest head;
  head.method = std::move(message.method);
  head.target = std::move(message.target);
  head.fields = std::move(message.fields);
  return head;
}

bool RequestParser::expects_continue() const {
  const auto& message = *impl_->message;
  return !message.http_1_0 && equals_ignoring_case(message.fields.get("Expect"), "100-continue");
}

RequestParser::Parsed RequestParser::take() {
  LUDICE_ASSERT(impl_->state() == ParseState::done);
  auto& message = *impl_->message;
  Parsed parsed;
  parsed.keep_alive = message.keep_alive();
  parsed.http_1_0 = message.http_1_0;
  parsed.request.method = std::move(message.method);
  parsed.request.target = std::move(message.target);
  parsed.request.fields = std::move(message.fields);
  parsed.request.body = std::move(message.body);
  impl_->next();
  return parsed;
}

class ResponseParser::Impl : public Reader<false> {
 public:
  using Reader::Reader;
  bool no_body = false;
};

ResponseParser::ResponseParser(ParseLimits limits) : impl_(std::make_unique<Impl>(limits)) {}
ResponseParser::~ResponseParser() = default;

void ResponseParser::expect_no_body() {
  impl_->no_body = true;
  impl_->next(true);
}

std::size_t ResponseParser::feed(std::string_view bytes) {
  std::size_t used = impl_->feed(bytes);
  while (impl_->state() == ParseState::done && impl_->message->status / 100 == 1) {
    if (impl_->message->status == 101) {
      impl_->refuse(http::error::bad_status);  // we never ask for another protocol
      break;
    }
    impl_->next(impl_->no_body);
    used += impl_->feed(bytes.substr(used));
  }
  return used;
}

void ResponseParser::feed_end() {
  impl_->feed_end();
}

ParseState ResponseParser::state() const {
  return impl_->state();
}

std::string_view ResponseParser::refusal() const {
  return impl_->refusal().reason;
}

ResponseParser::Parsed ResponseParser::take() {
  LUDICE_ASSERT(impl_->state() == ParseState::done);
  auto& message = *impl_->message;
  Parsed parsed;
  parsed.keep_alive = message.keep_alive();
  parsed.response.status = message.status;
  parsed.response.fields = std::move(message.fields);
  parsed.response.body = std::move(message.body);
  impl_->no_body = false;
  impl_->next();
  return parsed;
}

}  // namespace ludice::net

// Parse what is there, read only when it does not suffice, answer with one write. Deadlines by phase: waiting
// for a request, its header, its body, the answer's way out.
#include "net/http_connection.hpp"

#include "base/log.hpp"
#include "net/ascii.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace ludice::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// How long a peer may go on sending after it was told that the connection ends, before it is cut. Closed at
/// once with bytes unread, the system would take the answer back with a reset.
constexpr Millis kLinger{2'000};

constexpr std::size_t kKeptAnswerBytes = 64 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

Millis resolution_for(const HttpServerLimits& limits) {
  const Millis shortest = std::min(std::min(limits.header_timeout, limits.body_timeout),
                                   std::min(limits.idle_timeout, limits.write_timeout));
  return std::clamp(shortest / 4, Millis(5), Millis(500));
}

std::string address_of(const tcp::socket& socket) {
  boost::system::error_code gone;
  auto address = socket.remote_endpoint(gone).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return gone ? std::string() : address.to_string();
}

}  // namespace

HttpShared::HttpShared(asio::any_io_executor executor, HttpHandler the_handler, ServerErrors the_errors,
                       HttpServerLimits the_limits)
    : handler(std::move(the_handler)),
      errors(std::move(the_errors)),
      limits(the_limits),
      watch(std::move(executor), resolution_for(the_limits)) {}

HttpResponse HttpShared::refusal(const HttpRequest& head, int status, std::string_view reason) const {
  try {
    return errors(head, status, reason);
  } catch (const std::exception& exception) {
    log::error("error_answer_failed", {{"status", status}, {"error", exception.what()}});
  }
  HttpResponse plain;
  plain.status = status;
  return plain;
}

HttpConnection::HttpConnection(std::shared_ptr<HttpShared> shared, tcp::socket socket)
    : shared_(std::move(shared)),
      socket_(std::move(socket)),
      deadline_(shared_->watch, socket_),
      remote_address_(address_of(socket_)),
      parser_(ParseLimits{shared_->limits.header_bytes, shared_->limits.body_bytes}),
      in_(shared_->limits.header_bytes) {
  boost::system::error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  place_ = shared_->connections.insert(shared_->connections.end(), this);
}

HttpConnection::~HttpConnection() {
  shared_->connections.erase(place_);
  shared_->turned_away -= turned_away_ ? 1 : 0;
}

async::Task<> HttpConnection::serve() {
  while (keep_) {
    const Read read = parse() ? Read::request : co_await read_request();
    if (read == Read::closed) {
      co_return;
    }
    if (read == Read::refused) {
      co_await refuse();
      co_return;
    }
    auto parsed = parser_.take();
    co_await answer(std::move(parsed));
    const bool written = co_await write();
    if (!written) {
      co_return;
    }
  }
  co_await close(!in_.empty() || socket_.available(error_) > 0);
}

async::Task<> HttpConnection::turn_away() {
  turned_away_ = true;
  ++shared_->turned_away;
  refusal_ = ParseRefusal{503, "too many connections"};
  co_await refuse();
}

void HttpConnection::stop_idling() {
  if (idle_) {
    boost::system::error_code ignored;
    socket_.cancel(ignored);
  }
}

/// Takes what is in the buffer; whether the request is whole.
bool HttpConnection::parse() {
  in_.consume(parser_.feed(in_.bytes()));
  return parser_.state() == ParseState::done;
}

async::Task<HttpConnection::Read> HttpConnection::read_request() {
  in_.shrink();
  ParseState phase = ParseState::done;
  bool continue_sent = false;
  while (!parse()) {
    if (parser_.state() == ParseState::refused) {
      refusal_ = parser_.refusal();
      co_return Read::refused;
    }
    if (in_.full()) {
      co_return parser_.state() == ParseState::body ? refused(400, "a chunk's header is too long")
                                                    : refused(431, "the header is too long");
    }
    if (parser_.state() != phase) {
      phase = parser_.state();
      set_deadline(phase);
    }
    if (phase == ParseState::body && !continue_sent && in_.empty() && parser_.expects_continue()) {
      continue_sent = true;
      co_await send_continue();
    }
    const std::size_t read = co_await read_some();
    if (read == 0) {
      co_return after_failed_read();
    }
  }
  co_return Read::request;
}

void HttpConnection::set_deadline(ParseState phase) {
  const auto& limits = shared_->limits;
  deadline_.set(phase == ParseState::start    ? limits.idle_timeout
                : phase == ParseState::header ? limits.header_timeout
                                              : limits.body_timeout);
}

/// 0 with error_ set: the peer closed, the deadline passed, or the server drains.
async::Task<std::size_t> HttpConnection::read_some() {
  idle_ = parser_.state() == ParseState::start && in_.empty();
  std::size_t read = 0;
  if (deadline_.passed()) {
    error_ = asio::error::operation_aborted;
  } else if (!idle_ || !shared_->draining) {
    read = co_await socket_.async_read_some(in_.prepare(), asio::redirect_error(asio::use_awaitable, error_));
  }
  if (idle_ && shared_->draining && read == 0) {
    read = socket_.read_some(in_.prepare(), error_);  // a request that had arrived already is answered
  }
  idle_ = false;
  in_.commit(read);
  co_return read;
}

HttpConnection::Read HttpConnection::after_failed_read() {
  const bool begun = parser_.state() != ParseState::start || !in_.empty();
  if (begun && deadline_.passed()) {
    return refused(408, "the request did not come in time");
  }
  if (begun && error_ == asio::error::eof) {
    return refused(400, "the request was cut short");
  }
  return Read::closed;
}

HttpConnection::Read HttpConnection::refused(int status, std::string_view reason) {
  refusal_ = ParseRefusal{status, reason};
  return Read::refused;
}

async::Task<> HttpConnection::send_continue() {
  co_await asio::async_write(socket_, asio::buffer(kContinue),
                             asio::redirect_error(asio::use_awaitable, error_));
}

async::Task<> HttpConnection::answer(RequestParser::Parsed parsed) {
  AnswerFraming framing;
  framing.http_1_0 = parsed.http_1_0;
  framing.head = parsed.request.method == "HEAD";
  deadline_.lift();
  parsed.request.remote_address = remote_address_;
  HttpResponse response = co_await handled(std::move(parsed.request));
  framing.keep_alive = parsed.keep_alive && !shared_->draining &&
                       !equals_ignoring_case(response.fields.get("Connection"), "close");
  keep_ = framing.keep_alive && response.status != 0;
  if (response.status == 0) {
    socket_.shutdown(tcp::socket::shutdown_both, error_);
  } else {
    serialise(std::move(response), framing);
  }
}

async::Task<HttpResponse> HttpConnection::handled(HttpRequest request) {
  try {
    co_return co_await shared_->handler(std::move(request));
  } catch (const std::exception& exception) {
    log::error("request_failed", {{"error", exception.what()}});
  }
  co_return shared_->refusal({}, 503, "the request could not be handled");
}

void HttpConnection::serialise(HttpResponse response, AnswerFraming framing) {
  try {
    append_response(out_, response, framing);
  } catch (const std::invalid_argument& impossible) {
    log::error("impossible_answer", {{"error", impossible.what()}});
    HttpResponse plain;
    plain.status = 503;
    append_response(out_, plain, framing);
  }
}

/// Sends out_; most answers fit into the socket at once, without waiting for it.
async::Task<bool> HttpConnection::write() {
  std::size_t sent = socket_.write_some(asio::buffer(out_), error_);
  if (error_ == asio::error::would_block || (!error_ && sent < out_.size())) {
    deadline_.set(shared_->limits.write_timeout);
    const auto rest = asio::buffer(out_) + sent;
    co_await asio::async_write(socket_, rest, asio::redirect_error(asio::use_awaitable, error_));
  }
  out_.clear();
  if (out_.capacity() > kKeptAnswerBytes) {
    out_.shrink_to_fit();
  }
  co_return !error_;
}

async::Task<> HttpConnection::refuse() {
  AnswerFraming framing;
  framing.keep_alive = false;
  HttpRequest head;
  if (refusal_.status == 413) {
    head = parser_.take_head();
    head.remote_address = remote_address_;
    framing.head = head.method == "HEAD";
  }
  serialise(shared_->refusal(head, refusal_.status, refusal_.reason), framing);
  const bool written = co_await write();
  if (written) {
    co_await close(true);
  }
}

/// Ends our side; a peer that is still sending is listened to for a moment, so that it can read the answer.
async::Task<> HttpConnection::close(bool peer_may_be_sending) {
  socket_.shutdown(tcp::socket::shutdown_send, error_);
  std::array<char, 4096> unread;
  deadline_.set(std::min(kLinger, shared_->limits.write_timeout));
  while (peer_may_be_sending && !error_ && !deadline_.passed()) {
    co_await socket_.async_read_some(asio::buffer(unread), asio::redirect_error(asio::use_awaitable, error_));
  }
}

async::Task<> serve_connection(std::shared_ptr<HttpShared> shared, tcp::socket socket) {
  HttpConnection connection(std::move(shared), std::move(socket));
  co_await connection.serve();
}

async::Task<> turn_connection_away(std::shared_ptr<HttpShared> shared, tcp::socket socket) {
  HttpConnection connection(std::move(shared), std::move(socket));
  co_await connection.turn_away();
}

}  // namespace ludice::net

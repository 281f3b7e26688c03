// One connection of the HTTP server, from its first byte to its close, in one coroutine.
#pragma once

#include "async/task.hpp"
#include "net/deadline_watch.hpp"
#include "net/http_parser.hpp"
#include "net/http_server.hpp"
#include "net/http_writer.hpp"
#include "net/read_buffer.hpp"

#include <list>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>

namespace ludice::net {

class HttpConnection;

/// What all connections of a server share. It lives as long as the last of them.
struct HttpShared {
  HttpShared(boost::asio::any_io_executor executor, HttpHandler the_handler, ServerErrors the_errors,
             HttpServerLimits the_limits);

  HttpHandler handler;
  ServerErrors errors;
  HttpServerLimits limits;
  DeadlineWatch watch;
  std::list<HttpConnection*> connections;
  std::size_t turned_away = 0;  ///< connections over the limit that are being told so
  bool draining = false;
  bool abandoned = false;  ///< the server died undrained, while an exception unwound the program

  /// The answer to what the server itself refuses; a plain one where `errors` fails.
  HttpResponse refusal(const HttpRequest& head, int status, std::string_view reason) const;
};

class HttpConnection {
 public:
  HttpConnection(std::shared_ptr<HttpShared> shared, boost::asio::ip::tcp::socket socket);
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection();

  /// Reads requests and answers them, in order, until either side ends the connection.
  async::Task<> serve();

  /// Answers 503 without reading and closes.
  async::Task<> turn_away();

  /// The server drains: a connection that waits for a request stops waiting.
  void stop_idling();

 private:
  enum class Read { request, refused, closed };

  async::Task<Read> read_request();
  async::Task<std::size_t> read_some();
  async::Task<> answer(RequestParser::Parsed parsed);
  async::Task<HttpResponse> handled(HttpRequest request);
  async::Task<> send_continue();
  async::Task<bool> write();
  async::Task<> refuse();
  async::Task<> close(bool peer_may_be_sending);

  bool parse();
  void set_deadline(ParseState phase);
  Read after_failed_read();
  Read refused(int status, std::string_view reason);
  void serialise(HttpResponse response, AnswerFraming framing);

  std::shared_ptr<HttpShared> shared_;
  boost::asio::ip::tcp::socket socket_;
  DeadlineWatch::Deadline deadline_;
  std::string remote_address_;
  RequestParser parser_;
  ReadBuffer in_;
  std::string out_;
  boost::system::error_code error_;  ///< of the last read or write
  ParseRefusal refusal_;
  bool idle_ = false;  ///< waiting for the first byte of a request
  bool turned_away_ = false;
  bool keep_ = true;  ///< the connection stays open behind the answer
  std::list<HttpConnection*>::iterator place_;
};

/// As coroutines that own what they serve, for a task group.
async::Task<> serve_connection(std::shared_ptr<HttpShared> shared, boost::asio::ip::tcp::socket socket);
async::Task<> turn_connection_away(std::shared_ptr<HttpShared> shared, boost::asio::ip::tcp::socket socket);

}  // namespace ludice::net

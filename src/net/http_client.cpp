// Requests over pooled connections. A permit bounds how many are open; the deadline covers everything from
// waiting for it to the answer's last byte.
#include "net/http_client.hpp"

#include "async/deadline.hpp"
#include "async/semaphore.hpp"
#include "net/client_stream.hpp"
#include "net/http_parser.hpp"
#include "net/http_writer.hpp"
#include "net/read_buffer.hpp"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace ludice::net {

namespace asio = boost::asio;
using boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;
using Stream = std::unique_ptr<ClientStream>;

namespace {

constexpr std::size_t kAnswerHeaderBytes = 64 * 1024;
constexpr std::size_t kReadBytes = 16 * 1024;

/// Connections that wait for their next request; the one used last is used first.
class IdleStreams {
 public:
  explicit IdleStreams(Millis timeout) : timeout_(timeout) {}

  /// Nothing where none is left that can be used.
  Stream take() {
    drop_old();
    while (!idle_.empty()) {
      Stream stream = std::move(idle_.back().stream);
      idle_.pop_back();
      if (stream->is_quiet()) {
        return stream;
      }
    }
    return nullptr;
  }

  void put(Stream stream) {
    drop_old();
    if (!closed_) {
      idle_.push_back(Idle{std::move(stream), SteadyClock::now()});
    }
  }

  void close() {
    closed_ = true;
    idle_.clear();
  }

 private:
  struct Idle {
    Stream stream;
    SteadyClock::time_point since;
  };

  void drop_old() {
    const auto oldest = SteadyClock::now() - timeout_;
    std::erase_if(idle_, [&](const Idle& idle) { return idle.since <= oldest; });
  }

  Millis timeout_;
  bool closed_ = false;
  std::vector<Idle> idle_;  // by age: the oldest first
};

/// What requests that run need, also where the client has died meanwhile.
struct Core {
  Core(asio::any_io_executor executor, const Origin& the_origin, const HttpClientOptions& the_options)
      : origin(the_origin),
        options(the_options),
        connector(executor, the_origin, the_options.trusted_ca_pem),
        permits(executor, the_options.max_connections),
        idle(the_options.idle_timeout) {}

  Origin origin;
  HttpClientOptions options;
  Connector connector;
  async::Semaphore permits;
  IdleStreams idle;
};

/// How far one attempt on one connection came.
struct Attempt {
  std::optional<HttpResponse> response;
  bool reusable = false;
  bool answer_begun = false;
  std::string failure;  ///< where there is no response
};

/// One request on its way: what is to be sent and whether any of it has been.
struct Errand {
  std::string bytes;
  bool head = false;
  bool idempotent = false;
  bool nothing_sent = true;
};

void throw_if_cancelled(const error_code& error) {
  if (error == asio::error::operation_aborted) {
    throw boost::system::system_error(error);
  }
}

async::Task<error_code> send_bytes(ClientStream& stream, Errand& errand) {
  const bool before = std::exchange(errand.nothing_sent, false);  // from here on nobody can be sure
  error_code error;
  const std::size_t sent = co_await stream.write(errand.bytes, error);
  throw_if_cancelled(error);
  if (error && sent == 0) {
    errand.nothing_sent = before;
  }
  co_return error;
}

async::Task<Attempt> attempt(const Core& core, ClientStream& stream, Errand& errand) {
  Attempt outcome;
  const error_code send_error = co_await send_bytes(stream, errand);
  ResponseParser parser(ParseLimits{kAnswerHeaderBytes, core.options.max_answer_bytes});
  ReadBuffer in(kAnswerHeaderBytes, kReadBytes);
  if (errand.head) {
    parser.expect_no_body();
  }
  // Read also where sending failed: who refuses a long request may have answered before taking all of it.
  error_code error;
  while (parser.state() != ParseState::done && parser.state() != ParseState::refused && !in.full()) {
    const std::size_t read = co_await stream.read_some(in.prepare(), error);
    throw_if_cancelled(error);
    in.commit(read);
    outcome.answer_begun = outcome.answer_begun || read > 0;
    if (error) {
      break;
    }
    in.consume(parser.feed(in.bytes()));
  }
  if (error == asio::error::eof && parser.state() == ParseState::body) {
    parser.feed_end();
  }
  if (parser.state() == ParseState::done) {
    auto parsed = parser.take();
    outcome.reusable = parsed.keep_alive && !error && !send_error && in.empty();
    outcome.response = std::move(parsed.response);
  } else if (parser.state() == ParseState::refused || !error) {
    outcome.failure = "the answer cannot be read: " + std::string(parser.refusal());
  } else {
    outcome.failure = "the connection broke: " + (send_error ? send_error : error).message();
  }
  co_return outcome;
}

/// On the pool's freshest connection; nothing where there is none, or where it turned out to be dead and the
/// request may be sent once more.
async::Task<std::optional<HttpResponse>> on_used_connection(Core& core, Errand& errand) {
  Stream stream = core.idle.take();
  if (!stream) {
    co_return std::nullopt;
  }
  Attempt outcome = co_await attempt(core, *stream, errand);
  if (outcome.reusable) {
    core.idle.put(std::move(stream));
  }
  const bool once_more = !outcome.answer_begun && (errand.nothing_sent || errand.idempotent);
  if (!outcome.response && !once_more) {
    throw HttpUnavailable(outcome.failure, errand.nothing_sent);
  }
  co_return std::move(outcome.response);
}

async::Task<HttpResponse> on_new_connection(Core& core, Errand& errand) {
  Stream stream = co_await core.connector.connect();
  Attempt outcome = co_await attempt(core, *stream, errand);
  if (outcome.reusable) {
    core.idle.put(std::move(stream));
  }
  if (!outcome.response) {
    throw HttpUnavailable(outcome.failure, errand.nothing_sent);
  }
  co_return std::move(*outcome.response);
}

async::Task<HttpResponse> run(Core& core, Errand& errand) {
  const auto permit = co_await core.permits.acquire();
  auto response = co_await on_used_connection(core, errand);
  if (response) {
    co_return std::move(*response);
  }
  co_return co_await on_new_connection(core, errand);
}

class Client final : public HttpClient {
 public:
  explicit Client(std::shared_ptr<Core> core) : core_(std::move(core)) {}
  ~Client() override { core_->idle.close(); }

  async::Task<HttpResponse> send(HttpRequest request, Millis deadline, bool idempotent) override {
    return send_over(core_, std::move(request), deadline, idempotent);
  }

  void close() override { core_->idle.close(); }

 private:
  static async::Task<HttpResponse> send_over(std::shared_ptr<Core> core, HttpRequest request, Millis deadline,
                                             bool idempotent) {
    Errand errand;
    append_request(errand.bytes, request, core->origin.authority(), core->origin.prefix);
    errand.head = request.method == "HEAD";
    errand.idempotent = idempotent;
    try {
      auto running = run(*core, errand);
      co_return co_await async::with_deadline(std::move(running), deadline);
    } catch (const async::DeadlineExceeded&) {
      throw HttpUnavailable("no answer within the deadline", errand.nothing_sent);
    } catch (const boost::system::system_error& error) {
      throw_if_cancelled(error.code());
      throw HttpUnavailable("no connection: " + error.code().message(), errand.nothing_sent);
    }
  }

  std::shared_ptr<Core> core_;
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client(asio::any_io_executor executor, const std::string& origin,
                                             HttpClientOptions options) {
  const auto parsed = parse_origin(origin);
  if (!parsed) {
    throw std::invalid_argument("no http or https URL: \"" + origin + "\"");
  }
  return std::make_unique<Client>(std::make_shared<Core>(std::move(executor), *parsed, options));
}

}  // namespace ludice::net

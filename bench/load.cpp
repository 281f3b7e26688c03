// Plain sockets and callbacks, so that the driver takes as little of the machine as it can.
#include "load.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

namespace ludice::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Steady = std::chrono::steady_clock;
using boost::system::error_code;

constexpr int kUnavailable = 503;
constexpr std::chrono::milliseconds kPauseAfterLoss{20};
constexpr std::chrono::minutes kAnswerLimit{1};  // with an answer
constexpr std::chrono::seconds kLookEvery{1};    // for one that does not come

std::size_t content_length(std::string_view headers) {
  static constexpr std::string_view kName = "content-length:";
  const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == b; };
  const auto found = std::ranges::search(headers, kName, same);
  if (found.empty()) throw std::runtime_error("an answer without a length");
  auto* from = found.end();
  while (from != headers.end() && *from == ' ') ++from;
  std::size_t length = 0;
  std::from_chars(from, headers.data() + headers.size(), length);
  return length;
}

class Connection {
 public:
  Connection(asio::io_context& context, std::uint16_t port, Script& script, Load& load)
      : server_(asio::ip::address_v4::loopback(), port),
        socket_(context),
        timer_(context),
        script_(script),
        load_(load) {
    socket_.connect(server_);
    socket_.set_option(tcp::no_delay(true));
  }

  void send_next() {
    if (!script_.next(request_)) return;
    sent_at_ = Steady::now();
    waits_ = true;
    asio::async_write(socket_, asio::buffer(request_), [this](const error_code& error, std::size_t) {
      if (error) return connect_again(error);
      received_.clear();
      receive();
    });
  }

  void require_patience() const {
    if (waits_ && Steady::now() - sent_at_ > kAnswerLimit) throw std::runtime_error("an answer did not come");
  }

 private:
  void lose(const std::string& why, void (Connection::*then)()) {
    waits_ = false;
    script_.lost(why);
    timer_.expires_after(kPauseAfterLoss);
    timer_.async_wait([this, then](const error_code&) { (this->*then)(); });
  }

  void connect_again(const error_code& failed) {
    lose("a connection failed: " + failed.message(), &Connection::connect);
  }

  void connect() {
    error_code error;
    socket_.close(error);
    socket_.connect(server_, error);
    if (error) return connect_again(error);
    socket_.set_option(tcp::no_delay(true));
    send_next();
  }

  void receive() {
    socket_.async_read_some(asio::buffer(chunk_), [this](const error_code& error, std::size_t size) {
      if (error) return connect_again(error);
      received_.append(chunk_.data(), size);
      if (!is_complete()) return receive();
      finish();
    });
  }

  bool is_complete() {
    const std::size_t end = received_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    body_at_ = end + 4;
    return received_.size() >= body_at_ + content_length(std::string_view(received_).substr(0, end));
  }

  void finish() {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - sent_at_);
    load_.latencies_us.push_back(static_cast<std::uint32_t>(took.count()));
    waits_ = false;
    int status = 0;
    // "HTTP/1.1 200 OK"
    std::from_chars(received_.data() + 9, received_.data() + 12, status);
    const auto body = std::string_view(received_).substr(body_at_);
    if (status == kUnavailable) return lose("503 " + std::string(body), &Connection::send_next);
    script_.answered(status, body);
    send_next();
  }

  const tcp::endpoint server_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  Script& script_;
  Load& load_;
  std::string request_;
  std::string received_;
  std::size_t body_at_ = 0;
  std::array<char, 4096> chunk_{};
  Steady::time_point sent_at_;
  bool waits_ = false;  ///< for an answer
};

}  // namespace

void Script::lost(const std::string& why) {
  throw std::runtime_error(why);
}

std::chrono::duration<double, std::milli> Load::percentile(double share) const {
  if (latencies_us.empty()) return {};
  const auto last = static_cast<double>(latencies_us.size() - 1);
  return std::chrono::microseconds(latencies_us[static_cast<std::size_t>(share * last)]);
}

Load run_load(const std::vector<std::uint16_t>& ports, const std::vector<std::unique_ptr<Script>>& scripts) {
  asio::io_context context{1};
  Load load;
  std::vector<std::unique_ptr<Connection>> connections;
  for (const auto& script : scripts) {
    const std::uint16_t port = ports[connections.size() % ports.size()];
    connections.push_back(std::make_unique<Connection>(context, port, *script, load));
  }
  const auto start = Steady::now();
  for (const auto& connection : connections) connection->send_next();
  while (!context.stopped()) {
    context.run_for(kLookEvery);
    for (const auto& connection : connections) connection->require_patience();
  }
  load.took = Steady::now() - start;
  std::ranges::sort(load.latencies_us);
  return load;
}

}  // namespace ludice::bench

// Blocking sockets for tests.
#include "net/loopback.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

namespace ludice::net::testing {

namespace {

constexpr int kPatienceSeconds = 20;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int listen_on_loopback() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(0);
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, 64) != 0) {
    throw std::runtime_error("cannot listen");
  }
  return listener;
}

std::uint16_t port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

std::size_t announced_length(std::string_view header) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const auto at = header.find(kName);
  return at == std::string_view::npos ? 0 : std::stoul(std::string(header.substr(at + kName.size(), 20)));
}

}  // namespace

Peer Peer::connect(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(port);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket);
    throw std::runtime_error("cannot connect");
  }
  return Peer(socket);
}

Peer::Peer(int socket) : socket_(socket) {
  const timeval patience{kPatienceSeconds, 0};
  const int on = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Peer::Peer(Peer&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}

Peer::~Peer() {
  if (socket_ >= 0) {
    ::close(socket_);
  }
}

bool Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Peer::dribble(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    send(bytes.substr(i, 1));
  }
}

void Peer::finish_sending() {
  ::shutdown(socket_, SHUT_WR);
}

void Peer::abort() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

bool Peer::receive() {
  char bytes[65536];
  const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    ADD_FAILURE() << "nothing came in " << kPatienceSeconds << " seconds";
  }
  if (count > 0) {
    received_.append(bytes, static_cast<std::size_t>(count));
  }
  return count > 0;
}

std::string Peer::read(std::size_t size) {
  while (received_.size() < size && receive()) {
  }
  std::string taken = received_.substr(0, size);
  received_.erase(0, taken.size());
  return taken;
}

std::string Peer::read_message() {
  std::size_t header_end = received_.find("\r\n\r\n");
  while (header_end == std::string::npos && receive()) {
    header_end = received_.find("\r\n\r\n");
  }
  if (header_end == std::string::npos) {
    return std::exchange(received_, {});
  }
  const std::size_t header = header_end + 4;
  return read(header + announced_length(std::string_view(received_).substr(0, header)));
}

std::string Peer::read_to_end() {
  while (receive()) {
  }
  return std::exchange(received_, {});
}

bool Peer::is_closed_by_peer() {
  return read_to_end().empty();
}

ScriptedServer::ScriptedServer(std::vector<Script> scripts)
    : listener_(listen_on_loopback()), port_(port_of(listener_)) {
  thread_ = std::jthread([listener = listener_, scripts = std::move(scripts)] {
    for (const auto& script : scripts) {
      const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) {
        return;
      }
      Peer peer(socket);
      script(peer);
    }
  });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::string ScriptedServer::origin() const {
  return "http://127.0.0.1:" + std::to_string(port_);
}

std::string answer_with(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::uint16_t closed_port() {
  const int listener = listen_on_loopback();
  const auto port = port_of(listener);
  ::close(listener);
  return port;
}

}  // namespace ludice::net::testing

// A thread for each connection, which looks now and then whether the proxy closes.
#include "support/cutting_proxy.hpp"

#include <array>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace ludice::test {
namespace {

constexpr int kLook_ms = 20;
constexpr const char* kSocket = "/.s.PGSQL.5432";

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("a path too long for a socket");
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

bool send_all(int to, const char* data, ssize_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(to, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= sent;
  }
  return true;
}

}  // namespace

CuttingProxy::CuttingProxy(const std::string& url) {
  const std::size_t host = url.find("host=") + 5;
  server_ = url.substr(host) + kSocket;
  url_ = url.substr(0, host) + folder_.path().string();
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(folder_.path().string() + kSocket);
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 64) != 0) {
    throw std::runtime_error("no socket for the proxy");
  }
  acceptor_ = std::thread([this] { accept_all(); });
}

CuttingProxy::~CuttingProxy() {
  closing_ = true;
  acceptor_.join();
  for (std::thread& carrier : carriers_) carrier.join();
  ::close(listener_);
}

void CuttingProxy::accept_all() {
  while (!closing_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, kLook_ms) <= 0) continue;
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    const std::lock_guard lock(mutex_);
    carriers_.emplace_back([this, client] { carry(client); });
  }
}

int CuttingProxy::connect() const {
  const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(server_);
  if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return server;
  ::close(server);
  return -1;
}

void CuttingProxy::carry(int client) {
  const int server = connect();
  std::array<char, 65'536> buffer;
  bool swallow = false;
  while (server >= 0 && !closing_) {
    std::array<pollfd, 2> ends{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    if (::poll(ends.data(), ends.size(), kLook_ms) <= 0) continue;
    if (ends[0].revents != 0) {
      const ssize_t size = ::recv(client, buffer.data(), buffer.size(), 0);
      if (size <= 0) break;
      const std::string_view said(buffer.data(), static_cast<std::size_t>(size));
      const bool commits = said.find("COMMIT") != std::string_view::npos;
      const Cut cut = commits ? cut_.exchange(Cut::nothing) : Cut::nothing;
      if (cut == Cut::before) break;
      swallow = swallow || cut == Cut::after;
      if (!send_all(server, buffer.data(), size)) break;
    }
    if (ends[1].revents != 0) {
      const ssize_t size = ::recv(server, buffer.data(), buffer.size(), 0);
      if (size <= 0 || swallow || !send_all(client, buffer.data(), size)) break;
    }
  }
  ::close(client);
  if (server >= 0) ::close(server);
}

}  // namespace ludice::test

// Starts `redis-server` on a port that was free a moment ago, and ends it by its pid.
#include "support/redis_server.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ludice::test {
namespace {

constexpr Millis kPatience{10'000};
constexpr int kMostTries = 500;

std::uint16_t free_port() {
  const int found = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  const bool good = found >= 0 && ::bind(found, raw, size) == 0 && ::getsockname(found, raw, &size) == 0;
  ::close(found);
  if (!good) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

}  // namespace

RedisServer::RedisServer() : port_(free_port()) {
  start();
}

RedisServer::~RedisServer() {
  kill();
}

redis::Address RedisServer::address() const {
  redis::Address address;
  address.port = port_;
  return address;
}

redis::Reply RedisServer::ask(const redis::Words& words) const {
  return redis::Connection(address(), kPatience).call(words);
}

void RedisServer::kill() {
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
  child_ = -1;
}

void RedisServer::start() {
  const std::string port = std::to_string(port_);
  child_ = ::fork();
  if (child_ < 0) throw std::runtime_error("no process for Redis");
  if (child_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, STDOUT_FILENO);
    ::execlp("redis-server", "redis-server", "--port", port.c_str(), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no", "--enable-debug-command", "yes", nullptr);
    ::_exit(127);
  }
  for (int tries = 0;; ++tries) {
    try {
      if (ask({"PING"}).text == "PONG") return;
    } catch (const redis::Unavailable& failure) {
      const bool has_ended = ::waitpid(child_, nullptr, WNOHANG) != 0;
      if (has_ended || tries == kMostTries)
        throw std::runtime_error(std::string("redis-server does not start: ") + failure.what());
    }
    ::usleep(20'000);
  }
}

}  // namespace ludice::test

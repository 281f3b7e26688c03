// Starts `redis-server` on a port that was free a moment ago, and ends it by its pid.
#include "support/redis_server.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <netinet/in.h>
#include <random>
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
constexpr int kMostPorts = 5;

struct HasEnded : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Whether nobody has it.
bool is_free(std::uint16_t port) {
  const int tried = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const bool free = tried >= 0 && ::bind(tried, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(tried);
  return free;
}

/// Below those that the system gives to connections going out: one of them could have it while its server is
/// away.
std::uint16_t free_port() {
  std::random_device random;
  std::uniform_int_distribution<int> ports(16'000, 31'999);
  for (int tries = 0; tries < kMostTries; ++tries) {
    const auto port = static_cast<std::uint16_t>(ports(random));
    if (is_free(port)) return port;
  }
  throw std::runtime_error("no free port");
}

}  // namespace

RedisServer::RedisServer() {
  for (int tries = 0;; ++tries) {
    port_ = free_port();
    try {
      start();
      return;
    } catch (const HasEnded&) {
      if (tries == kMostPorts) throw;  // no matter of a port that somebody else has taken meanwhile
    }
  }
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
  // Somebody else's may have taken the port.
  const std::string own = "process_id:" + std::to_string(child_) + "\r";
  std::string why = "another one has its port";
  for (int tries = 0;; ++tries) {
    try {
      if (ask({"INFO", "server"}).text.find(own) != std::string::npos) return;
    } catch (const redis::Unavailable& failure) {
      why = failure.what();
    }
    if (::waitpid(child_, nullptr, WNOHANG) != 0) {
      child_ = -1;
      throw HasEnded("redis-server does not start: " + why);
    }
    if (tries == kMostTries) throw std::runtime_error("redis-server does not answer: " + why);
    ::usleep(20'000);
  }
}

}  // namespace ludice::test

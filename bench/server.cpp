// Processes, folders and ports of the measured program.
#include "server.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace ludice::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{20};

std::string loopback(std::uint16_t port) {
  return "127.0.0.1:" + std::to_string(port);
}

/// Different ones, free a moment ago. They lie below those that the system gives to connections going out:
/// one of them could have it while the program is away.
std::array<std::uint16_t, 3> free_ports() {
  std::random_device chance;
  std::uniform_int_distribution<int> any(16'000, 31'999);
  asio::io_context context;
  std::array<std::uint16_t, 3> ports{};
  std::vector<tcp::acceptor> held;
  while (held.size() < ports.size()) {
    tcp::acceptor acceptor(context, tcp::v4());
    boost::system::error_code taken;
    const auto port = static_cast<std::uint16_t>(any(chance));
    acceptor.bind({asio::ip::address_v4::loopback(), port}, taken);
    if (taken) continue;
    ports.at(held.size()) = port;
    held.push_back(std::move(acceptor));
  }
  return ports;
}

std::filesystem::path make_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "ludice-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the benchmark");
  return pattern;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// True where GET /health/ready answers 200.
bool is_ready(std::uint16_t port) {
  asio::io_context context;
  tcp::socket socket(context);
  boost::system::error_code error;
  socket.connect({asio::ip::address_v4::loopback(), port}, error);
  if (error) return false;
  const std::string request = "GET /health/ready HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n";
  asio::write(socket, asio::buffer(request), error);
  std::string answer(12, '\0');
  asio::read(socket, asio::buffer(answer), error);
  return !error && answer == "HTTP/1.1 200";
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

}  // namespace

Server::Server(std::string program, const std::string& database, const std::string& redis,
               std::int64_t welcome_points)
    : program_(std::move(program)), folder_(make_folder()) {
  const auto ports = free_ports();
  api_port_ = ports[0];
  balance_port_ = ports[1];
  ops_port_ = ports[2];
  environment_ = {
      "SECRET_KEY=" + std::string(kSecretKey),
      "DATABASE_URL=" + (database.empty() ? "sqlite:" + (folder_ / "ludice.db").string() : database),
      "LUDICE_API_LISTEN=" + loopback(api_port_),
      "LUDICE_BALANCE_LISTEN=" + loopback(balance_port_),
      "LUDICE_OPS_LISTEN=" + loopback(ops_port_),
      "LUDICE_IP_LIMIT=0",
      "REDIS_URL=" + redis,
      redis.empty() ? "LUDICE_USER_LIMIT=0" : "LUDICE_USER_LIMIT=1000000/second",
      "LUDICE_LOG_FORMAT=json",
      "LUDICE_WELCOME_POINTS=" + std::to_string(welcome_points),
  };
  // Of a program that a sanitizer looks at.
  for (const std::string name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE"}) {
    if (const char* value = std::getenv(name.c_str())) environment_.push_back(name + "=" + value);
  }
  start();
}

Server::~Server() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Server::start() {
  const auto began = Steady::now();
  child_ = spawn({program_, "serve", "--roles", "api,balance"}, "server.log");
  wait_until_ready();
  start_to_ready_ = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - began);
}

void Server::kill() const {
  ::kill(child_, SIGKILL);
}

void Server::restart() {
  stop();
  start();
}

std::int64_t Server::resident_KiB() const {
  std::ifstream status("/proc/" + std::to_string(child_) + "/status");
  for (std::string word; status >> word;) {
    std::int64_t value = 0;
    if (word == "VmRSS:" && status >> value) return value;
  }
  return 0;
}

Millis Server::cpu_time() const {
  const std::string stat = read_file("/proc/" + std::to_string(child_) + "/stat");
  // Behind the name in brackets: state, then numbers; user and system time are the 12th and 13th of all.
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return Millis{0};
  std::istringstream fields(stat.substr(name_end + 1));
  std::vector<std::string> words{std::istream_iterator<std::string>(fields), {}};
  if (words.size() < 13) return Millis{0};
  const std::int64_t ticks = std::stoll(words[11]) + std::stoll(words[12]);
  return Millis(ticks * 1000 / ::sysconf(_SC_CLK_TCK));
}

int Server::audit() const {
  const pid_t auditor = spawn({program_, "audit"}, "audit.log");
  int status = 0;
  ::waitpid(auditor, &status, 0);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (code != 0) std::cerr << read_file(folder_ / "audit.log");
  return code;
}

pid_t Server::spawn(const std::vector<std::string>& arguments, const std::string& output) const {
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> envp = pointers(environment_);
  const std::string log = (folder_ / output).string();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process for " + program_);
  if (child > 0) return child;
  // Its own folder: a .env of the developer's must not be read.
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || ::chdir(folder_.c_str()) != 0) ::_exit(127);
  ::dup2(file, STDOUT_FILENO);
  ::dup2(file, STDERR_FILENO);
  ::execve(program_.c_str(), argv.data(), envp.data());
  ::_exit(127);
}

void Server::wait_until_ready() {
  const auto limit = Steady::now() + kPatience;
  while (!is_ready(ops_port_)) {
    int status = 0;
    const bool ended = ::waitpid(child_, &status, WNOHANG) == child_;
    if (ended) child_ = -1;
    if (ended || Steady::now() > limit) {
      const std::string said = read_file(folder_ / "server.log");
      stop();
      std::filesystem::remove_all(folder_);
      throw std::runtime_error("the server did not become ready:\n" + said);
    }
    std::this_thread::sleep_for(Millis{1});
  }
}

void Server::stop() {
  if (child_ < 0) return;
  ::kill(child_, SIGTERM);
  int status = 0;
  ::waitpid(child_, &status, 0);
  child_ = -1;
}

}  // namespace ludice::bench

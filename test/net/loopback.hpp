// Blocking sockets for tests of the HTTP server and client: a peer that does exactly what the test says.
// Every wait is bounded; what does not come in time fails the test.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace ludice::net::testing {

/// One end of a TCP connection.
class Peer {
 public:
  /// Connects to a port on loopback.
  static Peer connect(std::uint16_t port);
  explicit Peer(int socket);
  Peer(Peer&& other) noexcept;
  Peer& operator=(Peer&&) = delete;
  ~Peer();

  int socket() const { return socket_; }

  /// Sends all; whether the other side took it.
  bool send(std::string_view bytes);
  /// Sends byte by byte, each in a packet of its own.
  void dribble(std::string_view bytes);
  /// No more will be sent; answers are still read.
  void finish_sending();
  /// Closes with a reset.
  void abort();

  /// One answer to a request other than HEAD (framed by its Content-Length), or what came before the end.
  std::string read_message();
  /// The next `size` bytes, or what came before the end.
  std::string read(std::size_t size);
  /// Everything up to the end. A reset counts as the end.
  std::string read_to_end();
  /// Whether the other side has closed without a further byte.
  bool is_closed_by_peer();

 private:
  bool receive();
  int socket_;
  std::string received_;
};

/// Accepts connections on loopback, one after another, and lets a script deal with each.
class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;
  explicit ScriptedServer(std::vector<Script> scripts);
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer();

  std::uint16_t port() const { return port_; }
  std::string origin() const;

 private:
  int listener_;
  std::uint16_t port_;
  std::jthread thread_;
};

/// A whole answer with that body.
std::string answer_with(std::string_view body);

/// A port on loopback nobody listens on.
std::uint16_t closed_port();

}  // namespace ludice::net::testing

// A connection to a broker that accepts and says nothing, and a loop that has others to serve meanwhile.
#include "amqp/consumer.hpp"

#include "async/deadline.hpp"
#include "async/runner.hpp"
#include "async/task_group.hpp"
#include "base/assert.hpp"

#include <arpa/inet.h>
#include <array>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace ludice::amqp {
namespace {

class SilentBroker {
 public:
  SilentBroker() : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof any;
    auto* const address = reinterpret_cast<sockaddr*>(&any);
    LUDICE_ASSERT(bind(listener_, address, size) == 0 && listen(listener_, 1) == 0);
    LUDICE_ASSERT(getsockname(listener_, address, &size) == 0);
    place_.host = "127.0.0.1";
    place_.port = ntohs(any.sin_port);
  }
  SilentBroker(const SilentBroker&) = delete;
  SilentBroker& operator=(const SilentBroker&) = delete;
  ~SilentBroker() {
    hang_up();
    close(listener_);
  }

  const net::AmqpUrl& place() const { return place_; }
  void accept_one() {
    client_ = accept(listener_, nullptr, nullptr);
    LUDICE_ASSERT(client_ >= 0);
  }
  /// Whether the other side has closed the connection.
  bool was_left() const {
    std::array<char, 64> said{};
    ssize_t size = 1;
    while (size > 0) size = recv(client_, said.data(), said.size(), MSG_DONTWAIT);
    return size == 0;
  }
  void hang_up() {
    if (client_ >= 0) close(client_);
    client_ = -1;
  }

 private:
  int listener_;
  int client_ = -1;
  net::AmqpUrl place_;
};

async::Task<> stop(Consumer& consumer, bool& stopped) {
  co_await consumer.stop();
  stopped = true;
}

TEST(Consumer, one_that_waits_for_the_broker_s_first_word_is_stopped_at_once) {
  SilentBroker broker;
  SystemRandom random;
  async::Runner runner;
  auto consumer = std::make_unique<Consumer>(runner.executor(), broker.place(), no_metrics(), random);
  broker.accept_one();
  bool stopped = false;
  async::TaskGroup stopping(runner.executor());
  stopping.spawn("stop", stop(*consumer, stopped));
  runner.run(stopping.drain(Millis{4'000}));  // it would give up by itself after five seconds
  EXPECT_TRUE(stopped);
  EXPECT_TRUE(broker.was_left());
}

TEST(Consumer, one_that_pauses_between_two_tries_is_stopped_at_once) {
  SilentBroker broker;
  SystemRandom random;
  async::Runner runner;
  Consumer consumer(runner.executor(), broker.place(), no_metrics(), random);
  broker.accept_one();
  broker.hang_up();
  bool stopped = false;
  runner.run(stop(consumer, stopped));
  EXPECT_TRUE(stopped);
}

}  // namespace
}  // namespace ludice::amqp

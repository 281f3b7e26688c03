// A real Redis, a client of it, and a loop that waits for both.
#pragma once

#include "async/deadline.hpp"
#include "async/runner.hpp"
#include "redis/client.hpp"
#include "support/redis_server.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::redis {

class RedisTest : public ::testing::Test {
 protected:
  static constexpr Millis kPatience{5'000};

  ClientOptions options_for(std::string script = "return 7", Millis patience = kPatience) const {
    ClientOptions options;
    options.address = server_.address();
    options.use = "test";
    options.script = std::move(script);
    options.patience = patience;
    options.first_pause = Millis{20};
    options.longest_pause = Millis{50};
    return options;
  }

  /// Connected when it returns.
  std::unique_ptr<Client> connect(std::string script = "return 7", Millis patience = kPatience) {
    auto client = std::make_unique<Client>(options_for(std::move(script), patience), no_metrics());
    wait_until([&client] { return client->is_up(); });
    return client;
  }

  template <class Condition>
  void wait_until(Condition condition) {
    for (int tries = 0; !condition(); ++tries) {
      ASSERT_LT(tries, 3'000);
      runner_.run(async::sleep_for(Millis{10}));
    }
  }

  std::vector<Reply> run(Client& client, Words words, bool script = false) {
    std::vector<Command> commands;
    commands.push_back({std::move(words), script});
    return runner_.run(client.run(std::move(commands)));
  }

  std::string text(Words words) { return server_.ask(words).text; }

  test::RedisServer server_;
  async::Runner runner_;
};

}  // namespace ludice::redis

// Brings updates to bots that have set a webhook: one after the other for each bot, with the secret, again
// and again until the bot says 2xx, as Telegram does, only more hurried between two tries.
#pragma once

#include "async/task.hpp"
#include "async/task_group.hpp"
#include "net/http_client.hpp"
#include "sandbox/engine.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::sandbox {

class Webhooks {
 public:
  /// Begins at once. The engine must outlive it; stop() before it dies.
  Webhooks(boost::asio::any_io_executor executor, Engine& engine);

  /// Breaks off what is being brought: it is brought again after a restart.
  async::Task<> stop(Millis limit);

 private:
  using Steady = std::chrono::steady_clock;
  struct Way {
    std::string url;
    std::unique_ptr<net::HttpClient> client;
    std::string target;
    Steady::time_point not_before{};
    Millis pause{0};  ///< before the next try; 0: the last one went well
  };

  async::Task<> run();
  /// The first bot to which something can be brought now, or 0.
  std::int64_t due() const;
  async::Task<> bring(std::int64_t bot);
  async::Task<std::string> post(Way& way, std::string body, std::string secret);
  Way& way_to(const Bot& bot);

  boost::asio::any_io_executor executor_;
  Engine& engine_;
  std::map<std::int64_t, Way> ways_;  ///< by bot
  async::TaskGroup tasks_;
};

}  // namespace ludice::sandbox

// The transport under the bot's clients: exchanges that the simulation carries there and back, or loses on
// either way, late, in any order, also when the process that began them is gone.
#pragma once

#include "net/http_client.hpp"
#include "sim/world.hpp"

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ludice::sim {

class FaultyHttp final : public net::HttpClient {
 public:
  using Reply = std::function<void(net::HttpResponse)>;
  /// Serves one request, now or later; false where it waits for something, and is to be asked again.
  using Server = std::function<bool(const net::HttpRequest&, Reply)>;
  /// Sees a request when the bot lets go of it; `sent` says whether it can arrive.
  using Watch = std::function<void(const net::HttpRequest&, bool sent)>;

  FaultyHttp(World& world, std::string name, Server server, Watch watch)
      : world_(world), name_(std::move(name)), server_(std::move(server)), watch_(std::move(watch)) {}

  async::Task<net::HttpResponse> send(net::HttpRequest request, Millis deadline, bool idempotent) override;
  void close() override {}

  /// One exchange goes a step further.
  void step();
  /// Each of them.
  void step_all();
  bool is_quiet() const { return under_way_.empty() && answered_.empty(); }
  /// The other side died: what was on its way to it or back is cut.
  void cut_all();
  /// What the watch found wrong is thrown here, outside of the bot's coroutines, which catch everything.
  void rethrow();

 private:
  struct Exchange {
    net::HttpRequest request;
    bool idempotent = false;
    boost::asio::steady_timer* waiter = nullptr;  ///< of the coroutine that waits, while it does
    std::optional<net::HttpResponse> answer;      ///< once it has arrived
    bool cut = false;
    bool arrived = false;  ///< at its server, which may keep it waiting
  };
  using ExchangePtr = std::shared_ptr<Exchange>;
  struct Answered {
    ExchangePtr exchange;
    net::HttpResponse response;
  };
  struct Waiting;

  void carry(std::size_t at);
  void bring_back(std::size_t at);
  void cut(const ExchangePtr& exchange);
  bool strikes(int one_in, const char* fault);

  World& world_;
  const std::string name_;
  const Server server_;
  const Watch watch_;
  std::vector<ExchangePtr> under_way_;
  std::vector<Answered> answered_;  ///< on their way back
  std::exception_ptr found_;
};

}  // namespace ludice::sim

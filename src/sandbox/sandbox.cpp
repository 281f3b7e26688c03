// Engine, faces and server put together.
#include "sandbox/sandbox.hpp"

#include "net/http_server.hpp"
#include "sandbox/faces.hpp"
#include "sandbox/requests.hpp"
#include "sandbox/webhooks.hpp"

#include <stdexcept>

namespace ludice::sandbox {
namespace {

WorldOptions world_options(const SandboxOptions& options) {
  return {options.strict, options.seed, options.bot_name, options.bot_username,
          options.ton_wallet.value_or(made_up_ton_wallet())};
}

net::HttpResponse server_error(const net::HttpRequest&, int status, std::string_view reason) {
  json::object body{{"ok", false}, {"error_code", status}, {"description", reason}};
  return json_answer(status, body);
}

net::HttpServerLimits limits() {
  net::HttpServerLimits limits;
  limits.body_bytes = 1 << 20;
  return limits;
}

class SandboxImpl final : public Sandbox {
 public:
  SandboxImpl(boost::asio::any_io_executor executor, const SandboxOptions& options, const Clock& clock,
              Random& random)
      : engine_(executor, options.data_folder, options.fresh, clock, random, world_options(options)),
        faces_(engine_),
        server_(net::make_http_server(
            executor, options.listen,
            [this](net::HttpRequest request) { return faces_.handle(std::move(request)); }, server_error,
            limits())),
        webhooks_(executor, engine_) {
    if (options.bot_token.empty() || engine_.world().open_bot(options.bot_token)) return;
    throw std::runtime_error("its bot has another token");
  }

  std::uint16_t port() const override { return server_->port(); }

  async::Task<net::HttpResponse> handle(net::HttpRequest request) override {
    return faces_.handle(std::move(request));
  }

  async::Task<> drain(Millis limit) override {
    engine_.stop_waiting();
    co_await webhooks_.stop(limit);
    co_await server_->drain(limit);
  }

 private:
  Engine engine_;
  Faces faces_;
  std::unique_ptr<net::HttpServer> server_;
  Webhooks webhooks_;
};

}  // namespace

std::unique_ptr<Sandbox> make_sandbox(boost::asio::any_io_executor executor, SandboxOptions options,
                                      const Clock& clock, Random& random) {
  return std::make_unique<SandboxImpl>(executor, options, clock, random);
}

}  // namespace ludice::sandbox

// The Bot API over HTTP: /bot<TOKEN>/<method>, GET and POST, envelopes as Telegram's; long polling; and
// the faults that were asked for.
#pragma once

#include "net/http_types.hpp"
#include "sandbox/bot_calls.hpp"
#include "sandbox/engine.hpp"

#include <map>

namespace ludice::sandbox {

class BotFace {
 public:
  explicit BotFace(Engine& engine) : engine_(engine) {}

  static bool is_mine(std::string_view path) { return path.starts_with("/bot"); }

  async::Task<net::HttpResponse> handle(net::HttpRequest request);

 private:
  struct Call {
    Bot* bot;
    const Method* method;
    Params params;
    std::vector<std::string> unknown;
  };

  Api<Call> read_call(const net::HttpRequest& request);
  async::Task<Api<Reply>> run(const Call& call);
  async::Task<Api<Reply>> poll(const Call& call);
  void note(const Call& call, const Api<Reply>& answer, std::string_view fault);

  Engine& engine_;
  std::map<std::int64_t, std::int64_t> polls_;  ///< by bot: how many getUpdates came; the last one goes on
};

}  // namespace ludice::sandbox

// /sim/…: what drives the people of the sandbox, for the chat page, robots and tests. Loopback only.
#pragma once

#include "net/http_types.hpp"
#include "sandbox/engine.hpp"
#include "sandbox/params.hpp"
#include "sandbox/people.hpp"

namespace ludice::sandbox {

class SimFace {
 public:
  explicit SimFace(Engine& engine) : engine_(engine) {}

  static bool is_mine(std::string_view path) { return path.starts_with("/sim/"); }

  async::Task<net::HttpResponse> handle(net::HttpRequest request);

  /// The answer `{text, show_alert, url}` of the bot to that tap, or null where none came within 5 s.
  async::Task<json::value> await_answer(Tapped tapped);

 private:
  net::HttpResponse file(const Params& params);
  async::Task<net::HttpResponse> tap(json::object body);
  /// Waits until the bot has answered the pre-checkout, or its time is over.
  async::Task<net::HttpResponse> pay(json::object body);
  async::Task<net::HttpResponse> changes(net::HttpRequest request);

  Engine& engine_;
};

}  // namespace ludice::sandbox

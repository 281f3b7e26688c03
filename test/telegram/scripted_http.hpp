// An HttpClient whose answers are given beforehand, and which remembers what was asked.
#pragma once

#include "net/http_client.hpp"

#include <deque>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ludice::telegram {

class ScriptedHttp final : public net::HttpClient {
 public:
  struct Sent {
    net::HttpRequest request;
    Millis deadline;
    bool idempotent;
  };

  void answer(int status, std::string body) {
    script_.push_back(net::HttpResponse{.status = status, .fields = {}, .body = std::move(body)});
  }
  void answer(net::HttpResponse response) { script_.push_back(std::move(response)); }
  void fail(net::HttpUnavailable failure) { script_.push_back(std::move(failure)); }

  async::Task<net::HttpResponse> send(net::HttpRequest request, Millis deadline, bool idempotent) override {
    sent.push_back({std::move(request), deadline, idempotent});
    if (script_.empty()) throw net::HttpUnavailable("the script has ended");
    const auto next = std::move(script_.front());
    script_.pop_front();
    if (const auto* failure = std::get_if<net::HttpUnavailable>(&next)) throw *failure;
    co_return std::get<net::HttpResponse>(next);
  }
  void close() override {}

  std::vector<Sent> sent;

 private:
  std::deque<std::variant<net::HttpResponse, net::HttpUnavailable>> script_;
};

}  // namespace ludice::telegram

// Calls that wait, and what may come instead of an answer.
#include "sim/outside_line.hpp"

#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ludice::sim {

namespace asio = boost::asio;

async::Task<net::HttpResponse> OutsideLine::send(net::HttpRequest request, Millis, bool) {
  const CallPtr call = std::make_shared<Call>();
  call->request = std::move(request);
  auto initiation = [this, &call](auto handler) {
    auto executor = asio::get_associated_executor(handler);
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    call->resume = [shared, executor](const std::exception_ptr& failure) {
      asio::post(executor, [shared, failure] { (*shared)(failure); });
    };
    waiting_.push_back(call);
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(initiation,
                                                                                         asio::use_awaitable);
  co_return std::move(call->answer);
}

void OutsideLine::deliver() {
  if (waiting_.empty()) return;
  const auto at = dice_.between(0, static_cast<std::int64_t>(waiting_.size()) - 1);
  const CallPtr call = waiting_[static_cast<std::size_t>(at)];
  waiting_.erase(waiting_.begin() + at);
  const std::int64_t mood = dice_.between(1, 100);
  if (mood <= 5) {
    count("call lost");
    return lose(call);
  }
  if (mood <= 8) {
    count("calls limited");
    call->answer = {429, {}, R"({"ok":false,"error_code":429,"description":"Too Many Requests"})"};
    call->answer.fields.set("Retry-After", "3");
    return std::exchange(call->resume, nullptr)(nullptr);
  }
  if (mood <= 11) {
    count("a page instead of an answer");
    call->answer = {mood == 9 ? 200 : 502, {}, "<html><h1>Bad Gateway</h1></html>"};
    return std::exchange(call->resume, nullptr)(nullptr);
  }
  if (mood <= 18) {
    count("answer lost");
    server_(call->request);
    return lose(call);
  }
  if (mood <= 21) {
    count("half an answer");
    call->answer = server_(call->request);
    call->answer.body.resize(call->answer.body.size() / 2);
    return std::exchange(call->resume, nullptr)(nullptr);
  }
  arrive(call);
}

void OutsideLine::deliver_all() {
  for (const CallPtr& call : std::exchange(waiting_, {})) arrive(call);
}

void OutsideLine::arrive(const CallPtr& call) {
  call->answer = server_(call->request);
  std::exchange(call->resume, nullptr)(nullptr);
}

void OutsideLine::lose(const CallPtr& call) {
  const net::HttpUnavailable gone("no answer");
  std::exchange(call->resume, nullptr)(std::make_exception_ptr(gone));
}

void OutsideLine::drop_all() {
  for (const CallPtr& call : std::exchange(waiting_, {})) {
    if (!dice_.one_in(2)) continue;
    count("call arrives after its process");
    server_(call->request);
  }
}

}  // namespace ludice::sim

// Carrying, losing, repeating.
#include "sim/faulty_http.hpp"

#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ludice::sim {

namespace asio = boost::asio;

/// The place of a coroutine that waits for an exchange; the timer is its deadline.
struct FaultyHttp::Waiting {
  Waiting(const asio::any_io_executor& executor, Millis deadline, ExchangePtr its_exchange)
      : exchange(std::move(its_exchange)), timer(executor, deadline) {
    exchange->waiter = &timer;
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() { exchange->waiter = nullptr; }

  ExchangePtr exchange;
  asio::steady_timer timer;
};

async::Task<net::HttpResponse> FaultyHttp::send(net::HttpRequest request, Millis deadline, bool idempotent) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const bool sent = !strikes(30, "no connection");
  try {
    if (!world_.disk.is_dead()) watch_(request, sent);
  } catch (const Violation&) {
    if (!found_) found_ = std::current_exception();
  }
  if (!sent) throw net::HttpUnavailable("no connection", true);
  const auto exchange = std::make_shared<Exchange>();
  exchange->request = std::move(request);
  exchange->idempotent = idempotent;
  if (!world_.disk.is_dead()) under_way_.push_back(exchange);  // else its sender is dead as well
  Waiting waiting(executor, deadline, exchange);
  boost::system::error_code woken;
  co_await waiting.timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  if (exchange->answer) co_return std::move(*exchange->answer);
  if (exchange->cut) throw net::HttpUnavailable("connection cut");
  if (woken) throw boost::system::system_error(woken);
  world_.tally.count(name_ + ": deadline passed");
  throw net::HttpUnavailable("deadline passed");
}

bool FaultyHttp::strikes(int one_in, const char* fault) {
  if (!world_.faults || !world_.dice.one_in(one_in)) return false;
  world_.tally.count(name_ + ": " + fault);
  return true;
}

void FaultyHttp::step() {
  const std::size_t all = under_way_.size() + answered_.size();
  if (all == 0) return;
  const auto at = static_cast<std::size_t>(world_.dice.between(0, static_cast<std::int64_t>(all) - 1));
  if (at < under_way_.size()) {
    carry(at);
  } else {
    bring_back(at - under_way_.size());
  }
  world_.settle();
  rethrow();
}

void FaultyHttp::step_all() {
  for (std::size_t left = under_way_.size(), at = 0; left > 0; --left) {
    const std::size_t before = under_way_.size();
    carry(at);
    if (under_way_.size() == before) ++at;  // it waits
  }
  while (!answered_.empty()) bring_back(0);
  world_.settle();
  rethrow();
}

void FaultyHttp::carry(std::size_t at) {
  const ExchangePtr exchange = under_way_[at];
  const auto place = under_way_.begin() + static_cast<std::ptrdiff_t>(at);
  const bool first = !std::exchange(exchange->arrived, true);
  if (first && at > 0) world_.tally.count(name_ + ": request overtaken");
  if (first && exchange->waiter == nullptr)
    world_.tally.count(name_ + ": request arrives after its sender is gone");
  if (first && strikes(40, "request lost")) {
    under_way_.erase(place);
    if (world_.dice.one_in(2)) cut(exchange);
    return;
  }
  const bool twice = first && exchange->idempotent && strikes(25, "request arrives twice");
  under_way_.erase(place);
  const auto reply = [this, exchange](net::HttpResponse response) {
    answered_.push_back({exchange, std::move(response)});
  };
  const bool served = server_(exchange->request, reply);
  const bool given_up = !served && exchange->waiter == nullptr;
  if ((!served || twice) && !given_up)
    under_way_.insert(under_way_.begin() + static_cast<std::ptrdiff_t>(at), exchange);
}

void FaultyHttp::bring_back(std::size_t at) {
  const Answered answered = std::move(answered_[at]);
  const ExchangePtr& exchange = answered.exchange;
  answered_.erase(answered_.begin() + static_cast<std::ptrdiff_t>(at));
  if (exchange->waiter == nullptr || exchange->cut || exchange->answer) return;
  if (strikes(40, "answer lost")) {
    if (world_.dice.one_in(2)) cut(exchange);
    return;
  }
  std::erase(under_way_, exchange);
  exchange->answer = answered.response;
  exchange->waiter->cancel();
}

void FaultyHttp::cut(const ExchangePtr& exchange) {
  if (exchange->waiter == nullptr || exchange->answer) return;
  exchange->cut = true;
  exchange->waiter->cancel();
}

void FaultyHttp::cut_all() {
  for (const ExchangePtr& exchange : std::exchange(under_way_, {})) cut(exchange);
  for (const Answered& answered : std::exchange(answered_, {})) cut(answered.exchange);
}

void FaultyHttp::rethrow() {
  if (found_) std::rethrow_exception(std::exchange(found_, nullptr));
}

}  // namespace ludice::sim

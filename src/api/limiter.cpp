// Here first: what is refused here would be refused there, as every pass of ours counts in both.
#include "api/limiter.hpp"

#include <utility>

namespace ludice::api {

async::Task<Limiter::Verdict> Limiter::take(std::string key, Instant now) {
  const RateLimiter::Verdict here = local_.take(key, now);
  Verdict verdict{here.passed, here.retry_after_s, std::move(key), here.pass, {}};
  if (!here.passed || !is_shared()) co_return verdict;
  auto there = co_await shared_->take(shared_key(verdict.key), limit_.count, limit_.window, now);
  if (!there) co_return verdict;
  if (!there->passed) {
    local_.give_back(here.pass);
    verdict.pass = 0;
  }
  verdict.passed = there->passed;
  verdict.retry_after_s = there->retry_after_s;
  verdict.shared_pass = std::move(there->pass);
  co_return verdict;
}

void Limiter::give_back(const Verdict& verdict) {
  local_.give_back(verdict.pass);
  if (!verdict.shared_pass.empty()) shared_->give_back(shared_key(verdict.key), verdict.shared_pass);
}

std::string Limiter::shared_key(std::string_view key) const {
  return std::string(name_).append(":").append(key);
}

}  // namespace ludice::api

// One script takes a pass; giving one back is a single command.
#include "redis/shared_windows.hpp"

#include <utility>

namespace ludice::redis {
namespace {

constexpr std::string_view kPrefix = "ludice:limit:";

// KEYS: the window. ARGV: now and the window's length in ms, how many pass, a name for the pass.
// Answers 0, or the seconds to wait. What somebody else left under the key is taken away. The pass is written
// before anything is removed: so a Redis without memory refuses it.
constexpr std::string_view kTake = R"lua(
local key, now, window, most = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local kind = redis.call('TYPE', key).ok
if kind ~= 'zset' and kind ~= 'none' then redis.call('DEL', key) end
local latest = redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2]
if latest and tonumber(latest) > now then now = tonumber(latest) end
local since = '(' .. string.format('%.0f', now - window)
if redis.call('ZCOUNT', key, since, '+inf') >= most then
  local oldest = redis.call('ZRANGEBYSCORE', key, since, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
  return math.max(1, math.ceil((tonumber(oldest) + window - now) / 1000))
end
redis.call('ZADD', key, now, ARGV[4])
redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
redis.call('PEXPIRE', key, window + 10000)
return 0
)lua";

}  // namespace

std::string_view SharedWindows::script() {
  return kTake;
}

SharedWindows::SharedWindows(Client& client, Random& random, Metrics& metrics)
    : client_(client),
      process_(random.hex(8)),
      without_(metrics.counter("ludice_limits_unshared_total",
                               "Calls that a limit of this process alone decided, as Redis did not")) {}

async::Task<std::optional<SharedWindows::Verdict>> SharedWindows::take(std::string key, std::size_t count,
                                                                       Millis window, Instant now) {
  std::string pass = process_ + ":" + std::to_string(++passes_);
  Command command{.words = {}, .script = true};
  command.words = {"1",
                   std::string(kPrefix) + key,
                   std::to_string(now.ms),
                   std::to_string(window.count()),
                   std::to_string(count),
                   pass};
  std::vector<Command> commands;
  commands.push_back(std::move(command));
  try {
    const Client::Replies replies = co_await client_.run(std::move(commands));
    const Reply& reply = replies.front();
    if (reply.kind == Reply::Kind::integer && reply.integer == 0) co_return Verdict{true, 0, std::move(pass)};
    if (reply.kind == Reply::Kind::integer)
      co_return Verdict{false, static_cast<int>(reply.integer), std::string()};
  } catch (const Unavailable&) {
    without_.add(1);
    co_return std::nullopt;
  }
  without_.add(1);
  co_return std::nullopt;
}

void SharedWindows::give_back(const std::string& key, const std::string& pass) {
  client_.post({.words = {"ZREM", std::string(kPrefix) + key, pass}, .script = false});
}

}  // namespace ludice::redis

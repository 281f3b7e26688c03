// SCAN over the keys and MGET of what it finds, in pages, so that neither side holds all of it.
#include "legacy/old_redis.hpp"

#include "redis/balance_keys.hpp"
#include "redis/connection.hpp"

#include <charconv>
#include <string_view>

namespace ludice::legacy {
namespace {

using redis::Reply;

constexpr std::string_view kPrefix = "user:";
constexpr Millis kPatience{10'000};

/// What it answered, unless that is an error.
Reply ask(redis::Connection& redis, const redis::Words& words) {
  Reply reply = redis.call(words);
  if (reply.kind == Reply::Kind::error) throw redis::Unavailable(reply.text);
  return reply;
}

Value value_of(const Reply& reply) {
  Value value;
  if (reply.kind != Reply::Kind::text) return value;
  value.text = reply.text;
  const char* end = value.text.data() + value.text.size();
  const auto [stopped, error] = std::from_chars(value.text.data(), end, value.integer);
  const bool is_integer = error == std::errc() && stopped == end;
  value.kind = is_integer ? Value::Kind::integer : Value::Kind::text;
  return value;
}

[[noreturn]] void fail_unexpected() {
  throw redis::Unavailable("it answers what no Redis answers");
}

}  // namespace

void read_redis_balances(const redis::Address& address,
                         const std::function<void(const std::string&, const Value&)>& take) {
  redis::Connection connection(address, kPatience);
  // Its `user:` keys are copies of this ledger then.
  if (ask(connection, {"EXISTS", std::string(redis::kBalances)}).integer != 0)
    throw OwnRedis(
        "the Redis of --redis is this program's own (ludice:balances stands there); name the first "
        "Ludicé's");
  std::string cursor = "0";
  do {
    const Reply page =
        ask(connection, {"SCAN", cursor, "MATCH", std::string(kPrefix) + "*", "COUNT", "1000"});
    if (page.kind != Reply::Kind::list || page.items.size() != 2) fail_unexpected();
    cursor = page.items[0].text;
    const std::vector<Reply>& keys = page.items[1].items;
    if (keys.empty()) continue;
    redis::Words words{"MGET"};
    for (const Reply& key : keys) words.push_back(key.text);
    const Reply values = ask(connection, words);
    if (values.kind != Reply::Kind::list || values.items.size() != keys.size()) fail_unexpected();
    for (std::size_t i = 0; i < keys.size(); ++i)
      take(words[i + 1].substr(kPrefix.size()), value_of(values.items[i]));
  } while (cursor != "0");
}

}  // namespace ludice::legacy

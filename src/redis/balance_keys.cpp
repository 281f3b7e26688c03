// One script for all that is written. The hash has three kinds of fields:
//   mark      under which everything is to be written
//   p{id}     "version balance named mark name" of a player
//   n{name}   "id named": whose key user:{name} is, and since when
#include "redis/balance_keys.hpp"

#include <utility>

namespace ludice::redis {
namespace {

constexpr std::string_view kPage = "500";

// KEYS: the hash. ARGV: what to do, the mark, then the player's id, name, named, balance and version.
// Answers 1 where the mark is Redis'. What somebody else left in the place of the hash is taken away.
constexpr std::string_view kWrite = R"lua(
local hash, order, mark = KEYS[1], ARGV[1], ARGV[2]
local kind = redis.call('TYPE', hash).ok
if kind ~= 'hash' and kind ~= 'none' then redis.call('DEL', hash) end
if order == 'begin' then redis.call('HSET', hash, 'mark', mark) return 1 end
if redis.call('HGET', hash, 'mark') ~= mark then return 0 end
if order == 'has' then return 1 end

local function leave(name, id)
  local holder = redis.call('HGET', hash, 'n' .. name)
  if holder and string.match(holder, '^%d+') == id then
    redis.call('DEL', 'user:' .. name)
    redis.call('HDEL', hash, 'n' .. name)
  end
end

local id = ARGV[3]
local known = redis.call('HGET', hash, 'p' .. id)
local version0, balance0, named0, mark0, name0
if known then
  version0, balance0, named0, mark0, name0 = string.match(known, '^(%d+) (-?%d+) (%d+) (%S+) (.*)$')
end
if order == 'sweep' then
  if mark0 ~= mark then
    if name0 and name0 ~= '' then leave(name0, id) end
    redis.call('HDEL', hash, 'p' .. id)
  end
  return 1
end

local name, named, balance, version = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
if order == 'newest' and version0 then
  if tonumber(version0) > tonumber(version) then version, balance = version0, balance0 end
  if tonumber(named0) > tonumber(named) then named, name = named0, name0 end
end
if name0 and name0 ~= '' and name0 ~= name then leave(name0, id) end
if name ~= '' and order == 'newest' then
  local holder = redis.call('HGET', hash, 'n' .. name)
  local other, since = string.match(holder or '', '^(%d+) (%d+)$')
  if other and other ~= id and tonumber(since) > tonumber(named) then name = '' end
end
if name ~= '' then
  redis.call('HSET', hash, 'n' .. name, id .. ' ' .. named)
  redis.call('SET', 'user:' .. name, balance)
end
redis.call('HSET', hash, 'p' .. id, version .. ' ' .. balance .. ' ' .. named .. ' ' .. mark .. ' ' .. name)
return 1
)lua";

Command command_of(std::string_view order, const std::string& mark) {
  Command command{.words = {}, .script = true};
  command.words = {"1", std::string(kBalances), std::string(order), mark};
  return command;
}

bool is_one(const Reply& reply) {
  return reply.kind == Reply::Kind::integer && reply.integer == 1;
}

}  // namespace

std::string_view BalanceKeys::script() {
  return kWrite;
}

async::Task<> BalanceKeys::begin(std::string mark) {
  std::vector<Command> commands;
  commands.push_back(command_of("begin", mark));
  co_await run(std::move(commands));
}

async::Task<bool> BalanceKeys::put(std::string mark, std::vector<StandingBalance> balances, Order order) {
  std::vector<Command> commands;
  for (const StandingBalance& standing : balances) {
    Command command = command_of(order == Order::truth ? "truth" : "newest", mark);
    for (const std::string& word :
         {std::to_string(standing.player), standing.name, std::to_string(standing.named),
          std::to_string(standing.balance), std::to_string(standing.version)}) {
      command.words.push_back(word);
    }
    commands.push_back(std::move(command));
  }
  if (commands.empty()) co_return true;
  const Client::Replies replies = co_await run(std::move(commands));
  bool is_there = true;
  for (const Reply& reply : replies) is_there = is_there && is_one(reply);
  co_return is_there;
}

async::Task<bool> BalanceKeys::has(std::string mark) {
  std::vector<Command> commands;
  commands.push_back(command_of("has", mark));
  const Client::Replies replies = co_await run(std::move(commands));
  co_return is_one(replies.front());
}

async::Task<bool> BalanceKeys::sweep(std::string mark, std::string& cursor) {
  std::vector<Command> look(1);
  look.front().words = {"HSCAN", std::string(kBalances), cursor, "MATCH", "p*", "COUNT", std::string(kPage)};
  const Client::Replies found = co_await run(std::move(look));
  const Reply& page = found.front();
  if (page.kind != Reply::Kind::list || page.items.size() != 2)
    throw Unavailable("it answers what no Redis answers");
  std::vector<Command> commands;
  for (std::size_t i = 0; i + 1 < page.items[1].items.size(); i += 2) {
    const std::string& value = page.items[1].items[i + 1].text;
    if (value.find(" " + mark + " ") != std::string::npos) continue;
    Command command = command_of("sweep", mark);
    command.words.push_back(page.items[1].items[i].text.substr(1));
    commands.push_back(std::move(command));
  }
  cursor = page.items[0].text;
  if (!commands.empty()) co_await run(std::move(commands));
  co_return cursor == "0";
}

/// An error of Redis' own, such as having no memory left, is no answer to us.
async::Task<Client::Replies> BalanceKeys::run(std::vector<Command> commands) {
  Client::Replies replies = co_await client_.run(std::move(commands));
  for (const Reply& reply : replies) {
    if (reply.kind == Reply::Kind::error) throw Unavailable(reply.text);
  }
  co_return replies;
}

}  // namespace ludice::redis

// One loop for all bots; one that does not answer holds up no other for longer than a call may take.
#include "sandbox/webhooks.hpp"

#include "net/url.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

namespace ludice::sandbox {
namespace {

constexpr Millis kDeadline{5'000};
constexpr Millis kFirstPause{100};
constexpr Millis kLongestPause{2'000};
/// How long the loop sleeps where nothing changes: until a pause may be over.
constexpr Millis kLookAgain{100};

}  // namespace

Webhooks::Webhooks(boost::asio::any_io_executor executor, Engine& engine)
    : executor_(executor), engine_(engine), tasks_(executor) {
  tasks_.spawn("webhooks", run());
}

async::Task<> Webhooks::stop(Millis limit) {
  tasks_.cancel();
  co_await tasks_.drain(limit);
  for (auto& [bot, way] : ways_) {
    if (way.client) way.client->close();
  }
}

async::Task<> Webhooks::run() {
  const std::function<bool()> something = [this] { return due() != 0; };
  while (!engine_.stopping()) {
    const bool waits = co_await engine_.wait_until(something, kLookAgain);
    if (waits) co_await bring(due());
  }
}

std::int64_t Webhooks::due() const {
  const auto now = Steady::now();
  for (const auto& [id, bot] : engine_.world().bots()) {
    if (bot.webhook.url.empty() || engine_.world().pending(id).empty()) continue;
    const auto way = ways_.find(id);
    if (way == ways_.end() || way->second.not_before <= now || way->second.url != bot.webhook.url) return id;
  }
  return 0;
}

async::Task<> Webhooks::bring(std::int64_t id) {
  const Bot& bot = *engine_.world().find_bot(id);
  const PendingUpdate& update = *engine_.world().pending(id).front();
  const std::int64_t number = update.id;
  const std::string url = bot.webhook.url;
  Way& way = way_to(bot);
  std::string body = json::serialize(update.body);
  const std::string wrong = co_await post(way, std::move(body), bot.webhook.secret);
  // The bot may have done anything meanwhile.
  Bot* after = engine_.world().find_bot(id);
  if (after == nullptr || after->webhook.url != url) co_return;
  if (wrong.empty()) {
    way.pause = Millis{0};
    engine_.world().confirm(id, number + 1);
  } else {
    way.pause = std::min(std::max(way.pause * 2, kFirstPause), kLongestPause);
    way.not_before = Steady::now() + way.pause;
    after->webhook.error = wrong;
    after->webhook.error_date = engine_.world().date();
    engine_.world().save(*after);
  }
  engine_.commit();
}

/// What went wrong, in Telegram's words; empty: the bot has taken it.
async::Task<std::string> Webhooks::post(Way& way, std::string body, std::string secret) {
  net::HttpRequest request;
  request.method = "POST";
  request.target = way.target;
  request.body = std::move(body);
  request.fields.set("Content-Type", "application/json");
  if (!secret.empty()) request.fields.set("X-Telegram-Bot-Api-Secret-Token", std::move(secret));
  try {
    const net::HttpResponse response = co_await way.client->send(std::move(request), kDeadline, true);
    if (response.status >= 200 && response.status < 300) co_return "";
    co_return "Wrong response from the webhook: " + std::to_string(response.status);
  } catch (const net::HttpUnavailable&) {
    co_return "Connection failed";
  }
}

Webhooks::Way& Webhooks::way_to(const Bot& bot) {
  Way& way = ways_[bot.id];
  if (way.url == bot.webhook.url) return way;
  const net::Origin origin = net::parse_origin(bot.webhook.url).value();
  way = {};
  way.url = bot.webhook.url;
  way.target = origin.prefix.empty() ? "/" : origin.prefix;
  way.client = net::make_http_client(executor_, (origin.tls ? "https://" : "http://") + origin.authority());
  return way;
}

}  // namespace ludice::sandbox

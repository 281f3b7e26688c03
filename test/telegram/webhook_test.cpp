// What Telegram brings to the webhook is stored before it is told so; what somebody else brings has no
// effect.
#include "telegram/webhook.hpp"

#include "async/deadline.hpp"
#include "async/runner.hpp"
#include "telegram/fakes.hpp"
#include "telegram/unexpected_calls.hpp"

#include <algorithm>
#include <stdexcept>

#include <gtest/gtest.h>

namespace ludice::telegram {
namespace {

class WebhookApi final : public UnexpectedCalls {
 public:
  async::Task<> set_webhook(SetWebhook call) override {
    calls.push_back(call);
    if (refusals > 0) {
      --refusals;
      throw TelegramError(TelegramError::Kind::unavailable, "setWebhook", 502, "Bad Gateway");
    }
    co_return;
  }
  async::Task<WebhookInfo> get_webhook_info() override {
    if (blind > 0) {
      --blind;
      throw TelegramError(TelegramError::Kind::unavailable, "getWebhookInfo", 502, "Bad Gateway");
    }
    looked = true;
    co_return info;
  }
  WebhookInfo info{.url = "https://a.example.org/telegram"};
  bool looked = false;
  int blind = 0;
  std::vector<SetWebhook> calls;
  int refusals = 0;
};

class WebhookTest : public testing::Test {
 protected:
  WebhookTest() {
    UpdateSourceOptions options;
    options.first_backoff = Millis{1};
    options.longest_backoff = Millis{2};
    const StoreUpdates handler = [this](std::vector<Update> batch) { return store(std::move(batch)); };
    webhook_ = make_webhook(runner.executor(), api, clock, chance, metrics, handler,
                            {.url = "https://a.example.org/telegram", .secret = "s3cret"}, options);
  }
  ~WebhookTest() override { runner.run(webhook_->stop()); }

  void start() {
    api.looked = false;
    webhook_->start();
    for (int i = 0; i < 5'000 && !api.looked; ++i) runner.run(async::sleep_for(Millis{1}));
  }

  /// What is shown after an error at that time; its words are logged or not.
  std::optional<double> age_shown(std::optional<std::int64_t> date) {
    api.info.last_error_date = date;
    api.info.last_error_message = "Connection timed out";
    runner.run(webhook_->stop());
    start();
    return metrics.level("ludice_webhook_error_age_seconds");
  }

  async::Task<> store(std::vector<Update> batch) {
    if (disk_full) throw std::runtime_error("disk full");
    for (const Update& update : batch) stored.push_back(update.update_id);
    co_return;
  }

  static net::HttpRequest request() {
    net::HttpRequest request;
    request.method = "POST";
    request.target = "/telegram";
    request.fields.set("X-Telegram-Bot-Api-Secret-Token", "s3cret");
    request.body = R"({"update_id":7,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"}}})";
    return request;
  }
  int status_of(net::HttpRequest request) { return runner.run(webhook_->receive(std::move(request))).status; }

  async::Runner runner;
  FakeClock clock;
  NoChance chance;
  CountedMetrics metrics;
  WebhookApi api;
  std::unique_ptr<Webhook> webhook_;
  std::vector<std::int64_t> stored;
  bool disk_full = false;
};

TEST_F(WebhookTest, telegram_is_told_address_secret_and_kinds_until_it_agrees) {
  api.refusals = 3;
  start();
  ASSERT_EQ(api.calls.size(), 4U);
  EXPECT_EQ(api.calls.back().url, "https://a.example.org/telegram");
  EXPECT_EQ(api.calls.back().secret_token, "s3cret");
  EXPECT_EQ(api.calls.back().allowed_updates, (std::vector<std::string>{"message", "callback_query"}));
}

TEST_F(WebhookTest, what_waits_at_telegram_is_shown) {
  api.info.pending_update_count = 7;
  start();
  EXPECT_EQ(metrics.level("ludice_webhook_pending_updates"), 7);
}

TEST_F(WebhookTest, a_recent_error_of_telegrams_is_shown_by_its_age) {
  const std::int64_t now = clock.time.ms / 1'000;
  const std::vector<std::pair<std::optional<std::int64_t>, double>> rows{
      {std::nullopt, 0},    {now - 40, 40},   {now, 1},  // of this second
      {now + 5, 1},                                      // by a clock ahead of ours
      {now - 3'600, 3'600}, {now - 3'601, 0}, {now - 90'000, 0}};
  for (const auto& [date, shown] : rows) EXPECT_EQ(age_shown(date), shown) << date.value_or(0) - now;
}

TEST_F(WebhookTest, an_error_of_telegrams_is_logged_once_in_its_words) {
  const LogLines log;
  const std::int64_t now = clock.time.ms / 1'000;
  for (const std::int64_t date : {now - 90'000, now - 40, now - 40, now - 10}) age_shown(date);
  const auto told = [](const std::string& line) { return line.starts_with("telegram_webhook_failed"); };
  EXPECT_EQ(std::ranges::count_if(log.lines, told), 2);
  EXPECT_TRUE(log.has("telegram_webhook_failed why=Connection timed out ago_s=10"));
}

TEST_F(WebhookTest, where_nobody_says_how_it_goes_the_webhook_is_set_and_asked_about_again) {
  api.blind = 2;
  api.info.pending_update_count = 3;
  start();
  EXPECT_EQ(api.calls.size(), 3U);
  EXPECT_EQ(metrics.level("ludice_webhook_pending_updates"), 3);
}

TEST_F(WebhookTest, an_update_is_stored_and_then_acknowledged) {
  start();
  EXPECT_EQ(status_of(request()), 200);
  EXPECT_EQ(stored, std::vector<std::int64_t>{7});
}

TEST_F(WebhookTest, an_update_that_cannot_be_stored_is_asked_for_again) {
  start();
  disk_full = true;
  EXPECT_EQ(status_of(request()), 503);
  disk_full = false;
  EXPECT_EQ(status_of(request()), 200);
  EXPECT_EQ(stored.size(), 1U);
}

TEST_F(WebhookTest, a_wrong_secret_or_none_has_no_effect) {
  start();
  for (const char* secret : {"s3creT", "s3cre", "s3cret ", ""}) {
    net::HttpRequest strange = request();
    strange.fields.set("X-Telegram-Bot-Api-Secret-Token", secret);
    EXPECT_EQ(status_of(std::move(strange)), 401) << secret;
  }
  net::HttpRequest bare = request();
  bare.fields = {};
  EXPECT_EQ(status_of(std::move(bare)), 401);
  EXPECT_TRUE(stored.empty());
  EXPECT_EQ(metrics.count("ludice_webhook_refused_total"), 5);
}

TEST_F(WebhookTest, other_paths_and_methods_are_none_of_it) {
  start();
  net::HttpRequest other = request();
  other.target = "/telegram/";
  EXPECT_EQ(status_of(std::move(other)), 404);
  net::HttpRequest read = request();
  read.method = "GET";
  EXPECT_EQ(status_of(std::move(read)), 405);
  EXPECT_TRUE(stored.empty());
}

TEST_F(WebhookTest, what_is_no_update_is_refused_and_a_strange_one_taken_by_its_id) {
  start();
  for (const char* body : {"", "{", "[]", "7", "{}", R"({"update_id":"7"})"}) {
    net::HttpRequest broken = request();
    broken.body = body;
    EXPECT_EQ(status_of(std::move(broken)), 400) << body;
  }
  EXPECT_TRUE(stored.empty());
  net::HttpRequest strange = request();
  strange.body = R"({"update_id":8,"message":7})";
  EXPECT_EQ(status_of(std::move(strange)), 200);
  net::HttpRequest deep = request();
  deep.body = R"({"update_id":9,"a":)" + std::string(60, '[') + std::string(60, ']') + "}";
  EXPECT_EQ(status_of(std::move(deep)), 200) << "as deep as an answer of getUpdates may be";
  EXPECT_EQ(stored, (std::vector<std::int64_t>{8, 9}));
}

TEST_F(WebhookTest, nothing_is_taken_before_the_start_and_after_the_stop) {
  EXPECT_EQ(status_of(request()), 503);
  start();
  EXPECT_EQ(status_of(request()), 200);
  runner.run(webhook_->stop());
  EXPECT_EQ(status_of(request()), 503);
  EXPECT_EQ(stored.size(), 1U);
}

}  // namespace
}  // namespace ludice::telegram

// Long polling against a scripted Bot API: nothing is skipped, nothing confirmed before it is stored.
#include "telegram/update_source.hpp"

#include "async/deadline.hpp"
#include "async/runner.hpp"
#include "telegram/fakes.hpp"
#include "telegram/unexpected_calls.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <stdexcept>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace ludice::telegram {
namespace {

using Kind = TelegramError::Kind;
using Batch = std::vector<Update>;

/// Answers polls from a script; with the script at its end a poll waits for ever.
class ScriptedApi final : public UnexpectedCalls {
 public:
  async::Task<Batch> get_updates(GetUpdates call) override {
    polls.push_back(call);
    if (script.empty()) co_await wait_for_ever();
    const std::function<Batch()> next = std::move(script.front());
    script.pop_front();
    co_return next();
  }
  async::Task<> delete_webhook(DeleteWebhook call) override {
    EXPECT_NE(call.drop_pending_updates, true);
    ++webhooks_deleted;
    co_return;
  }

  void gives(std::vector<std::int64_t> ids) {
    script.push_back([ids] {
      Batch batch;
      for (const std::int64_t id : ids) batch.push_back({.update_id = id});
      return batch;
    });
  }
  void fails(Kind kind, int code, std::string description, Millis retry_after = {}) {
    script.push_back([=]() -> Batch {
      TelegramError error(kind, "getUpdates", code, description);
      error.retry_after = retry_after;
      throw error;
    });
  }

  std::vector<GetUpdates> polls;
  std::deque<std::function<Batch()>> script;
  int webhooks_deleted = 0;

 private:
  static async::Task<> wait_for_ever() {
    boost::asio::steady_timer never(co_await boost::asio::this_coro::executor,
                                    boost::asio::steady_timer::time_point::max());
    co_await never.async_wait(boost::asio::use_awaitable);
  }
};

class UpdateSourceTest : public testing::Test {
 protected:
  async::Task<> store(Batch batch) {
    if (disk_errors > 0) {
      --disk_errors;
      throw std::runtime_error("disk full");
    }
    if (slow_disk) {
      store_waits = true;
      boost::system::error_code finished;
      co_await slow_disk->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, finished));
    }
    for (const Update& update : batch) stored.push_back(update.update_id);
  }

  UpdateSource& source() {
    if (!source_) {
      UpdateSourceOptions options;
      options.first_backoff = Millis{1};
      options.longest_backoff = longest_backoff;
      options.longest_unstored = Millis{2};
      options.store_patience = store_patience;
      const HearUpdates listener = [this](const Batch& batch) {
        for (const Update& update : batch) heard.push_back(update.update_id);
      };
      const StoreUpdates handler = [this](Batch batch) { return store(std::move(batch)); };
      source_ = make_long_polling(runner.executor(), api, clock, chance, metrics, listener, handler, options);
    }
    return *source_;
  }

  /// Runs until the script is at its end and the last poll waits.
  void play() {
    const std::size_t answers = api.script.size();
    source().start();
    for (int i = 0; i < 5'000 && api.polls.size() <= answers; ++i) runner.run(async::sleep_for(Millis{1}));
    ASSERT_EQ(api.polls.size(), answers + 1);
  }

  void TearDown() override {
    if (source_) runner.run(source_->stop());
  }

  async::Runner runner;
  FakeClock clock;
  NoChance chance;
  CountedMetrics metrics;
  LogLines log;
  ScriptedApi api;
  Millis longest_backoff{2};
  Millis store_patience{5'000};
  int disk_errors = 0;
  std::optional<boost::asio::steady_timer> slow_disk;  ///< storing ends when it is cancelled
  bool store_waits = false;
  std::vector<std::int64_t> stored;
  std::vector<std::int64_t> heard;  ///< whether it could be stored or not

 private:
  std::unique_ptr<UpdateSource> source_;
};

TEST_F(UpdateSourceTest, asks_from_behind_what_was_stored) {
  api.gives({10, 11});
  api.gives({});
  api.gives({12});
  play();
  EXPECT_EQ(stored, (std::vector<std::int64_t>{10, 11, 12}));
  EXPECT_EQ(api.polls[0].offset, std::nullopt);
  EXPECT_EQ(api.polls[1].offset, 12);
  EXPECT_EQ(api.polls[2].offset, 12);
  EXPECT_EQ(api.polls[3].offset, 13);
}

TEST_F(UpdateSourceTest, says_which_updates_it_wants_and_how_long_it_waits) {
  play();
  EXPECT_EQ(api.polls[0].allowed_updates, (std::vector<std::string>{"message", "callback_query"}));
  EXPECT_EQ(api.polls[0].timeout, 25);
}

TEST_F(UpdateSourceTest, what_could_not_be_stored_is_asked_for_again) {
  disk_errors = 1;
  api.gives({10});
  api.gives({10, 11});
  play();
  EXPECT_EQ(api.polls[1].offset, std::nullopt);
  EXPECT_EQ(stored, (std::vector<std::int64_t>{10, 11}));
  EXPECT_TRUE(log.has("telegram_updates_not_stored why=disk full"));
}

TEST_F(UpdateSourceTest, a_store_that_goes_on_failing_keeps_no_question_of_a_payer_waiting) {
  longest_backoff = Millis{3'600'000};
  disk_errors = 25;
  for (int i = 0; i < 25; ++i) api.gives({10});
  api.gives({10, 11});
  play();
  EXPECT_EQ(stored, (std::vector<std::int64_t>{10, 11}));
}

TEST_F(UpdateSourceTest, what_comes_while_storing_takes_long_is_heard_at_once_and_stored_after_it) {
  store_patience = Millis{2};
  slow_disk.emplace(runner.executor(), boost::asio::steady_timer::time_point::max());
  api.gives({10});
  api.gives({10, 11});
  api.script.push_back([this]() -> Batch {
    slow_disk->cancel();
    slow_disk.reset();
    return {{.update_id = 10}, {.update_id = 11}};
  });
  api.gives({11});
  source().start();
  for (int i = 0; i < 5'000 && stored.size() < 2; ++i) runner.run(async::sleep_for(Millis{1}));
  EXPECT_EQ(heard, (std::vector<std::int64_t>{10, 10, 11, 10, 11, 11}));
  EXPECT_EQ(stored, (std::vector<std::int64_t>{10, 11}));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(api.polls[i].offset, std::nullopt) << i;
  EXPECT_EQ(api.polls[3].offset, 11);
}

TEST_F(UpdateSourceTest, goes_on_after_every_kind_of_failure_where_it_was) {
  api.gives({10});
  api.fails(Kind::unavailable, 502, "Bad Gateway");
  api.fails(Kind::unavailable, 0, "no connection");
  api.fails(Kind::flood, 429, "Too Many Requests", Millis{1});
  api.fails(Kind::refused, 401, "Unauthorized");
  api.fails(Kind::refused, 400, "Bad Request");
  api.script.push_back([]() -> Batch { throw std::runtime_error("a surprise"); });
  api.gives({11});
  play();
  for (std::size_t i = 1; i <= 7; ++i) EXPECT_EQ(api.polls[i].offset, 11) << i;
  EXPECT_EQ(stored, (std::vector<std::int64_t>{10, 11}));
  EXPECT_TRUE(log.has("telegram_token_refused"));
  EXPECT_TRUE(log.has("a surprise"));
}

TEST_F(UpdateSourceTest, takes_a_webhook_away_only_where_one_is_in_the_way) {
  api.gives({10});
  play();
  EXPECT_EQ(api.webhooks_deleted, 0);
}

TEST_F(UpdateSourceTest, takes_a_webhook_away_that_is_in_the_way) {
  api.fails(Kind::refused, 409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
            "webhook "
            "first");
  api.gives({10});
  play();
  EXPECT_EQ(api.webhooks_deleted, 1);
  EXPECT_EQ(stored, std::vector<std::int64_t>{10});
  EXPECT_TRUE(log.has("telegram_webhook_removed"));
}

TEST_F(UpdateSourceTest, another_program_with_the_same_token_is_told_plainly_and_waited_for) {
  api.fails(
      Kind::refused, 409,
      "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
  api.gives({10});
  play();
  EXPECT_EQ(api.webhooks_deleted, 0);
  EXPECT_TRUE(log.has("another program is receiving this bot's updates"));
  EXPECT_EQ(stored, std::vector<std::int64_t>{10});
}

TEST_F(UpdateSourceTest, ids_that_start_anew_are_followed) {
  api.gives({900});
  api.gives({17});
  play();
  EXPECT_EQ(stored, (std::vector<std::int64_t>{900, 17}));
  EXPECT_EQ(api.polls[2].offset, 18);
}

TEST_F(UpdateSourceTest, stopping_breaks_off_a_waiting_poll) {
  play();
  runner.run(async::with_deadline(source().stop(), Millis{5'000}));
  EXPECT_EQ(api.polls.size(), 1U);
}

TEST_F(UpdateSourceTest, stopping_lets_a_batch_be_stored) {
  slow_disk.emplace(runner.executor(), boost::asio::steady_timer::time_point::max());
  api.gives({10});
  source().start();
  while (!store_waits) runner.run(async::sleep_for(Millis{1}));
  boost::asio::steady_timer soon(runner.executor(), Millis{5});
  soon.async_wait([&](const boost::system::error_code&) { slow_disk->cancel(); });
  runner.run(source().stop());
  EXPECT_EQ(stored, std::vector<std::int64_t>{10});
  EXPECT_EQ(api.polls.size(), 1U);
}

TEST_F(UpdateSourceTest, a_source_that_never_started_stops_at_once) {
  runner.run(source().stop());
  EXPECT_TRUE(api.polls.empty());
}

TEST_F(UpdateSourceTest, lag_is_measured_from_the_date_of_a_message) {
  clock.time = Instant{1'700'000'007'500};
  api.script.push_back([] {
    Message message{.message_id = 1, .date = 1'700'000'000, .chat = {.id = 5}};
    return Batch{{.update_id = 1, .message = message}, {.update_id = 2}};
  });
  play();
  EXPECT_EQ(metrics.observed("ludice_telegram_update_lag_seconds"), std::vector<double>{7.5});
  EXPECT_EQ(metrics.count("ludice_telegram_updates_total"), 2);
}

}  // namespace
}  // namespace ludice::telegram

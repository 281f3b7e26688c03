// The sink over a real pipe: what arrives, and when.
#include "ops/log_sink.hpp"

#include "support/manual_clock.hpp"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

class LogSinkTest : public ::testing::Test {
 protected:
  LogSinkTest() {
    if (::pipe2(ends_, O_NONBLOCK) != 0) throw std::runtime_error("no pipe");
  }
  ~LogSinkTest() override {
    sink_.reset();
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  log::Sink& open(LogOptions options = {}) {
    options.descriptor = ends_[1];
    sink_ = make_log_sink(clock_, std::move(options));
    return *sink_;
  }

  /// What stands in the pipe now.
  std::string read_now() {
    std::string text(1 << 16, '\0');
    const ssize_t got = ::read(ends_[0], text.data(), text.size());
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

  bool arrives_within(std::chrono::milliseconds limit) {
    pollfd entry{.fd = ends_[0], .events = POLLIN, .revents = 0};
    return ::poll(&entry, 1, static_cast<int>(limit.count())) == 1;
  }

  static void line(log::Sink& sink, log::Level level, std::string_view event) {
    if (sink.enabled(level)) sink.write(level, event, {});
  }

  test::ManualClock clock_;
  std::unique_ptr<LogSink> sink_;
  int ends_[2] = {-1, -1};
};

TEST_F(LogSinkTest, a_line_arrives_by_itself) {
  line(open(), log::Level::info, "started");
  ASSERT_TRUE(arrives_within(std::chrono::seconds(10)));
  EXPECT_EQ(read_now(), "{\"time\":\"2027-01-15T08:00:00.000Z\",\"level\":\"info\",\"event\":\"started\"}\n");
}

TEST_F(LogSinkTest, an_error_arrives_at_once_with_all_before_it) {
  log::Sink& sink = open();
  line(sink, log::Level::info, "first");
  line(sink, log::Level::error, "second");
  const std::string text = read_now();
  EXPECT_TRUE(text.contains("first") && text.contains("second")) << text;
}

TEST_F(LogSinkTest, lines_are_kept_back_and_written_together) {
  log::Sink& sink = open();
  for (int i = 0; i < 100; ++i) line(sink, log::Level::info, "one of many");
  sink_->flush();
  const std::string text = read_now();
  EXPECT_EQ(std::ranges::count(text, '\n'), 100);
}

TEST_F(LogSinkTest, the_end_flushes) {
  line(open(), log::Level::info, "last");
  sink_.reset();
  EXPECT_TRUE(read_now().contains("last"));
}

TEST_F(LogSinkTest, lines_below_the_level_are_left_out) {
  log::Sink& sink = open({.level = log::Level::warning});
  EXPECT_FALSE(sink.enabled(log::Level::info));
  EXPECT_TRUE(sink.enabled(log::Level::warning));
  sink.write(log::Level::debug, "quiet", {});
  sink.write(log::Level::warning, "loud", {});
  const std::string text = read_now();
  EXPECT_TRUE(text.contains("loud") && !text.contains("quiet")) << text;
}

TEST_F(LogSinkTest, the_format_can_be_asked_for) {
  line(open({.format = LogFormat::text}), log::Level::error, "plain");
  EXPECT_EQ(read_now(), "08:00:00.000 error   plain\n");
}

TEST_F(LogSinkTest, the_secrets_of_the_options_are_masked) {
  log::Sink& sink = open({.secrets = {"hunter22"}});
  const std::vector<log::Field> fields{{"key", "hunter22"}};
  sink.write(log::Level::error, "e", fields);
  EXPECT_TRUE(read_now().contains("\"key\":\"***\""));
}

TEST_F(LogSinkTest, a_full_pipe_stops_nothing) {
  log::Sink& sink = open();
  for (int i = 0; i < 10'000; ++i)
    line(sink, log::Level::error, "the pipe is full long before the end of these");
  EXPECT_FALSE(read_now().empty());
}

TEST_F(LogSinkTest, lines_of_several_threads_stay_whole) {
  log::Sink& sink = open({.format = LogFormat::text});
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&sink] {
        for (int i = 0; i < 50; ++i) sink.write(log::Level::info, "a line of a thread", {});
      });
    }
  }
  sink_->flush();
  std::string text;
  for (std::string more = read_now(); !more.empty(); more = read_now()) text += more;
  std::string expected;
  for (int i = 0; i < 200; ++i) expected += "08:00:00.000 info    a line of a thread\n";
  EXPECT_EQ(text, expected);
}

}  // namespace
}  // namespace ludice::ops

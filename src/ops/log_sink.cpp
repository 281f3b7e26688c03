// A logger of spdlog over a sink that collects lines, with a thread that writes them out.
#include "ops/log_sink.hpp"

#include "ops/log_line.hpp"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <utility>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

namespace ludice::ops {
namespace {

constexpr std::chrono::milliseconds kKeepBack{200};
constexpr std::size_t kKeepBytes = 64 * 1024;

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Collects lines and writes them together. base_sink holds mutex_ around sink_it_ and flush_.
class CollectingSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit CollectingSink(int descriptor) : descriptor_(descriptor) {
    writer_ = std::jthread([this](const std::stop_token& stop) { write_out(stop); });
  }

  ~CollectingSink() override {
    writer_.request_stop();
    writer_.join();
    flush();
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const bool first = kept_.empty();
    kept_.append(message.payload.data(), message.payload.size());
    kept_ += '\n';
    if (kept_.size() >= kKeepBytes) {
      flush_();
    } else if (first) {
      something_kept_.notify_one();
    }
  }

  void flush_() override {
    write_all(descriptor_, kept_);
    kept_.clear();
  }

 private:
  void write_out(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      something_kept_.wait(lock, stop, [this] { return !kept_.empty(); });
      const auto never = [] { return false; };
      something_kept_.wait_for(lock, stop, kKeepBack, never);  // more may come; a stop ends the wait
      flush_();
    }
  }

  int descriptor_;
  std::string kept_;
  std::condition_variable_any something_kept_;
  std::jthread writer_;
};

spdlog::level::level_enum spdlog_level(log::Level level) {
  switch (level) {
    case log::Level::debug:
      return spdlog::level::debug;
    case log::Level::info:
      return spdlog::level::info;
    case log::Level::warning:
      return spdlog::level::warn;
    case log::Level::error:
      break;
  }
  return spdlog::level::err;
}

class SpdlogSink final : public LogSink {
 public:
  SpdlogSink(const Clock& clock, LogOptions options, bool terminal)
      : clock_(clock),
        format_(options.format.value_or(terminal ? LogFormat::text : LogFormat::json)),
        mask_(std::move(options.secrets)),
        logger_("ludice", std::make_shared<CollectingSink>(options.descriptor)) {
    logger_.set_level(spdlog_level(options.level));
    logger_.flush_on(terminal ? spdlog::level::trace : spdlog::level::warn);
  }

  bool enabled(log::Level level) const override { return logger_.should_log(spdlog_level(level)); }

  void write(log::Level level, std::string_view event, std::span<const log::Field> fields) override {
    const std::string line = log_line(format_, mask_, clock_.now(), level, event, fields);
    logger_.log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
  }

  void flush() override { logger_.flush(); }

 private:
  const Clock& clock_;
  LogFormat format_;
  SecretMask mask_;
  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<LogSink> make_log_sink(const Clock& clock, LogOptions options) {
  const bool terminal = ::isatty(options.descriptor) == 1;
  return std::make_unique<SpdlogSink>(clock, std::move(options), terminal);
}

}  // namespace ludice::ops

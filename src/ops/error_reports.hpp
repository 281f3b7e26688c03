// Tells a Sentry server of errors in the log (SENTRY_DSN): which event, with fields that name no person,
// masked, few at a time. What cannot be told is dropped; nothing waits for it but, a short time, the end.
#pragma once

#include "async/event.hpp"
#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "net/http_client.hpp"
#include "ops/secret_mask.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::ops {

/// "https://KEY@sentry.example.org/7".
struct SentryDsn {
  std::string origin;  ///< "https://sentry.example.org"
  std::string target;  ///< "/api/7/envelope/"
  std::string key;
};
std::optional<SentryDsn> parse_sentry_dsn(std::string_view text);

/// Stands before the log's sink and passes everything on to it.
class ErrorReports final : public log::Sink {
 public:
  static constexpr std::size_t kMostWaiting = 32;
  /// The same event is told once in this time, with how often it came meanwhile.
  static constexpr Millis kSameEvent{60'000};

  /// `next`, `clock` and `random` must outlive it.
  ErrorReports(boost::asio::any_io_executor executor, log::Sink& next, SecretMask mask, const Clock& clock,
               Random& random, std::string release);

  bool enabled(log::Level level) const override;
  /// Any thread.
  void write(log::Level level, std::string_view event, std::span<const log::Field> fields) override;

  /// Tells what comes, until cancelled, or after finish() until nothing waits. On the event loop; `client` is
  /// the DSN's origin's.
  async::Task<> run(net::HttpClient& client, SentryDsn dsn);
  /// run() ends once it has told what waits. On the event loop.
  void finish();

  /// For a thread that is about to end the process: holds it until the loop has told what waits (true), at
  /// most for `limit`. At once false where the loop cannot: run() is not running, or the thread is its own.
  bool wait_until_told(Millis limit);

 private:
  class Teller;
  struct Seen {
    Instant told;
    std::int64_t unsaid = 0;
  };

  std::string report(std::string_view event, std::span<const log::Field> fields, std::int64_t unsaid) const;
  std::optional<std::string> take();

  log::Sink& next_;
  const SecretMask mask_;
  const Clock& clock_;
  Random& random_;
  const std::string release_;
  async::Event came_;
  bool finishing_ = false;  // the loop's thread alone
  std::mutex mutex_;
  std::deque<std::string> waiting_;
  bool telling_ = false;                           ///< one that was taken is under way
  std::optional<std::thread::id> loop_;            ///< while run() is running, its thread
  std::condition_variable told_;                   ///< nothing waits any more, or run() has ended
  std::map<std::string, Seen, std::less<>> seen_;  ///< by event
};

}  // namespace ludice::ops

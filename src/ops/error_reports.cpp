// Envelopes (https://develop.sentry.dev/sdk/data-model/envelopes/), one event each.
#include "ops/error_reports.hpp"

#include "net/url.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace ludice::ops {
namespace {

namespace json = boost::json;

constexpr Millis kDeadline{5'000};
constexpr Millis kLookAgain{3'600'000};
constexpr std::size_t kMostEvents = 256;
constexpr std::size_t kMostText = 500;
/// Of all that stands in the log, what names no player, chat, charge or address.
constexpr std::array<std::string_view, 13> kTold{"loop",     "face",   "path",  "status", "tries",
                                                 "in_a_row", "error",  "why",   "what",   "trace",
                                                 "work",     "method", "number"};
constexpr std::string_view kTrace = "trace";
/// Ids of people and chats have more.
constexpr std::size_t kMostDigits = 4;

bool is_decimal(char c) {
  return c >= '0' && c <= '9';
}

/// Whatever failed may have put an id into its words.
std::string without_ids(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_decimal(text[end])) ++end;
    if (end == at) {
      out += text[at++];
      continue;
    }
    if (end - at > kMostDigits) {
      out += '#';
    } else {
      out += text.substr(at, end - at);
    }
    at = end;
  }
  return out;
}

json::value json_of(const log::Field& field, const SecretMask& mask) {
  return std::visit(
      [&]<class T>(const T& held) -> json::value {
        if constexpr (std::is_same_v<T, std::string>) {
          const std::string masked = mask.masked(held).substr(0, kMostText);
          return json::value(field.key == kTrace ? masked : without_ids(masked));
        } else {
          return held;
        }
      },
      field.value);
}

}  // namespace

std::optional<SentryDsn> parse_sentry_dsn(std::string_view text) {
  const std::size_t scheme = text.find("://");
  const std::size_t at = text.find('@');
  const std::size_t slash = text.rfind('/');
  if (scheme == std::string_view::npos || at == std::string_view::npos || slash == std::string_view::npos ||
      at < scheme + 4 || slash < at) {
    return std::nullopt;
  }
  const std::string_view key = text.substr(scheme + 3, at - scheme - 3);
  const std::string_view project = text.substr(slash + 1);
  const std::string origin =
      std::string(text.substr(0, scheme + 3)).append(text.substr(at + 1, slash - at - 1));
  const auto word = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
  if (!std::ranges::all_of(key, word) || project.empty() || !std::ranges::all_of(project, word))
    return std::nullopt;
  if (!net::parse_origin(origin)) return std::nullopt;
  return SentryDsn{origin, "/api/" + std::string(project) + "/envelope/", std::string(key)};
}

ErrorReports::ErrorReports(boost::asio::any_io_executor executor, log::Sink& next, SecretMask mask,
                           const Clock& clock, Random& random, std::string release)
    : next_(next),
      mask_(std::move(mask)),
      clock_(clock),
      random_(random),
      release_(std::move(release)),
      came_(std::move(executor)) {}

bool ErrorReports::enabled(log::Level level) const {
  return level == log::Level::error || next_.enabled(level);
}

void ErrorReports::write(log::Level level, std::string_view event, std::span<const log::Field> fields) {
  if (next_.enabled(level)) next_.write(level, event, fields);
  if (level != log::Level::error) return;
  {
    const std::lock_guard lock(mutex_);
    const Instant now = clock_.now();
    const auto known = seen_.find(event);
    if (known != seen_.end() && now - known->second.told < kSameEvent) {
      ++known->second.unsaid;
      return;
    }
    if (waiting_.size() >= kMostWaiting || (known == seen_.end() && seen_.size() >= kMostEvents)) return;
    Seen& seen = known == seen_.end() ? seen_[std::string(event)] : known->second;
    waiting_.push_back(report(event, fields, seen.unsaid));
    seen = {now, 0};
  }
  came_.notify();
}

std::string ErrorReports::report(std::string_view event, std::span<const log::Field> fields,
                                 std::int64_t unsaid) const {
  json::object extra;
  for (const log::Field& field : fields) {
    if (std::ranges::find(kTold, field.key) != kTold.end()) extra[field.key] = json_of(field, mask_);
  }
  if (unsaid > 0) extra["not_told_before"] = unsaid;
  const std::string id = random_.hex(16);
  const json::object body{{"event_id", id},
                          {"timestamp", static_cast<double>(clock_.now().ms) / 1000.0},
                          {"platform", "native"},
                          {"level", "error"},
                          {"logger", "ludice"},
                          {"release", release_},
                          {"message", json::object{{"formatted", mask_.masked(event)}}},
                          {"fingerprint", json::array{json::value(event)}},
                          {"extra", std::move(extra)}};
  return json::serialize(json::object{{"event_id", id}}) + "\n" +
         json::serialize(json::object{{"type", "event"}}) + "\n" + json::serialize(body) + "\n";
}

std::optional<std::string> ErrorReports::take() {
  const std::lock_guard lock(mutex_);
  telling_ = !waiting_.empty();
  if (!telling_) {
    told_.notify_all();
    return std::nullopt;
  }
  std::string first = std::move(waiting_.front());
  waiting_.pop_front();
  return first;
}

/// Says for as long as run() is running that somebody tells, however it ends.
class ErrorReports::Teller {
 public:
  explicit Teller(ErrorReports& reports) : reports_(reports) {
    const std::lock_guard lock(reports_.mutex_);
    reports_.loop_ = std::this_thread::get_id();
  }
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;
  ~Teller() {
    const std::lock_guard lock(reports_.mutex_);
    reports_.loop_.reset();
    reports_.telling_ = false;
    reports_.told_.notify_all();
  }

 private:
  ErrorReports& reports_;
};

async::Task<> ErrorReports::run(net::HttpClient& client, SentryDsn dsn) {
  const Teller teller(*this);
  for (;;) {
    const auto seen = came_.count();
    std::optional<std::string> envelope = take();
    if (!envelope && finishing_) co_return;
    if (!envelope) {
      co_await came_.wait(seen, kLookAgain);
      continue;
    }
    net::HttpRequest request;
    request.method = "POST";
    request.target = dsn.target;
    request.body = *std::move(envelope);
    request.fields.set("Content-Type", "application/x-sentry-envelope");
    request.fields.set("X-Sentry-Auth", "Sentry sentry_version=7, sentry_client=ludice/" + release_ +
                                            ", sentry_key=" + dsn.key);
    try {
      co_await client.send(std::move(request), kDeadline);
    } catch (const net::HttpUnavailable& failure) {
      next_.write(log::Level::debug, "error_not_reported", {});
    }
  }
}

void ErrorReports::finish() {
  finishing_ = true;
  came_.notify();
}

bool ErrorReports::wait_until_told(Millis limit) {
  std::unique_lock lock(mutex_);
  const auto told = [this] { return waiting_.empty() && !telling_; };
  if (loop_ == std::this_thread::get_id()) return false;
  told_.wait_for(lock, limit, [&] { return told() || !loop_; });
  return loop_ && told();
}

}  // namespace ludice::ops

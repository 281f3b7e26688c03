// The envelope {"ok", "result", "error_code", "description", "parameters"}, whatever of it there is.
#include "telegram/answer.hpp"

#include "telegram/error.hpp"
#include "telegram/json.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>

namespace ludice::telegram {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestDescription_bytes = 300;
constexpr std::int64_t kRetryAfterUnsaid_s = 3;
constexpr std::int64_t kLongestRetryAfter_s = 24 * 3600;

std::optional<std::int64_t> leading_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

/// Also one that somebody wrote as a string.
std::optional<std::int64_t> integer_at(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  if (found == nullptr) return std::nullopt;
  if (found->is_int64()) return found->get_int64();
  if (found->is_string()) return leading_number(found->get_string());
  return std::nullopt;
}

const json::object& object_at(const json::object& object, std::string_view name) {
  static const json::object kNone;
  const json::value* found = object.if_contains(name);
  return found != nullptr && found->is_object() ? found->get_object() : kNone;
}

std::optional<json::object> envelope(const std::string& body) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = kDeepestJson;
  json::value parsed = json::parse(body, error, {}, options);
  if (error || !parsed.is_object()) return std::nullopt;
  return std::move(parsed.get_object());
}

/// In UTF-8, where a text must not be cut.
bool is_inside_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::string description_of(const json::object& body, int code, const Token& token) {
  const json::value* found = body.if_contains("description");
  if (found == nullptr || !found->is_string()) return "no description (status " + std::to_string(code) + ")";
  std::string text = token.masked(std::string(found->get_string()));
  if (text.size() > kLongestDescription_bytes) {
    std::size_t end = kLongestDescription_bytes;
    while (end > 0 && is_inside_character(text[end])) --end;
    text.resize(end);
  }
  return text;
}

Millis retry_after(const json::object& body, const net::HttpFields& fields, const TelegramError& error) {
  std::optional<std::int64_t> seconds = integer_at(object_at(body, "parameters"), "retry_after");
  if (!seconds) seconds = leading_number(fields.get("Retry-After"));
  static constexpr std::string_view kWords = "retry after ";
  const std::size_t at = error.description.find(kWords);
  if (!seconds && at != std::string::npos) {
    seconds = leading_number(std::string_view(error.description).substr(at + kWords.size()));
  }
  return std::chrono::seconds(
      std::clamp<std::int64_t>(seconds.value_or(kRetryAfterUnsaid_s), 1, kLongestRetryAfter_s));
}

TelegramError::Kind kind_of(int code) {
  if (code == 429) return TelegramError::Kind::flood;
  if (code >= 400 && code < 500) return TelegramError::Kind::refused;
  return TelegramError::Kind::unavailable;
}

/// What is no JSON object did not come from a Bot API server but from something before it: a proxy's 403
/// says nothing about a chat. An empty body leaves the status to speak.
[[noreturn]] void throw_foreign(std::string_view method, const net::HttpResponse& answer) {
  const bool silent = answer.body.empty() && answer.status >= 400;
  const bool by_status = silent || answer.status == 429;
  TelegramError error(by_status ? kind_of(answer.status) : TelegramError::Kind::unavailable,
                      std::string(method), answer.status,
                      silent ? "an empty answer" : "an answer that is not the Bot API's");
  if (error.flood()) error.retry_after = retry_after({}, answer.fields, error);
  const bool turned_away = answer.status >= 400 && answer.status < 500 && answer.status != 408;
  error.maybe_done = error.unavailable() && !turned_away;
  throw error;
}

[[noreturn]] void throw_error(std::string_view method, const net::HttpResponse& answer,
                              const json::object& body, const Token& token) {
  const auto said = integer_at(body, "error_code");
  int code = said && *said >= 100 && *said < 1000 ? static_cast<int>(*said) : answer.status;
  // {"ok": false} under status 200 is a plain no.
  if (code < 400) code = 400;
  TelegramError error(kind_of(code), std::string(method), code, description_of(body, code, token));
  if (error.flood()) error.retry_after = retry_after(body, answer.fields, error);
  error.migrate_to_chat_id = integer_at(object_at(body, "parameters"), "migrate_to_chat_id");
  error.maybe_done = error.unavailable();
  throw error;
}

}  // namespace

json::value read_answer(std::string_view method, const net::HttpResponse& answer, const Token& token) {
  std::optional<json::object> body = envelope(answer.body);
  if (!body) throw_foreign(method, answer);
  const json::value* ok = body->if_contains("ok");
  json::value* result = body->if_contains("result");
  const bool success_status = answer.status >= 200 && answer.status < 300;
  const bool says_yes = ok != nullptr && ok->is_bool() ? ok->get_bool() : result != nullptr && success_status;
  if (says_yes && success_status) return result == nullptr ? json::value() : std::move(*result);
  const bool says_no = (ok != nullptr && ok->is_bool() && !ok->get_bool()) || body->contains("error_code");
  if (!says_no && answer.status < 400) throw_foreign(method, answer);
  throw_error(method, answer, *body, token);
}

}  // namespace ludice::telegram

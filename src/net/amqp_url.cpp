// The address of a broker, taken apart.
#include "net/amqp_url.hpp"

#include "net/url.hpp"

#include <charconv>
#include <system_error>

namespace ludice::net {
namespace {

constexpr std::string_view kScheme = "amqp://";
constexpr std::size_t kLongest = 255;  // AMQP 0-9-1, 4.2.5.3: short strings

/// A part that was written with %XX where it must be.
bool put_decoded(std::string& target, std::string_view text) {
  const auto decoded = percent_decode(text);
  if (!decoded || decoded->empty() || decoded->size() > kLongest) return false;
  if (decoded->find('\0') != std::string::npos) return false;
  target = *decoded;
  return true;
}

bool put_login(AmqpUrl& url, std::string_view login) {
  const auto colon = login.find(':');
  if (login.contains('@')) return false;
  if (!put_decoded(url.user, login.substr(0, colon))) return false;
  url.password.clear();
  if (colon == std::string_view::npos || colon + 1 == login.size()) return true;
  return put_decoded(url.password, login.substr(colon + 1));
}

bool put_port(AmqpUrl& url, std::string_view text) {
  if (text.empty()) return true;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + 1, end, url.port);
  return text.front() == ':' && parsed.ec == std::errc() && parsed.ptr == end && url.port != 0;
}

bool put_place(AmqpUrl& url, std::string_view place) {
  std::size_t end = place.find(':');
  if (place.starts_with('[')) {
    end = place.find(']');
    if (end == std::string_view::npos) return false;
    url.host = place.substr(1, end - 1);
    ++end;
  } else {
    end = end == std::string_view::npos ? place.size() : end;
    url.host = place.substr(0, end);
  }
  constexpr std::string_view kNone = "@ \t\r\n\\%[]";
  if (url.host.empty() || url.host.size() > kLongest || url.host.find_first_of(kNone) != std::string::npos) {
    return false;
  }
  return put_port(url, place.substr(end));
}

}  // namespace

std::string AmqpUrl::shown() const {
  const std::string where = host.contains(':') ? "[" + host + "]" : host;
  return where + ":" + std::to_string(port) + "/" + percent_encode(vhost);
}

std::optional<AmqpUrl> parse_amqp_url(std::string_view text) {
  if (!text.starts_with(kScheme)) return std::nullopt;
  text.remove_prefix(kScheme.size());
  if (text.find_first_of("?#") != std::string_view::npos) return std::nullopt;
  AmqpUrl url;
  const auto slash = text.find('/');
  const std::string_view vhost = slash == std::string_view::npos ? "" : text.substr(slash + 1);
  std::string_view place = text.substr(0, slash);
  const auto at = place.rfind('@');
  if (at != std::string_view::npos) {
    if (!put_login(url, place.substr(0, at))) return std::nullopt;
    place.remove_prefix(at + 1);
  }
  if (!put_place(url, place)) return std::nullopt;
  if (vhost.contains('/') || (!vhost.empty() && !put_decoded(url.vhost, vhost))) return std::nullopt;
  return url;
}

}  // namespace ludice::net

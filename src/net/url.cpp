// URLs as far as Ludicé meets them.
#include "net/url.hpp"

#include "net/ascii.hpp"

#include <charconv>
#include <system_error>

namespace ludice::net {

namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::optional<std::string> decode(std::string_view text, bool plus_is_blank) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
      if (low < 0) {
        return std::nullopt;
      }
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      decoded.push_back(plus_is_blank && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return decoded;
}

/// Splits "host:port", "[v6]:port", "host" into `origin`.
bool set_authority(Origin& origin, std::string_view authority) {
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) {
      return false;
    }
    origin.host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
  } else {
    const auto colon = std::min(authority.find(':'), authority.size());
    origin.host = authority.substr(0, colon);
    port = authority.substr(colon);
  }
  origin.port = origin.tls ? 443 : 80;
  if (!port.empty()) {
    const auto parsed = std::from_chars(port.data() + 1, port.data() + port.size(), origin.port);
    if (port.front() != ':' || parsed.ec != std::errc() || parsed.ptr != port.data() + port.size()) {
      return false;
    }
  }
  return !origin.host.empty() && origin.port != 0 &&
         origin.host.find_first_of("@ \t\r\n\\%") == std::string::npos;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  return decode(text, false);
}

std::string percent_encode(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded.push_back(c);
    } else {
      const auto code = static_cast<unsigned char>(c);
      encoded.push_back('%');
      encoded.push_back(kHex[code >> 4]);
      encoded.push_back(kHex[code & 15]);
    }
  }
  return encoded;
}

std::optional<std::string_view> Parameters::get(std::string_view name) const {
  for (const auto& [key, value] : entries_) {
    if (key == name) {
      return value;
    }
  }
  return std::nullopt;
}

void Parameters::add(std::string name, std::string value) {
  entries_.emplace_back(std::move(name), std::move(value));
}

std::optional<Parameters> parse_query(std::string_view query, std::size_t most) {
  Parameters parameters;
  while (!query.empty()) {
    const auto piece = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(piece.size() + 1, query.size()));
    if (piece.empty()) {
      continue;
    }
    const auto equals = std::min(piece.find('='), piece.size());
    auto name = decode(piece.substr(0, equals), true);
    auto value = decode(piece.substr(std::min(equals + 1, piece.size())), true);
    if (!name || !value || parameters.size() == most) {
      return std::nullopt;
    }
    parameters.add(std::move(*name), std::move(*value));
  }
  return parameters;
}

std::string Origin::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  std::string text = v6 ? "[" + host + "]" : host;
  if (port != (tls ? 443 : 80)) {
    text += ":" + std::to_string(port);
  }
  return text;
}

std::optional<Origin> parse_origin(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos || url.find_first_of("?# \r\n") != std::string_view::npos) {
    return std::nullopt;
  }
  Origin origin;
  origin.tls = equals_ignoring_case(url.substr(0, scheme_end), "https");
  if (!origin.tls && !equals_ignoring_case(url.substr(0, scheme_end), "http")) {
    return std::nullopt;
  }
  const auto rest = url.substr(scheme_end + 3);
  const auto slash = std::min(rest.find('/'), rest.size());
  origin.prefix = rest.substr(slash);
  while (origin.prefix.ends_with('/')) {
    origin.prefix.pop_back();
  }
  if (!set_authority(origin, rest.substr(0, slash))) {
    return std::nullopt;
  }
  return origin;
}

}  // namespace ludice::net

// URLs as far as Ludicé meets them (RFC 3986): percent-encoding, parameters in a query, origins of servers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ludice::net {

/// Nothing where a '%' is not followed by two hex digits. '+' stays, as it must outside of forms.
std::optional<std::string> percent_decode(std::string_view text);

/// Everything but letters, digits and "-._~" as %XX.
std::string percent_encode(std::string_view text);

/// Names and values in their order, decoded. A name may come more than once.
class Parameters {
 public:
  /// The first value of that name.
  std::optional<std::string_view> get(std::string_view name) const;
  void add(std::string name, std::string value);

  std::size_t size() const { return entries_.size(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> entries_;
};

/// "a=1&b=x+y%21": a query, or a form as application/x-www-form-urlencoded ('+' is a blank). Nothing where an
/// escape is broken or there are more than `most` parameters. Empty pieces ("a=1&&b") are left out.
std::optional<Parameters> parse_query(std::string_view query, std::size_t most = 256);

/// "https://host:8443/prefix".
struct Origin {
  bool tls = false;
  std::string host;  ///< an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::string prefix;  ///< path without a '/' at its end; often empty

  /// As in a Host header: the port only where it is not the scheme's own.
  std::string authority() const;
};

/// Nothing where it is no http or https URL, or has user, query or fragment.
std::optional<Origin> parse_origin(std::string_view url);

}  // namespace ludice::net

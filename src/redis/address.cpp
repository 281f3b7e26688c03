// A URL taken apart.
#include "redis/address.hpp"

#include <charconv>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace ludice::redis {

std::expected<Address, std::string> parse_address(std::string_view url) {
  const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
  if (!parsed) return std::unexpected("it is no URL");
  const std::string scheme(parsed->scheme().data(), parsed->scheme().size());
  if (scheme == "rediss")
    return std::unexpected("rediss: (TLS) is not supported; use a tunnel, or a copy on this machine");
  if (scheme != "redis") return std::unexpected("it is not redis://…");
  if (parsed->has_query() || parsed->has_fragment())
    return std::unexpected("nothing may follow its database");
  Address address;
  if (!parsed->encoded_host().empty()) address.host = parsed->host_address();
  if (parsed->has_port()) address.port = parsed->port_number();
  if (address.port == 0) return std::unexpected("its port is none");
  address.user = parsed->user();
  address.password = parsed->password();
  const std::string path = parsed->path();
  if (path.size() <= 1) return address;
  const auto [stopped, error] = std::from_chars(path.data() + 1, path.data() + path.size(), address.database);
  if (error != std::errc() || stopped != path.data() + path.size() || address.database < 0)
    return std::unexpected("its database is no number");
  return address;
}

}  // namespace ludice::redis

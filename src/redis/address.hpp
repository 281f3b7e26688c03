// Where a Redis is, and as whom we speak to it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace ludice::redis {

struct Address {
  std::string host = "127.0.0.1";
  std::uint16_t port = 6379;
  std::string user;      ///< empty: none
  std::string password;  ///< empty: none
  int database = 0;
};

/// redis://[[user]:password@]host[:port][/database]; or what is wrong with it, without its secrets.
std::expected<Address, std::string> parse_address(std::string_view url);

}  // namespace ludice::redis

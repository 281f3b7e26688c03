// Searching in JSON that our own program wrote.
#include "answers.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>

namespace ludice::bench {

void expect_success(int status, std::string_view body) {
  if (status != 200) {
    throw std::runtime_error("unexpected answer " + std::to_string(status) + " " + std::string(body));
  }
}

std::string_view value_of(std::string_view body, std::string_view quoted_key) {
  const std::size_t at = body.find(quoted_key);
  if (at == std::string_view::npos) {
    throw std::runtime_error("no " + std::string(quoted_key) + " in " + std::string(body));
  }
  std::string_view rest = body.substr(at + quoted_key.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(": \""), rest.size()));
  return rest.substr(0, rest.find_first_of(",}\""));
}

std::int64_t number_of(std::string_view body, std::string_view quoted_key) {
  const std::string_view text = value_of(body, quoted_key);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::runtime_error("no number " + std::string(quoted_key) + " in " + std::string(body));
  }
  return number;
}

}  // namespace ludice::bench

// The canonical line of a fact: its name, and what it says as `key=value`.
#pragma once

#include <string>

namespace ludice::sim {

inline std::string name_of_fact(const std::string& body) {
  return body.substr(0, body.find(' '));
}

/// Empty where it does not say; nothing that is quoted.
inline std::string field(const std::string& body, const std::string& name) {
  const std::string key = " " + name + "=";
  const auto at = body.find(key);
  if (at == std::string::npos) return {};
  const auto begin = at + key.size();
  return body.substr(begin, body.find(' ', begin) - begin);
}

}  // namespace ludice::sim

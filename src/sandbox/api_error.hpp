// How a Bot API call is refused: Telegram's code and wording. A refusal is a value, never an exception.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace ludice::sandbox {

struct ApiError {
  int code = 400;
  std::string description;  ///< as Telegram words it, "Bad Request: chat not found"
  int retry_after = 0;      ///< seconds; above 0 only with 429
};

template <class T>
using Api = std::expected<T, ApiError>;

inline std::unexpected<ApiError> bad_request(const std::string& what) {
  return std::unexpected(ApiError{400, "Bad Request: " + what, 0});
}

inline std::unexpected<ApiError> forbidden(const std::string& what) {
  return std::unexpected(ApiError{403, "Forbidden: " + what, 0});
}

/// To a person, in the words of the page.
inline std::unexpected<ApiError> refused(int code, const std::string& why) {
  return std::unexpected(ApiError{code, why, 0});
}

}  // namespace ludice::sandbox

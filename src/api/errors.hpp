// Every error answer of the game API: what the rules refuse and what comes before them, with status, stable
// code and a text for people (docs/api.md). The only place that knows which is which.
#pragma once

#include "base/result.hpp"
#include "net/http_types.hpp"
#include "store/store.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ludice::api {

/// What is refused before the rules are asked.
enum class Problem {
  malformed_json,
  bad_signature,
  stale_timestamp,
  unknown_path,
  method_not_allowed,
  request_timeout,
  body_too_large,
  headers_too_large,
  unsupported_media_type,
  used_otherwise,  ///< the same signed object or request_id, on another path or with other fields
  invalid_request,
  rate_limited,
  unavailable,
  overloaded,
};

/// Field → what is wrong with it. Empty: nothing.
using Invalid = std::vector<std::pair<std::string, std::string>>;

struct Error {
  int status;
  std::string_view code;
  std::string_view message;
};

Error error_of(Problem problem);
Error error_of(Refusal refusal);
/// Full queue or something else.
Problem problem_of(const store::Unavailable& failure);
/// For what the HTTP server itself refuses.
Problem problem_of_status(int status);

/// {"status":"success","data":…}
std::string success_body(std::string_view data);
/// `details` is JSON, or empty for none; `message` replaces the usual text where it is not empty.
std::string error_body(const Error& error, std::string_view details = {}, std::string_view message = {});

/// The code in what error_body() made; empty where it is no such body.
std::string_view code_in(std::string_view body);
/// The game in an answer that begins with it; empty in others.
std::string_view game_in(std::string_view body);

store::Answer refused_answer(const Refused& refused);
store::Answer invalid_answer(const Invalid& invalid);

}  // namespace ludice::api

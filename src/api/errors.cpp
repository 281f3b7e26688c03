// The tables of errors, and their JSON.
#include "api/errors.hpp"

#include "api/json_writer.hpp"
#include "base/assert.hpp"

#include <algorithm>

namespace ludice::api {
namespace {

int status_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::player_not_found:
    case Refusal::game_not_found:
    case Refusal::not_found:
      return 404;
    case Refusal::game_over:
    case Refusal::already_in_game:
    case Refusal::game_in_progress:
    case Refusal::already_thrown:
    case Refusal::throw_in_progress:
    case Refusal::not_your_turn:
    case Refusal::conflict:
      return 409;
    case Refusal::not_your_game:
    case Refusal::frozen:
    case Refusal::self_excluded:
    case Refusal::limit_reached:
    case Refusal::terms_required:
    case Refusal::same_person:
    case Refusal::approval_required:
      return 403;
    case Refusal::insufficient_funds:
      return 402;
    case Refusal::proof_missing:
      return 422;
  }
  assertion_failed("known refusal", __FILE__, __LINE__);
}

std::string_view message_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::player_not_found:
      return "No such player.";
    case Refusal::game_not_found:
      return "No such game.";
    case Refusal::not_found:
      return "Not found.";
    case Refusal::not_your_game:
      return "This player is not in that game.";
    case Refusal::game_over:
      return "That game has ended.";
    case Refusal::already_in_game:
      return "This player has a game already.";
    case Refusal::game_in_progress:
      return "The game has begun and cannot be left.";
    case Refusal::already_thrown:
      return "That throw has been made; its first result stands.";
    case Refusal::throw_in_progress:
      return "That throw has been announced and is being made.";
    case Refusal::not_your_turn:
      return "That throw is not due yet.";
    case Refusal::conflict:
      return "This does not go with what happened before.";
    case Refusal::frozen:
      return "This account is frozen.";
    case Refusal::self_excluded:
      return "This player has excluded himself.";
    case Refusal::limit_reached:
      return "This would pass a limit.";
    case Refusal::terms_required:
      return "The current terms have not been accepted.";
    case Refusal::same_person:
      return "This takes another person.";
    case Refusal::approval_required:
      return "A second operator has to approve this first.";
    case Refusal::insufficient_funds:
      return "The balance does not cover this.";
    case Refusal::proof_missing:
      return error_of(Problem::invalid_request).message;
  }
  assertion_failed("known refusal", __FILE__, __LINE__);
}

}  // namespace

Error error_of(Refusal refusal) {
  return {status_of(refusal), to_string(refusal), message_of(refusal)};
}

Error error_of(Problem problem) {
  switch (problem) {
    case Problem::malformed_json:
      return {400, "malformed_json", "The body is not a JSON object."};
    case Problem::bad_signature:
      return {401, "bad_signature", "The signature is missing or does not fit."};
    case Problem::stale_timestamp:
      return {401, "stale_timestamp", "The timestamp is missing or too far from the server's time."};
    case Problem::unknown_path:
      return {404, "not_found", "Nothing is found at this path."};
    case Problem::method_not_allowed:
      return {405, "method_not_allowed", "This path is called with another method."};
    case Problem::request_timeout:
      return {408, "request_timeout", "The request took too long to arrive."};
    case Problem::body_too_large:
      return {413, "body_too_large", "The body is longer than 64 KiB."};
    case Problem::headers_too_large:
      return {431, "headers_too_large", "The headers are too long."};
    case Problem::unsupported_media_type:
      return {415, "unsupported_media_type", "The body must be application/json."};
    case Problem::used_otherwise:
      return {409, "conflict", "This signed request, or its request_id, was used for something else."};
    case Problem::invalid_request:
      return {422, "invalid_request", "Some fields are not right."};
    case Problem::rate_limited:
      return {429, "rate_limited", "Too many requests."};
    case Problem::unavailable:
      return {503, "unavailable", "This cannot be done at the moment."};
    case Problem::overloaded:
      return {503, "overloaded", "Too much is going on at the moment."};
  }
  assertion_failed("known problem", __FILE__, __LINE__);
}

Problem problem_of(const store::Unavailable& failure) {
  return failure.kind == store::Unavailable::Kind::overloaded ? Problem::overloaded : Problem::unavailable;
}

Problem problem_of_status(int status) {
  switch (status) {
    case 400:
      return Problem::malformed_json;
    case 408:
      return Problem::request_timeout;
    case 413:
      return Problem::body_too_large;
    case 431:
      return Problem::headers_too_large;
    default:
      return Problem::unavailable;
  }
}

std::string success_body(std::string_view data) {
  std::string body = R"({"status":"success","data":)";
  return body.append(data).append("}");
}

std::string error_body(const Error& error, std::string_view details, std::string_view message) {
  JsonWriter json;
  json.open_object().member("status", "error").key("error").open_object();
  json.member("code", error.code).member("message", message.empty() ? error.message : message);
  json.key("details").raw(details.empty() ? "{}" : details);
  json.close_object().close_object();
  return json.take();
}

std::string_view code_in(std::string_view body) {
  constexpr std::string_view kBefore = R"({"status":"error","error":{"code":")";
  if (!body.starts_with(kBefore)) return {};
  body.remove_prefix(kBefore.size());
  return body.substr(0, std::min(body.find('"'), body.size()));
}

std::string_view game_in(std::string_view body) {
  constexpr std::string_view kBefore = R"({"status":"success","data":{"game_id":")";
  if (!body.starts_with(kBefore)) return {};
  body.remove_prefix(kBefore.size());
  return body.substr(0, body.find('"'));
}

store::Answer refused_answer(const Refused& refused) {
  if (refused.why == Refusal::proof_missing) return invalid_answer({{"proof", "is required in this asset"}});
  const Error error = error_of(refused.why);
  std::string details;
  if (refused.why == Refusal::insufficient_funds) {
    JsonWriter json;
    json.open_object().member("balance", refused.balance).member("required", refused.required).close_object();
    details = json.take();
  }
  return {error.status, error_body(error, details)};
}

store::Answer invalid_answer(const Invalid& invalid) {
  JsonWriter json;
  json.open_object();
  for (const auto& [field, what] : invalid) json.member(field, what);
  json.close_object();
  const Error error = error_of(Problem::invalid_request);
  return {error.status, error_body(error, json.take())};
}

}  // namespace ludice::api

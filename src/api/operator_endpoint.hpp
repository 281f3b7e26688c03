// What a call of operators is: as an endpoint, but it knows who calls.
#pragma once

#include "api/endpoint.hpp"

#include <expected>
#include <functional>
#include <string>
#include <utility>
#include <variant>

namespace ludice::api {

/// A refusal that says what there is now.
struct RefusedAsOf {
  Refusal why;
  std::string details;  ///< JSON
};
using OperatorData = std::expected<std::string, std::variant<Refused, Invalid, RefusedAsOf>>;

/// Runs on the store's thread, perhaps more than once; `operator_name` from the token.
using OperatorWork = std::function<OperatorData(store::Transaction&, const std::string& operator_name)>;

struct OperatorEndpoint {
  /// Path, texts, answer, refusals; `writes`: it acts, once for each request_id, and else it only looks.
  Endpoint about;
  /// Acts, but what it answers holds for a time only: each call is answered as things stand.
  bool answered_anew = false;
  std::function<std::expected<OperatorWork, Invalid>(const net::CanonicalObject&)> prepare;
};

/// `use_case(transaction, operator_name, command)` gives a Result, or refuses with RefusedAsOf; `render`
/// makes JSON of its value.
template <class Command, class UseCase, class Render>
OperatorEndpoint operating(Endpoint about, const Form<Command>& form, UseCase use_case, Render render) {
  about.request = form.outline();
  const auto prepare = [form, use_case,
                        render](const net::CanonicalObject& object) -> std::expected<OperatorWork, Invalid> {
    Invalid invalid;
    Command command = form.read(object.root(), invalid);
    if (!invalid.empty()) return std::unexpected(std::move(invalid));
    return [use_case, render, command = std::move(command)](
               store::Transaction& transaction, const std::string& operator_name) -> OperatorData {
      const auto answer = use_case(transaction, operator_name, command);
      if (!answer) return std::unexpected(answer.error());
      return render(*answer);
    };
  };
  return {.about = std::move(about), .prepare = prepare};
}

}  // namespace ludice::api

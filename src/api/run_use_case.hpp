// From a use case and its command to what the pipeline runs.
#pragma once

#include "api/endpoint.hpp"

#include <utility>

namespace ludice::api {

/// What a use case answered, as JSON.
template <class Answer, class Render>
Data to_data(const Result<Answer>& answer, Render render) {
  if (!answer) return std::unexpected(answer.error());
  return render(*answer);
}

/// `render` makes JSON of what the use case answers. All three are copied into the result.
template <class UseCase, class Command, class Render>
Writing run_writing(UseCase use_case, Command command, service::PlayerRef limited, Render render) {
  auto run = [use_case, command = std::move(command), render](store::Transaction& transaction) {
    return to_data(use_case.run(transaction, command), render);
  };
  return {std::move(run), std::move(limited)};
}

/// For answers that need nothing else to be shown.
inline constexpr auto kPlain = [](const auto& answer) { return to_json(answer); };

}  // namespace ludice::api

// What an endpoint is: a row that routes, checks, runs and documents it.
#pragma once

#include "api/errors.hpp"
#include "api/form.hpp"
#include "api/schema.hpp"
#include "async/task.hpp"
#include "base/result.hpp"
#include "net/canonical_json.hpp"
#include "service/players.hpp"
#include "store/transaction.hpp"

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ludice::api {

// Adding one:
//
//   Endpoint leave_game(const service::Rules& rules, const service::GameBook& book) {
//     Form<service::LeaveGameCommand> form;  // the fields, see form.hpp
//     form.add(player_fields(), &service::LeaveGameCommand::who);
//     return writing({.path = "/leave",  // or reading(), waiting()
//                     .summary = "Call a waiting game off",
//                     .description = "The stake returns.",
//                     .limited = true,
//                     .answer = left_game_schema(),  // see answer_schemas.hpp
//                     .refusals = {Refusal::player_not_found, Refusal::game_in_progress}},
//                    form, service::LeaveGame(rules, book), kPlain);
//   }
//
// and its name in the list at the end of its file (game_endpoints.cpp, player_endpoints.cpp, …). The errors
// that any call can get need no mention.

/// What the rules refuse, or a field that turns out to be wrong only where the store is asked.
using Fault = std::variant<Refused, Invalid>;
/// The `data` of the answer, as JSON.
using Data = std::expected<std::string, Fault>;

/// Runs once for a signed object; its answer is kept.
struct Writing {
  std::function<Data(store::Transaction&)> run;
  service::PlayerRef limited;  ///< whose calls are counted, where the endpoint is limited
};
/// Answers fresh every time.
struct Reading {
  std::function<Data(store::Reader&)> run;
};
/// Answers fresh, when it is ready. It is given the request's trace, for the store's log.
struct Waiting {
  std::function<async::Task<Data>(std::string trace)> run;
};
using Prepared = std::variant<Invalid, Writing, Reading, Waiting>;

struct Endpoint {
  std::string_view method = "POST";
  std::string_view path;
  std::string_view summary;
  std::string_view description;
  bool limited = false;          ///< by LUDICE_USER_LIMIT; its command says `who`
  bool idempotency_key = false;  ///< takes the header that makes a repeat answer as the first time
  bool named = false;            ///< needs a request_id, which is kept for ever
  NamedSchema answer;
  std::vector<Refusal> refusals{};

  // These three writing(), reading() and waiting() fill in.
  Outline request{};
  bool writes = false;  ///< prepare() gives Invalid or Writing then
  std::function<Prepared(const net::CanonicalObject&)> prepare{};
};

/// Whose calls are counted.
template <class Command>
service::PlayerRef limited_by(const Command& command) {
  if constexpr (requires { command.who; }) {
    return command.who;
  } else {
    return {};
  }
}

/// What a use case answered, as JSON.
template <class Answer, class Error, class Render>
Data to_data(const std::expected<Answer, Error>& answer, Render render) {
  if (!answer) return std::unexpected(answer.error());
  return render(*answer);
}

/// A use case is a class with run(), or something to call.
template <class UseCase, class Access, class Command>
auto run_use_case(const UseCase& use_case, Access& access, const Command& command) {
  if constexpr (requires { use_case.run(access, command); }) {
    return use_case.run(access, command);
  } else {
    return use_case(access, command);
  }
}

/// `prepare` takes a command to what the pipeline runs.
template <class Command, class Prepare>
Endpoint completed(Endpoint endpoint, const Form<Command>& form, Prepare prepare) {
  endpoint.request = form.outline();
  endpoint.prepare = [form, prepare](const net::CanonicalObject& object) -> Prepared {
    Invalid invalid;
    Command command = form.read(object.root(), invalid);
    if (!invalid.empty()) return invalid;
    return prepare(std::move(command));
  };
  return endpoint;
}

/// `use_case` runs once, on a store::Transaction and the command; `render` makes JSON of its answer.
template <class Command, class UseCase, class Render>
Endpoint writing(Endpoint endpoint, const Form<Command>& form, UseCase use_case, Render render) {
  endpoint.writes = true;
  const auto prepare = [use_case, render, limited = endpoint.limited](Command command) -> Prepared {
    service::PlayerRef who = limited ? limited_by(command) : service::PlayerRef();
    auto run = [use_case, command = std::move(command), render](store::Transaction& transaction) {
      return to_data(run_use_case(use_case, transaction, command), render);
    };
    return Writing{std::move(run), std::move(who)};
  };
  return completed(std::move(endpoint), form, prepare);
}

/// The same with a store::Reader, fresh every time.
template <class Command, class UseCase, class Render>
Endpoint reading(Endpoint endpoint, const Form<Command>& form, UseCase use_case, Render render) {
  const auto prepare = [use_case, render](Command command) -> Prepared {
    return Reading{[use_case, command = std::move(command), render](store::Reader& reader) {
      return to_data(run_use_case(use_case, reader, command), render);
    }};
  };
  return completed(std::move(endpoint), form, prepare);
}

/// `wait(command, trace)` is a task that answers when there is something.
template <class Command, class Wait>
Endpoint waiting(Endpoint endpoint, const Form<Command>& form, Wait wait) {
  const auto prepare = [wait](Command command) -> Prepared {
    return Waiting{
        [wait, command = std::move(command)](std::string trace) { return wait(command, std::move(trace)); }};
  };
  return completed(std::move(endpoint), form, prepare);
}

}  // namespace ludice::api

// What an endpoint of the game API is made of: a path, whether it writes, and how its fields become
// something to run.
#pragma once

#include "api/errors.hpp"
#include "api/fields.hpp"
#include "async/task.hpp"
#include "base/result.hpp"
#include "net/canonical_json.hpp"
#include "store/transaction.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ludice::api {

/// The `data` of the answer, as JSON, or what the rules refuse.
using Data = Result<std::string>;

/// Runs once for a signed object; its answer is kept.
struct Writing {
  std::function<Data(store::Transaction&)> run;
  service::PlayerRef limited;  ///< whose calls are counted, where the endpoint is limited
};
/// Answers fresh every time.
struct Reading {
  std::function<Data(store::Reader&)> run;
};
/// Answers fresh, when it is ready.
struct Waiting {
  std::function<async::Task<Data>()> run;
};
using Prepared = std::variant<Invalid, Writing, Reading, Waiting>;

struct Endpoint {
  std::string_view path;
  bool writes = true;    ///< prepare() gives Invalid or Writing then
  bool limited = false;  ///< by LUDICE_USER_LIMIT
  std::function<Prepared(const net::CanonicalObject&)> prepare;
};

}  // namespace ludice::api

// Fields of the calls about players, and which use case they go to.
#include "api/player_endpoints.hpp"

#include "api/render.hpp"
#include "api/run_use_case.hpp"

namespace ludice::api {
namespace {

using net::CanonicalObject;

constexpr std::size_t kMaxLanguage = 35;

Endpoint register_player(const service::Rules& rules) {
  const service::RegisterPlayer use_case(rules);
  auto prepare = [use_case, &rules](const CanonicalObject& object) -> Prepared {
    Fields fields(object.root());
    service::PlayerRef who = fields.registration();
    service::RegisterCommand command;
    command.language = fields.optional_text("language", kMaxLanguage);
    if (command.language && has_control_characters(*command.language)) {
      fields.fail("language", "must not have control characters");
    }
    if (!fields.invalid().empty()) return fields.invalid();
    command.username = who.username;
    command.id = *who.id;
    const auto render = [asset = rules.asset](const service::Registered& registered) {
      return to_json(registered, asset);
    };
    return run_writing(use_case, std::move(command), std::move(who), render);
  };
  return {.path = "/register", .limited = true, .prepare = prepare};
}

Endpoint view_profile(const service::Rules& rules) {
  const service::ViewProfile use_case(rules);
  auto prepare = [use_case, &rules](const CanonicalObject& object) -> Prepared {
    Fields fields(object.root());
    const service::PlayerRef who = fields.player();
    if (!fields.invalid().empty()) return fields.invalid();
    return Reading{[use_case, who, asset = rules.asset](store::Reader& reader) {
      return to_data(use_case.run(reader, who),
                     [asset](const service::Profile& profile) { return to_json(profile, asset); });
    }};
  };
  return {.path = "/profile", .writes = false, .prepare = prepare};
}

Endpoint grant_daily(const service::Rules& rules, const service::Events& events) {
  const service::GrantDaily use_case(rules, events);
  auto prepare = [use_case](const CanonicalObject& object) -> Prepared {
    Fields fields(object.root());
    service::PlayerRef who = fields.player();
    if (!fields.invalid().empty()) return fields.invalid();
    return run_writing(use_case, std::move(who), {}, kPlain);
  };
  return {.path = "/daily", .prepare = prepare};
}

}  // namespace

std::vector<Endpoint> player_endpoints(const service::Rules& rules, const service::Events& events) {
  return {register_player(rules), view_profile(rules), grant_daily(rules, events)};
}

}  // namespace ludice::api

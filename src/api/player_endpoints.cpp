// The calls about players: their fields, and which use case they go to.
#include "api/player_endpoints.hpp"

#include "api/answer_schemas.hpp"
#include "api/player_fields.hpp"
#include "api/render.hpp"

namespace ludice::api {
namespace {

using enum Refusal;
using service::PlayerRef;

constexpr Text kLanguage{.max = 35, .control_characters = false};

struct Registration {
  PlayerRef who;
  std::optional<std::string> language;
};

Endpoint register_player(const service::Rules& rules) {
  Form<Registration> form;
  form.add(registration_fields(), &Registration::who)
      .optional("language", kLanguage, &Registration::language,
                {"Of the person, as Telegram says it; stays as it is unless given.", R"("de")"});
  const auto run = [use_case = service::RegisterPlayer(rules)](store::Transaction& transaction,
                                                               const Registration& registration) {
    const auto& [who, language] = registration;
    return use_case.run(transaction, {.username = who.username, .id = *who.id, .language = language});
  };
  const auto render = [asset = rules.default_asset()](const service::Registered& registered) {
    return to_json(registered, asset);
  };
  return writing(
      {.path = "/register",
       .summary = "Register a player",
       .description = "Accepts the current terms and gives the welcome points, once. Repeated, it "
                      "updates name and language. A name moves here from whoever had it; an account "
                      "that was made by name only is taken over.",
       .limited = true,
       .answer = registered_schema(),
       .refusals = {conflict}},
      form, run, render);
}

Endpoint view_profile(const service::Rules& rules) {
  return reading({.path = "/profile",
                  .summary = "Look at a player",
                  .description = "Balances, the open game, and what came of the earlier ones.",
                  .answer = profile_schema(),
                  .refusals = {player_not_found}},
                 Form<PlayerRef>().add(player_fields()), service::ViewProfile(rules), kPlain);
}

Endpoint grant_daily(const service::Rules& rules, const service::Events& events) {
  return writing({.path = "/daily",
                  .summary = "Take the points of the day",
                  .description = "Once a day (UTC), for the asking.",
                  .answer = daily_grant_schema(),
                  .refusals = {player_not_found, limit_reached}},
                 Form<PlayerRef>().add(player_fields()), service::GrantDaily(rules, events), kPlain);
}

}  // namespace

std::vector<Endpoint> player_endpoints(const service::Rules& rules, const service::Events& events) {
  return {register_player(rules), view_profile(rules), grant_daily(rules, events)};
}

}  // namespace ludice::api

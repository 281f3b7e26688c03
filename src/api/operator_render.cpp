// The house, member by member.
#include "api/operator_render.hpp"

#include "api/answer_schemas.hpp"
#include "api/ton_render.hpp"

namespace ludice::api {
namespace {

using namespace schema;

void write_funds(JsonWriter& json, const std::vector<service::HouseFunds>& funds) {
  json.key("funds").open_array();
  for (const service::HouseFunds& of : funds) {
    json.open_object().member("asset", domain::to_string(of.asset));
    json.member("owner", of.owner.units()).member("rake", of.rake.units()).close_object();
  }
  json.close_array();
}

void write_wallet(JsonWriter& json, const service::HouseState& state) {
  json.key("ton");
  if (!state.wallet) {
    json.null();
    return;
  }
  json.open_object().member("balance", state.wallet->place.balance.units());
  json.member("booked", state.ton_booked.units()).member("lt", std::to_string(state.wallet->place.lt));
  write_time(json, "seen", state.wallet->seen);
  write_text_or_null(json, "frozen", state.wallet->frozen);
  json.close_object();
}

void write_stop(JsonWriter& json, std::string_view scope, const std::string& why, Instant since) {
  const bool withdrawals = scope == "withdrawals";
  json.open_object().member("scope", scope);
  write_text_or_null(json, "frozen", why);
  write_time(json, "since", since);
  json.member("stop_call", withdrawals ? "/operator/freeze" : "/operator/stars/stop");
  json.member("resume_call", withdrawals ? "/operator/unfreeze" : "/operator/stars/sell");
  json.close_object();
}

/// What can be stopped here, and what is.
void write_stops(JsonWriter& json, const service::HouseState& state) {
  json.key("stops").open_array();
  if (state.wallet) write_stop(json, "withdrawals", state.wallet->frozen, state.wallet->frozen_at);
  write_stop(json, "stars", state.stars_stop.why, state.stars_stop.since);
  json.close_array();
}

void write_stars(JsonWriter& json, const service::HouseState& state) {
  json.key("stars");
  if (!state.stars_expected) {
    json.null();
    return;
  }
  json.open_object().member("expected", state.stars_expected->units());
  write_time(json, "checked", state.stars_checked);
  json.close_object();
}

}  // namespace

Form<service::ResumeCommand> resume_form() {
  using service::ResumeCommand;
  constexpr Text kFrozen{.max = 1'300, .control_characters = false};
  Form<ResumeCommand> form;
  form.required("frozen", kFrozen, &ResumeCommand::frozen,
                {"What stops it, as `/operator/state` shows it.", R"("olga: a stolen phone")"})
      .required("reason", kReason, &ResumeCommand::reason, kAboutReason);
  return form;
}

NamedSchema stop_schema() {
  return {"Stopped",
          object_of({{"frozen", or_null({.type = "string"}), "Why it is stopped; null: it is not."}})};
}

std::string stop_json(const std::string& frozen) {
  JsonWriter json;
  json.open_object();
  write_text_or_null(json, "frozen", frozen);
  return json.close_object().take();
}

Form<Reason> reason_form() {
  Form<Reason> form;
  form.required("reason", kReason, &Reason::reason, kAboutReason);
  return form;
}

Endpoint about_operator_call(std::string_view path, std::string_view summary, std::string_view description,
                             NamedSchema answer, std::vector<Refusal> refusals, bool acts) {
  return {.path = path,
          .summary = summary,
          .description = description,
          .named = true,
          .answer = std::move(answer),
          .refusals = std::move(refusals),
          .writes = acts};
}

std::string house_json(const service::HouseState& state) {
  JsonWriter json;
  json.open_object();
  write_funds(json, state.funds);
  write_wallet(json, state);
  write_stars(json, state);
  write_stops(json, state);
  return json.close_object().take();
}

NamedSchema house_schema() {
  const Schema any_amount = integer(-kMaxInteger, kMaxInteger);
  const Schema funds = object_of({{"asset", words({"points", "stars", "ton"}), "Of what."},
                                  {"owner", amount_schema(), "What the operator has put in and earned."},
                                  {"rake", amount_schema(), "What games have brought, not collected yet."}});
  const Schema wallet = object_of(
      {{"balance", any_amount, "Nanotons in the wallet behind the transaction booked last."},
       {"booked", any_amount, "What the ledger says of it."},
       {"lt", text(1, 20), "Of that transaction."},
       {"seen", time_schema(), "Time of the chain up to which nothing is missing, in Unix seconds."},
       {"frozen", or_null({.type = "string"}), "Why nothing leaves; null: it does."}});
  const Schema stars =
      object_of({{"expected", any_amount, "What the bot must hold by Telegram."},
                 {"checked", time_schema(),
                  "When all of Telegram's list was looked at last; null: it is about to be."}});
  const Schema stop =
      object_of({{"scope", words({"withdrawals", "stars"}), "What leaves, or the sale of Stars."},
                 {"frozen", or_null({.type = "string"}), "Why it is stopped; null: it is not."},
                 {"since", time_schema(), "Since when, in Unix seconds."},
                 {"stop_call", text(1, 64), "The call that stops it, with a `reason`."},
                 {"resume_call", text(1, 64),
                  "The call that lets it go on, with a `reason` and `frozen` as it is here."}});
  return {"HouseState", object_of({{"funds", list_of(funds, 3), "By asset."},
                                   {"ton", or_null(wallet), "The wallet; null where none is known."},
                                   {"stars", or_null(stars), "The bot's Stars; null before the first look."},
                                   {"stops", list_of(stop, 8), "What can be stopped, and is."}})};
}

}  // namespace ludice::api

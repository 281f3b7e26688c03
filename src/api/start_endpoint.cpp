// One call for three use cases: what is given says which.
#include "api/start_endpoint.hpp"

#include "api/answer_schemas.hpp"
#include "api/player_fields.hpp"
#include "api/render.hpp"
#include "service/invites.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ludice::api {
namespace {

using enum Refusal;

constexpr Text kCode{64};
constexpr Integer kAnyBet{1, kMaxInteger};

struct Start {
  service::PlayerRef who;
  std::optional<domain::GameKind> kind;
  std::optional<domain::Asset> asset;
  std::optional<Amount> bet;
  bool invite = false;
  std::optional<std::string> join;
};

Integer bets_in(const service::Rules& rules, domain::Asset asset) {
  const service::Bets& bets = rules.bets_in(asset);
  return {bets.min.units(), bets.max.units()};
}

/// Without a code the bet is needed, within the asset's bounds; with one it need only be what the invite
/// says, which the rules tell.
void read_terms(const service::Rules& rules, const net::JsonValue& object, Start& start, Invalid& invalid) {
  const bool joins = is_given(object["join"]);
  if (joins && start.invite) invalid.emplace_back("invite", "does not go with join");
  const net::JsonValue value = object["bet"];
  if (!is_given(value)) {
    if (!joins) invalid.emplace_back("bet", kMissing);
    return;
  }
  const domain::Asset asset = start.asset.value_or(rules.default_asset());
  const Read<std::int64_t> bet = (joins ? kAnyBet : bets_in(rules, asset)).read(value);
  if (bet) {
    start.bet = Amount(*bet);
  } else {
    invalid.emplace_back("bet", bet.error());
  }
}

/// What read_terms checks for one asset, as a JSON Schema.
std::string rule_of(const service::Rules& rules, domain::Asset asset) {
  const bool is_default = asset == rules.default_asset();
  return fmt::format(R"({{"if":{{"properties":{{"join":{{"type":"null"}},"asset":{{"enum":["{}"{}]}}}}{}}},)"
                     R"("then":{{"required":["bet"],"properties":{{"bet":{}}}}}}})",
                     domain::to_string(asset), is_default ? ",null" : "",
                     is_default ? "" : R"(,"required":["asset"])", bets_in(rules, asset).schema().text());
}

Fields<Start> terms_fields(const service::Rules& rules) {
  Fields<Start> fields;
  const service::Bets& usual = rules.bets_in(rules.default_asset());
  const std::string example = std::to_string(std::clamp(Amount(50), usual.min, usual.max).units());
  fields.outline.fields.push_back(
      property("bet", kAnyBet.schema(),
               {"The stake, in the asset's smallest unit. May be left out with `join`.", example}, false));
  for (const domain::Asset asset : rules.assets) fields.outline.rules.push_back(rule_of(rules, asset));
  fields.outline.rules.emplace_back(R"({"not":{"required":["join","invite"],)"
                                    R"("properties":{"join":{"type":"string"},"invite":{"const":true}}}})");
  fields.read = [&rules](const net::JsonValue& object, Start& start, Invalid& invalid) {
    read_terms(rules, object, start, invalid);
  };
  return fields;
}

Form<Start> start_form(const service::Rules& rules) {
  Form<Start> form;
  form.add(player_fields(), &Start::who)
      .optional("game", Choice(std::vector(domain::kGameKinds.begin(), domain::kGameKinds.end())),
                &Start::kind, {"What is played; `dice` unless given.", R"("dice")"})
      .optional("asset", Choice(rules.assets), &Start::asset,
                {"What it is played in; the default asset unless given."})
      .optional(
          "invite", Boolean{}, &Start::invite,
          {"Opens a private game, which only its code reaches. Nothing is staked before somebody joins."})
      .optional("join", kCode, &Start::join,
                {"The code of an invite. The other fields may be left out then, and must fit where given."})
      .add(terms_fields(rules));
  return form;
}

template <class UseCase, class Command>
Writing run_once(UseCase use_case, Command command, service::PlayerRef who) {
  auto run = [use_case, command = std::move(command)](store::Transaction& transaction) {
    return to_data(use_case.run(transaction, command), kPlain);
  };
  return {std::move(run), std::move(who)};
}

}  // namespace

Endpoint start_endpoint(const service::Rules& rules, const service::GameBook& book, Random& random) {
  Endpoint endpoint{
      .path = "/start/game",
      .summary = "Start a game",
      .description =
          "Joins the oldest waiting public game of another player with the same game, asset, bet and terms; "
          "otherwise opens one that waits. The stake leaves the balance with it. With `invite` the game is "
          "private: the answer has its code, and both are charged when somebody joins with that. A new "
          "invite "
          "calls the player's earlier one off. `conflict` is all that is said of a code that is unknown, "
          "used, "
          "expired or one's own, whose terms differ from what is given, or whose opener cannot play now.",
      .limited = true,
      .answer = game_schema(),
      .refusals = {player_not_found, already_in_game, conflict, frozen, limit_reached, insufficient_funds},
      .writes = true};
  const auto prepare = [&rules, &book, &random](Start start) -> Prepared {
    const service::PlayerRef who = start.who;
    if (start.join) {
      service::JoinInviteCommand join{who, *start.join, start.kind, start.asset, start.bet};
      return run_once(service::JoinInvite(book), std::move(join), who);
    }
    service::StartGameCommand game{who, start.kind.value_or(domain::GameKind::dice),
                                   start.asset.value_or(rules.default_asset()), *start.bet};
    if (!start.invite) return run_once(service::StartGame(rules, book), std::move(game), who);
    service::OpenInviteCommand opening{std::move(game), service::new_invite_code(random)};
    return run_once(service::OpenInvite(rules, book), std::move(opening), who);
  };
  return completed(std::move(endpoint), start_form(rules), prepare);
}

}  // namespace ludice::api

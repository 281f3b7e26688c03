// Looking at a player, and whether he may stake and withdraw.
#include "api/operator_player_endpoints.hpp"

#include "api/answer_schemas.hpp"
#include "api/json_writer.hpp"
#include "api/operator_render.hpp"
#include "api/player_fields.hpp"
#include "api/ton_render.hpp"
#include "service/operator_stops.hpp"

namespace ludice::api {
namespace {

using enum Refusal;
using namespace schema;
using store::Transaction;

struct OfPlayer {
  service::PlayerRef who;
  std::string reason;
};

OperatorEndpoint freeze_player(bool frozen) {
  Form<OfPlayer> form;
  form.add(player_fields(), &OfPlayer::who).required("reason", kReason, &OfPlayer::reason, kAboutReason);
  const auto run = [frozen](Transaction& transaction, const std::string& name, const OfPlayer& of) {
    return service::SetPlayerFrozen::run(transaction, name, of.who, frozen, of.reason);
  };
  const auto render = [](const store::Player& player) {
    JsonWriter json;
    json.open_object().member("username", service::shown_name(player));
    return json.member("frozen", player.frozen).close_object().take();
  };
  return operating(
      about_operator_call(
          frozen ? "/operator/players/freeze" : "/operator/players/unfreeze",
          frozen ? "Stop a player's stakes and withdrawals" : "Let a player stake and withdraw again",
          "His running game goes on, and what comes to him is booked. `conflict`: he is so already.",
          {"FrozenPlayer", object_of({{"username", text(1, 64), "The player."},
                                      {"frozen", boolean(), "Whether he is stopped."}})},
          frozen ? std::vector<Refusal>{player_not_found, conflict}
                 : std::vector<Refusal>{player_not_found, conflict, same_person}),
      form, run, render);
}

struct OnePlayer {
  service::PlayerRef who;
};

std::string player_json(const service::PlayerFile& file) {
  JsonWriter json;
  json.open_object().key("id");
  if (file.player.telegram_id) {
    json.value(file.player.telegram_id.value);
  } else {
    json.null();
  }
  json.member("username", service::shown_name(file.player)).key("balances").open_object();
  for (const auto& [asset, amount] : file.balances) json.member(domain::to_string(asset), amount.units());
  json.close_object().member("frozen", file.player.frozen).key("freeze");
  if (!file.freeze) return json.null().close_object().take();
  json.open_object().member("operator", file.freeze->operator_name).member("reason", file.freeze->reason);
  write_time(json, "at", file.freeze->at);
  return json.close_object().close_object().take();
}

NamedSchema player_file_schema() {
  const Schema any_amount = integer(-kMaxInteger, kMaxInteger);
  const Schema balances = object_of(
      {{"points", any_amount, "Points."}, {"stars", any_amount, "Stars."}, {"ton", any_amount, "Nanotons."}});
  const Schema freeze = object_of({{"operator", text(1, 32), "Who has stopped him."},
                                   {"reason", text(1, 200), "Why."},
                                   {"at", time_schema(), "Since when, in Unix seconds."}});
  return {"PlayerFile",
          object_of({{"id", or_null(integer(1, kMaxTelegramId)), "Telegram's; null: never registered."},
                     {"username", text(1, 64), "The name."},
                     {"balances", balances, "What he has."},
                     {"frozen", boolean(), "Whether he is stopped."},
                     {"freeze", or_null(freeze),
                      "By whom and why; null: he is not, or was before that was kept."}})};
}

OperatorEndpoint view_player() {
  Form<OnePlayer> form;
  form.add(player_fields(), &OnePlayer::who);
  const auto run = [](Transaction& transaction, const std::string&, const OnePlayer& one) {
    return service::ViewPlayer::run(transaction.peek(), one.who);
  };
  return operating(about_operator_call("/operator/players/view", "See what a player has",
                                       "And whether he is stopped, by whom and why.", player_file_schema(),
                                       {player_not_found}, false),
                   form, run, player_json);
}

}  // namespace

std::vector<OperatorEndpoint> operator_player_endpoints() {
  return {view_player(), freeze_player(true), freeze_player(false)};
}

}  // namespace ludice::api

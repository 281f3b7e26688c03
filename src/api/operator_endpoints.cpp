// Operators: money of the house, freezing, reconciling. Those about TON are operator_ton_endpoints.cpp's.
#include "api/operator_endpoints.hpp"

#include "api/answer_schemas.hpp"
#include "api/json_writer.hpp"
#include "api/operator_player_endpoints.hpp"
#include "api/operator_render.hpp"
#include "api/operator_stars_endpoints.hpp"
#include "api/operator_ton_endpoints.hpp"
#include "api/player_fields.hpp"
#include "service/operator_money.hpp"
#include "service/operator_stops.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace ludice::api {
namespace {

using enum Refusal;
using namespace schema;
using domain::Asset;
using store::Transaction;

const Choice<Asset> kAnyAsset{{Asset::points, Asset::stars, Asset::ton}};

Schema any_balance() {
  return integer(-kMaxInteger, kMaxInteger);
}

Schema any_asset() {
  return words({"points", "stars", "ton"});
}

NamedSchema adjusted_schema() {
  return {"AdjustedBalance", object_of({{"username", text(1, 64), "The player."},
                                        {"asset", any_asset(), "Of what."},
                                        {"balance", any_balance(), "What he has now."}})};
}

std::string adjusted_json(const service::AdjustedBalance& adjusted) {
  JsonWriter json;
  json.open_object().member("username", adjusted.username);
  json.member("asset", domain::to_string(adjusted.asset)).member("balance", adjusted.balance);
  return json.close_object().take();
}

struct Funding {
  Asset asset = Asset::points;
  service::FundSource source = service::FundSource::rake;
  Amount amount;
  std::string reason;
};

OperatorEndpoint fund() {
  Form<Funding> form;
  form.required("asset", kAnyAsset, &Funding::asset, {"What of.", R"("stars")"})
      .required(
          "source", Choice<service::FundSource>{{service::FundSource::rake, service::FundSource::outside}},
          &Funding::source,
          {"`rake`: what games have brought; `outside`: Stars that the bot holds and nothing has booked.",
           R"("rake")"})
      .required("amount", Integer{1, kMaxInteger}, &Funding::amount,
                {"In the asset's smallest unit.", "1000"})
      .required("reason", kReason, &Funding::reason, kAboutReason);
  const auto run = [](Transaction& transaction, const std::string&, const Funding& funding) {
    return service::FundOwner::run(transaction, {funding.asset, funding.source, funding.amount});
  };
  const auto render = [](const service::OwnerFunds& funds) {
    JsonWriter json;
    json.open_object().member("asset", domain::to_string(funds.asset));
    return json.member("owner", funds.balance.units()).close_object().take();
  };
  return operating(
      about_operator_call(
          "/operator/fund", "Put money into `owner`",
          "What adjustments in stars and ton are taken from. `conflict`: nothing comes from there in this "
          "asset; coins that were sent to the wallet wait in suspense, and are written off to `owner`.",
          {"OwnerFunds", object_of({{"asset", any_asset(), "Of what."},
                                    {"owner", amount_schema(), "What `owner` has now."}})},
          {conflict, limit_reached, insufficient_funds}),
      form, run, render);
}

struct Adjustment {
  service::PlayerRef who;
  Asset asset = Asset::points;
  std::int64_t amount = 0;
  std::string reason;
};

/// Any whole number but 0.
struct SignedAmount {
  using Value = std::int64_t;

  Read<Value> read(const net::JsonValue& value) const {
    auto number = Integer{-kMaxInteger, kMaxInteger}.read(value);
    if (number && *number == 0) return std::unexpected("must not be 0");
    return number;
  }
  Schema schema() const {
    Schema schema = any_balance();
    schema.rest += R"(,"not":{"const":0})";
    return schema;
  }
};

OperatorEndpoint adjust(const service::Events& events) {
  Form<Adjustment> form;
  form.add(player_fields(), &Adjustment::who)
      .required("asset", kAnyAsset, &Adjustment::asset, {"What of.", R"("points")"})
      .required("amount", SignedAmount{}, &Adjustment::amount,
                {"What the balance changes by; negative: is taken.", "-50"})
      .required("reason", kReason, &Adjustment::reason, kAboutReason);
  const auto run = [use_case = service::AdjustBalance(events)](
                       Transaction& transaction, const std::string& name, const Adjustment& adjustment) {
    return use_case.run(transaction, name, {adjustment.who, adjustment.asset, adjustment.amount});
  };
  return operating(
      about_operator_call(
          "/operator/adjust", "Change a player's balance",
          "Points come from nowhere; stars and ton from `owner`, who must have them, and go back there. A "
          "slip is undone by the opposite amount.",
          adjusted_schema(), {player_not_found, limit_reached, same_person, insufficient_funds}),
      form, run, adjusted_json);
}

struct AboutPlayer {
  service::PlayerRef who;
  std::string reason;
};

OperatorEndpoint forgive(const service::Events& events) {
  Form<AboutPlayer> form;
  form.add(player_fields(), &AboutPlayer::who)
      .required("reason", kReason, &AboutPlayer::reason, kAboutReason);
  const auto run = [use_case = service::ForgiveDebt(events)](
                       Transaction& transaction, const std::string& name, const AboutPlayer& about_player) {
    return use_case.run(transaction, name, about_player.who);
  };
  return operating(about_operator_call(
                       "/operator/forgive", "Give up what a player owes",
                       "Of Stars that were taken back after he had spent them. `conflict`: he owes nothing.",
                       adjusted_schema(), {player_not_found, conflict, same_person}),
                   form, run, adjusted_json);
}

struct Nothing {};

Result<service::HouseState> view_house(Transaction& transaction, const std::string&, const Nothing&) {
  return service::ViewHouse::run(transaction.peek());
}

Result<service::HouseState> reconcile_now(Transaction& transaction, const std::string&, const Nothing&) {
  return service::ReconcileNow::run(transaction);
}

OperatorEndpoint view_state() {
  return operating(about_operator_call("/operator/state", "See what the house has",
                                       "And what is held outside, beside what the ledger says.",
                                       house_schema(), {}, false),
                   Form<Nothing>(), view_house, house_json);
}

OperatorEndpoint reconcile() {
  return operating(
      about_operator_call(
          "/operator/reconcile", "Compare with Telegram and the wallet now",
          "All of Telegram's list of Stars is looked at within a minute (`stars.checked` is a time again "
          "then); the wallet of TON is looked at every few seconds anyway.",
          house_schema(), {}),
      Form<Nothing>(), reconcile_now, house_json);
}

}  // namespace

std::vector<OperatorEndpoint> operator_endpoints(const service::TonRules* ton,
                                                 const service::Events& events) {
  std::vector<OperatorEndpoint> endpoints{view_state(), reconcile(), fund(), adjust(events), forgive(events)};
  std::ranges::move(operator_player_endpoints(), std::back_inserter(endpoints));
  std::ranges::move(operator_stars_endpoints(events), std::back_inserter(endpoints));
  if (ton != nullptr) {
    std::ranges::move(operator_ton_endpoints(*ton, events), std::back_inserter(endpoints));
  }
  return endpoints;
}

}  // namespace ludice::api

// Three calls over the use cases of service/accounts.
#include "api/balance_endpoints.hpp"

#include "api/answer_schemas.hpp"
#include "api/json_writer.hpp"
#include "api/player_fields.hpp"

#include <fmt/format.h>

namespace ludice::api {
namespace {

using enum Refusal;

constexpr About kAboutAsset{"The asset; the default one unless given."};

enum class Operation { add, subtract };

std::string_view to_string(Operation operation) {
  return operation == Operation::add ? "add" : "subtract";
}

const Choice kOperation{std::vector{Operation::add, Operation::subtract}};
constexpr Integer kSigned{-kMaxInteger, kMaxInteger};
constexpr Integer kPositive{1, kMaxInteger};

/// With `operation` the amount is positive, without it any integer but 0.
void read_amount(const net::JsonValue& object, std::int64_t& amount, Invalid& invalid) {
  const net::JsonValue operation_value = object["operation"];
  const net::JsonValue amount_value = object["amount"];
  const bool has_operation = is_given(operation_value);
  const Read<Operation> operation = has_operation ? kOperation.read(operation_value) : Operation::add;
  if (!operation) invalid.emplace_back("operation", operation.error());
  if (!is_given(amount_value)) {
    invalid.emplace_back("amount", kMissing);
    return;
  }
  const Read<std::int64_t> read = (has_operation ? kPositive : kSigned).read(amount_value);
  if (!read) {
    invalid.emplace_back("amount", read.error());
  } else if (*read == 0) {
    invalid.emplace_back("amount", "must not be 0");
  } else {
    amount = operation == Operation::subtract ? -*read : *read;
  }
}

Fields<std::int64_t> amount_fields() {
  Schema amount = kSigned.schema();
  amount.rest += R"(,"not":{"const":0})";
  return {{.fields = {property("amount", amount,
                               {"What is added, or taken where it is negative or `operation` says so.", "50"},
                               true),
                      property("operation", kOperation.schema(),
                               {"With it the amount is positive; without it the amount's sign decides.",
                                R"("add")"},
                               false)},
           .rules = {fmt::format(R"({{"if":{{"required":["operation"],"properties":{{"operation":)"
                                 R"({{"type":"string"}}}}}},"then":{{"properties":{{"amount":{}}}}}}})",
                                 kPositive.schema().text())}},
          read_amount};
}

/// Renders what the two writing calls answer.
auto changed(std::string_view balance_name) {
  return [balance_name](const service::Balance& balance) {
    JsonWriter json;
    json.open_object().member("status", "success").member("username", balance.username);
    return json.member(balance_name, balance.balance.units()).close_object().take();
  };
}

struct NewUser {
  std::string username;
  Amount initial;
  domain::Asset asset = domain::Asset::points;
};

Endpoint create_user(const service::Rules& rules) {
  Form<NewUser> form({.username = {}, .initial = {}, .asset = rules.default_asset()});
  form.add(new_username(), &NewUser::username)
      .optional("initial_balance", Integer{0, kMaxInteger}, &NewUser::initial,
                {"What the account begins with; 0 unless given.", "1000"})
      .optional("asset", Choice(rules.assets), &NewUser::asset, kAboutAsset);
  const auto run = [](store::Transaction& transaction, const NewUser& user) {
    return service::CreateUser::run(transaction, user.username, user.initial, user.asset);
  };
  return writing(
      {.path = "/create_user",
       .summary = "Make an account by name",
       .description = "For a name nobody registered yet. It can play by name; the first `/register` "
                      "under that name by an id without an account takes it over. No welcome points. "
                      "Stars and ton come out of what the account `owner` was funded with, else 402.",
       .answer = changed_balance_schema("CreatedUser", "balance"),
       .refusals = {conflict, limit_reached, insufficient_funds}},
      form, run, changed("balance"));
}

struct BalanceQuery {
  service::PlayerRef who;
  domain::Asset asset = domain::Asset::points;
};

Endpoint get_balance(const service::Rules& rules) {
  Form<BalanceQuery> form({.who = {}, .asset = rules.default_asset()});
  form.add(player_query(), &BalanceQuery::who)
      .optional("asset", Choice(rules.assets), &BalanceQuery::asset, kAboutAsset);
  const auto view = [](store::Reader& reader, const BalanceQuery& query) {
    return service::ViewBalance::run(reader, query.who, query.asset);
  };
  const auto render = [](const service::Balance& balance) {
    JsonWriter json;
    json.open_object().member("username", balance.username).member("balance", balance.balance.units());
    return json.close_object().take();
  };
  return reading({.method = "GET",
                  .path = "/get_balance",
                  .summary = "Look at a balance",
                  .description = "By name or by Telegram's id.",
                  .answer = balance_schema(),
                  .refusals = {player_not_found}},
                 form, view, render);
}

struct BalanceChange {
  service::PlayerRef who;
  std::int64_t amount = 0;
  domain::Asset asset = domain::Asset::points;
};

Endpoint modify_balance(const service::Rules& rules, const service::Events& events) {
  Form<BalanceChange> form({.who = {}, .asset = rules.default_asset()});
  form.add(player_fields(), &BalanceChange::who)
      .add(amount_fields(), &BalanceChange::amount)
      .optional("asset", Choice(rules.assets), &BalanceChange::asset, kAboutAsset);
  const auto run = [use_case = service::ModifyBalance(events)](store::Transaction& transaction,
                                                               const BalanceChange& change) {
    return use_case.run(transaction, change.who, change.amount, change.asset);
  };
  return writing(
      {.path = "/modify_balance",
       .summary = "Add to a balance, or take from it",
       .description = "The whole balance may be spent; it never goes below zero. 422 also where it "
                      "could pass 2^53-1 with what an open game may bring back. Stars and ton move to and "
                      "from the account `owner`: 402 also where that does not cover it.",
       .idempotency_key = true,
       .answer = changed_balance_schema("ModifiedBalance", "new_balance"),
       .refusals = {player_not_found, limit_reached, insufficient_funds}},
      form, run, changed("new_balance"));
}

}  // namespace

Error balance_error_of(Refusal refusal) {
  switch (refusal) {
    case player_not_found:
      return {404, {}, "User not found"};
    case insufficient_funds:
      return {402, {}, "Insufficient balance"};
    case conflict:
      return {409, {}, "User already exists"};
    case limit_reached:
      return {422, {}, "The balance could pass 9007199254740991"};
    default: {
      Error error = error_of(refusal);
      error.code = {};
      return error;
    }
  }
}

std::vector<Endpoint> balance_endpoints(const service::Rules& rules, const service::Events& events) {
  return {create_user(rules), get_balance(rules), modify_balance(rules, events)};
}

}  // namespace ludice::api

// Lists, decisions, and the link to pay with.
#include "api/operator_ton_endpoints.hpp"

#include "api/answer_schemas.hpp"
#include "api/operator_freeze_endpoints.hpp"
#include "api/operator_pages.hpp"
#include "api/operator_render.hpp"
#include "api/player_fields.hpp"
#include "api/ton_render.hpp"
#include "base/hex.hpp"
#include "service/ton_suspense.hpp"
#include "service/ton_withdrawals.hpp"

#include <limits>

namespace ludice::api {
namespace {

using enum Refusal;
using namespace schema;
using domain::TonSuspenseState;
using domain::TonWithdrawalState;
using service::TonRules;
using store::Transaction;

WithdrawalFile file_of(store::Reader& reader, store::TonWithdrawal withdrawal, const TonRules& rules) {
  std::optional<store::Player> player;
  if (withdrawal.player) player = store::find_player(reader, withdrawal.player);
  const bool needs_approval = service::needs_approval(reader, withdrawal, rules);
  std::string hash = service::paid_by(reader, withdrawal);
  return {std::move(withdrawal), std::move(player), needs_approval, std::move(hash)};
}

OperatorEndpoint list_withdrawals(const TonRules& rules) {
  using enum TonWithdrawalState;
  using Query = Listing<TonWithdrawalState>;
  using Files = Page<WithdrawalFile>;
  const auto run = [&rules](Transaction& transaction, const std::string&,
                            const Query& query) -> Result<Files> {
    const auto found = paged(store::find_ton_withdrawals(transaction.peek(), query.state, query.limit + 1,
                                                         PaymentId{query.cursor.value_or(0)}),
                             query.limit);
    Files files{{}, found.next};
    for (const auto& one : found.items) files.items.push_back(file_of(transaction.peek(), one, rules));
    return files;
  };
  const auto render = [&rules](const Files& files) {
    return page_json(
        files, [&rules](JsonWriter& json, const WithdrawalFile& file) { write_file(json, file, rules); });
  };
  return operating(
      about_operator_call("/operator/withdrawals", "List withdrawals in a state", "The oldest first.",
                          {"WithdrawalFiles", page_schema(withdrawal_file_members())}, {}, false),
      listing_form(Choice<TonWithdrawalState>{{asked, taken, paid, rejected, returned}},
                   "`asked` unless given: those that wait for an operator."),
      run, render);
}

struct OfWithdrawal {
  std::int64_t withdrawal = 0;
  std::string reason;
  std::int64_t despite = 0;

  PaymentId id() const { return PaymentId{withdrawal}; }
};

Form<OfWithdrawal> withdrawal_form() {
  Form<OfWithdrawal> form;
  form.required("withdrawal", IdText{}, &OfWithdrawal::withdrawal, {"Its id.", R"("0G3M9QW4T1A7K")"});
  return form;
}

/// A logical time, as answers write it.
struct LtText {
  using Value = std::int64_t;

  Read<Value> read(const net::JsonValue& value) const {
    return IntegerText{1, std::numeric_limits<std::int64_t>::max()}.read(value);
  }
  Schema schema() const { return text(1, 20); }
};

/// Of what is paid or given back though a payment that named it differed from it.
void add_despite(Form<OfWithdrawal>& form) {
  form.optional(
      "despite", LtText{}, &OfWithdrawal::despite,
      {"Where it is `disputed`: that. Says that you have looked at what was paid.", R"("45234567000003")"});
}

using Decided = std::expected<WithdrawalFile, RefusedAsOf>;

/// Where it conflicts since it is disputed, says so.
RefusedAsOf as_of(store::Reader& reader, const Refused& refused, PaymentId id) {
  const auto withdrawal = store::find_ton_withdrawal(reader, id);
  if (refused.why != Refusal::conflict || !withdrawal || withdrawal->disputed == 0) return {refused.why, {}};
  JsonWriter json;
  json.open_object().member("disputed", std::to_string(withdrawal->disputed)).close_object();
  return {refused.why, json.take()};
}

auto file_json(const TonRules& rules) {
  return [&rules](const WithdrawalFile& file) {
    JsonWriter json;
    json.open_object();
    write_file(json, file, rules);
    return json.close_object().take();
  };
}

NamedSchema withdrawal_schema() {
  return {"WithdrawalFile", object_of(withdrawal_file_members())};
}

Result<WithdrawalFile> with_player(Transaction& transaction, Result<store::TonWithdrawal> withdrawal,
                                   const TonRules& rules) {
  if (!withdrawal) return std::unexpected(withdrawal.error());
  return file_of(transaction.peek(), *std::move(withdrawal), rules);
}

OperatorEndpoint approve(const TonRules& rules) {
  const auto run = [use_case = service::ApproveTonWithdrawal(rules), &rules](
                       Transaction& transaction, const std::string& name, const OfWithdrawal& of) {
    return with_player(transaction, use_case.run(transaction, of.id(), name), rules);
  };
  return operating(
      about_operator_call(
          "/operator/withdrawals/approve", "Agree that a large withdrawal is paid",
          "By a second operator, who is then not the one to pay it. `conflict`: it is over, a link for it "
          "can "
          "still be paid, it needs no approval, or has another's. `same_person`: it is the operator's own, "
          "or he has asked for it or taken it before.",
          withdrawal_schema(), {not_found, conflict, same_person}),
      withdrawal_form(), run, file_json(rules));
}

struct Taken {
  WithdrawalFile file;
  std::string link;
};

OperatorEndpoint take(const TonRules& rules) {
  Form<OfWithdrawal> form = withdrawal_form();
  add_despite(form);
  const auto run = [use_case = service::TakeTonWithdrawal(rules), &rules](
                       Transaction& transaction, const std::string& name,
                       const OfWithdrawal& of) -> std::expected<Taken, RefusedAsOf> {
    auto link = use_case.run(transaction, of.id(), name, of.despite);
    if (!link) return std::unexpected(as_of(transaction.peek(), link.error(), of.id()));
    return Taken{file_of(transaction.peek(), std::move(link->withdrawal), rules), std::move(link->link)};
  };
  const auto render = [&rules](const Taken& taken) {
    JsonWriter json;
    json.open_object();
    write_file(json, taken.file, rules);
    return json.member("link", taken.link).close_object().take();
  };
  std::vector<Property> members = withdrawal_file_members();
  members.push_back(
      {"link", {.type = "string"}, "Opens a wallet application with all of it; also the text of a QR code."});
  OperatorEndpoint endpoint = operating(
      about_operator_call(
          "/operator/withdrawals/take", "Take a withdrawal and get the link to pay it with",
          "It is this operator's alone from then on. Asked again, it is the same link until that can no "
          "longer "
          "have been paid, then a new one. `conflict`: it is over, or another's, or a payment named it and "
          "differed (`details.disputed`), and `despite` does not say which. `frozen`: nothing leaves at "
          "the moment, or its player is stopped. `same_person`: it is the operator's own, or he has approved "
          "it.",
          {"TakenWithdrawal", object_of(members)},
          {not_found, conflict, frozen, same_person, approval_required}),
      form, run, render);
  // The link of a first answer may have expired, and be another's by now.
  endpoint.answered_anew = true;
  return endpoint;
}

OperatorEndpoint reject(const TonRules& rules, const service::Events& events) {
  Form<OfWithdrawal> form = withdrawal_form();
  form.required("reason", kReason, &OfWithdrawal::reason, kAboutReason);
  add_despite(form);
  const auto run = [use_case = service::RejectTonWithdrawal(events), &rules](
                       Transaction& transaction, const std::string& name, const OfWithdrawal& of) -> Decided {
    auto rejected = use_case.run(transaction, of.id(), name, of.despite);
    if (!rejected) return std::unexpected(as_of(transaction.peek(), rejected.error(), of.id()));
    return file_of(transaction.peek(), *std::move(rejected), rules);
  };
  return operating(
      about_operator_call(
          "/operator/withdrawals/reject", "Give the money of a withdrawal back",
          "With its fee. `conflict`: it is over, another's, or a link for it can still be paid: then wait "
          "until the chain has passed its expiry by five minutes; or it is disputed, as for take. `frozen`: "
          "it has a link, and nothing "
          "leaves: "
          "what left may have been this. `limit_reached`: the player's balance has no room.",
          withdrawal_schema(), {not_found, conflict, frozen, limit_reached, same_person}),
      form, run, file_json(rules));
}

SuspenseFile named(store::Reader& reader, store::TonSuspense suspense) {
  std::optional<store::Player> player;
  if (suspense.player) player = store::find_player(reader, suspense.player);
  return {std::move(suspense), std::move(player)};
}

Result<SuspenseFile> named(Transaction& transaction, Result<store::TonSuspense> suspense) {
  if (!suspense) return std::unexpected(suspense.error());
  return named(transaction.peek(), *std::move(suspense));
}

OperatorEndpoint list_suspense(const TonRules& rules) {
  using enum TonSuspenseState;
  using Query = Listing<TonSuspenseState>;
  using Sums = Page<SuspenseFile>;
  const auto run = [](Transaction& transaction, const std::string&, const Query& query) -> Result<Sums> {
    const auto found = paged(store::find_ton_suspenses(transaction.peek(), query.state, query.limit + 1,
                                                       PaymentId{query.cursor.value_or(0)}),
                             query.limit);
    Sums sums{{}, found.next};
    for (const auto& one : found.items) sums.items.push_back(named(transaction.peek(), one));
    return sums;
  };
  const auto render = [&rules](const Sums& sums) {
    return page_json(
        sums, [&rules](JsonWriter& json, const SuspenseFile& sum) { write_suspense(json, sum, rules); });
  };
  return operating(
      about_operator_call("/operator/suspense", "List money that came and fits no rule", "The oldest first.",
                          {"SuspensePage", page_schema(suspense_members())}, {}, false),
      listing_form(Choice<TonSuspenseState>{{waiting, assigned, refunding, refunded, written_off}},
                   "`waiting` unless given."),
      run, render);
}

struct OfSuspense {
  std::int64_t suspense = 0;
  service::PlayerRef who;
  std::string reason;

  PaymentId id() const { return PaymentId{suspense}; }
};

Form<OfSuspense> suspense_form() {
  Form<OfSuspense> form;
  form.required("suspense", IdText{}, &OfSuspense::suspense, {"Its id.", R"("0G3M9QW4T1A7K")"})
      .required("reason", kReason, &OfSuspense::reason, kAboutReason);
  return form;
}

auto suspense_json(const TonRules& rules) {
  return [&rules](const SuspenseFile& suspense) {
    JsonWriter json;
    json.open_object();
    write_suspense(json, suspense, rules);
    return json.close_object().take();
  };
}

NamedSchema suspense_schema() {
  return {"Suspense", object_of(suspense_members())};
}

OperatorEndpoint assign(const TonRules& rules, const service::Events& events) {
  Form<OfSuspense> form = suspense_form();
  form.add(player_fields(), &OfSuspense::who);
  const auto run = [use_case = service::AssignTonSuspense(events)](
                       Transaction& transaction, const std::string& name, const OfSuspense& of) {
    return named(transaction, use_case.run(transaction, of.id(), of.who, name));
  };
  return operating(
      about_operator_call(
          "/operator/suspense/assign", "Give money in suspense to its player",
          "`conflict`: it does not wait any more. `same_person`: the player is the operator, or "
          "its memo names him.",
          suspense_schema(), {player_not_found, not_found, conflict, limit_reached, same_person}),
      form, run, suspense_json(rules));
}

OperatorEndpoint refund(const TonRules& rules) {
  const auto run = [&rules](Transaction& transaction, const std::string& name, const OfSuspense& of) {
    return with_player(transaction, service::RefundTonSuspense::run(transaction, of.id(), name), rules);
  };
  return operating(
      about_operator_call(
          "/operator/suspense/refund", "Send money in suspense back to where it came from",
          "Whole, as a withdrawal that an operator takes and pays. `conflict`: it does not wait any more. "
          "`same_person`: its memo names the operator.",
          withdrawal_schema(), {not_found, conflict, same_person}),
      suspense_form(), run, file_json(rules));
}

OperatorEndpoint write_off(const TonRules& rules) {
  const auto run = [](Transaction& transaction, const std::string& name, const OfSuspense& of) {
    return named(transaction, service::WriteOffTonSuspense::run(transaction, of.id(), name));
  };
  return operating(
      about_operator_call("/operator/suspense/write_off", "Keep money in suspense for the house",
                          "It goes to `owner`: also how coins that the operator sends to the wallet himself "
                          "become his. `conflict`: it does not wait any more. "
                          "`limit_reached`: `owner` has no room. `same_person`: its memo names the operator.",
                          suspense_schema(), {not_found, conflict, limit_reached, same_person}),
      suspense_form(), run, suspense_json(rules));
}

}  // namespace

std::vector<OperatorEndpoint> operator_ton_endpoints(const TonRules& rules, const service::Events& events) {
  return {list_withdrawals(rules),
          approve(rules),
          take(rules),
          reject(rules, events),
          list_suspense(rules),
          assign(rules, events),
          refund(rules),
          write_off(rules),
          freeze_withdrawals(events),
          resume_withdrawals(events)};
}

}  // namespace ludice::api

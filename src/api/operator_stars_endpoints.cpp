// Lists and decisions.
#include "api/operator_stars_endpoints.hpp"

#include "api/answer_schemas.hpp"
#include "api/finance_render.hpp"
#include "api/operator_pages.hpp"
#include "api/operator_render.hpp"
#include "api/player_fields.hpp"
#include "api/ton_render.hpp"
#include "service/stars_charges.hpp"
#include "service/stars_stop.hpp"
#include "service/stars_suspense.hpp"

#include <utility>

namespace ludice::api {
namespace {

using enum Refusal;
using namespace schema;
using domain::ChargeState;
using store::StarsCharge;
using store::Transaction;

/// What operators see of a payment.
struct StarsFile {
  StarsCharge charge;
  std::optional<store::Player> player;            ///< on whose account it is
  std::optional<store::StarsRefundState> refund;  ///< while it is to go back
};

StarsFile file_of(store::Reader& reader, StarsCharge charge) {
  StarsFile file{std::move(charge), {}, {}};
  if (file.charge.player) file.player = store::find_player(reader, file.charge.player);
  file.refund = store::find_stars_refund(reader, file.charge.id);
  return file;
}

Page<StarsFile> files_of(store::Reader& reader, Page<StarsCharge> charges) {
  Page<StarsFile> files{{}, charges.next};
  for (StarsCharge& charge : charges.items) files.items.push_back(file_of(reader, std::move(charge)));
  return files;
}

void write_stars_file(JsonWriter& json, const StarsFile& file) {
  write_charge(json, file.charge);
  json.member("payer", file.charge.payer.value);
  write_player(json, file.player);
  json.key("refund");
  if (!file.refund) {
    json.null();
    return;
  }
  json.open_object().member("tries", file.refund->tries).member("refused", file.refund->refused);
  write_time(json, "due", file.refund->due);
  json.close_object();
}

std::vector<Property> stars_file_members() {
  const Schema refund =
      object_of({{"tries", integer(0, kMaxInteger), "How often Telegram was asked."},
                 {"refused", boolean(),
                  "Whether it has answered the last time, and with no; else it may have refunded."},
                 {"due", time_schema(), "When it is asked next, in Unix seconds."}});
  std::vector<Property> members = charge_members();
  members.push_back({"payer", integer(1, kMaxTelegramId), "Telegram's id of who paid."});
  members.push_back({"player", player_schema(), "On whose account it is, or was; null: in suspense."});
  members.push_back({"refund", or_null(refund), "While it is to go back."});
  return members;
}

std::string file_json(const StarsFile& file) {
  JsonWriter json;
  json.open_object();
  write_stars_file(json, file);
  return json.close_object().take();
}

std::string files_json(const Page<StarsFile>& files) {
  return page_json(files, write_stars_file);
}

NamedSchema stars_file_schema() {
  return {"StarsFile", object_of(stars_file_members())};
}

NamedSchema files_schema() {
  return {"StarsFiles", page_schema(stars_file_members())};
}

struct Leaving {
  std::optional<std::int64_t> cursor{};
  int limit = kUsualPage;
};

OperatorEndpoint list_refunds() {
  Form<Leaving> form;
  add_page_fields(form);
  const auto run = [](Transaction& transaction, const std::string&,
                      const Leaving& query) -> Result<Page<StarsFile>> {
    store::Reader& reader = transaction.peek();
    const PaymentId from{query.cursor.value_or(0)};
    return files_of(reader,
                    paged(store::find_leaving_stars_charges(reader, query.limit + 1, from), query.limit));
  };
  return operating(about_operator_call("/operator/stars/refunds", "List Stars that are to go back",
                                       "Those that Telegram has not decided, the oldest first. It is asked "
                                       "again and again, at last every five minutes.",
                                       files_schema(), {}, false),
                   form, run, files_json);
}

OperatorEndpoint list_suspense() {
  using enum ChargeState;
  using Query = Listing<ChargeState>;
  const auto run = [](Transaction& transaction, const std::string&,
                      const Query& query) -> Result<Page<StarsFile>> {
    store::Reader& reader = transaction.peek();
    const PaymentId from{query.cursor.value_or(0)};
    return files_of(
        reader,
        paged(store::find_suspended_stars_charges(reader, query.state, query.limit + 1, from), query.limit));
  };
  return operating(
      about_operator_call("/operator/stars/suspense", "List Stars that came and are nobody's",
                          "The oldest first. By themselves they go back; those that Telegram refuses to "
                          "refund for good are `kept` until an operator decides.",
                          files_schema(), {}, false),
      listing_form(Choice<ChargeState>{{kept, suspended, refunding, refunded, written_off}},
                   "`kept` unless given.", kept),
      run, files_json);
}

struct OfCharge {
  std::string charge;
  service::PlayerRef who;
  std::string reason;
};

Form<OfCharge> charge_form() {
  Form<OfCharge> form;
  form.required("charge", Text{.max = 256, .control_characters = false}, &OfCharge::charge,
                {"Telegram's `telegram_payment_charge_id`.", R"("stxAbC123")"})
      .required("reason", kReason, &OfCharge::reason, kAboutReason);
  return form;
}

Result<StarsFile> file_after(Transaction& transaction, Result<StarsCharge> charge) {
  if (!charge) return std::unexpected(charge.error());
  return file_of(transaction.peek(), *std::move(charge));
}

Result<StarsFile> file_after(Transaction& transaction, Result<service::ChargeAnswer> answer) {
  if (!answer) return std::unexpected(answer.error());
  return file_of(transaction.peek(), std::move(answer->charge));
}

OperatorEndpoint keep(const service::Events& events) {
  const auto run = [use_case = service::EndStarsRefund(events)](Transaction& transaction,
                                                                const std::string& name, const OfCharge& of) {
    return file_after(transaction, use_case.run(transaction, of.charge, name));
  };
  return operating(
      about_operator_call(
          "/operator/stars/refunds/keep", "End a refund of Stars that Telegram does not grant",
          "The Stars go back where they were, as when Telegram refuses for good: to their player, else to "
          "suspense. `conflict`: they are not on their way; the last attempt was not answered with a "
          "refusal, so that it may have been made (`refund.refused`); or the next one is due within ten "
          "seconds (`refund.due`). `same_person`: they are the operator's. `limit_reached`: the player's "
          "balance has no room.",
          stars_file_schema(), {not_found, conflict, limit_reached, same_person}),
      charge_form(), run, file_json);
}

OperatorEndpoint assign(const service::Events& events) {
  Form<OfCharge> form = charge_form();
  form.add(player_fields(), &OfCharge::who);
  const auto run = [use_case = service::AssignStarsSuspense(events)](
                       Transaction& transaction, const std::string& name, const OfCharge& of) {
    return file_after(transaction, use_case.run(transaction, of.charge, of.who, name));
  };
  return operating(
      about_operator_call("/operator/stars/suspense/assign", "Give Stars in suspense to their player",
                          "They stay `kept`: Telegram does not refund them. `conflict`: they are not kept in "
                          "suspense. `same_person`: the player is the operator, or he has paid them.",
                          stars_file_schema(),
                          {player_not_found, not_found, conflict, limit_reached, same_person}),
      form, run, file_json);
}

OperatorEndpoint refund(const service::Events& events) {
  const auto run = [use_case = service::RefundStarsAgain(events)](
                       Transaction& transaction, const std::string& name, const OfCharge& of) {
    return file_after(transaction, use_case.run(transaction, of.charge, name));
  };
  return operating(about_operator_call(
                       "/operator/stars/suspense/refund", "Ask Telegram once more to refund Stars",
                       "They are set aside and Telegram is asked at once. `conflict`: they are not kept in "
                       "suspense. `same_person`: the operator has paid them.",
                       stars_file_schema(), {not_found, conflict, same_person}),
                   charge_form(), run, file_json);
}

OperatorEndpoint write_off() {
  const auto run = [](Transaction& transaction, const std::string& name, const OfCharge& of) {
    return file_after(transaction, service::WriteOffStarsSuspense::run(transaction, of.charge, name));
  };
  return operating(
      about_operator_call("/operator/stars/suspense/write_off", "Keep Stars in suspense for the house",
                          "They go to `owner`. `conflict`: they are not kept in suspense. `limit_reached`: "
                          "`owner` has no room. `same_person`: the operator has paid them.",
                          stars_file_schema(), {not_found, conflict, limit_reached, same_person}),
      charge_form(), run, file_json);
}

std::string sale_json(const service::StarsStop& stop) {
  return stop_json(stop.why);
}

OperatorEndpoint stop() {
  const auto run = [](Transaction& transaction, const std::string& name, const Reason& reason) {
    return service::StopStars::run(transaction, name, reason.reason);
  };
  return operating(
      about_operator_call("/operator/stars/stop", "Stop the sale of Stars",
                          "Nothing new is ordered and no payment let through (`maintenance`). What Telegram "
                          "took by then is credited, and refunds go on. `conflict`: it is stopped.",
                          stop_schema(), {conflict}),
      reason_form(), run, sale_json);
}

OperatorEndpoint sell_again() {
  const auto run =
      [](Transaction& transaction, const std::string&,
         const service::ResumeCommand& command) -> std::expected<service::StarsStop, RefusedAsOf> {
    auto sold = service::SellStarsAgain::run(transaction, command);
    if (sold) return *std::move(sold);
    const service::StarsStop stop = service::find_stars_stop(transaction.peek());
    return std::unexpected(RefusedAsOf{sold.error().why, sale_json(stop)});
  };
  return operating(
      about_operator_call("/operator/stars/sell", "Sell Stars again",
                          "`conflict`: they are sold, or by now stopped for another reason than `frozen` "
                          "says (`details.frozen` has it).",
                          stop_schema(), {conflict}),
      resume_form(), run, sale_json);
}

}  // namespace

std::vector<OperatorEndpoint> operator_stars_endpoints(const service::Events& events) {
  return {list_refunds(), keep(events), list_suspense(), assign(events),
          refund(events), write_off(),  stop(),          sell_again()};
}

}  // namespace ludice::api

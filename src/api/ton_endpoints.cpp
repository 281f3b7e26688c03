// Deposits and withdrawals in TON: their fields, and which use case they go to.
#include "api/ton_endpoints.hpp"

#include "api/answer_schemas.hpp"
#include "api/player_fields.hpp"
#include "api/ton_render.hpp"
#include "base/hex.hpp"
#include "service/ton_wallet.hpp"
#include "service/ton_withdrawals.hpp"
#include "store/ledger_table.hpp"

#include <string>
#include <utility>

namespace ludice::api {
namespace {

using enum Refusal;
using namespace schema;

constexpr std::uint64_t kMemos = std::uint64_t{1} << 45;

struct Deposit {
  service::PlayerRef who;
};

NamedSchema deposit_schema() {
  return {"TonDeposit",
          object_of({{"address", text(48, 48), "Our wallet."},
                     {"memo", text(13, 13), "The comment to pay with.", R"("LD-0000000000")"},
                     {"label", text(1, 40), "What it is called."},
                     {"min_deposit", integer(1, kMaxInteger), "In nanotons."},
                     {"network", words({"mainnet", "testnet"}), "Whose coins they are."},
                     {"link", {.type = "string"}, "Opens a wallet application with all of it."},
                     {"late", boolean(), "Whether the network is far behind, so that coins come late."}})};
}

std::string deposit_json(const service::TonMemo& memo, bool late, const service::TonRules& rules) {
  const domain::TonAddressFlags flags{.bounceable = false, .testnet = rules.testnet};
  const std::string address = domain::friendly_text(memo.wallet, flags);
  JsonWriter json;
  json.open_object().member("address", address).member("memo", memo.memo);
  json.member("label", rules.label);
  json.member("min_deposit", rules.min_deposit.units());
  json.member("network", rules.testnet ? "testnet" : "mainnet");
  json.member("link", "ton://transfer/" + address + "?text=" + memo.memo);
  json.member("late", late);
  return json.close_object().take();
}

Endpoint deposit(const service::TonRules& rules, Random& random) {
  Form<Deposit> form;
  form.add(player_fields(), &Deposit::who);
  Endpoint endpoint{
      .path = "/ton/deposit",
      .summary = "Ask where to pay in TON",
      .description =
          "The player's memo never changes. Coins that come with exactly this comment, in plain "
          "text, and are at least `min_deposit`, are his as soon as the network is done with them; "
          "all others wait for an operator. `conflict`: our wallet is not known yet; ask again.",
      .answer = deposit_schema(),
      .refusals = {player_not_found, conflict},
      .writes = true};
  const auto prepare = [&rules, &random](Deposit command) -> Prepared {
    // Drawn here: what runs on the store's thread may run twice.
    const std::uint64_t bits = random.below(kMemos);
    auto run = [&rules, bits, who = std::move(command.who)](store::Transaction& transaction) {
      const auto wallet = store::find_ton_wallet(transaction.peek());
      const bool late = wallet && service::is_behind(*wallet, transaction.civil(), rules);
      const auto render = [&](const service::TonMemo& memo) { return deposit_json(memo, late, rules); };
      return to_data(service::GiveTonMemo::run(transaction, who, bits), render);
    };
    return Writing{std::move(run), {}};
  };
  return completed(std::move(endpoint), form, prepare);
}

struct AskedWithdrawal {
  store::TonWithdrawal withdrawal;
  Amount balance;
};

std::string asked_json(const AskedWithdrawal& asked, const service::TonRules& rules) {
  JsonWriter json;
  json.open_object();
  write_withdrawal(json, asked.withdrawal, {}, rules);
  json.member("balance", asked.balance.units());
  return json.close_object().take();
}

Endpoint withdraw(const service::TonRules& rules, const service::Events& events) {
  using Command = service::AskTonWithdrawalCommand;
  Form<Command> form;
  form.add(player_fields(), &Command::who)
      .required("address", TonAddressField{rules.testnet}, &Command::destination,
                {"Where to send it.", R"("UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZk")"})
      .required("amount", Integer{1, kMaxInteger}, &Command::amount,
                {"Nanotons that leave the balance; the fee is taken from them.", "2000000000"});
  std::vector<Property> members = withdrawal_members();
  members.push_back({"balance", amount_schema(), "The player's behind it."});
  const auto run = [use_case = service::AskTonWithdrawal(rules, events)](
                       store::Transaction& transaction, const Command& command) -> Result<AskedWithdrawal> {
    const auto asked = use_case.run(transaction, command);
    if (!asked) return std::unexpected(asked.error());
    const auto account = store::load_player_account(transaction, asked->player, domain::Asset::ton);
    return AskedWithdrawal{*asked, account.balance};
  };
  const auto render = [&rules](const AskedWithdrawal& asked) { return asked_json(asked, rules); };
  return writing(
      {.path = "/ton/withdraw",
       .summary = "Ask for coins to be sent",
       .description =
           "The amount is set aside at once; an operator pays it, and it is `paid` when the wallet's own "
           "transaction is seen. `frozen`: the account, or all that leaves for the moment (see `possible` of "
           "/ton/withdrawals). `limit_reached`: less than the minimum. `conflict`: the address is our own "
           "wallet.",
       .named = true,
       .answer = {"AskedWithdrawal", object_of(members)},
       .refusals = {player_not_found, conflict, frozen, limit_reached, insufficient_funds}},
      form, run, render);
}

struct WithdrawalsQuery {
  service::PlayerRef who;
  std::optional<std::string> cursor;
  int limit = 20;
};

struct WithdrawalsPage {
  std::vector<store::TonWithdrawal> items;
  std::vector<std::string> hashes;  ///< of what paid each
  std::string cursor;               ///< empty on the last page
  bool possible = false;
};

Result<WithdrawalsPage> view_withdrawals(store::Reader& reader, const WithdrawalsQuery& query,
                                         const service::TonRules& rules) {
  const auto player = service::require_player(reader, query.who);
  if (!player) return std::unexpected(player.error());
  const PaymentId from{query.cursor ? from_base32(*query.cursor).value_or(0) : 0};
  WithdrawalsPage page;
  page.items = store::find_ton_withdrawals_of(reader, player->id, query.limit + 1, from);
  if (std::ssize(page.items) > query.limit) {
    page.cursor = to_base32(page.items.back().id.value);
    page.items.pop_back();
  }
  for (const auto& item : page.items) page.hashes.push_back(service::paid_by(reader, item));
  page.possible =
      !player->frozen && service::may_withdraw(store::find_ton_wallet(reader), reader.civil(), rules);
  return page;
}

std::string withdrawals_json(const WithdrawalsPage& page, const service::TonRules& rules) {
  JsonWriter json;
  json.open_object().key("items").open_array();
  for (std::size_t i = 0; i < page.items.size(); ++i) {
    json.open_object();
    write_withdrawal(json, page.items[i], page.hashes[i], rules);
    json.close_object();
  }
  json.close_array().key("cursor");
  if (page.cursor.empty()) {
    json.null();
  } else {
    json.value(page.cursor);
  }
  json.member("min", rules.min_withdrawal.units()).member("fee", rules.withdrawal_fee.units());
  json.member("possible", page.possible);
  return json.close_object().take();
}

Endpoint withdrawals(const service::TonRules& rules) {
  using Query = WithdrawalsQuery;
  Form<Query> form;
  form.add(player_fields(), &Query::who)
      .optional("cursor", PageCursor{}, &Query::cursor,
                {"From the page before; the newest page unless given."})
      .optional("limit", Integer{1, 100}, &Query::limit, {"How many items at most; 20 unless given.", "20"});
  const auto run = [&rules](store::Reader& reader, const Query& query) {
    return view_withdrawals(reader, query, rules);
  };
  const auto render = [&rules](const WithdrawalsPage& page) { return withdrawals_json(page, rules); };
  return reading({.path = "/ton/withdrawals",
                  .summary = "Look back on a player's withdrawals",
                  .description = "Newest first, and on what terms another can be asked for.",
                  .answer = {"Withdrawals",
                             object_of({
                                 {"items", list_of(object_of(withdrawal_members()), 100), "Newest first."},
                                 {"cursor", or_null(id()), "Brings the next page; null on the last one."},
                                 {"min", amount_schema(), "The least that can be asked for."},
                                 {"fee", amount_schema(), "What is kept of it."},
                                 {"possible", boolean(), "Whether one can be asked for now."},
                             })},
                  .refusals = {player_not_found}},
                 form, run, render);
}

}  // namespace

Read<domain::TonAddress> TonAddressField::read(const net::JsonValue& value) const {
  const auto text = value.string();
  if (!text) return std::unexpected("must be a string");
  const auto parsed = domain::parse_ton_address(*text);
  if (!parsed) return std::unexpected("is no address of TON: " + std::string(to_string(parsed.error())));
  if (parsed->friendly && parsed->flags.testnet && !testnet)
    return std::unexpected("must not be an address of the test network");
  return parsed->address;
}

Schema TonAddressField::schema() const {
  Schema schema = schema::text(48, 67);
  schema.rest += R"(,"x-beyond-schema":"an address of TON, raw or friendly, whose checksum is right")";
  return schema;
}

std::vector<Endpoint> ton_endpoints(const service::TonRules& rules, const service::Events& events,
                                    Random& random) {
  return {deposit(rules, random), withdraw(rules, events), withdrawals(rules)};
}

}  // namespace ludice::api

// The calls of /sim/ton.
#include "net/url.hpp"
#include "sandbox/people.hpp"
#include "sandbox/ton_face.hpp"

#include <algorithm>

namespace ludice::sandbox {
namespace {

constexpr std::string_view kScheme = "ton://transfer/";
constexpr domain::TonAddressFlags kForPeople{.bounceable = false, .testnet = true};

json::object wallet_view(const domain::TonAddress& address, std::int64_t balance) {
  return {{"address", domain::friendly_text(address, kForPeople)}, {"balance", balance}};
}

/// What a wallet reads from a link: address, amount, comment, and until when it may be paid.
Api<Params> read_link(std::string_view link, std::int64_t now) {
  if (!link.starts_with(kScheme)) return refused(400, "this is no link to pay with");
  link.remove_prefix(kScheme.size());
  const std::size_t mark = link.find('?');
  Params read;
  read.set("to", json::string(link.substr(0, mark)));
  const auto query = net::parse_query(mark == link.npos ? std::string_view() : link.substr(mark + 1));
  if (!query) return refused(400, "this is no link to pay with");
  for (const auto& [name, value] : *query) {
    if (name == "amount") read.set("amount", json::string(value));
    if (name == "text") read.set("memo", json::string(value));
    if (name == "exp") read.set("exp", json::string(value));
  }
  if (read.integer("exp").value_or(now) < now) return refused(409, "the time to pay by this link is over");
  return read;
}

/// Given fields win over those of the link, as where a person changes the amount.
Api<TonPayment> read_payment(const Params& params, std::int64_t now) {
  Params link;
  if (params.has("link")) {
    auto read = read_link(params.text("link"), now);
    if (!read) return std::unexpected(read.error());
    link = std::move(*read);
  }
  const auto pick = [&](std::string_view name) -> const Params& { return params.has(name) ? params : link; };
  const auto to = domain::parse_ton_address(pick("to").text("to"));
  if (!to) return refused(400, "to is no address of TON");
  return TonPayment{to->address, pick("amount").integer("amount").value_or(0), pick("memo").text("memo")};
}

}  // namespace

Api<json::value> ton_state(Engine& engine, const Params& params) {
  World& world = engine.world();
  const TonChain& chain = world.ton();
  json::object view{{"house", wallet_view(chain.wallet(), chain.wallet_balance())},
                    {"transactions", chain.rows().size()},
                    {"wallet", nullptr}};
  if (params.has("person")) {
    const auto person = the_person(world, params.integer("person").value_or(0));
    if (!person) return std::unexpected(person.error());
    const std::int64_t id = (*person)->id;
    view["wallet"] = wallet_view(TonChain::address_of(id), chain.balance_of(id));
  }
  return json::value(std::move(view));
}

Api<json::value> ton_pay(Engine& engine, const Params& params) {
  World& world = engine.world();
  const auto person = the_person(world, params.integer("from").value_or(0));
  if (!person) return std::unexpected(person.error());
  const auto payment = read_payment(params, world.date());
  if (!payment) return std::unexpected(payment.error());
  const std::int64_t id = (*person)->id;
  bool seen = true;
  if (params.flag("house")) {
    const auto paid = world.ton().pay_from_wallet(*payment, world.date());
    if (!paid) return std::unexpected(paid.error());
  } else {
    const auto paid = world.ton().pay(id, *payment, world.date());
    if (!paid) return std::unexpected(paid.error());
    seen = *paid;
  }
  world.view_changed(id);
  json::object answer{{"lt", nullptr}, {"hash", nullptr}};
  if (seen)
    answer = {{"lt", world.ton().rows().back().at("lt")}, {"hash", world.ton().rows().back().at("hash")}};
  return json::value(std::move(answer));
}

Api<json::value> ton_rows(Engine& engine, const Params& params) {
  const auto rows = params.structure("transactions");
  if (!rows || !rows->is_array()) return refused(400, "an array of transactions is needed");
  const auto put = engine.world().ton().put_rows(rows->get_array());
  if (!put) return std::unexpected(put.error());
  return json::value{{"transactions", engine.world().ton().rows().size()}};
}

Api<json::value> add_ton_fault(Engine& engine, const Params& params) {
  TonFault fault;
  fault.kind = params.text("kind");
  if (!is_ton_fault(fault.kind)) {
    return refused(400,
                   "kind is none of lag, missing, duplicate, reverse, pending, lie, html, half, 429, 500, "
                   "drop, delay");
  }
  fault.of = params.text("of");
  if (!is_ton_question(fault.of)) return refused(400, "of is none of rows, wallet, time");
  fault.times = static_cast<int>(std::clamp<std::int64_t>(params.integer("times").value_or(1), 1, 1'000'000));
  fault.retry_after =
      static_cast<int>(std::clamp<std::int64_t>(params.integer("retry_after").value_or(1), 1, 86'400));
  fault.delay_ms = std::clamp<std::int64_t>(params.integer("ms").value_or(0), 0, 600'000);
  engine.world().ton().add_fault(std::move(fault), engine.world().date());
  return json::value(json::object());
}

Api<json::value> clear_ton_faults(Engine& engine, const Params&) {
  engine.world().ton().clear_faults();
  return json::value(json::object());
}

}  // namespace ludice::sandbox

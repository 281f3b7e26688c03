// One object after the other.
#include "ton/rows.hpp"

#include "base/base64.hpp"
#include "base/hex.hpp"
#include "ton/error.hpp"
#include "ton/json_fields.hpp"

#include <cstdint>
#include <limits>

#include <boost/json/parse.hpp>

namespace ludice::ton {
namespace {

namespace json = boost::json;
using domain::TonAddress;
using domain::TonMessage;
using domain::TonTransaction;

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kHashBytes = 32;

json::value parse(std::string_view body) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = kDeepest;
  json::value value = json::parse(body, error, {}, options);
  if (error) throw TonError(TonError::Kind::unavailable, "an answer that is no JSON");
  return value;
}

std::string hash_of(const Fields& fields, std::string_view name) {
  const auto bytes = from_base64(fields.text(name));
  if (!bytes || bytes->size() != kHashBytes) fields.fail(name, "is no hash");
  return to_hex(*bytes);
}

TonAddress address_of(const Fields& fields, std::string_view name) {
  const auto parsed = domain::parse_ton_address(fields.text(name));
  if (!parsed) fields.fail(name, "is no address");
  return parsed->address;
}

std::optional<TonAddress> optional_address_of(const Fields& fields, std::string_view name) {
  if (!fields.has(name)) return std::nullopt;
  return address_of(fields, name);
}

domain::TonBody body_of(const Fields& message, bool bounced) {
  const Fields content = message.object("message_content");
  const auto bytes = from_base64(content.text("body"));
  if (!bytes) content.fail("body", "is no base64");
  return bounced ? domain::read_bounced_ton_body(*bytes) : domain::read_ton_body(*bytes);
}

TonMessage message_of(const Fields& fields) {
  TonMessage message;
  message.source = optional_address_of(fields, "source");
  message.destination = optional_address_of(fields, "destination");
  // What comes from outside the network, and what goes there, carries no coins.
  const bool inside = message.source && message.destination;
  if (!inside) {
    message.forward_fee = Amount(fields.optional_integer("fwd_fee").value_or(0));
    message.body.kind = domain::TonBodyKind::other;
    return message;
  }
  message.value = Amount(fields.integer("value"));
  message.forward_fee = Amount(fields.integer("fwd_fee"));
  message.bounced = fields.boolean("bounced");
  message.body = body_of(fields, message.bounced);
  return message;
}

/// An account that does not exist has no balance, and some servers say so with nothing.
Amount balance_of(const Fields& state) {
  if (const auto balance = state.optional_integer("balance")) return Amount(*balance);
  if (state.text("account_status") != "nonexist") state.fail("balance", "is missing");
  return {};
}

/// Chains tell the time in seconds; what does not fit into four bytes is none.
Instant time_of(const Fields& fields, std::string_view name) {
  const std::int64_t seconds = fields.integer(name);
  if (seconds < 0 || seconds > std::numeric_limits<std::uint32_t>::max()) fields.fail(name, "is no time");
  return {seconds * 1'000};
}

/// Servers before finality was told showed final rows only, each with its block of the master chain.
bool is_finalized(const Fields& row) {
  if (row.flag("emulated")) return false;
  if (const auto finality = row.optional_text("finality")) return *finality == "finalized";
  return row.optional_integer("mc_block_seqno").value_or(0) > 0;
}

void read_phases(const Fields& description, TonTransaction& row) {
  const bool ordinary = description.text("type") == "ord";
  row.aborted = description.boolean("aborted") || !ordinary;
  if (const auto compute = description.optional_object("compute_ph")) {
    row.computed = !compute->flag("skipped") && compute->flag("success");
  }
  if (const auto bounce = description.optional_object("bounce")) {
    row.bounced_in = bounce->text("type") == "ok";
  }
}

TonTransaction row_of(const json::value& value) {
  const Fields fields(value, "transaction");
  TonTransaction row;
  row.account = address_of(fields, "account");
  row.lt = fields.integer("lt");
  row.hash = hash_of(fields, "hash");
  row.previous_lt = fields.integer("prev_trans_lt");
  row.previous_hash = hash_of(fields, "prev_trans_hash");
  row.at = time_of(fields, "now");
  row.finalized = is_finalized(fields);
  row.fees = Amount(fields.integer("total_fees"));
  row.balance_before = balance_of(fields.object("account_state_before"));
  row.balance_after = balance_of(fields.object("account_state_after"));
  read_phases(fields.object("description"), row);
  if (const auto in = fields.optional_object("in_msg")) row.in = message_of(*in);
  for (const json::value& out : fields.array("out_msgs"))
    row.out.push_back(message_of(Fields(out, "out_msgs")));
  return row;
}

}  // namespace

std::vector<TonTransaction> read_transactions(std::string_view body) {
  const json::value answer = parse(body);
  std::vector<TonTransaction> rows;
  for (const json::value& row : Fields(answer, "answer").array("transactions")) rows.push_back(row_of(row));
  return rows;
}

const TonAddress& clock_account() {
  static const TonAddress elector = [] {
    TonAddress address{.workchain = -1};
    address.hash.fill(0x33);
    return address;
  }();
  return elector;
}

WalletState read_wallet_state(std::string_view body, const TonAddress& wallet) {
  const json::value answer = parse(body);
  // An account nobody has written to is in no list.
  WalletState state{.hash = std::string(2 * kHashBytes, '0')};
  for (const json::value& told : Fields(answer, "answer").array("accounts")) {
    const Fields account(told, "accounts");
    const TonAddress address = address_of(account, "address");
    if (address == clock_account()) {
      state.known_lt = account.integer("last_transaction_lt");
    } else if (address == wallet) {
      state.balance = Amount(account.integer("balance"));
      state.lt = account.integer("last_transaction_lt");
      state.hash = hash_of(account, "last_transaction_hash");
    } else {
      account.fail("address", "is another one's");
    }
  }
  return state;
}

MasterBlock read_last_block(std::string_view body) {
  const json::value answer = parse(body);
  const Fields last = Fields(answer, "answer").object("last");
  return {.at = time_of(last, "gen_utime"), .start_lt = last.optional_integer("start_lt").value_or(0)};
}

}  // namespace ludice::ton

// Rows that conserve coins, in toncenter's words.
#include "sim/ton_chain.hpp"

#include "base/base64.hpp"
#include "base/hex.hpp"
#include "domain/bag_builder.hpp"

#include <algorithm>

namespace ludice::sim {
namespace {

constexpr std::int64_t kFirstBalance = 40'000'000'000;
constexpr std::int64_t kStep = 1'000;

std::string hash_text(const std::string& hex) {
  return to_base64(from_hex(hex).value());
}

std::string op_bytes(std::uint32_t op) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(op >> shift));
  return bytes;
}

json::object told_message(const TonChain::Message& message) {
  return {{"source", domain::raw_text(message.source)},
          {"destination", domain::raw_text(message.destination)},
          {"value", std::to_string(message.value)},
          {"fwd_fee", std::to_string(kForwardFee)},
          {"bounced", message.bounced},
          {"message_content", json::object{{"body", to_base64(message.body)}}}};
}

/// A number behind `name=` in the query.
std::int64_t number_in(const std::string& target, const std::string& name) {
  const std::size_t at = target.find(name + "=");
  return at == std::string::npos ? 0 : std::strtoll(target.c_str() + at + name.size() + 1, nullptr, 10);
}

json::object state_of(std::int64_t balance) {
  return {{"balance", std::to_string(balance)}, {"account_status", "active"}};
}

}  // namespace

TonChain::TonChain(World& world) : world_(world) {
  Row first;
  first.lt = kStep;
  first.hash = to_hex(std::string(32, '\x11'));
  first.now = time();
  first.after = kFirstBalance;
  first.in = Message{address(0x77), wallet(), kFirstBalance, comment_body("the operator's own"), {}};
  rows_.push_back(std::move(first));
}

const domain::TonAddress& TonChain::wallet() {
  static const domain::TonAddress kWallet = ton_wallet();
  return kWallet;
}

domain::TonAddress TonChain::address(std::uint8_t number) {
  domain::TonAddress address;
  address.hash.fill(number);
  return address;
}

std::string TonChain::comment_body(std::string_view comment) {
  return domain::comment_bag(comment);
}

std::string TonChain::bounced_body(std::string_view comment) {
  return domain::bag_of({{op_bytes(0xFFFFFFFF) + std::string(4, '\0') + std::string(comment), {}}});
}

std::string TonChain::body_with_op(std::uint32_t op) {
  return domain::bag_of({{op_bytes(op) + std::string(16, '\x05'), {}}});
}

TonChain::Row& TonChain::append(std::int64_t fees) {
  Row row;
  row.lt = rows_.back().lt + kStep * world_.dice.between(1, 9);
  std::string hash(32, '\0');
  for (char& c : hash) c = static_cast<char>(world_.dice.between(0, 255));
  row.hash = to_hex(hash);
  row.now = time();
  row.fees = fees;
  row.before = rows_.back().after;
  rows_.push_back(std::move(row));
  return rows_.back();
}

void TonChain::close(Row& row) {
  row.after = row.before - row.fees + (row.in ? row.in->value : 0);
  for (const Message& message : row.out) row.after -= message.value + kForwardFee;
  world_.trace.line("chain " + std::to_string(row.lt) + " " + std::to_string(row.after));
}

void TonChain::come(Message message, bool aborted, bool computed) {
  Row& row = append(std::min<std::int64_t>(message.value, world_.dice.between(100'000, 400'000)));
  row.in = std::move(message);
  row.aborted = aborted;
  row.computed = computed;
  close(row);
}

void TonChain::come_and_go(Message message) {
  const std::int64_t fees = world_.dice.between(100'000, 200'000);
  if (message.value <= fees + kForwardFee) return;
  Row& row = append(fees);
  row.aborted = row.sent_back = true;
  row.computed = false;
  Message back{message.destination,
               message.source,
               message.value - fees - kForwardFee,
               bounced_body(message.comment),
               {},
               true};
  row.in = std::move(message);
  row.out.push_back(std::move(back));
  close(row);
}

void TonChain::come_and_send(Message message, Message sent) {
  Row& row = append(world_.dice.between(100'000, 400'000));
  row.in = std::move(message);
  row.out.push_back(std::move(sent));
  close(row);
}

bool TonChain::send(std::vector<Message> messages) {
  std::int64_t all = 10'000'000;
  for (const Message& message : messages) all += message.value + kForwardFee;
  if (all > balance()) return false;
  Row& row = append(world_.dice.between(1'000'000, 3'000'000));
  row.out = std::move(messages);
  close(row);
  return true;
}

net::HttpResponse TonChain::serve(const net::HttpRequest& request) {
  world_.trace.line("toncenter is asked " + request.target);
  if (world_.faults && world_.dice.one_in(40)) lag_s_ = world_.dice.between(10, 90);
  if (!world_.faults || world_.dice.one_in(10)) lag_s_ = 0;
  if (lag_s_ > 0) world_.tally.count("toncenter lags");
  if (request.target.starts_with("/api/v3/transactions")) {
    return transactions(number_in(request.target, "start_lt"),
                        static_cast<std::size_t>(number_in(request.target, "limit")));
  }
  if (request.target.starts_with("/api/v3/accountStates")) return state();
  require(request.target == "/api/v3/masterchainInfo", "calls_that_toncenter_knows", request.target);
  const json::object last{{"gen_utime", std::to_string(time() - lag_s_)}};
  return {200, {}, json::serialize(json::object{{"last", last}})};
}

/// How many rows a provider knows that lags.
std::size_t TonChain::shown() const {
  std::size_t count = rows_.size();
  while (count > 1 && rows_[count - 1].now > time() - lag_s_) --count;
  return count;
}

net::HttpResponse TonChain::state() const {
  // One that lags may still say how the wallet stands now.
  const bool ahead = world_.faults && world_.generation() % 2 == 0;
  const Row& row = ahead ? rows_.back() : rows_[shown() - 1];
  const json::object account{{"address", domain::raw_text(wallet())},
                             {"balance", std::to_string(row.after)},
                             {"last_transaction_lt", std::to_string(row.lt)},
                             {"last_transaction_hash", hash_text(row.hash)}};
  return {200, {}, json::serialize(json::object{{"accounts", json::array{account}}})};
}

net::HttpResponse TonChain::transactions(std::int64_t after_lt, std::size_t limit) {
  json::array told_rows;
  const std::size_t count = shown();
  if (world_.faults) limit = std::min<std::size_t>(limit, 5);  // its own bound
  for (std::size_t i = 0; i < count && told_rows.size() < limit; ++i) {
    if (rows_[i].lt >= after_lt) told_rows.push_back(told(rows_[i], i));
  }
  if (world_.faults && !told_rows.empty()) distort(told_rows);
  return {200, {}, json::serialize(json::object{{"transactions", std::move(told_rows)}})};
}

void TonChain::distort(json::array& told) {
  const auto at =
      static_cast<std::size_t>(world_.dice.between(0, static_cast<std::int64_t>(told.size()) - 1));
  switch (world_.dice.between(1, 16)) {
    case 1:
      world_.tally.count("toncenter leaves a row out");
      told.erase(told.begin() + static_cast<std::ptrdiff_t>(at));
      return;
    case 2:
      world_.tally.count("toncenter tells a row twice");
      told.push_back(json::value(told[at]));
      return;
    case 3:
      world_.tally.count("toncenter's rows out of order");
      std::reverse(told.begin(), told.end());
      return;
    case 4:
      world_.tally.count("toncenter's last row is not final");
      told.back().as_object()["finality"] = "pending";
      return;
    case 5:
      world_.tally.count("toncenter tells half a row");
      told[at].as_object().erase(world_.dice.one_in(2) ? "total_fees" : "account_state_after");
      return;
    case 6:
      world_.tally.count("toncenter changes an amount");
      told[at].as_object()["total_fees"] = "1";
      return;
    default:
      return;
  }
}

json::object TonChain::told(const Row& row, std::size_t at) const {
  const std::string none(64, '0');
  json::object compute{{"skipped", !row.computed}, {"success", row.computed}};
  json::object description{{"type", "ord"}, {"aborted", row.aborted}, {"compute_ph", std::move(compute)}};
  if (row.sent_back) description["bounce"] = json::object{{"type", "ok"}};
  json::object object{{"account", domain::raw_text(wallet())},
                      {"lt", std::to_string(row.lt)},
                      {"hash", hash_text(row.hash)},
                      {"prev_trans_lt", std::to_string(at == 0 ? 0 : rows_[at - 1].lt)},
                      {"prev_trans_hash", hash_text(at == 0 ? none : rows_[at - 1].hash)},
                      {"now", row.now},
                      {"mc_block_seqno", 7},
                      {"finality", "finalized"},
                      {"total_fees", std::to_string(row.fees)},
                      {"account_state_before", state_of(row.before)},
                      {"account_state_after", state_of(row.after)},
                      {"description", std::move(description)}};
  if (row.in) object["in_msg"] = told_message(*row.in);
  json::array out;
  for (const Message& message : row.out) out.push_back(told_message(message));
  object["out_msgs"] = std::move(out);
  return object;
}

}  // namespace ludice::sim

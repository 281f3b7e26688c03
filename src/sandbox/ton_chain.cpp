// Payments into rows, and rows into the wallet's state.
#include "sandbox/ton_chain.hpp"

#include "base/base64.hpp"
#include "sandbox/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace ludice::sandbox {
namespace {

constexpr std::int64_t kFees = 311'201;
constexpr std::int64_t kForwardFee = 266'669;
constexpr std::int64_t kLtStep = 1'000'000;
constexpr std::string_view kPerson = "a person of the sandbox:";  // 24 bytes, then the person's number
constexpr std::size_t kHashBytes = 32;

constexpr auto kFaults =
    std::to_array<std::string_view>({"lag", "missing", "duplicate", "reverse", "pending", "lie", "html",
                                     "half", "429", "500", "drop", "delay"});
constexpr std::array<std::string_view, 3> kQuestions = {"rows", "wallet", "time"};

bool is_of_rows(std::string_view kind) {
  return kind == "missing" || kind == "duplicate" || kind == "reverse" || kind == "pending";
}

bool fits(const TonFault& fault, TonQuestion question, bool tells_rows) {
  if (!fault.of.empty() && fault.of != kQuestions.at(static_cast<std::size_t>(question))) return false;
  if (fault.kind == "lie") return tells_rows || question == TonQuestion::wallet;
  return tells_rows || !is_of_rows(fault.kind);
}

domain::TonAddress address_from(std::string_view start, std::uint64_t number) {
  domain::TonAddress address;
  std::ranges::copy(start.substr(0, kPerson.size()), address.hash.begin());
  for (std::size_t i = 0; i < 8; ++i) {
    address.hash[kHashBytes - 1 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return address;
}

/// Whose wallet it is; 0: nobody's here.
std::int64_t person_at(const domain::TonAddress& address) {
  std::uint64_t number = 0;
  for (std::size_t i = kPerson.size(); i < kHashBytes; ++i) number = number << 8 | address.hash[i];
  const auto person = static_cast<std::int64_t>(number);
  return TonChain::address_of(person) == address ? person : 0;
}

/// Nothing cryptographic: no two rows of one chain have the same, which is all that anybody looks at.
std::string hash_of(std::uint64_t lt) {
  std::string bytes;
  std::uint64_t state = lt;
  while (bytes.size() < kHashBytes) {
    state = (state ^ (state >> 31)) * 0x9E3779B97F4A7C15ULL + 0x632BE59BD9B4E019ULL;
    for (int i = 0; i < 8; ++i) bytes += static_cast<char>(state >> (8 * i) & 0xFF);
  }
  return to_base64(bytes);
}

json::object message_of(const domain::TonAddress& from, const TonPayment& payment) {
  const std::string body = to_base64(ton_comment_bag(payment.comment));
  return {{"source", domain::raw_text(from)},
          {"destination", domain::raw_text(payment.to)},
          {"value", std::to_string(payment.amount)},
          {"fwd_fee", std::to_string(kForwardFee)},
          {"bounced", false},
          {"message_content", json::object{{"hash", hash_of(0)}, {"body", body}, {"decoded", nullptr}}}};
}

std::optional<std::int64_t> number_in(const json::object& from, std::string_view name) {
  const json::value* field = from.if_contains(name);
  if (field != nullptr && field->is_int64()) return field->get_int64();
  if (field == nullptr || !field->is_string()) return std::nullopt;
  const json::string& text = field->get_string();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::int64_t balance_after(const json::object& row) {
  return number_in(row.at("account_state_after").as_object(), "balance").value_or(0);
}

Api<void> check(const TonPayment& payment) {
  if (payment.amount < 1 || payment.amount > TonChain::kFirstNanotons * 1'000)
    return refused(400, "amount must be a number of nanotons from 1");
  if (payment.comment.size() > TonChain::kLongestComment || !is_utf8(payment.comment))
    return refused(400, "memo must be text of at most 1000 bytes");
  return {};
}

json::value to_json(const TonFault& fault) {
  return {{"kind", fault.kind},         {"of", fault.of},
          {"times", fault.times},       {"retry_after", fault.retry_after},
          {"delay_ms", fault.delay_ms}, {"rows", fault.rows},
          {"date", fault.date}};
}

TonFault read_ton_fault(const json::object& from) {
  // Files of before faults had one have none.
  const json::value* of = from.if_contains("of");
  return {.kind = std::string(from.at("kind").as_string()),
          .of = of == nullptr ? std::string() : std::string(of->as_string()),
          .times = from.at("times").to_number<int>(),
          .retry_after = from.at("retry_after").to_number<int>(),
          .delay_ms = from.at("delay_ms").to_number<std::int64_t>(),
          .rows = from.at("rows").to_number<std::size_t>(),
          .date = from.at("date").to_number<std::int64_t>()};
}

}  // namespace

domain::TonAddress made_up_ton_wallet() {
  return address_from("the operator's own wallet", 0);
}

bool is_ton_fault(std::string_view kind) {
  return std::ranges::find(kFaults, kind) != kFaults.end();
}

bool is_ton_question(std::string_view of) {
  return of.empty() || std::ranges::find(kQuestions, of) != kQuestions.end();
}

domain::TonAddress TonChain::address_of(std::int64_t person) {
  return address_from(kPerson, static_cast<std::uint64_t>(person));
}

std::int64_t TonChain::balance_of(std::int64_t person) const {
  const auto found = purses_.find(person);
  return found == purses_.end() ? kFirstNanotons : found->second;
}

std::int64_t TonChain::wallet_balance(std::size_t rows) const {
  return rows == 0 ? 0 : balance_after(rows_.at(rows - 1));
}

Api<bool> TonChain::pay(std::int64_t person, const TonPayment& payment, std::int64_t date) {
  if (auto checked = check(payment); !checked) return std::unexpected(checked.error());
  const domain::TonAddress from = address_of(person);
  if (payment.to == from) return refused(409, "this is the same wallet");
  if (balance_of(person) < payment.amount) return refused(409, "not enough TON in the wallet");
  take_from(person, payment.amount);
  const std::int64_t receiver = person_at(payment.to);
  if (receiver != 0) take_from(receiver, -payment.amount);
  save_state();
  if (payment.to != wallet_) return false;
  add_row(message_of(from, payment), {}, payment.amount, date);
  return true;
}

Api<void> TonChain::pay_from_wallet(const TonPayment& payment, std::int64_t date) {
  if (auto checked = check(payment); !checked) return std::unexpected(checked.error());
  if (payment.to == wallet_) return refused(409, "this is the same wallet");
  if (wallet_balance() < payment.amount + kForwardFee + kFees)
    return refused(409, "not enough TON in the operator's wallet");
  const std::int64_t receiver = person_at(payment.to);
  if (receiver != 0) take_from(receiver, -payment.amount);
  save_state();
  // What begins it comes from outside the network, signed with the wallet's key.
  json::object order{{"source", nullptr}, {"destination", domain::raw_text(wallet_)}, {"value", nullptr}};
  add_row(std::move(order), {message_of(wallet_, payment)}, -payment.amount - kForwardFee, date);
  return {};
}

Api<void> TonChain::put_rows(const json::array& rows) {
  std::int64_t last = rows_.empty() ? 0 : number_in(rows_.back(), "lt").value_or(0);
  for (const json::value& given : rows) {
    if (!given.is_object()) return refused(400, "transactions must be objects");
    const json::object& row = given.get_object();
    const auto lt = number_in(row, "lt");
    const json::value* state = row.if_contains("account_state_after");
    const bool tells = state != nullptr && state->is_object() && number_in(state->get_object(), "balance") &&
                       number_in(row, "now") && row.contains("hash") && row.at("hash").is_string() &&
                       row.at("lt").is_string();
    if (!lt || !tells) return refused(400, "a transaction lacks lt, hash, now or the balance behind it");
    if (*lt <= last) return refused(400, "transactions must come in the order of their lt");
    last = *lt;
  }
  for (const json::value& row : rows) keep_row(row.get_object());
  return {};
}

void TonChain::add_row(json::value in, json::array out, std::int64_t value, std::int64_t date) {
  const std::int64_t before = wallet_balance();
  const std::int64_t previous = rows_.empty() ? 0 : number_in(rows_.back(), "lt").value_or(0);
  const std::int64_t lt = previous + kLtStep;
  const std::int64_t fees = std::min(kFees, before + value);
  const json::value none(to_base64(std::string(kHashBytes, '\0')));
  json::object row{
      {"account", domain::raw_text(wallet_)},
      {"hash", hash_of(static_cast<std::uint64_t>(lt))},
      {"lt", std::to_string(lt)},
      {"now", date},
      {"mc_block_seqno", 1},
      {"prev_trans_hash", rows_.empty() ? none : rows_.back().at("hash")},
      {"prev_trans_lt", std::to_string(previous)},
      {"total_fees", std::to_string(fees)},
      {"description", json::object{{"type", "ord"},
                                   {"aborted", false},
                                   {"compute_ph", json::object{{"skipped", false}, {"success", true}}}}},
      {"in_msg", std::move(in)},
      {"out_msgs", std::move(out)},
      {"account_state_before",
       json::object{{"balance", std::to_string(before)}, {"account_status", "active"}}},
      {"account_state_after",
       json::object{{"balance", std::to_string(before + value - fees)}, {"account_status", "active"}}},
      {"emulated", false},
      {"finality", "finalized"}};
  keep_row(std::move(row));
}

void TonChain::keep_row(json::object row) {
  rows_.push_back(std::move(row));
  changes_["ton_row/" + std::to_string(rows_.size())] = rows_.back();
}

void TonChain::add_fault(TonFault fault, std::int64_t date) {
  fault.rows = rows_.size();
  fault.date = date;
  faults_.push_back(std::move(fault));
  save_state();
}

void TonChain::clear_faults() {
  faults_.clear();
  save_state();
}

std::optional<TonFault> TonChain::take_fault(TonQuestion question, bool tells_rows) {
  const auto found =
      std::ranges::find_if(faults_, [&](const TonFault& fault) { return fits(fault, question, tells_rows); });
  if (found == faults_.end()) return std::nullopt;
  TonFault taken = *found;
  if (--found->times <= 0) faults_.erase(found);
  save_state();
  return taken;
}

json::value TonChain::state() const {
  json::object purses;
  for (const auto& [person, nanotons] : purses_) purses[std::to_string(person)] = nanotons;
  json::array faults;
  for (const TonFault& fault : faults_) faults.push_back(to_json(fault));
  return {{"purses", std::move(purses)}, {"faults", std::move(faults)}};
}

TonChain::Documents TonChain::documents() const {
  Documents all{{"ton", state()}};
  for (std::size_t i = 0; i < rows_.size(); ++i) all["ton_row/" + std::to_string(i + 1)] = rows_[i];
  return all;
}

void TonChain::load(std::string_view name, const json::object& document) {
  if (name == "ton") {
    purses_.clear();
    for (const auto& purse : document.at("purses").as_object()) {
      purses_[std::stoll(std::string(purse.key()))] = purse.value().as_int64();
    }
    faults_.clear();
    for (const auto& fault : document.at("faults").as_array()) {
      faults_.push_back(read_ton_fault(fault.as_object()));
    }
    return;
  }
  const auto number = static_cast<std::size_t>(std::stoll(std::string(name.substr(name.find('/') + 1))));
  if (rows_.size() < number) rows_.resize(number);
  rows_.at(number - 1) = document;
}

void TonChain::reset() {
  purses_.clear();
  faults_.clear();
  save_state();
}

}  // namespace ludice::sandbox

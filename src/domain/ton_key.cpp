// Keys of transfers of TON.
#include "domain/ton_key.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"

namespace ludice::domain::ton_key {
namespace {

constexpr std::size_t kHashDigits = 64;

std::string of_row(std::string_view what, const TonTransaction& row) {
  std::string key = "ton:";
  key += what;
  key += ':';
  key += name_of(row);
  return key;
}

std::string of_payment(std::string_view what, PaymentId payment) {
  LUDICE_ASSERT(payment.value > 0);
  std::string key = "ton:";
  key += what;
  key += ':';
  key += to_base32(payment.value);
  return key;
}

}  // namespace

std::string name_of(const TonTransaction& row) {
  return raw_text(row.account) + ":" + std::to_string(row.lt) + ":" + row.hash;
}

std::string_view hash_in(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  const bool is_name = colon != std::string_view::npos && colon > 0 && name.size() - colon - 1 == kHashDigits;
  return is_name ? name.substr(colon + 1) : std::string_view();
}

std::string baseline(const TonAddress& wallet) {
  return "ton:baseline:" + raw_text(wallet);
}

std::string in(const TonTransaction& row) {
  return of_row("in", row);
}

std::string cost(const TonTransaction& row) {
  return of_row("cost", row);
}

std::string moved(const TonTransaction& row, std::size_t message) {
  return of_row("moved", row) + ":" + std::to_string(message);
}

std::string asked(PaymentId withdrawal) {
  return of_payment("asked", withdrawal);
}

std::string out(PaymentId withdrawal) {
  return of_payment("out", withdrawal);
}

std::string fee(PaymentId withdrawal) {
  return of_payment("fee", withdrawal);
}

std::string rejected(PaymentId withdrawal) {
  return of_payment("rejected", withdrawal);
}

std::string decided(PaymentId suspense, std::int64_t tries) {
  return of_payment("decided", suspense) + ":" + std::to_string(tries);
}

}  // namespace ludice::domain::ton_key

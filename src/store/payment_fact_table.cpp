// The table `payment_fact`.
#include "store/payment_fact_table.hpp"

namespace ludice::store {
namespace {

constexpr Statement kInsertPaymentFact{
    "INSERT INTO payment_fact (id, about, body, at) VALUES ($1, $2, $3, $4)"};
constexpr Statement kHas{"SELECT 1 FROM payment_fact WHERE about = $1 LIMIT 1"};

}  // namespace

void insert_payment_fact(Transaction& transaction, std::int64_t about, const std::string& body) {
  const Instant at = transaction.now();
  const std::int64_t place = transaction.seal(body + " at=" + std::to_string(at.ms));
  transaction.change_one(kInsertPaymentFact, {place, about, body, at});
}

bool has_payment_facts(Reader& reader, std::int64_t about) {
  return !reader.query(kHas, {about}).empty();
}

}  // namespace ludice::store

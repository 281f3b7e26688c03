// The table `operator_act`.
#include "store/operator_table.hpp"

#include <fmt/format.h>

namespace ludice::store {
namespace {

constexpr Statement kInsertOperator{
    "INSERT INTO operator_act (id, operator, call, request_id, fields, outcome, at) VALUES ($1, $2, $3, $4, "
    "$5, "
    "$6, $7)"};

}  // namespace

void insert_operator_act(Transaction& transaction, const OperatorAct& act) {
  const Instant at = transaction.now();
  const std::int64_t place = transaction.seal(
      fmt::format("operator name={} call={} request_id={} fields={} outcome={} at={}", act.operator_name,
                  act.call, act.request_id, act.fields, act.outcome, at.ms));
  transaction.change_one(kInsertOperator,
                         {place, act.operator_name, act.call, act.request_id, act.fields, act.outcome, at});
}

}  // namespace ludice::store

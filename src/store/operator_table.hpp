// What operators did: a chained table, one row a call, never changed.
#pragma once

#include "store/transaction.hpp"

#include <string>

namespace ludice::store {

/// Names, calls and ids of requests have no blanks, so that the sealed text can be read in one way only.
struct OperatorAct {
  std::string operator_name;
  std::string call;        ///< the path
  std::string request_id;  ///< the operator's
  std::string fields;      ///< what was asked, as canonical JSON
  std::string outcome;     ///< `done`, or the code of the refusal
};

void insert_operator_act(Transaction& transaction, const OperatorAct& act);

}  // namespace ludice::store

// Payments for the fuzzer of requests: the finance API and the operators' calls on its store, with players
// who pay, and with Stars and coins in every state that somebody decides about.
#pragma once

#include "api/finance_api.hpp"
#include "api/operator_api.hpp"
#include "net/signature.hpp"
#include "service/rules.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ludice::fuzz {

/// What the corpus calls an id that only the world knows.
using Names = std::vector<std::pair<std::string, std::string>>;

class Payments {
 public:
  /// All must outlive it.
  struct Parts {
    store::Store& store;
    const service::Events& events;
    const Clock& clock;
    Random& random;
  };
  Payments(const api::SignedApiSettings& settings, const Parts& parts);

  api::Face& finance() { return finance_; }
  api::Face& operators() { return operators_; }

  /// What has been paid, asked for and decided before the fuzzer comes.
  Names populate(store::Transaction& transaction) const;

  /// `letters`: T a token of this operator, e one that has expired, w one of another key; else there is none.
  std::string authorization(std::string_view letters, std::string_view operator_name) const;
  /// An answer to an operator: nothing is done without a token.
  void answered(std::string_view letters, const net::HttpResponse& response);
  /// What must hold in the end.
  void check(store::Reader& reader) const;

 private:
  const Clock& clock_;
  const service::Events& events_;
  const service::Rules rules_;
  const service::TonRules ton_rules_;
  api::FinanceApi finance_;
  api::OperatorApi operators_;
  std::int64_t done_ = 0;  ///< calls of operators
};

}  // namespace ludice::fuzz

// Read from the transfer's names.
#include "domain/receipt.hpp"

#include "domain/ton_key.hpp"

namespace ludice::domain {

std::string receipt_of(std::string_view key, std::string_view external) {
  for (const std::string_view step : {"ton:asked:", "ton:rejected:"}) {
    if (key.starts_with(step)) return std::string(key.substr(step.size()));
  }
  if (key.starts_with("ton:")) return std::string(ton_key::hash_in(external));
  return std::string(external);
}

}  // namespace ludice::domain

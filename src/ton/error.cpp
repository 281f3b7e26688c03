// Failures of a provider.
#include "ton/error.hpp"

namespace ludice::ton {

TonError::TonError(Kind error_kind, const std::string& what, Millis pause)
    : std::runtime_error(what), kind(error_kind), retry_after(pause) {}

}  // namespace ludice::ton

// Why a provider of TON did not give its answer. Texts never contain the key.
#pragma once

#include "base/instant.hpp"

#include <stdexcept>
#include <string>

namespace ludice::ton {

/// Thrown by every call of Toncenter. Nothing is known then; the same may be asked again.
class TonError : public std::runtime_error {
 public:
  enum class Kind {
    limited,      ///< 429: not before `retry_after`
    unavailable,  ///< no answer, an error, or an answer that is not the API's (HTML of something before it)
    unreadable,   ///< JSON, yet not what the API gives: half of it, or other types
  };
  TonError(Kind error_kind, const std::string& what, Millis pause = Millis{0});

  Kind kind;
  Millis retry_after;  ///< with `limited`, never zero
};

}  // namespace ludice::ton

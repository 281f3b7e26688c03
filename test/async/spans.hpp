// How long the tests of this folder let something take, and how short they let it wait.
#pragma once

#include "base/instant.hpp"

namespace ludice::async {

inline constexpr Millis kLong{60'000};
inline constexpr Millis kShort{5};

}  // namespace ludice::async

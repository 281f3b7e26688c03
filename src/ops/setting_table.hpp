// Every variable of the contract: how its value is read, and what to say where that fails.
#pragma once

#include "ops/settings.hpp"

#include <span>
#include <string_view>

namespace ludice::ops {

enum class Verdict {
  good,
  wrong,    ///< the value is none of its kind
  refused,  ///< it asks for something that this version does not do
};

enum class Shown { whole, without_user, never };

struct Variable {
  std::string_view name;
  Shown shown;                ///< how much of the value an error may show
  std::string_view expected;  ///< what would be right, where it is wrong
  std::string_view instead;   ///< why not, and what to do, where it is refused
  Verdict (*apply)(Settings& settings, std::string_view value);
  bool empty_counts = false;  ///< set to nothing means something
};

std::span<const Variable> setting_table();

}  // namespace ludice::ops

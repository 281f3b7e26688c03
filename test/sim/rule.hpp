// An invariant that one query answers.
#pragma once

namespace ludice::sim {

struct Rule {
  const char* invariant;
  const char* broken;  ///< counts what breaks it
};

}  // namespace ludice::sim

// What the process uses of the machine, under the names that Prometheus' own clients use.
#pragma once

#include "base/metrics.hpp"

namespace ludice::ops {

/// Reads /proc/self; what cannot be read stays as it was.
void set_process_figures(Metrics& metrics);

}  // namespace ludice::ops

// What the process uses of the machine, under the names that Prometheus' own clients use.
#pragma once

#include "base/metrics.hpp"

#include <string>

namespace ludice::ops {

/// Reads /proc/self; what cannot be read stays as it was.
void set_process_figures(Metrics& metrics);

/// How much room the database's file has; where that cannot be read, it stays as it was.
void set_disk_figures(Metrics& metrics, const std::string& file);

}  // namespace ludice::ops

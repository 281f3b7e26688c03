// Runs another program to its end: without a shell, with an environment of its own.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace ludice::app {

struct ChildEnd {
  int status = 0;      ///< exit code, or 128 and the signal that ended it
  std::string output;  ///< standard output, the first 64 KiB of it
};

/// `arguments` begin with the program, which is found by PATH. Standard error is ours. Failure (unavailable)
/// where it is not installed or cannot be run.
ChildEnd run_child(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string, std::less<>>& environment);

}  // namespace ludice::app

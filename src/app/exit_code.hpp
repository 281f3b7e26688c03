// How the program ends (docs/operations.md), and the failure that carries a code and one line to main().
#pragma once

#include <stdexcept>
#include <string>

namespace ludice::app {

enum class ExitCode { done = 0, refused = 1, usage = 2, unavailable = 3 };

class Failure : public std::runtime_error {
 public:
  Failure(ExitCode exit_code, const std::string& line) : std::runtime_error(line), code(exit_code) {}
  ExitCode code;
};

}  // namespace ludice::app

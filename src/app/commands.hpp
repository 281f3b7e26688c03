// The commands of the program. Each returns its exit code or throws Failure.
#pragma once

#include "app/exit_code.hpp"
#include "ops/settings.hpp"

#include <string>
#include <vector>

namespace ludice::app {

struct SandboxArguments {
  bool fresh = false;
  bool strict = false;
};

/// Settings of the environment, `.env` and `secrets.json` in the working folder; Failure (usage) with the
/// line that says what is wrong.
ops::Settings load_settings(ops::Needs needs);

ExitCode serve(const std::vector<std::string>& roles);
ExitCode demo(const SandboxArguments& arguments);
ExitCode sandbox(const SandboxArguments& arguments);
ExitCode migrate();
/// `noted_head`: 64 hex digits, or empty for none.
ExitCode audit(const std::string& noted_head);
ExitCode backup(const std::string& file);
ExitCode restore(const std::string& file);

}  // namespace ludice::app

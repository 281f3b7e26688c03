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

struct ImportArguments {
  std::string folder;
  std::string redis;             ///< URL of the old Redis; empty: none
  std::string balances;          ///< which ones hold where they differ: bank or redis; empty: neither
  std::string asset = "points";  ///< or stars
  bool dry_run = false;
  bool skip_broken = false;
  bool join_existing = false;  ///< also onto accounts with money or games of their own
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
/// Prints a token for the operator of that name, good for so many minutes.
ExitCode token(const std::string& subject, int minutes);
ExitCode backup(const std::string& file);
ExitCode restore(const std::string& file);
ExitCode import_files(const ImportArguments& arguments);
/// `asset`: points or stars; empty: points, where no import says otherwise. `leave_behind`: also where there
/// is money that the files cannot say.
ExitCode export_files(const std::string& folder, const std::string& asset, bool leave_behind);
/// Joins an account imported by name to the Telegram user `id`.
ExitCode adopt(const std::string& name, std::int64_t id);

}  // namespace ludice::app

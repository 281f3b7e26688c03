// Entry point: the command line, and exit codes.
#include "app/commands.hpp"
#include "store/store.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>

namespace ludice::app {
namespace {

/// Reads the command line and runs the command it names.
ExitCode run(int argc, char** argv) {
  CLI::App program("Ludicé: a dice game for Telegram, for points, with a provable ledger.", "ludice");
  program.set_version_flag("--version", std::string("ludice ") + LUDICE_VERSION);
  program.require_subcommand(1);

  std::vector<std::string> roles;
  SandboxArguments sandbox_arguments;
  auto* serve_command = program.add_subcommand("serve", "Runs the roles in one process until SIGTERM");
  serve_command->add_option("--roles", roles, "api, balance, bot (default: all)")->delimiter(',');
  auto* demo_command = program.add_subcommand("demo", "Everything against a local Telegram; needs no token");
  auto* sandbox_command = program.add_subcommand("sandbox", "The local Telegram alone, for any bot");
  for (auto* command : {demo_command, sandbox_command}) {
    command->add_flag("--fresh", sandbox_arguments.fresh, "Forget people and chats of earlier runs");
    command->add_flag("--strict", sandbox_arguments.strict, "Refuse unknown parameters of Bot API calls");
  }
  auto* migrate_command = program.add_subcommand("migrate", "Creates or upgrades the schema of DATABASE_URL");
  std::string noted_head;
  auto* audit_command = program.add_subcommand("audit", "Proves the ledger and prints what it checked");
  audit_command->add_option("--head", noted_head,
                            "A chain head noted earlier, which must have stood at a seal");
  std::string copy;
  auto* backup_command =
      program.add_subcommand("backup", "Copies the database into a new file, also while it is used");
  auto* restore_command = program.add_subcommand("restore", "Brings a copy back into an empty place");
  for (auto* command : {backup_command, restore_command})
    command->add_option("FILE", copy, "The copy")->required();

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? ExitCode::done : ExitCode::usage;
  }
  if (serve_command->parsed()) return serve(roles);
  if (demo_command->parsed()) return demo(sandbox_arguments);
  if (sandbox_command->parsed()) return sandbox(sandbox_arguments);
  if (migrate_command->parsed()) return migrate();
  if (audit_command->parsed()) return audit(noted_head);
  if (backup_command->parsed()) return backup(copy);
  if (restore_command->parsed()) return restore(copy);
  return ExitCode::usage;
}

}  // namespace
}  // namespace ludice::app

int main(int argc, char** argv) {
  using ludice::app::ExitCode;
  ExitCode code = ExitCode::done;
  try {
    code = ludice::app::run(argc, argv);
  } catch (const ludice::app::Failure& failure) {
    std::fprintf(stderr, "ludice: %s\n", failure.what());
    code = failure.code;
  } catch (const ludice::store::Unavailable& failure) {
    std::fprintf(stderr, "ludice: %s\n", failure.what());
    code = ExitCode::unavailable;
  }
  return static_cast<int>(code);
}

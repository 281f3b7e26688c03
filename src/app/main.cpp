// Entry point: the command line, and exit codes.
#include "app/commands.hpp"
#include "store/store.hpp"

#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>

namespace ludice::app {
namespace {

constexpr int kUsualTokenMinutes = 15;

const CLI::Validator kNotEmpty(
    [](const std::string& text) { return std::string(text.empty() ? "it is empty" : ""); }, "");

/// The commands by which the data of the first Ludicé come in and go out.
class MovingCommands {
 public:
  explicit MovingCommands(CLI::App& program) {
    auto* import = program.add_subcommand("import", "Takes over the data folder of the first Ludicé");
    import->add_option("DIR", import_arguments_.folder, "Its JSON files")->required()->check(kNotEmpty);
    import->add_flag("--dry-run", import_arguments_.dry_run, "Read and check, write nothing");
    import->add_flag("--skip-broken", import_arguments_.skip_broken, "Leave out what is refused");
    import->add_flag("--join-existing", import_arguments_.join_existing,
                     "Add to accounts that have played here, too");
    import->add_option("--redis", import_arguments_.redis, "URL of its Redis, whose balances are compared")
        ->check(kNotEmpty);
    import
        ->add_option("--balances", import_arguments_.balances, "Which hold where they differ: bank or redis")
        ->check(kNotEmpty);
    import->add_option("--asset", import_arguments_.asset,
                       "What its balances become: points (default) or stars");
    auto* back = program.add_subcommand("export", "Writes the files of the first Ludicé from the database");
    back->add_option("DIR", folder_, "A folder that is not there yet")->required()->check(kNotEmpty);
    back->add_option("--asset", asset_, "Whose balances: points (default) or stars")->check(kNotEmpty);
    back->add_flag("--leave-behind", leave_behind_, "Also where there is money that the files cannot say");
    auto* join = program.add_subcommand("adopt", "Joins an account imported by name to a Telegram user");
    join->add_option("NAME", name_, "As it stood in the files")->required()->check(kNotEmpty);
    join->add_option("ID", id_, "Telegram's id of the user")->required();
    import_ = import;
    export_ = back;
    adopt_ = join;
  }

  /// The one that was named; usage where none of them was.
  ExitCode run() const {
    if (import_->parsed()) return import_files(import_arguments_);
    if (export_->parsed()) return export_files(folder_, asset_, leave_behind_);
    if (adopt_->parsed()) return adopt(name_, id_);
    return ExitCode::usage;
  }

 private:
  ImportArguments import_arguments_;
  std::string folder_;
  std::string asset_;
  bool leave_behind_ = false;
  std::string name_;
  std::int64_t id_ = 0;
  CLI::App* import_ = nullptr;
  CLI::App* export_ = nullptr;
  CLI::App* adopt_ = nullptr;
};

/// Reads the command line and runs the command it names.
ExitCode run(int argc, char** argv) {
  CLI::App program("Ludicé: a dice game for Telegram, for points, with a provable ledger.", "ludice");
  program.set_version_flag("--version", std::string("ludice ") + LUDICE_VERSION);
  program.require_subcommand(1);

  std::vector<std::string> roles;
  SandboxArguments sandbox_arguments;
  auto* serve_command = program.add_subcommand("serve", "Runs the roles in one process until SIGTERM");
  serve_command->add_option("--roles", roles, "api, balance, finance, bot (default: all)")->delimiter(',');
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
  std::string subject;
  int token_minutes = kUsualTokenMinutes;
  auto* token_command = program.add_subcommand("token", "Prints a short-lived token for an operator");
  token_command->add_option("--sub", subject, "Who: his username in small letters, or # and his Telegram id")
      ->required();
  token_command->add_option("--minutes", token_minutes, "How long it is good, 1 to 60")
      ->check(CLI::Range(1, 60))
      ->capture_default_str();
  std::string copy;
  auto* backup_command =
      program.add_subcommand("backup", "Copies the database into a new file, also while it is used");
  auto* restore_command = program.add_subcommand("restore", "Brings a copy back into an empty place");
  for (auto* command : {backup_command, restore_command})
    command->add_option("FILE", copy, "The copy")->required()->check(kNotEmpty);

  MovingCommands moving(program);

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const std::vector<std::string> unknown = program.remaining();
    if (error.get_exit_code() != 0 && program.get_subcommands().empty() && !unknown.empty())
      throw Failure(ExitCode::usage, "unknown: '" + unknown.front() + "'; ludice --help lists the commands");
    return program.exit(error) == 0 ? ExitCode::done : ExitCode::usage;
  }
  if (serve_command->parsed()) return serve(roles);
  if (demo_command->parsed()) return demo(sandbox_arguments);
  if (sandbox_command->parsed()) return sandbox(sandbox_arguments);
  if (migrate_command->parsed()) return migrate();
  if (audit_command->parsed()) return audit(noted_head);
  if (token_command->parsed()) return token(subject, token_minutes);
  if (backup_command->parsed()) return backup(copy);
  if (restore_command->parsed()) return restore(copy);
  return moving.run();
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
  } catch (const std::exception& failure) {  // of the system: a folder that cannot be entered, no memory
    std::fprintf(stderr, "ludice: %s\n", failure.what());
    code = ExitCode::unavailable;
  }
  return static_cast<int>(code);
}

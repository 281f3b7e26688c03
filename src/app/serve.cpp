// `ludice serve`: the named roles in one process.
#include "app/commands.hpp"
#include "app/service_process.hpp"

namespace ludice::app {
namespace {

Roles parse_roles(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  Roles roles{false, false, false, false};
  for (const std::string& name : names) {
    if (name == "api") {
      roles.api = true;
    } else if (name == "balance") {
      roles.balance = true;
    } else if (name == "finance") {
      roles.finance = true;
    } else if (name == "bot") {
      roles.bot = true;
    } else {
      throw Failure(ExitCode::usage,
                    "--roles: there is no role '" + name + "'; there are api, balance, finance, bot");
    }
  }
  return roles;
}

}  // namespace

ExitCode serve(const std::vector<std::string>& role_names) {
  const Roles roles = parse_roles(role_names);
  const ops::Settings settings =
      load_settings({.token = roles.bot, .secret_key = true, .points_first = roles.bot});
  Process process(settings);
  ServiceProcess service(process, settings, roles);
  process.run([&service] { return service.stop(); });
  return ExitCode::done;
}

}  // namespace ludice::app

// `ludice sandbox`: the local Telegram alone; `ludice demo`: with everything else, and robot players.
#include "app/commands.hpp"
#include "app/robot_players.hpp"
#include "app/service_process.hpp"
#include "sandbox/sandbox.hpp"

#include <algorithm>
#include <cstdio>
#include <system_error>

namespace ludice::app {
namespace {

constexpr const char* kDataFolder = "data";
constexpr const char* kDemoDatabase = "data/demo.db";
constexpr std::int64_t kDemoBot = 1000;
/// Opens a bot of the local Telegram, where any token does.
constexpr const char* kDemoSecret = ":local-telegram-takes-any-token-at-all";

/// What a file of settings names for real players has no part in a demonstration: neither its Redis and
/// RabbitMQ nor its services, its webhook and who is told of errors.
void play_alone(ops::Settings& settings) {
  settings.redis_url.clear();
  settings.amqp_url.clear();
  settings.api_url.reset();
  settings.finance_url.reset();
  settings.webhook_url.reset();
  settings.sentry_dsn.clear();
}

/// In a demonstration TON is a network of its own, whose addresses every real wallet refuses as of a test
/// network; nobody has the key of its wallet.
void play_ton(ops::Settings& settings, const std::string& provider) {
  settings.ton_wallet = domain::raw_text(sandbox::made_up_ton_wallet());
  settings.ton_testnet = true;
  settings.ton_api_root = provider;
  settings.ton_api_key.clear();
}

std::unique_ptr<sandbox::Sandbox> open_sandbox(Process& process, const ops::Settings& settings,
                                               const SandboxArguments& arguments,
                                               std::string bot_token = {}) {
  sandbox::SandboxOptions options;
  const auto ton_wallet = domain::parse_ton_address(settings.ton_wallet);
  options.listen = settings.sandbox_listen;
  options.data_folder = kDataFolder;
  options.fresh = arguments.fresh;
  options.strict = arguments.strict;
  options.bot_name = "Ludicé";
  options.bot_username = "ludice_bot";
  options.bot_token = std::move(bot_token);
  if (ton_wallet) options.ton_wallet = ton_wallet->address;
  try {
    return sandbox::make_sandbox(process.executor(), std::move(options), process.clock(), process.random());
  } catch (const std::runtime_error& error) {
    throw Failure(ExitCode::unavailable,
                  "the local Telegram cannot start on " + settings.sandbox_listen + ": " + error.what());
  }
}

async::Task<> stop_demo(RobotPlayers& robots, ServiceProcess& service, sandbox::Sandbox& telegram) {
  co_await robots.stop();
  co_await service.stop();
  co_await telegram.drain(kDrainLimit);
}

}  // namespace

ExitCode sandbox(const SandboxArguments& arguments) {
  const ops::Settings settings = load_settings({});
  Process process(settings);
  process.listen_for_operations(settings.ops_listen);
  const auto telegram = open_sandbox(process, settings, arguments);
  std::printf("A local Telegram for any bot: http://127.0.0.1:%u/ (Bot API at the same address)\n",
              telegram->port());
  std::fflush(stdout);
  process.run([&telegram] { return telegram->drain(kDrainLimit); });
  return ExitCode::done;
}

ExitCode demo(const SandboxArguments& arguments) {
  ops::Settings settings = load_settings({.points_first = true, .assets = {"points", "stars"}});
  settings.ton_wallet.clear();  // whatever else it is good for, not for a demonstration
  play_alone(settings);
  Process process(settings);
  const std::string bot_token = std::to_string(kDemoBot) + kDemoSecret;
  const auto telegram = open_sandbox(process, settings, arguments, bot_token);
  const std::string address = "http://127.0.0.1:" + std::to_string(telegram->port());
  settings.database_url.clear();
  settings.database_path = settings.database_name = kDemoDatabase;
  settings.telegram_api_root = address;
  settings.token = bot_token;
  if (std::ranges::find(settings.assets, "ton") != settings.assets.end()) play_ton(settings, address);
  if (settings.secret_key.empty()) settings.secret_key = process.random().hex(32);
  ServiceProcess service(process, settings, {}, People::of_demo);
  RobotPlayers robots(process, *telegram, kDemoBot, service.store());
  std::printf(
      "\nLudicé is running against a local Telegram.\nOpen %s/ in a browser, pick a person and press Start.\n"
      "Stop with Ctrl+C.\n\n",
      address.c_str());
  std::fflush(stdout);
  process.run([&] { return stop_demo(robots, service, *telegram); });
  return ExitCode::done;
}

}  // namespace ludice::app

// The local Telegram as a whole, listening: Bot API, chat page and control.
#pragma once

#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/instant.hpp"
#include "base/random.hpp"
#include "domain/ton_address.hpp"
#include "net/http_types.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::sandbox {

struct SandboxOptions {
  std::string listen = "127.0.0.1:8090";
  std::filesystem::path data_folder;  ///< empty: nothing survives
  bool fresh = false;                 ///< what is in the folder is thrown away
  bool strict = false;                ///< unknown parameters of Bot API calls are refused
  std::optional<std::uint64_t> seed;  ///< dice that fall the same every time
  std::string bot_name = "Sandbox bot";
  std::string bot_username = "sandbox_bot";
  std::string bot_token;  ///< of a bot that is there before its program has called; empty: none
  /// The wallet of TON whose transactions are told at /api/v3; none: one that nobody has.
  std::optional<domain::TonAddress> ton_wallet = {};
};

/// The wallet of TON that is watched where none is named: nobody has a key of it on any network.
domain::TonAddress made_up_ton_wallet();

class Sandbox {
 public:
  virtual ~Sandbox() = default;

  virtual std::uint16_t port() const = 0;

  /// One request, as if it had come over HTTP from this machine: what robots use.
  virtual async::Task<net::HttpResponse> handle(net::HttpRequest request) = 0;

  /// Ends waiting polls, stops accepting, lets answers leave; done at `limit` at the latest.
  virtual async::Task<> drain(Millis limit) = 0;
};

/// Listens at once. Throws std::system_error where the address or the folder refuses, std::runtime_error
/// where the folder's files are none of ours or know the bot by another token. `executor`, `clock` and
/// `random` outlive the sandbox.
std::unique_ptr<Sandbox> make_sandbox(boost::asio::any_io_executor executor, SandboxOptions options,
                                      const Clock& clock, Random& random);

}  // namespace ludice::sandbox

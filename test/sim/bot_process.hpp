// The bot in the simulated process: the program's own, with all its parts, on a loop that ends with it.
#pragma once

#include "bot/bot.hpp"
#include "net/signature.hpp"
#include "sim/faulty_http.hpp"
#include "sim/world.hpp"
#include "telegram/bot_api.hpp"

#include <memory>

#include <boost/asio/io_context.hpp>

namespace ludice::sim {

class BotProcess final : public Tenant {
 public:
  BotProcess(World& world, FaultyHttp& api, FaultyHttp& telegram)
      : world_(world), api_(api), telegram_(telegram) {}

  void move_in() override;
  std::size_t poll() override;
  void move_out() override;

  /// Asks it to stop as SIGTERM does; `stopped` tells when it has.
  void begin_stop(Millis limit);
  bool is_stopped() const { return stopped_; }

 private:
  World& world_;
  FaultyHttp& api_;
  FaultyHttp& telegram_;
  net::SigningKey key_{kSecret};
  std::unique_ptr<telegram::BotApi> calls_;
  std::unique_ptr<bot::Bot> bot_;
  std::unique_ptr<boost::asio::io_context> loop_;  ///< ends before what runs on it
  bool stopped_ = false;
};

}  // namespace ludice::sim

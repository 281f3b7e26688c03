// What must hold of payments in Stars that go through the bot: what it lets through, what becomes of the news
// it took, and what its people are told. Of the ledger behind it, payments_check says what must hold.
#pragma once

#include "bot/texts.hpp"
#include "sim/telegram_server.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ludice::sim {

class BotStarsCheck {
 public:
  BotStarsCheck(World& world, TelegramServer& telegram);

  /// The house's answer to a call of the bot.
  void answered(const net::HttpRequest& request, const net::HttpResponse& response);
  /// The bot lets go of its answer to a pre-checkout.
  void about_to_answer(const json::object& call) const;
  /// It has stored this update in that row of its inbox.
  void taken(std::int64_t row, const json::object& update);
  /// After anything happened.
  void check_changes(Database& database);
  void check_rest(Database& database);
  /// The process was started anew.
  void begin_anew();

 private:
  /// Of a message that is a receipt: which one, and of which charge.
  using Receipt = std::pair<std::size_t, std::string>;
  std::optional<Receipt> receipt_in(const std::string& text) const;
  bool is_told(std::int64_t chat, const Receipt& receipt);
  void check_news(Database& database);
  void check_receipts(Database& database);

  World& world_;
  TelegramServer& telegram_;
  std::vector<std::string> words_;            ///< that tell the receipts apart
  std::set<std::string> allowed_;             ///< pre-checkouts
  std::set<std::string> heard_;               ///< charges that the bot was told of
  std::map<std::int64_t, std::string> news_;  ///< rows of the inbox that wait: the charge
  std::map<Receipt, std::int64_t> receipts_;  ///< the row in which one was queued
  std::int64_t last_outbound_ = 0;
};

}  // namespace ludice::sim

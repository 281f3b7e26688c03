// Stars behind whoever sells them: the jobs that refund and compare, what Telegram and its people do by
// themselves, and what must hold.
#pragma once

#include "sim/payments_check.hpp"
#include "sim/payments_telegram.hpp"
#include "sim/wire.hpp"

#include <optional>
#include <string>

namespace ludice::sim {

class StarsTill {
 public:
  explicit StarsTill(World& world);

  StarsTelegram& telegram() { return telegram_; }
  PaymentsCheck& check() { return check_; }

  /// One of the news that Telegram has, which may stay for another time; nothing where it never comes.
  std::optional<StarsTelegram::News> take_news(std::size_t at);
  /// What the house answered to who told it of a payment.
  static void check_credit(const Reply& reply);

  void look_at_refunds();
  void run_jobs();
  /// The jobs' calls arrive, without any fault.
  void deliver_all();
  /// A refund by the store, a gift, Stars turned into money.
  void disturb();

  bool is_quiet() const;
  void check_rest() { check_.check_rest(world_.checker.database()); }

 private:
  std::string spent_charge();

  World& world_;
  StarsTelegram telegram_;
  PaymentsCheck check_;
  int refunding_in_ = -1, watching_in_ = -1;  ///< the process's life in which such a job is under way
};

}  // namespace ludice::sim

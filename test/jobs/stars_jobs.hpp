// Stars and a Telegram that has its faults: what tests of the jobs about Stars stand on.
#pragma once

#include "jobs/stars_refunds.hpp"
#include "jobs/stars_watch.hpp"
#include "service/operator_stops.hpp"
#include "service/stars_fixture.hpp"
#include "support/both_stores.hpp"
#include "support/counted_metrics.hpp"
#include "telegram/unexpected_calls.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ludice::jobs {

using telegram::TelegramError;

/// Telegram's side of the bot's Stars.
class StarsTelegram final : public telegram::UnexpectedCalls {
 public:
  enum class Fault { flood, lost_before, lost_after, refused, unauthorized, foreign, poor };

  async::Task<bool> refund_star_payment(telegram::RefundStarPayment call) override {
    ++asked;
    std::optional<Fault> fault;
    if (!faults.empty()) {
      fault = faults.front();
      faults.pop_front();
    }
    if (fault && *fault != Fault::lost_after) fail(*fault);
    const bool first = refunded.insert(call.telegram_payment_charge_id).second;
    if (first) list.push_back(transaction(call.telegram_payment_charge_id, call.user_id, 75, false));
    if (fault) fail(*fault);
    co_return first;
  }
  async::Task<telegram::StarTransactions> get_star_transactions(telegram::GetStarTransactions call) override {
    const auto offset = static_cast<std::size_t>(call.offset.value_or(0));
    const auto limit = static_cast<std::size_t>(call.limit.value_or(100));
    telegram::StarTransactions page;
    for (std::size_t i = offset; i < list.size() && i < offset + limit; ++i)
      page.transactions.push_back(list[i]);
    offsets.push_back(call.offset.value_or(0));
    if (meanwhile) co_await std::exchange(meanwhile, nullptr)();
    co_return page;
  }
  async::Task<telegram::StarAmount> get_my_star_balance() override {
    std::int64_t balance = extra;
    for (const telegram::StarTransaction& t : list) balance += t.source ? t.amount : -t.amount;
    co_return telegram::StarAmount{balance, {}};
  }

  async::Task<telegram::Message> send_message(telegram::SendMessage call) override {
    told.push_back(std::to_string(call.chat_id) + " " + call.text);
    if (mute) throw TelegramError(TelegramError::Kind::refused, "sendMessage", 403, "Forbidden: kicked");
    co_return telegram::Message{};
  }

  void receive(const std::string& charge, std::int64_t user, std::int64_t amount,
               const std::string& payload) {
    list.push_back(transaction(charge, user, amount, true));
    list.back().source->invoice_payload = payload;
  }
  telegram::StarTransaction transaction(const std::string& id, std::int64_t user, std::int64_t amount,
                                        bool incoming) const {
    telegram::TransactionPartner partner;
    partner.type = "user";
    partner.transaction_type = "invoice_payment";
    partner.user = telegram::User{};
    partner.user->id = user;
    telegram::StarTransaction made;
    made.id = id;
    made.amount = amount;
    made.date = clock.now().seconds();
    (incoming ? made.source : made.receiver) = partner;
    return made;
  }

  explicit StarsTelegram(const Clock& its_clock) : clock(its_clock) {}
  const Clock& clock;
  std::deque<Fault> faults;
  std::set<std::string> refunded;
  std::vector<telegram::StarTransaction> list;
  std::function<async::Task<>()> meanwhile;  ///< happens once, while the list is asked for
  std::vector<std::int64_t> offsets;
  std::int64_t extra = 0;  ///< Stars that no transaction explains
  int asked = 0;
  std::vector<std::string> told;  ///< to the operator
  bool mute = false;

 private:
  [[noreturn]] static void fail(Fault fault) {
    const std::string method = "refundStarPayment";
    switch (fault) {
      case Fault::flood:
        throw TelegramError(TelegramError::Kind::flood, method, 429, "Too Many Requests");
      case Fault::refused:
        throw TelegramError(TelegramError::Kind::refused, method, 400, "Bad Request: CHARGE_ID_INVALID");
      case Fault::poor:
        throw TelegramError(TelegramError::Kind::refused, method, 400, "Bad Request: BALANCE_TOO_LOW");
      case Fault::foreign:
        throw TelegramError(TelegramError::Kind::refused, method, 400, "an empty answer");
      case Fault::unauthorized:
        throw TelegramError(TelegramError::Kind::refused, method, 401, "Unauthorized");
      default:
        throw TelegramError(TelegramError::Kind::unavailable, method, 0, "no answer");
    }
  }
};

class StarsJobs : public service::StarsTest {
 protected:
  explicit StarsJobs(test::StoreOpener opener = test::open_sqlite_in) : StarsTest(std::move(opener)) {}

  async::Task<> order_full_look() {
    store::Body<bool> order = [](store::Transaction& t) {
      service::ReconcileNow::run(t);
      return true;
    };
    co_await store_->write(std::move(order));
  }
  using Fault = StarsTelegram::Fault;

  int refund_look() {
    return runner_.run(StarsRefunds(*store_, lease_, telegram_, events_, no_metrics()).look());
  }
  void watch_look() { runner_.run(watch_->look()); }
  /// As a process that has just started.
  void start_watch() {
    watch_.emplace(*store_, lease_, telegram_, events_, metrics_, StarsWatchOptions{.admin_chat = -100});
  }
  double alarms() { return metrics_.count("ludice_stars_alarms_total"); }
  std::string state_of(const std::string& charge) {
    return std::string(domain::to_string(read<domain::ChargeState>(
        [&](store::Reader& r) { return store::find_stars_charge(r, charge)->state; })));
  }

  Lease lease_{*store_, "test"};
  StarsTelegram telegram_{clock_};
  test::CountedMetrics metrics_;
  std::optional<StarsWatch> watch_;
};

}  // namespace ludice::jobs

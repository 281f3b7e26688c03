// One charge after the other.
#include "jobs/stars_refunds.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "base/planted.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace ludice::jobs {
namespace {

/// What Telegram says of the charge itself. Anything else may be different the next time: a flood, a wrong
/// token, a server that is away, a proxy's 400.
bool is_definite(const telegram::TelegramError& error) {
  constexpr std::array<std::string_view, 4> kFinal = {"CHARGE_NOT_FOUND", "CHARGE_ID_INVALID",
                                                      "CHARGE_ID_EMPTY", "USER_ID_INVALID"};
  return error.refused() &&
         std::ranges::any_of(kFinal, [&error](std::string_view text) { return error.says(text); });
}

}  // namespace

StarsRefunds::StarsRefunds(store::Store& store, const Lease& lease, telegram::BotApi& telegram,
                           const service::Events& events, Metrics& metrics)
    : store_(store),
      lease_(lease),
      telegram_(telegram),
      refunded_(events),
      refused_(events),
      done_(metrics.counter("ludice_stars_refunds_total", "Refunds of Stars that Telegram has decided")) {}

async::Task<> StarsRefunds::run(async::Loops& loops) {
  return loops.run("stars_refunds", [this] { return turn(); });
}

async::Task<bool> StarsRefunds::turn() {
  if (lease_.is_ours()) co_await look();
  co_await async::sleep_for(kEvery);
  co_return true;
}

async::Task<int> StarsRefunds::look() {
  using Refunds = std::vector<store::StarsRefund>;
  store::ReadBody<Refunds> due = [](store::Reader& reader) {
    return store::find_due_stars_refunds(reader, kMostAtOnce);
  };
  const Refunds refunds = co_await store_.read(std::move(due));
  int ended = 0;
  for (const store::StarsRefund& refund : refunds) {
    const bool known = co_await settle(refund);
    ended += known ? 1 : 0;
  }
  done_.add(ended);
  co_return ended;
}

async::Task<bool> StarsRefunds::settle(store::StarsRefund refund) {
  if (refund.state == domain::ChargeState::suspended) {
    store::Body<bool> set_aside = [charge = refund.charge](store::Transaction& transaction) {
      return service::RefundSuspended::run(transaction, charge);
    };
    co_await store_.write(std::move(set_aside));
  }
  const Answer answer = co_await ask(refund);
  store::Body<bool> hear = [this, charge = refund.charge, answer](store::Transaction& transaction) {
    std::optional<service::ChargeAnswer> heard;
    if (answer == Answer::refunded) heard = refunded_.run(transaction, charge);
    if (answer == Answer::refused) heard = refused_.run(transaction, charge);
    if (heard && heard->first) return true;
    const bool is_refused = answer == Answer::refused || answer == Answer::not_now;
    const auto held = store::find_stars_charge(transaction, charge);
    if (held) store::put_off_stars_refund(transaction, held->id, is_refused);
    return false;
  };
  co_return co_await store_.write(std::move(hear));
}

async::Task<StarsRefunds::Answer> StarsRefunds::ask(store::StarsRefund refund) {
  telegram::RefundStarPayment call;
  call.user_id = refund.payer.value;
  call.telegram_payment_charge_id = refund.charge;
  try {
    // That it was refunded before is as good.
    co_await telegram_.refund_star_payment(std::move(call));
    co_return Answer::refunded;
  } catch (const telegram::TelegramError& error) {
    const bool definite = is_definite(error) || LUDICE_PLANTED("lost_answer_is_a_refusal");
    log::warning("stars_refund_failed", {{"charge", refund.charge},
                                         {"definite", definite},
                                         {"code", error.error_code},
                                         {"error", error.description}});
    if (definite) co_return Answer::refused;
    co_return error.refused() ? Answer::not_now : Answer::not_known;
  }
}

}  // namespace ludice::jobs

// Topping up in TON: where to send it, as a card beside the live one that turns into the receipt.
#include "bot/bet_text.hpp"
#include "bot/flows.hpp"
#include "bot/money_cards.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

constexpr std::int64_t kUsual = kNanotonsInTon;
constexpr std::int64_t kMostNanotons = 1'000'000 * kNanotonsInTon;

/// Nothing where it was refused, which was explained.
async::Task<std::optional<TonDeposit>> ask_for_deposit(Visit& visit) {
  if (!visit.tools.settings.takes_ton()) {
    co_await stale_tap(visit);
    co_return std::nullopt;
  }
  const std::string request_id = visit.request_id("deposit");
  const auto deposit = co_await visit.tools.finance.ton_deposit(visit.in.user_id, request_id);
  if (deposit) co_return *deposit;
  if (deposit.error().code == "conflict") {
    visit.say(visit.words().html(Text::ton_not_ready));
  } else {
    explain_refusal(visit, deposit.error(), Coin::ton);
  }
  co_return std::nullopt;
}

}  // namespace

async::Task<> show_ton_deposit(Visit& visit, std::int64_t amount, bool fresh) {
  const auto deposit = co_await ask_for_deposit(visit);
  if (!deposit) co_return;
  ask_for_ton(visit.session, visit.now, visit.tools.settings);
  const std::int64_t wanted = std::clamp(amount == 0 ? kUsual : amount, deposit->min, kMostNanotons);
  Screen screen = ton_deposit_screen(visit.stage(), *deposit, wanted);
  const Known known = co_await visit.tools.desk.know(visit.in.user_id, 0, kTonDepositCard);
  if (!fresh && known.of_game && known.of_game->shown == kOpen) {
    visit.reply.says.push_back(TurnCard{known.of_game->id, std::move(screen), kOpen});
    co_return;
  }
  SayCard card;
  card.screen = std::move(screen);
  card.beside = true;
  card.game = kTonDepositCard;
  card.shown = kOpen;
  visit.reply.says.push_back(std::move(card));
}

async::Task<> typed_ton(Visit& visit) {
  const auto amount = parse_amount(Coin::ton, visit.in.text);
  if (!amount || *amount < 1 || *amount > kMostNanotons) {
    visit.say(visit.words().html(Text::ton_not_a_number));
    co_return;
  }
  co_await show_ton_deposit(visit, *amount, true);
}

async::Task<> show_ton_qr(Visit& visit, std::int64_t amount) {
  const auto deposit = co_await ask_for_deposit(visit);
  if (!deposit) co_return;
  SayQr qr;
  qr.content = ton_link(*deposit, amount);
  qr.html = visit.words().html(Text::ton_qr,
                               {{"amount", visit.words().money(Coin::ton, amount)}, {"memo", deposit->memo}});
  visit.reply.says.push_back(std::move(qr));
}

}  // namespace ludice::bot

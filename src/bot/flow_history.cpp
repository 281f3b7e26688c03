// Looking back: a card of its own beside the live one, which its buttons turn from page to page. A page
// behind the newest is counted from where page 1 began when it was turned to, so that what is booked
// meanwhile moves nothing.
#include "bot/flows.hpp"
#include "bot/money_cards.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

constexpr std::int64_t kOnPage = 5;
constexpr std::int64_t kMostAtOnce = 100;

async::Task<ApiResult<HistoryPage>> find_page(Visit& visit, Callback which) {
  ApiClient& api = visit.tools.api;
  std::string from = which.game;
  std::int64_t passed = std::max<std::int64_t>(which.amount - 1, 0) * kOnPage;
  while (passed > 0) {
    const std::int64_t some = std::min(passed, kMostAtOnce);
    const auto before = co_await api.history(visit.in.user_id, which.coin, from, some);
    if (!before) co_return std::unexpected(before.error());
    if (before->cursor.empty()) co_return HistoryPage{};  // it does not go back so far
    from = before->cursor;
    passed -= some;
  }
  co_return co_await api.history(visit.in.user_id, which.coin, from, kOnPage);
}

/// Those that the page names; one that cannot be had just now is told without what came of it.
async::Task<std::vector<GameView>> games_on(Visit& visit, HistoryPage page) {
  std::vector<GameView> games;
  for (const HistoryItem& item : page.items) {
    if (item.game.empty() || std::ranges::find(games, item.game, &GameView::id) != games.end()) continue;
    const auto game = co_await visit.tools.api.game(visit.in.user_id, item.game);
    if (game) games.push_back(*game);
  }
  co_return games;
}

/// 0: none of these is it.
std::int64_t card_in(const std::vector<store::bot::CardRow>& cards, std::int64_t message_id) {
  const auto card = std::ranges::find(cards, message_id, &store::bot::CardRow::message_id);
  return card == cards.end() ? 0 : card->id;
}

/// The card with the button that was tapped, where it is one of ours still; a tap may overtake the answer
/// that tells its message_id.
async::Task<std::int64_t> tapped_card(Visit& visit) {
  if (!visit.is_tap()) co_return 0;
  const auto cards = co_await visit.tools.desk.cards_about(history_card(visit.in.user_id));
  const std::int64_t tapped = card_in(cards, visit.in.message_id);
  co_return tapped != 0 ? tapped : card_in(cards, 0);
}

}  // namespace

async::Task<> show_history(Visit& visit, Callback which) {
  if (!visit.tools.settings.offers(which.coin)) {
    co_await stale_tap(visit);
    co_return;
  }
  const auto page = co_await find_page(visit, which);
  if (!page) {
    explain_refusal(visit, page.error(), which.coin);
    co_return;
  }
  const auto games = co_await games_on(visit, *page);
  Screen screen = history_screen(visit.stage(), which, *page, games);
  const std::int64_t tapped = co_await tapped_card(visit);
  if (tapped != 0) {
    visit.reply.says.push_back(TurnCard{tapped, std::move(screen), kOpen});
    co_return;
  }
  SayCard card;
  card.screen = std::move(screen);
  card.beside = true;
  card.game = history_card(visit.in.user_id);
  card.shown = kOpen;
  visit.reply.says.push_back(std::move(card));
}

}  // namespace ludice::bot

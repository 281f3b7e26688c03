// Callback data: the action's name, then its fields behind colons.
#include "bot/callback_data.hpp"

#include "base/amount.hpp"
#include "base/assert.hpp"

#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace ludice::bot {
namespace {

constexpr std::size_t kMaxBytes = 64;

constexpr std::array<std::pair<Action, std::string_view>, 45> kNames{
    {{Action::accept_terms, "accept_terms"},
     {Action::play, "play"},
     {Action::dice, "dice"},
     {Action::target, "target"},
     {Action::menu, "menu"},
     {Action::bet, "bet"},
     {Action::cancel, "cancel"},
     {Action::make_throw, "throw"},
     {Action::again, "again"},
     {Action::daily, "daily"},
     {Action::refund, "refund"},
     {Action::refund_now, "refund_now"},
     {Action::history, "history"},
     {Action::ton, "ton"},
     {Action::ton_amount, "ton_amount"},
     {Action::ton_qr, "ton_qr"},
     {Action::withdraw, "withdraw"},
     {Action::withdraw_ask, "withdraw_ask"},
     {Action::op_approve, "op_approve"},
     {Action::op_take, "op_take"},
     {Action::op_reject, "op_reject"},
     {Action::op_reject_now, "op_reject_now"},
     {Action::op_refund, "op_refund"},
     {Action::op_keep, "op_keep"},
     {Action::op_assign, "op_assign"},
     {Action::op_assign_now, "op_assign_now"},
     {Action::op_resume, "op_resume"},
     {Action::op_stop, "op_stop"},
     {Action::op_more, "op_more"},
     {Action::op_more_sums, "op_more_sums"},
     {Action::op_house, "op_house"},
     {Action::op_fund, "op_fund"},
     {Action::op_fund_from, "op_fund_from"},
     {Action::op_player, "op_player"},
     {Action::op_adjust, "op_adjust"},
     {Action::op_stop_player, "op_stop_player"},
     {Action::op_let_player, "op_let_player"},
     {Action::op_forgive, "op_forgive"},
     {Action::op_stars_assign, "op_stars_assign"},
     {Action::op_stars_refund, "op_stars_refund"},
     {Action::op_stars_keep, "op_stars_keep"},
     {Action::op_reconcile, "op_reconcile"},
     {Action::op_do, "op_do"},
     {Action::op_drop, "op_drop"},
     {Action::withdraw_now, "withdraw_now"}}};
/// The one action whose number stands without a colon, as in the first Ludicé.
constexpr std::string_view kBuy = "star";

std::string name_of(Action action) {
  for (const auto& [known, name] : kNames) {
    if (known == action) return std::string(name);
  }
  assertion_failed("known action", __FILE__, __LINE__);
}

std::optional<Action> action_of(std::string_view name) {
  for (const auto& [action, known] : kNames) {
    if (known == name) return action;
  }
  return std::nullopt;
}

std::vector<std::string_view> split(std::string_view data) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto colon = data.find(':');
    parts.push_back(data.substr(0, colon));
    if (colon == std::string_view::npos) return parts;
    data.remove_prefix(colon + 1);
  }
}

/// 1 to the greatest amount.
std::optional<std::int64_t> positive(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < 1 || value > Amount::kMax) return std::nullopt;
  return value;
}

bool plausible_game(std::string_view text) {
  return !text.empty() && text.size() <= 32;
}

std::optional<Callback> with_throw(const std::vector<std::string_view>& parts) {
  if (parts.size() != 4 || !plausible_game(parts[1])) return std::nullopt;
  const auto round = positive(parts[2]);
  const auto throw_no = positive(parts[3]);
  if (!round || !throw_no) return std::nullopt;
  return Callback{Action::make_throw, std::string(parts[1]), 0, *round, *throw_no};
}

/// Nothing where it names points, which are never written.
std::optional<Coin> other_coin(std::string_view name) {
  const auto coin = coin_from(name);
  return coin == Coin::points ? std::nullopt : coin;
}

/// "bet:50" is for dice and points, "bet:target:50", "bet:stars:50", "bet:target:ton:50" for others.
std::optional<Callback> with_amount(Action action, std::vector<std::string_view> parts) {
  Callback callback{action, "", 0, 0, 0};
  if (parts.size() > 2 && parts[1] == name_of(GameKind::target)) {
    callback.kind = GameKind::target;
    parts.erase(parts.begin() + 1);
  }
  if (const auto coin = parts.size() > 2 ? other_coin(parts[1]) : std::nullopt) {
    callback.coin = *coin;
    parts.erase(parts.begin() + 1);
  }
  const auto amount = parts.size() == 2 ? positive(parts[1]) : std::nullopt;
  if (!amount) return std::nullopt;
  callback.amount = *amount;
  return callback;
}

/// "withdraw_now:LOOK:5"
std::optional<Callback> with_look(const std::vector<std::string_view>& parts) {
  const auto amount = parts.size() == 3 ? positive(parts[2]) : std::nullopt;
  if (!amount || !plausible_game(parts[1])) return std::nullopt;
  return Callback{Action::withdraw_now, std::string(parts[1]), *amount, 0, 0};
}

/// "op_take:ID", or "op_take:ID:LT" where a payment of that logical time differed from it.
std::optional<Callback> with_despite(Action action, const std::vector<std::string_view>& parts) {
  const auto despite = parts.size() == 3 ? positive(parts[2]) : std::nullopt;
  if ((parts.size() != 2 && !despite) || !plausible_game(parts[1])) return std::nullopt;
  return Callback{action, std::string(parts[1]), despite.value_or(0), 0, 0};
}

/// "op_assign_now:ID:7", whose player is named by Telegram's id.
std::optional<Callback> with_player(const std::vector<std::string_view>& parts) {
  const auto player = parts.size() == 3 ? positive(parts[2]) : std::nullopt;
  if (!player || !plausible_game(parts[1])) return std::nullopt;
  return Callback{Action::op_assign_now, std::string(parts[1]), *player, 0, 0};
}

/// "op_adjust:7", "op_adjust:stars:7", "op_stop_player:7": the player is named by Telegram's id.
std::optional<Callback> of_player(Action action, std::vector<std::string_view> parts) {
  Callback callback{action, "", 0, 0, 0};
  const auto coin = parts.size() == 3 && action == Action::op_adjust ? other_coin(parts[1]) : std::nullopt;
  if (coin) {
    callback.coin = *coin;
    parts.erase(parts.begin() + 1);
  }
  const auto player = parts.size() == 2 ? positive(parts[1]) : std::nullopt;
  if (!player) return std::nullopt;
  callback.amount = *player;
  return callback;
}

/// "op_fund_from:rake", "op_fund_from:outside:stars".
std::optional<Callback> from_source(const std::vector<std::string_view>& parts) {
  const auto coin = parts.size() == 3 ? other_coin(parts[2]) : std::nullopt;
  if ((parts.size() != 2 && !coin) || !plausible_game(parts[1])) return std::nullopt;
  Callback callback{Action::op_fund_from, std::string(parts[1]), 0, 0, 0};
  callback.coin = coin.value_or(Coin::points);
  return callback;
}

/// "op_resume", or "op_resume:deposits" where it is not about withdrawals.
std::optional<Callback> with_scope(Action action, const std::vector<std::string_view>& parts) {
  if (parts.size() == 1) return Callback{action, "", 0, 0, 0};
  if (parts.size() != 2 || !plausible_game(parts[1])) return std::nullopt;
  return Callback{action, std::string(parts[1]), 0, 0, 0};
}

/// "dice" or "dice:stars".
std::optional<Callback> with_coin(Action action, const std::vector<std::string_view>& parts) {
  const auto named = parts.size() == 2 ? other_coin(parts[1]) : std::nullopt;
  if (parts.size() != 1 && !named) return std::nullopt;
  Callback callback{action, "", 0, 0, 0};
  callback.coin = named.value_or(Coin::points);
  return callback;
}

/// "history", "history:stars", and behind the first page "history:FROM:2", "history:FROM:stars:2".
std::optional<Callback> with_page(std::vector<std::string_view> parts) {
  std::string from;
  std::int64_t page = 0;
  if (parts.size() > 2) {
    const auto number = positive(parts.back());
    if (!number || *number > kMostHistoryPage || !plausible_game(parts[1])) return std::nullopt;
    from = parts[1];
    page = *number;
    parts.pop_back();
    parts.erase(parts.begin() + 1);
  }
  auto callback = with_coin(Action::history, parts);
  if (!callback) return std::nullopt;
  callback->game = std::move(from);
  callback->amount = page;
  return callback;
}

}  // namespace

bool is_of_operators(Action action) {
  return action != Action::buy && name_of(action).starts_with("op_");
}

Callback choice_of(Table table) {
  Callback callback{table.kind == GameKind::dice ? Action::dice : Action::target, "", 0, 0, 0};
  callback.coin = table.coin;
  return callback;
}

Callback stake_of(Action action, Table table, std::int64_t amount) {
  Callback callback{action, "", amount, 0, 0, table.kind};
  callback.coin = table.coin;
  return callback;
}

std::string encode(const Callback& callback) {
  if (callback.action == Action::buy) return std::string(kBuy) + std::to_string(callback.amount);
  std::string data = name_of(callback.action);
  if (!callback.game.empty()) data += ":" + callback.game;
  if (callback.kind == GameKind::target) data += ":" + std::string(name_of(callback.kind));
  if (callback.coin != Coin::points) data += ":" + std::string(name_of(callback.coin));
  if (callback.amount != 0) data += ":" + std::to_string(callback.amount);
  if (callback.round != 0) {
    data += ":" + std::to_string(callback.round) + ":" + std::to_string(callback.throw_no);
  }
  LUDICE_ASSERT(data.size() <= kMaxBytes);
  return data;
}

std::optional<Callback> decode_callback(std::string_view data) {
  if (data.size() > kMaxBytes) return std::nullopt;
  if (data.starts_with(kBuy)) {
    const auto amount = positive(data.substr(kBuy.size()));
    return amount ? std::optional(Callback{Action::buy, "", *amount, 0, 0}) : std::nullopt;
  }
  const auto parts = split(data);
  const auto action = action_of(parts.front());
  if (!action) return std::nullopt;
  switch (*action) {
    case Action::bet:
    case Action::again:
      return with_amount(*action, parts);
    case Action::ton_amount:
    case Action::ton_qr:
    case Action::withdraw_ask:
      return with_amount(*action, parts);
    case Action::withdraw_now:
      return with_look(parts);
    case Action::dice:
    case Action::target:
      return with_coin(*action, parts);
    case Action::history:
      return with_page(parts);
    case Action::op_assign_now:
      return with_player(parts);
    case Action::op_adjust:
    case Action::op_stop_player:
    case Action::op_let_player:
    case Action::op_forgive:
      return of_player(*action, parts);
    case Action::op_fund_from:
      return from_source(parts);
    case Action::op_resume:
      return with_scope(*action, parts);
    case Action::op_take:
    case Action::op_reject:
    case Action::op_reject_now:
      return with_despite(*action, parts);
    case Action::cancel:
    case Action::op_approve:
    case Action::op_refund:
    case Action::op_keep:
    case Action::op_assign:
    case Action::op_stars_assign:
    case Action::op_stars_refund:
    case Action::op_stars_keep:
    case Action::op_stop:
    case Action::op_do:
    case Action::op_drop:
    case Action::op_more:
    case Action::op_more_sums:
    case Action::refund:
    case Action::refund_now:
      if (parts.size() != 2 || !plausible_game(parts[1])) return std::nullopt;
      return Callback{*action, std::string(parts[1]), 0, 0, 0};
    case Action::make_throw:
      return with_throw(parts);
    default:
      if (parts.size() != 1) return std::nullopt;
      return Callback{*action, "", 0, 0, 0};
  }
}

}  // namespace ludice::bot

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

constexpr std::array<std::pair<Action, std::string_view>, 9> kNames{{{Action::accept_terms, "accept_terms"},
                                                                     {Action::play, "play"},
                                                                     {Action::dice, "dice"},
                                                                     {Action::target, "target"},
                                                                     {Action::menu, "menu"},
                                                                     {Action::bet, "bet"},
                                                                     {Action::cancel, "cancel"},
                                                                     {Action::make_throw, "throw"},
                                                                     {Action::again, "again"}}};

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

/// "bet:50" is for dice, "bet:target:50" for the other game.
std::optional<Callback> with_amount(Action action, const std::vector<std::string_view>& parts) {
  const bool named = parts.size() == 3 && parts[1] == name_of(GameKind::target);
  if (parts.size() != 2 && !named) return std::nullopt;
  const auto amount = positive(parts.back());
  if (!amount) return std::nullopt;
  return Callback{action, "", *amount, 0, 0, named ? GameKind::target : GameKind::dice};
}

}  // namespace

Callback choice_of(GameKind kind) {
  return {kind == GameKind::dice ? Action::dice : Action::target, "", 0, 0, 0};
}

std::string encode(const Callback& callback) {
  std::string data = name_of(callback.action);
  if (!callback.game.empty()) data += ":" + callback.game;
  if (callback.kind == GameKind::target) data += ":" + std::string(name_of(callback.kind));
  if (callback.amount != 0) data += ":" + std::to_string(callback.amount);
  if (callback.round != 0) {
    data += ":" + std::to_string(callback.round) + ":" + std::to_string(callback.throw_no);
  }
  LUDICE_ASSERT(data.size() <= kMaxBytes);
  return data;
}

std::optional<Callback> decode_callback(std::string_view data) {
  if (data.size() > kMaxBytes) return std::nullopt;
  const auto parts = split(data);
  const auto action = action_of(parts.front());
  if (!action) return std::nullopt;
  switch (*action) {
    case Action::bet:
    case Action::again:
      return with_amount(*action, parts);
    case Action::cancel:
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

// The two games as a front end has to know them: how the API names them, what Telegram throws for them, and
// what a face counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ludice::bot {

enum class GameKind { dice, target };

/// The API's name for it.
std::string_view name_of(GameKind kind);
std::optional<GameKind> game_kind_from(std::string_view name);

/// What sendDice is asked for.
std::string_view emoji_of(GameKind kind);
std::int64_t throws_in_a_round(GameKind kind);

/// Of the faces thrown: themselves in dice; 0, 1, 2, 4, 7, 10 in target.
std::vector<std::int64_t> points_of(GameKind kind, const std::vector<std::int64_t>& faces);
std::int64_t sum_of(const std::vector<std::int64_t>& points);
/// How many of the faces are bullseyes.
std::int64_t bullseyes_in(const std::vector<std::int64_t>& faces);

}  // namespace ludice::bot

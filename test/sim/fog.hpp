// What nobody may see too early: the opponent's throws of a round, before one has thrown all one's own.
#pragma once

#include "sim/wire.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace ludice::sim {

/// A game as one of its players sees it.
inline void check_fog(const Reply& reply) {
  if (reply.status != 200) return;
  const json::object game = reply.data();
  if (game.at("state").as_string() != "active" || game.at("throws_left").as_int64() == 0) return;
  const auto round = static_cast<std::size_t>(game.at("round").as_int64());
  const json::array& theirs = game.at("opponent_throws").as_array();
  const bool hidden = theirs.size() < round || theirs.at(round - 1).as_array().empty();
  require(hidden, "no_value_before_both_threw", reply.body);
}

/// Names of a throw, and none that could hold its value.
inline void check_shows_only(const json::object& data, std::initializer_list<std::string_view> names) {
  for (const auto& member : data) {
    const bool may_be_seen = std::ranges::find(names, std::string_view(member.key())) != names.end();
    require(may_be_seen, "no_value_before_both_threw", json::serialize(data));
  }
}

/// A throw that may be made now.
inline void check_announced(const Reply& reply) {
  if (reply.status == 200) check_shows_only(reply.data(), {"attempt", "round", "throw"});
}

/// One that will not be made.
inline void check_given_up(const Reply& reply) {
  if (reply.status == 200) check_shows_only(reply.data(), {"attempt", "state"});
}

}  // namespace ludice::sim

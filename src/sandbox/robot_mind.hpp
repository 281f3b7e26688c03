// How a robot player reads its chat and what it wants to do next. Pure: it knows what the chat shows, like
// a person, and the stake it was asked to play for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

namespace ludice::sandbox {

/// What the chat is about just now.
enum class Scene {
  empty,     ///< nothing was written yet
  terms,     ///< the terms wait to be accepted
  throwing,  ///< it is the robot's throw
  lobby,     ///< its own game waits for somebody
  choosing,  ///< the bot asks which game
  betting,   ///< the bot asks for the stake
  idle,      ///< nothing is asked of it
};

/// What a robot was asked to play.
struct Wish {
  std::string game;  ///< the emoji on the button that chooses it
  std::int64_t stake = 0;
  bool for_stars = false;  ///< in points otherwise

  friend bool operator==(const Wish&, const Wish&) = default;
};

/// One act: a text, a tap on a button of a message, or the payment of an invoice.
struct RobotAct {
  std::string text;             ///< the text, or the button's label; empty: pays
  std::int64_t message_id = 0;  ///< above 0: a tap, or the invoice

  friend bool operator==(const RobotAct&, const RobotAct&) = default;
};

/// `chat` as GET /sim/chat shows it.
Scene read_scene(const boost::json::object& chat);

/// The bot has said that it takes no stake in that game with what the robot has.
bool is_told_to_top_up(const boost::json::object& chat, const Wish& wish);

/// What to do now; nothing where waiting is right. `wish`: somebody waits for an opponent in that game.
/// `poor`: its last bet was refused, so it asks for points, or buys as many Stars as it is to stake.
std::optional<RobotAct> next_act(const boost::json::object& chat, const std::optional<Wish>& wish, bool poor);

}  // namespace ludice::sandbox

// What the handling of something leads to, gathered first and stored in one transaction: the session, what
// is to be told, throws to be made.
#pragma once

#include "bot/api_types.hpp"
#include "bot/screen.hpp"
#include "store/bot_tables.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ludice::bot {

/// A message of its own.
struct SayText {
  std::string html;
  std::string keyboard = {};  ///< stored form, see screen.hpp
};

/// The live card. There is one in a chat: a fresh one takes the buttons from the one before.
struct SayCard {
  Screen screen;
  bool fresh = false;       ///< a new message below everything, in place of an edit
  std::string game = {};    ///< the game it is about
  std::string shown = {};   ///< what it says, see screen_key()
  Instant warn_at = {};     ///< 0: no warning
  bool after_dice = false;  ///< below the dice once it has come to rest; the card above it goes then
  bool beside = false;      ///< stands beside the live card, which stays what it is
  bool once = false;        ///< is left out where this person has a card about `game`
  bool last = false;        ///< it stays as it is from now on; the next card is a fresh one
};

/// The live card has said its last: its buttons go, and the next card is a fresh one.
struct CloseCard {};

/// The opponent's dice of rounds that both have thrown are forwarded to this person.
struct ForwardDice {
  GameView game;
};

/// A throw the bot shall make.
struct WantThrow {
  store::bot::ThrowRow row;
  std::string if_new = {};  ///< told to this person where nobody has asked for it yet; empty: nothing
};

/// When a card's turn is to be warned about next; 0: not at all.
struct SetWarning {
  std::int64_t card = 0;
  Instant warn_at = {};
};

/// An invoice in Stars.
struct SayInvoice {
  std::string title;
  std::string description;
  std::string payload;
  std::int64_t amount = 0;
};

/// A QR code as a picture.
struct SayQr {
  std::string content;  ///< what a camera reads
  std::string html;     ///< stands below it
  std::string keyboard = {};
  std::int64_t chat = 0;  ///< 0: the person's own
};

/// A card that stands beside the live one says something else now. Nothing happens where it is gone.
struct TurnCard {
  std::int64_t card = 0;
  Screen screen;
  std::string shown = {};
};

/// A message in a chat that need not be this person's, as operators get it. With a `name` it is a card, which
/// TurnCard finds again under it.
struct SayElsewhere {
  std::int64_t chat = 0;
  Screen screen;
  std::string name = {};
  std::string shown = {};
};

using Say = std::variant<SayQr, TurnCard, SayElsewhere, SayText, SayCard, CloseCard, ForwardDice, WantThrow,
                         SetWarning, SayInvoice>;

struct Reply {
  std::vector<Say> says;
  std::string toast = {};  ///< the answer to a tap
};

}  // namespace ludice::bot

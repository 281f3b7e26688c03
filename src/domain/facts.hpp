// What happened in a game, one fact after another. Decisions (domain/match.hpp) produce them, apply() folds
// them back into the game's state, the hash chain seals their text, events and messages are made from them.
#pragma once

#include "base/amount.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"
#include "domain/asset.hpp"
#include "domain/dice.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace ludice::domain {

/// The dice message that shows a throw. The same chat and message counts once ever (the store's matter).
struct Proof {
  std::int64_t chat_id = 0;
  std::int64_t message_id = 0;
  std::int64_t date = 0;  ///< Unix seconds, as Telegram gave it
  std::string emoji{};
  friend bool operator==(const Proof&, const Proof&) = default;
};

/// One throw of a match: whose, and which. `seat` is 0 (the opener) or 1; round and throw_no count from 1.
struct ThrowRef {
  int seat = 0;
  int round = 1;
  int throw_no = 1;
  friend bool operator==(const ThrowRef&, const ThrowRef&) = default;
};

enum class VoidReason : std::uint8_t {
  tied_rounds,  ///< five rounds, no winner
  throw_lost,   ///< two attempts of one throw given up
  no_throw,     ///< nothing thrown for void_ttl
};
std::string_view to_string(VoidReason reason);

/// Reasons with a meaning: what Telegram refused made no dice and does not count; `timeout` and `void` are
/// those of attempts that were closed by the rules.
inline constexpr std::string_view kReasonRefused = "refused";
inline constexpr std::string_view kReasonTimeout = "timeout";
inline constexpr std::string_view kReasonVoid = "void";

struct GameOpened {
  PlayerId player{};
  GameKind kind = GameKind::dice;
  Asset asset = Asset::points;
  Amount bet{};
  int rake_bps = 0;
  int terms = 0;
  Instant deadline{};   ///< when the lobby gives up
  bool invite = false;  ///< private: whoever has the code joins, and both stakes are placed then
  friend bool operator==(const GameOpened&, const GameOpened&) = default;
};
struct GameJoined {
  PlayerId player{};
  Instant deadline{};  ///< of both seats' first throw
  friend bool operator==(const GameJoined&, const GameJoined&) = default;
};
struct ThrowAnnounced {
  AttemptId attempt{};
  ThrowRef which{};
  Instant expires{};  ///< given up by itself then
  friend bool operator==(const ThrowAnnounced&, const ThrowAnnounced&) = default;
};
struct ThrowMade {
  ThrowRef which{};
  int face = 0;
  AttemptId attempt{};  ///< none: thrown without an announcement
  std::optional<Proof> proof{};
  std::optional<Instant> deadline{};  ///< of the seat's next throw in this round
  friend bool operator==(const ThrowMade&, const ThrowMade&) = default;
};
struct AttemptGivenUp {
  AttemptId attempt{};
  ThrowRef which{};
  std::string reason{};
  bool counted = true;                ///< false for `refused`
  std::optional<Instant> deadline{};  ///< the turn's new deadline, after `refused`
  friend bool operator==(const AttemptGivenUp&, const AttemptGivenUp&) = default;
};
/// Asks for the throw to be made for a late player.
struct ThrowOverdue {
  ThrowRef which{};
  Instant deadline{};  ///< when it is said again
  friend bool operator==(const ThrowOverdue&, const ThrowOverdue&) = default;
};
struct RoundTied {
  int round = 0;
  Instant deadline{};  ///< of both seats' first throw in the next round
  friend bool operator==(const RoundTied&, const RoundTied&) = default;
};
struct GameSettled {
  int winner_seat = 0;
  PlayerId winner{};
  Amount payout{};
  Amount rake{};
  friend bool operator==(const GameSettled&, const GameSettled&) = default;
};
struct GameVoid {
  VoidReason reason = VoidReason::no_throw;
  friend bool operator==(const GameVoid&, const GameVoid&) = default;
};
struct GameCancelled {
  friend bool operator==(const GameCancelled&, const GameCancelled&) = default;
};
struct LobbyExpired {
  friend bool operator==(const LobbyExpired&, const LobbyExpired&) = default;
};

using FactBody = std::variant<GameOpened, GameJoined, ThrowAnnounced, ThrowMade, AttemptGivenUp, ThrowOverdue,
                              RoundTied, GameSettled, GameVoid, GameCancelled, LobbyExpired>;

struct Fact {
  GameId game{};
  Instant at{};
  FactBody what{};
  friend bool operator==(const Fact&, const Fact&) = default;
};

/// "throw_made": the first word of its text.
std::string_view name_of(const FactBody& what);

/// One line, the same for the same fact for ever: `name game=… at=… field=value …`, ids in base32, instants
/// in milliseconds, free text quoted with its quotes, backslashes and control characters escaped.
std::string to_text(const Fact& fact);

}  // namespace ludice::domain

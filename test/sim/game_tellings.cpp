// Facts of games, and what docs/api.md says of the event of each.
#include "base/hex.hpp"
#include "sim/codes.hpp"
#include "sim/dice.hpp"
#include "sim/fact_line.hpp"
#include "sim/rules.hpp"
#include "sim/tellings.hpp"

#include <array>

namespace ludice::sim {

const char* const kFactsToTell =
    "SELECT f.id, f.game, f.body, f.at, g.kind, g.asset, g.bet, g.rake_bps, g.invite, g.opener_faces, "
    "g.joiner_faces, o.telegram_id, j.telegram_id FROM fact f JOIN game g ON g.id = f.game JOIN player o ON "
    "o.id = g.opener LEFT JOIN player j ON j.id = g.joiner WHERE f.id > ? ORDER BY f.id";

namespace {

/// One fact, and the terms and faces of its game.
class Teller {
 public:
  Teller(const Row& fact, const Names& names, Millis lead)
      : fact_(fact), names_(names), lead_(lead), body_(fact.text(2)) {}

  std::optional<Telling> tell() const {
    const std::string what = name_of_fact(body_);
    if (what == "game_opened") return telling("game_waiting", waiting());
    if (what == "game_joined") return telling("game_started", started());
    if (what == "throw_made") return telling(what, which());
    if (what == "throw_overdue") return telling(what, overdue());
    if (what == "round_tied") return telling(what, tied());
    if (what == "game_settled") return telling(what, settled());
    if (what == "game_void") return telling(what, {{"reason", field(body_, "reason")}});
    if (what == "game_cancelled" || what == "lobby_expired")
      return telling(what, {{"refunded", is_invite() ? 0 : bet()}});
    return std::nullopt;
  }

 private:
  std::int64_t bet() const { return fact_.number(6); }
  std::int64_t rake() const { return 2 * bet() * fact_.number(7) / 10'000; }
  bool is_invite() const { return fact_.number(8) != 0; }
  std::int64_t player(std::size_t seat) const { return fact_.number(11 + seat); }
  std::int64_t number(const char* name) const { return std::stoll(field(body_, name)); }
  json::value deadline() const {
    const Instant at{number("deadline")};
    return (at + lead_).seconds();
  }

  Telling telling(std::string type, json::object data) const {
    Telling telling{std::move(type), {player(0)}, std::move(data), fact_.number(3)};
    const bool has_joiner =
        telling.type != "game_waiting" && telling.type != "game_cancelled" && telling.type != "lobby_expired";
    if (has_joiner) telling.players.emplace_back(player(1));
    return telling;
  }
  json::object terms() const {
    return {{"game", kGameKinds.at(static_cast<std::size_t>(fact_.number(4)))},
            {"asset", kAssets.at(static_cast<std::size_t>(fact_.number(5)))},
            {"bet", bet()}};
  }
  json::object waiting() const {
    json::object data = terms();
    if (is_invite()) data["invite"] = true;
    return data;
  }
  json::object started() const {
    json::object data = terms();
    data["pot"] = 2 * bet();
    data["rake"] = rake();
    data["deadline"] = deadline();
    return data;
  }
  json::object which() const {
    return {{"player", names_.who(player(static_cast<std::size_t>(number("seat"))))},
            {"round", number("round")},
            {"throw", number("throw")}};
  }
  json::object overdue() const {
    json::object data = which();
    data["deadline"] = deadline();
    return data;
  }
  json::object tied() const {
    const std::size_t hand = fact_.number(4) == 0 ? 1 : 3;
    const auto begin = static_cast<std::size_t>(number("round") - 1) * hand;
    json::array both;
    for (const std::size_t seat : {0U, 1U}) {
      json::array faces;
      for (const char face : fact_.text(9 + seat).substr(begin, hand)) faces.emplace_back(face - '0');
      both.push_back(std::move(faces));
    }
    return {{"round", number("round")}, {"faces", std::move(both)}};
  }
  json::object settled() const {
    const int winner = winner_by_rules(fact_.number(4), fact_.text(9), fact_.text(10));
    require(winner >= 0, "game_events_tell_what_happened", body_);
    return {{"winner", names_.who(player(static_cast<std::size_t>(winner)))},
            {"payout", 2 * bet() - rake()},
            {"rake", rake()}};
  }

  const Row& fact_;
  const Names& names_;
  const Millis lead_;
  const std::string body_;
};

}  // namespace

std::optional<Telling> tell_fact(const Row& fact, const Names& names, Millis lead) {
  return Teller(fact, names, lead).tell();
}

}  // namespace ludice::sim

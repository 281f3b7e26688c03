// The life of a throw, and Telegram's moods.
#include "sim/throws.hpp"

#include "base/hex.hpp"
#include "sim/fog.hpp"

#include <algorithm>

namespace ludice::sim {
namespace {

constexpr const char* kAttemptIsThere = "SELECT 1 FROM attempt WHERE id = ?";
constexpr const char* kAttemptIsClosed = "SELECT 1 FROM attempt WHERE id = ? AND state <> 0";
constexpr const char* kResultStands =
    "SELECT 1 FROM game g JOIN player p ON p.telegram_id = ? WHERE g.id = ? AND "
    "substr(CASE WHEN g.opener = p.id THEN g.opener_faces ELSE g.joiner_faces END, ?, 1) = ?";

std::int64_t number_of(const std::string& id) {
  return from_base32(id).value_or(0);
}

}  // namespace

void Throws::begin(std::int64_t player, const std::string& game, const std::string& kind) {
  const auto same = [&](const HandPtr& hand) { return hand->player == player && hand->game == game; };
  if (std::ranges::count_if(hands_, same) >= 2) return;
  if (std::ranges::any_of(hands_, same)) world_.tally.count("two hands at one throw");
  auto hand = std::make_shared<Hand>();
  hand->player = player;
  hand->game = game;
  hand->kind = kind;
  hands_.push_back(std::move(hand));
}

void Throws::step() {
  std::erase_if(hands_, [](const HandPtr& hand) { return hand->next == Next::ended; });
  if (hands_.empty()) return;
  const HandPtr hand = world_.dice.pick(hands_);
  if (!hand->waits) go_on(hand);
}

void Throws::step_all() {
  std::erase_if(hands_, [](const HandPtr& hand) { return hand->next == Next::ended; });
  const auto all = hands_;
  for (const HandPtr& hand : all) {
    if (!hand->waits) go_on(hand);
  }
}

void Throws::go_on(const HandPtr& hand) {
  switch (hand->next) {
    case Next::announce:
      return world_.faults && world_.dice.one_in(8) ? write_unannounced(hand) : announce(hand);
    case Next::throw_dice:
      return throw_dice(*hand);
    case Next::write:
      return write(hand);
    case Next::give_up:
      return give_up(hand);
    case Next::ended:
      return;
  }
}

Call Throws::call_of(const HandPtr& hand, const std::string& path) const {
  Call call;
  call.path = path;
  call.fields = {{"id", hand->player}, {"game_id", hand->game}};
  hand->waits = true;
  return call;
}

void Throws::announce(const HandPtr& hand) {
  Call call = call_of(hand, "/throw");
  call.at_door = check_announced;
  call.effect = [](const Reply& reply) {
    const std::string attempt(reply.data().at("attempt").as_string());
    return Effect{"attempt " + attempt, kAttemptIsThere, {number_of(attempt)}};
  };
  call.on_answer = [hand](const Reply& reply) {
    hand->waits = false;
    const std::string code = reply.code();
    if (code == "game_over" || code == "player_not_found" || code == "game_not_found")
      hand->next = Next::ended;
    if (reply.status != 200) return;
    const json::object data = reply.data();
    hand->attempt = data.at("attempt").as_string();
    hand->round = data.at("round").as_int64();
    hand->throw_no = data.at("throw").as_int64();
    hand->next = Next::throw_dice;
  };
  wire_.send(std::move(call));
}

/// In two games of three both make the same sum, one with a bullseye and one without: 10 + 1 + 1 against 4 +
/// 4 + 4.
std::int64_t Throws::thrown_at_target(const Hand& hand) {
  constexpr std::int64_t kWithBullseye[] = {6, 2, 2};
  constexpr std::int64_t kWithout[] = {4, 4, 4};
  const std::int64_t game = number_of(hand.game) / 4;
  const std::int64_t drawn = world_.dice.between(1, 6);
  if (game % 3 == 0) return drawn;
  return (hand.player % 2 == 0 ? kWithBullseye : kWithout)[hand.throw_no - 1];
}

void Throws::throw_dice(Hand& hand) {
  const std::int64_t mood = world_.faults ? world_.dice.between(1, 100) : 100;
  hand.face = hand.kind == "target" ? thrown_at_target(hand) : world_.dice.between(1, world_.settings.faces);
  if (mood <= 6) {
    world_.tally.count("telegram refuses a throw");
    hand.reason = "refused";
    hand.next = Next::give_up;
  } else if (mood <= 16) {
    world_.tally.count(mood <= 11 ? "telegram threw and said nothing" : "telegram never threw");
    hand.reason = "unknown";
    hand.next = Next::give_up;
  } else if (mood <= 20) {
    world_.tally.count("the hand that announced is gone");
    hand.next = Next::ended;
  } else {
    hand.next = Next::write;
  }
}

void Throws::write(const HandPtr& hand) {
  Call call = call_of(hand, "/write/res");
  call.at_door = check_fog;
  call.fields["attempt"] = hand->attempt;
  call.fields["result"] = hand->face;
  call.fields["round"] = hand->round;
  call.fields["throw"] = hand->throw_no;
  if (proven_.contains(hand->game) || world_.dice.one_in(2)) {
    if (messages_ == 0 || !world_.faults || !world_.dice.one_in(6)) ++messages_;  // else one that was used
    call.fields["proof"] = {{"chat_id", -100},
                            {"message_id", messages_},
                            {"date", world_.clock.now().seconds()},
                            {"emoji", hand->kind == "dice" ? "🎲" : "🎯"}};
  }
  const std::int64_t hand_size = hand->kind == "dice" ? 1 : 3;
  const std::int64_t place = (hand->round - 1) * hand_size + hand->throw_no;
  call.effect = [player = hand->player, game = number_of(hand->game), place,
                 face = hand->face](const Reply&) {
    return Effect{"a result", kResultStands, {player, game, place, std::to_string(face)}};
  };
  call.on_answer = [this, hand](const Reply& reply) {
    // Between darts is where it could be taken for the next one's.
    const bool between_darts = hand->kind == "target" && hand->throw_no < 3;
    if (reply.status == 200 && world_.faults && world_.dice.one_in(between_darts ? 1 : 4)) repeat(*hand);
    hand->waits = false;
    hand->next = Next::announce;
    if (reply.code() == "game_over") hand->next = Next::ended;
    if (reply.status == 200 && reply.data().at("state").as_string() != "active") hand->next = Next::ended;
  };
  wire_.send(std::move(call));
}

/// The same result under a new stamp: it is that throw's, never the next one's.
void Throws::repeat(const Hand& hand) {
  world_.tally.count("result repeated under a new stamp");
  Call call;
  call.path = "/write/res";
  call.fields = {{"id", hand.player},
                 {"game_id", hand.game},
                 {"result", hand.face},
                 {"round", hand.round},
                 {"throw", hand.throw_no}};
  call.at_door = [](const Reply& reply) {
    require(reply.status != 200, "repeated_result_is_refused", reply.body);
  };
  wire_.send(std::move(call));
}

/// As front ends of the first Ludicé do it, or one who would write over a throw that another hand makes.
void Throws::write_unannounced(const HandPtr& hand) {
  world_.tally.count("result without an announcement");
  Call call = call_of(hand, "/write/res");
  call.at_door = check_fog;
  call.fields["result"] = world_.dice.between(1, 6);
  call.on_answer = [hand](const Reply& reply) {
    hand->waits = false;
    if (reply.code() == "game_over") hand->next = Next::ended;
  };
  wire_.send(std::move(call));
}

void Throws::give_up(const HandPtr& hand) {
  Call call = call_of(hand, "/throw/void");
  call.at_door = check_given_up;
  call.fields = {{"attempt", hand->attempt}, {"reason", hand->reason}};
  call.effect = [attempt = number_of(hand->attempt)](const Reply&) {
    return Effect{"an attempt given up", kAttemptIsClosed, {attempt}};
  };
  call.on_answer = [hand](const Reply&) {
    hand->waits = false;
    hand->next = Next::announce;
  };
  wire_.send(std::move(call));
}

}  // namespace ludice::sim

// Commit by commit: an event for each fact and transfer that is told, in their order, and none besides.
#include "sim/event_log.hpp"

#include "base/hex.hpp"

#include <algorithm>
#include <utility>

namespace ludice::sim {
namespace {

constexpr const char* kEvents =
    "SELECT id, consumer, type, game, players, data, at FROM event WHERE id > ? ORDER BY id";
constexpr const char* kNames =
    "SELECT telegram_id, COALESCE(username, '#' || telegram_id) FROM player WHERE telegram_id IS NOT NULL";
constexpr const char* kHadName =
    "SELECT 1 FROM past_name n JOIN player p ON p.id = n.player WHERE p.telegram_id = ? AND n.name = ?";
constexpr const char* kHadAnyName =
    "SELECT 1 FROM past_name n JOIN player p ON p.id = n.player WHERE p.telegram_id = ? AND n.name <> ?";

constexpr const char* kGames = "game_events_tell_what_happened";
constexpr const char* kMoney = "money_events_tell_what_moved";

/// But for its id and whose it is.
bool is_same(const MadeEvent& a, const MadeEvent& b) {
  return a.type == b.type && a.game == b.game && a.players == b.players && a.data == b.data &&
         a.at_ms == b.at_ms;
}

}  // namespace

std::string MadeEvent::text() const {
  const std::string of_game = game == 0 ? "null" : '"' + to_base32(game) + '"';
  return R"({"id":")" + to_base32(id) + R"(","type":")" + type + R"(","at":)" +
         std::to_string(Instant{at_ms}.seconds()) + R"(,"game_id":)" + of_game + R"(,"players":)" + players +
         R"(,"data":)" + data + "}";
}

void Names::learn(Database& database) {
  before_ = std::exchange(now_, {});
  for (const Row& row : database.rows(kNames)) now_[row.number(0)] = row.text(1);
}

json::object Names::who(std::int64_t player) const {
  const auto found = now_.find(player);
  return {{"id", player}, {"username", found == now_.end() ? std::string() : found->second}};
}

bool Names::may_be_called(Database& database, std::int64_t player, const std::string& name) const {
  const auto is_of = [&](const auto& names) {
    const auto found = names.find(player);
    return found != names.end() && found->second == name;
  };
  if (is_of(now_) || is_of(before_)) return true;
  // Within one commit a name may go and come back.
  const bool is_number = name == "#" + std::to_string(player);
  return !database.rows(is_number ? kHadAnyName : kHadName, {player, name}).empty();
}

EventLog::EventLog(World& world) : world_(world) {
  world.checker.also([this](Database& database) { check_commit(database); });
}

void EventLog::check_heard(std::int64_t id, const std::string& told) const {
  const auto made = made_.find(id);
  require(made != made_.end() && made->second == told, "event_is_heard_as_it_was_made", told);
}

void EventLog::check_commit(Database& database) {
  const std::int64_t since =
      std::exchange(last_transfer_, database.number("SELECT COALESCE(MAX(id), 0) FROM transfer"));
  knows_time_ = std::exchange(looked_in_, world_.generation()) == world_.generation();
  const auto made = read_events(database);
  const auto facts = database.rows(kFactsToTell, {last_fact_});
  const auto moves = since == last_transfer_ ? std::vector<Row>() : database.rows(kMovesToTell, {since});
  if (!facts.empty()) last_fact_ = facts.back().number(0);
  if (made.empty() && facts.empty() && moves.empty()) return;
  names_.learn(database);
  check_games(database, made, facts);
  check_money(database, made, moves, since);
}

/// What the first of the consumers is to hear; the others are to hear the same.
std::vector<MadeEvent> EventLog::read_events(Database& database) {
  std::map<std::string, std::vector<MadeEvent>> made;
  for (const Row& row : database.rows(kEvents, {last_event_})) {
    last_event_ = row.number(0);
    MadeEvent event{last_event_, row.text(1), row.text(2),  row.number(3),
                    row.text(4), row.text(5), row.number(6)};
    made_[event.id] = event.text();
    made[event.consumer].push_back(std::move(event));
  }
  if (made.empty()) return {};
  const auto& first = made.begin()->second;
  for (const auto& [consumer, events] : made) {
    require(std::ranges::equal(first, events, is_same), "all_hear_the_same", consumer);
  }
  return first;
}

void EventLog::check_games(Database& database, const std::vector<MadeEvent>& made,
                           const std::vector<Row>& facts) {
  const Millis lead = world_.server_time() - world_.game_time();
  std::map<std::int64_t, std::vector<Telling>> due;
  for (const Row& fact : facts) {
    if (auto telling = tell_fact(fact, names_, lead)) due[fact.number(1)].push_back(std::move(*telling));
  }
  std::map<std::int64_t, std::size_t> told;
  for (const MadeEvent& event : made) {
    if (event.game == 0) continue;
    const std::vector<Telling>& of_game = due[event.game];
    const std::size_t at = told[event.game]++;
    require(at < of_game.size() && is_told(database, of_game[at], event), kGames, event.text());
  }
  for (const auto& [game, of_game] : due) {
    require(told[game] == of_game.size(), kGames, "not all of " + to_base32(game));
  }
}

void EventLog::check_money(Database& database, const std::vector<MadeEvent>& made,
                           const std::vector<Row>& moves, std::int64_t since) {
  std::size_t at = 0;
  for (const MadeEvent& event : made) {
    if (event.game != 0) continue;
    const Row* next = at < moves.size() ? &moves[at] : nullptr;
    if (tells_of_no_move(event, next)) {
      require(is_told(database, tell_without_move(database, event, names_, since), event), kMoney,
              event.text());
      continue;
    }
    ++at;
    require(next != nullptr && is_told(database, tell_move(database, *next, names_, event), event), kMoney,
            event.text());
  }
  require(at == moves.size(), kMoney, at == moves.size() ? "" : "nothing tells of " + moves[at].text(3));
}

bool EventLog::is_told(Database& database, const Telling& telling, const MadeEvent& made) const {
  json::object data = json::parse(made.data).as_object();
  for (const char* member : {"player", "winner"}) {
    json::value* who = data.if_contains(member);
    if (who == nullptr || !who->is_object()) continue;
    const std::int64_t player = who->at("id").as_int64();
    const std::string name(who->at("username").as_string());
    if (!names_.may_be_called(database, player, name)) return false;
    *who = names_.who(player);
  }
  if (const json::value* due = telling.data.if_contains("deadline")) {
    json::value* deadline = data.if_contains("deadline");
    if (deadline == nullptr) return false;
    // Of a process that has ended nobody knows what its clock said.
    if (!knows_time_) *deadline = *due;
  }
  const bool is_in_time =
      telling.at_ms ? made.at_ms == *telling.at_ms : !knows_time_ || made.at_ms == world_.game_time().ms;
  return made.type == telling.type && is_in_time && json::parse(made.players) == telling.players &&
         data == telling.data;
}

}  // namespace ludice::sim

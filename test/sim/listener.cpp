// What an event may be, and what comes of it.
#include "sim/listener.hpp"

#include "base/hex.hpp"
#include "sim/fog.hpp"

namespace ludice::sim {
namespace {

constexpr Millis kLent{30'000};

std::int64_t id_of(const json::value& id) {
  return from_base32(std::string(id.as_string())).value();
}

}  // namespace

void Listener::poll() {
  Call call;
  call.path = "/events";
  call.writes = false;
  std::vector<std::int64_t> acknowledged;
  json::array ack;
  for (const std::int64_t id : to_acknowledge_) {
    acknowledged.push_back(id);
    if (heard_[id].asked_in == 0) heard_[id].asked_in = world_.generation();
    ack.emplace_back(to_base32(id));
  }
  call.fields = {{"consumer", name_}, {"wait", 0}, {"ack", std::move(ack)}};
  call.at_door = [this, acknowledged](const Reply& reply) { at_door(reply, acknowledged); };
  call.on_answer = [this, acknowledged](const Reply& reply) {
    if (reply.status != 200) return;
    for (const std::int64_t id : acknowledged) to_acknowledge_.erase(id);
    arrived(reply);
  };
  wire_.send(std::move(call));
}

void Listener::at_door(const Reply& reply, const std::vector<std::int64_t>& acknowledged) {
  if (reply.status != 200) return;
  for (const std::int64_t id : acknowledged) heard_[id].acknowledged = true;
  const json::object data = reply.data();
  std::set<std::int64_t> lent;
  for (const json::value& event : data.at("events").as_array()) {
    heard(event.as_object());
    lent.insert(id_of(event.at("id")));
  }
  check_order(lent);
}

/// Of one game, a later event waits while an earlier one is lent to somebody.
void Listener::check_order(const std::set<std::int64_t>& lent) const {
  const Instant now = world_.game_time();
  for (const auto& [id, earlier] : heard_) {
    // A process that ended meanwhile may have taken the acknowledgement and not said so.
    if (earlier.asked_in != 0 && earlier.asked_in != world_.generation()) continue;
    const bool away = !earlier.acknowledged && !lent.contains(id) && earlier.lent_at + kLent > now;
    if (!away || earlier.game.empty()) continue;
    for (const std::int64_t later : lent) {
      require(later < id || heard_.at(later).game != earlier.game, "later_event_waits", earlier.game);
    }
  }
}

void Listener::heard(const json::object& event) {
  const std::int64_t id = id_of(event.at("id"));
  const Instant now = world_.game_time();
  const auto known = heard_.find(id);
  if (known == heard_.end()) {
    hear_first(id, event);
  } else {
    world_.tally.count("event given again");
    require(!known->second.acknowledged, "acknowledged_event_stays_away", std::to_string(id));
    require(known->second.lent_at + kLent <= now, "event_is_lent", std::to_string(id));
  }
  heard_[id].lent_at = now;
}

void Listener::hear_first(std::int64_t id, const json::object& event) {
  const std::string type(event.at("type").as_string());
  world_.tally.count("event " + type);
  ++counts_[name_of_event(event)];
  heard_[id].text = json::serialize(event);
  const json::object& data = event.at("data").as_object();
  if (type == "game_waiting") check_shows_only(data, {"game", "asset", "bet", "invite"});
  if (type == "throw_made") check_shows_only(data, {"player", "round", "throw"});
  if (type == "throw_overdue") check_shows_only(data, {"player", "round", "throw", "deadline"});
  if (event.at("game_id").is_null()) return;
  if (type == "game_void")
    world_.tally.count("game_void: " + std::string(event.at("data").at("reason").as_string()));
  const std::string game(event.at("game_id").as_string());
  require(last_of_game_[game] < id, "events_in_order", game);
  last_of_game_[game] = id;
  heard_[id].game = game;
}

void Listener::arrived(const Reply& reply) {
  const json::object data = reply.data();
  for (const json::value& value : data.at("events").as_array()) {
    const json::object& event = value.as_object();
    to_acknowledge_.insert(id_of(event.at("id")));
    if (throws_ == nullptr || !event.at("game_id").is_string()) continue;
    const std::string game(event.at("game_id").as_string());
    const std::string type(event.at("type").as_string());
    if (type == "game_started") kinds_[game] = event.at("data").at("game").as_string();
    if (type == "game_started" && event.at("data").at("asset").as_string() != "points")
      throws_->needs_proof(game);
    if (type == "game_started" || type == "throw_overdue") {
      for (const json::value& player : event.at("players").as_array()) {
        throws_->begin(player.as_int64(), game, kinds_[game]);
      }
    }
  }
}

void Listener::check_complete() {
  check_events(world_.checker.database(), counts_);
  for (const auto& [id, event] : heard_) log_.check_heard(id, event.text);
}

}  // namespace ludice::sim

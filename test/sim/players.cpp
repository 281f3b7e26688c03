// Actions drawn by their weights.
#include "sim/players.hpp"

#include "api/face.hpp"
#include "base/hex.hpp"
#include "net/canonical_json.hpp"
#include "sim/fog.hpp"

#include <algorithm>
#include <array>

namespace ludice::sim {
namespace {

constexpr const char* kSitsInGame =
    "SELECT 1 FROM game g JOIN player p ON p.id IN (g.opener, g.joiner) WHERE g.id = ? AND p.telegram_id = ?";
constexpr const char* kIsCalledOff = "SELECT 1 FROM game WHERE id = ? AND state = 4";
constexpr const char* kIsGranted =
    "SELECT 1 FROM transfer t JOIN player p ON t.credit = p.id WHERE p.telegram_id = ? AND t.code = 2 AND "
    "t.key LIKE '%:' || ?";
constexpr const char* kIsAdjustedTwice =
    "SELECT 1 FROM transfer WHERE code = 3 AND amount = ? GROUP BY amount HAVING COUNT(*) > 1";
constexpr const char* kFaceStands =
    "SELECT 1 FROM game g JOIN player p ON p.telegram_id = ? WHERE g.id = ? AND "
    "substr(CASE WHEN g.opener = p.id THEN g.opener_faces ELSE g.joiner_faces END, ?, 1) = ?";
constexpr const char* kIsNamed = "SELECT 1 FROM player WHERE username = ?";
constexpr std::int64_t kFirstAmount = 1'001;

}  // namespace

Players::Players(World& world, Wire& wire) : world_(world), wire_(wire), reads_(world), boards_(world) {
  const std::int64_t count = world.dice.between(2, 7);
  world.checker.forbid({"an adjustment nobody asked for",
                        "SELECT 1 FROM transfer WHERE code = 3 AND amount < ?",
                        {kFirstAmount}});
  for (std::int64_t i = 1; i <= count; ++i) players_.push_back({100 + i, "player" + std::to_string(i), {}});
}

void Players::act() {
  Player& player = world_.dice.pick(players_);
  const std::int64_t wish = world_.dice.between(1, 100);
  if (!player.known || wish <= 5) return register_player(player);
  if (wish <= 50) return start(player);
  if (wish <= 56) return invite(player);
  if (wish <= 64) return join(player);
  if (wish <= 71) return leave(player);
  if (wish <= 78) return ask_daily(player);
  if (wish <= 92) return look(player);
  meddle(player);
}

/// One in three names his request for good.
Call Players::call_of(const Player& player, const std::string& path) {
  Call call;
  call.path = path;
  call.fields = {{"id", player.id}};
  if (world_.dice.one_in(3)) call.fields["request_id"] = "r" + std::to_string(++names_);
  return call;
}

void Players::register_player(Player& player) {
  if (world_.dice.one_in(6)) {
    player.name = world_.dice.one_in(2) ? world_.dice.pick(players_).name : "name" + std::to_string(++names_);
    world_.tally.count("name changed or taken over");
  }
  Call call = call_of(player, "/register");
  call.fields["username"] = player.name;
  call.effect = [id = player.id](const Reply&) { return Effect{"a registration", kIsRegistered, {id}}; };
  if (!world_.dice.one_in(20)) player.known = true;  // some forget to
  wire_.send(std::move(call));
}

Call Players::start_of(Player& player) {
  Call call = call_of(player, "/start/game");
  constexpr std::int64_t kBets[] = {10, 10, 10, 50, 1'000, 5'000};
  call.fields["bet"] = kBets[world_.dice.between(0, 5)];
  if (world_.dice.one_in(4)) call.fields["game"] = "target";
  if (world_.settings.stars && world_.dice.one_in(3)) call.fields["asset"] = "stars";
  if (world_.settings.ton && world_.dice.one_in(5)) {
    call.fields["asset"] = "ton";
    call.fields["bet"] = 100'000'000;
  }
  call.at_door = check_fog;
  call.effect = [id = player.id](const Reply& reply) {
    const std::string game(reply.data().at("game_id").as_string());
    return Effect{"a game " + game, kSitsInGame, {from_base32(game).value(), id}};
  };
  call.on_answer = [this, &player](const Reply& reply) {
    if (reply.status != 200) return;
    const json::object data = reply.data();
    player.game = data.at("game_id").as_string();
    games_.push_back(player.game);
    if (const json::value* code = data.if_contains("invite")) codes_.emplace_back(code->as_string());
  };
  return call;
}

void Players::start(Player& player) {
  wire_.send(start_of(player));
}

void Players::invite(Player& player) {
  Call call = start_of(player);
  call.fields["invite"] = true;
  wire_.send(std::move(call));
}

void Players::join(Player& player) {
  Call call = start_of(player);
  call.fields.erase("bet");
  call.fields.erase("game");
  call.fields.erase("asset");
  call.fields["join"] = world_.dice.one_in(3) ? world_.dice.pick(codes_) : codes_.back();
  wire_.send(std::move(call));
}

void Players::leave(Player& player) {
  Call call = call_of(player, "/leave");
  if (!player.game.empty() && world_.dice.one_in(2)) {
    call.fields["game_id"] = player.game;
    call.effect = [game = from_base32(player.game).value()](const Reply& reply) -> std::optional<Effect> {
      if (!reply.data().at("left").as_bool()) return std::nullopt;
      return Effect{"a game called off", kIsCalledOff, {game}};
    };
  }
  wire_.send(std::move(call));
}

void Players::ask_daily(Player& player) {
  Call call = call_of(player, "/daily");
  call.effect = [id = player.id](const Reply& reply) -> std::optional<Effect> {
    const json::object data = reply.data();
    if (data.at("granted").as_int64() == 0) return std::nullopt;
    const std::int64_t day = data.at("next_at").as_int64() / 86'400 - 1;
    return Effect{"a daily grant", kIsGranted, {id, std::to_string(day)}};
  };
  wire_.send(std::move(call));
}

void Players::look(Player& player) {
  constexpr const char* kPaths[] = {"/profile", "/profile", "/game", "/history", "/leaderboard", "/lobby"};
  const std::string path = kPaths[world_.dice.between(0, 5)];
  Call call;
  call.path = path;
  call.writes = false;
  call.fields = {{"id", player.id}};
  const std::int64_t id = player.id;
  if (path == "/profile") call.at_door = [this, id](const Reply& reply) { reads_.check_profile(id, reply); };
  if (path == "/leaderboard") look_at_leaderboard(call, id);
  if (path == "/lobby") call.at_door = [this](const Reply& reply) { boards_.check_lobby(reply); };
  if (path == "/game") look_at_game(call, player);
  if (path == "/history") look_back(call, player);
  wire_.send(std::move(call));
}

/// By turns at all that there are.
void Players::look_at_leaderboard(Call& call, std::int64_t player) {
  constexpr std::array kPeriods = {"", "all", "week", "day"};
  constexpr std::array kGames = {"", "", "dice", "target", ""};
  const std::size_t turn = leaderboards_++;
  BoardQuery query{kGames.at(turn % kGames.size()), {}, kPeriods.at(turn % kPeriods.size())};
  if (turn % 3 == 2) query.asset = world_.settings.stars ? "stars" : "points";
  if (turn % 7 == 6) query.limit = 2;
  for (const auto& field : query.fields()) call.fields[field.key()] = field.value();
  call.at_door = [this, player, query](const Reply& reply) {
    reads_.check_refusal(player, reply);
    boards_.check_leaderboard(player, query, reply);
  };
}

void Players::look_at_game(Call& call, const Player& player) {
  const std::string game = player.game.empty() ? world_.dice.pick(games_) : player.game;
  call.fields["game_id"] = game;
  call.at_door = [this, id = player.id, game](const Reply& reply) {
    check_fog(reply);
    reads_.check_game(id, game, reply);
  };
}

void Players::look_back(Call& call, const Player& player) {
  std::string asset = "points";
  if (world_.settings.stars && world_.dice.one_in(3)) asset = "stars";
  if (world_.settings.ton && world_.dice.one_in(3)) asset = "ton";
  const std::int64_t limit = world_.dice.between(1, 40);
  call.fields["asset"] = asset;
  call.fields["limit"] = limit;
  call.at_door = [this, id = player.id, asset, limit](const Reply& reply) {
    reads_.check_history(id, asset, limit, reply);
  };
}

/// With other people's games, and with results that are none of his.
void Players::meddle(Player& player) {
  Call call = call_of(player, world_.dice.one_in(3) ? "/throw" : "/write/res");
  call.fields["game_id"] = world_.dice.pick(games_);
  call.at_door = call.path == "/throw" ? check_announced : check_fog;
  if (call.path == "/write/res") {
    call.fields["result"] = world_.dice.between(0, 7);  // 0 and 7 are no faces
    if (world_.dice.one_in(3)) {
      call.fields["round"] = world_.dice.between(1, 5);
      call.fields["throw"] = world_.dice.between(1, 3);
      check_place(call, player);
    }
    if (world_.dice.one_in(6)) call.fields["attempt"] = "0000000000001";
  }
  wire_.send(std::move(call));
}

/// A result that names its throw is that throw's.
void Players::check_place(Call& call, const Player& player) {
  const std::int64_t game = from_base32(std::string(call.fields["game_id"].as_string())).value();
  const json::object named = call.fields;
  call.effect = [game, named, id = player.id](const Reply& reply) {
    const std::int64_t hand = reply.data().at("game").as_string() == "dice" ? 1 : 3;
    const std::int64_t place = (named.at("round").as_int64() - 1) * hand + named.at("throw").as_int64();
    return Effect{
        "a named result", kFaceStands, {id, game, place, std::to_string(named.at("result").as_int64())}};
  };
}

void Players::change_balance() {
  if (world_.dice.one_in(5)) return create_user();
  const Player& player = world_.dice.pick(players_);
  Call call;
  call.to_balance = true;
  call.path = "/modify_balance";
  const std::int64_t amount = kFirstAmount + ++amounts_;
  call.fields = {{"id", player.id}, {"amount", amount}, {"operation", "add"}};
  if (world_.dice.one_in(2)) call.fields["operation"] = "subtract";
  const Effect effect{"an adjustment of " + std::to_string(amount), kIsAdjusted, {amount}};
  call.effect = [effect](const Reply&) { return effect; };
  call.key = "k" + std::to_string(amount);
  world_.checker.forbid({effect.what + " twice", kIsAdjustedTwice, {amount}});
  wire_.send(std::move(call));
}

void Players::create_user() {
  Call call;
  call.to_balance = true;
  call.path = "/create_user";
  const std::string name = "made" + std::to_string(world_.dice.between(1, 9));
  call.fields = {{"username", name}};
  call.effect = [name](const Reply&) { return Effect{"a user made", kIsNamed, {name}}; };
  wire_.send(std::move(call));
}

/// A good signature for one path, and the object on another.
void Players::replay_elsewhere() {
  if (wire_.recorded().empty()) return;
  const CallPtr original = world_.dice.pick(wire_.recorded());
  if (original->to_balance) return;
  const std::string body = original->request.body;
  const auto object = net::CanonicalObject::read(body);
  auto call = std::make_shared<Call>(*original);
  call->path = original->path == "/leave" ? "/daily" : "/leave";
  call->request.target = call->path;
  call->request.fields.set("X-Signature-V2",
                           net::SigningKey(kSecret).sign_v2("POST", call->path, object->text()));
  call->to_finance = false;
  call->writes = false;
  call->expect = "conflict";
  call->effect = nullptr;
  call->at_door = nullptr;
  call->on_answer = nullptr;
  wire_.push(call);
}

void Players::intrude() {
  Call call;
  call.path = "/daily";
  call.fields = {{"id", world_.dice.pick(players_).id}};
  net::HttpRequest request = wire_.make(call);
  switch (world_.dice.between(1, 9)) {
    case 1:
      request.fields.set("X-Signature-V2", std::string(64, 'a'));
      return wire_.send_raw(std::move(request), 401);
    case 2:
      return wire_.send_raw(wire_.make(call, Millis(400'000)), 401);
    case 3:
      request.body.pop_back();
      return wire_.send_raw(std::move(request), 400);
    case 4:
      request.target = "/steal";
      return wire_.send_raw(std::move(request), 404);
    case 5:
      request.method = "GET";
      return wire_.send_raw(std::move(request), 405);
    case 6:
      request.fields.set("Content-Type", "text/plain");
      return wire_.send_raw(std::move(request), 415);
    case 7:
      request.target = "/leave";  // signed for another path
      return wire_.send_raw(std::move(request), 401);
    case 8:
      request.body.resize(api::kMaxBody + 1, ' ');
      return wire_.send_raw(std::move(request), 413);
    default:
      return replay_elsewhere();
  }
}

}  // namespace ludice::sim

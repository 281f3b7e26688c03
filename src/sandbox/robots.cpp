// The robots' round: look, make up one's mind, pause like a person, act.
#include "sandbox/robots.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <exception>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
namespace ludice::sandbox {
namespace {

namespace json = boost::json;

/// How often the same act is done before the robot sees that it leads nowhere.
constexpr int kMostTries = 2;

}  // namespace

Robots::Robots(Sandbox& sandbox, SomebodyWaiting somebody_waiting, const Clock& clock, Random& random,
               RobotOptions options)
    : sandbox_(sandbox),
      somebody_waiting_(std::move(somebody_waiting)),
      clock_(clock),
      random_(random),
      options_(std::move(options)) {}

std::vector<std::int64_t> Robots::ids() const {
  std::vector<std::int64_t> ids;
  for (const Robot& robot : robots_) ids.push_back(robot.id);
  return ids;
}

async::Task<> Robots::run(async::Loops& loops) {
  return loops.run("robots", [this] { return turn(); });
}

async::Task<bool> Robots::turn() {
  co_await look();
  co_await async::sleep_for(options_.look_every);
  co_return true;
}

async::Task<> Robots::look() {
  if (robots_.empty()) co_await settle_in();
  const auto offered = co_await game_to_join();
  std::exception_ptr failure;
  for (Robot& robot : robots_) {
    try {
      co_await move(robot, offered);
    } catch (...) {
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

async::Task<> Robots::settle_in() {
  std::vector<Robot> robots;
  for (const RobotPerson& person : options_.people) {
    Robot robot;
    robot.id = co_await find_or_make(person);
    robots.push_back(robot);
  }
  robots_ = std::move(robots);
}

async::Task<std::int64_t> Robots::find_or_make(RobotPerson robot) {
  const json::value known = co_await sim("GET", "/sim/people", nullptr);
  for (const auto& person : known.at("people").as_array()) {
    if (person.at("username") == json::value(robot.username)) co_return person.at("id").as_int64();
  }
  json::value wanted{{"name", robot.name}, {"username", robot.username}};
  const json::value made = co_await sim("POST", "/sim/people", std::move(wanted));
  co_return made.at("id").as_int64();
}

/// The game somebody has been waiting in for long enough.
async::Task<std::optional<Wish>> Robots::game_to_join() {
  std::optional<Wish> game;
  try {
    game = co_await somebody_waiting_();
  } catch (const std::exception& error) {
    log::warning("robots_see_no_lobby", {{"error", error.what()}});
  }
  if (game != seen_) {
    seen_ = game;
    seen_since_ = clock_.now();
  }
  if (!game || clock_.now() - seen_since_ < options_.patience) co_return std::nullopt;
  co_return game;
}

bool Robots::somebody_is_on_the_way() const {
  return std::ranges::any_of(robots_, [](const Robot& robot) { return robot.wish.has_value(); });
}

void Robots::take_or_drop_wish(Robot& robot, Scene scene, const std::optional<Wish>& offered) {
  const bool arrived = scene == Scene::throwing || scene == Scene::lobby;
  if (robot.wish && (arrived || robot.wish != seen_)) {
    robot.wish.reset();
    robot.poor = false;
  }
  const bool free = !robot.wish && !arrived && scene != Scene::empty && scene != Scene::terms;
  if (free && offered && clock_.now() >= robot.sulks_until && !somebody_is_on_the_way()) {
    robot.wish = offered;
    robot.has_bought = false;
  }
}

/// Says once what keeps a robot from playing, until it is something else.
void Robots::complain(Robot& robot, std::string why) {
  if (why != robot.complaint && !why.empty()) {
    log::warning("robot_cannot_play", {{"person", robot.id}, {"error", why}});
  }
  robot.complaint = std::move(why);
}

/// What is done again and again to no effect shows that the stake is not there, or that nothing comes of it.
void Robots::mind_what_is_missing(Robot& robot, Scene scene, const json::object& chat) {
  if (!robot.wish) return;
  const bool told = robot.wish->for_stars && is_told_to_top_up(chat, *robot.wish);
  const bool in_vain = robot.done >= kMostTries;
  if (!told && !in_vain) return;
  const bool was_poor = robot.poor;
  robot.poor = told || scene == Scene::betting;
  if (!robot.poor || robot.has_bought || (was_poor && in_vain)) give_up(robot);
}

async::Task<> Robots::move(Robot& robot, std::optional<Wish> offered) {
  std::string path = "/sim/chat?limit=30&person=" + std::to_string(robot.id);
  if (options_.bot != 0) path += "&bot=" + std::to_string(options_.bot);
  const json::value chat = co_await sim("GET", std::move(path), nullptr);
  if (!chat.is_object() || !chat.get_object().contains("messages")) {
    complain(robot, json::serialize(chat));
    co_return;
  }
  complain(robot, {});
  const Scene scene = read_scene(chat.get_object());
  take_or_drop_wish(robot, scene, offered);
  mind_what_is_missing(robot, scene, chat.get_object());
  intend(robot, next_act(chat.get_object(), robot.wish, robot.poor));
  if (!robot.intended || clock_.now() < robot.due) co_return;
  // The same act again, where nothing came of it, only after a good while.
  robot.due = clock_.now() + 3 * options_.longest_pause;
  ++robot.done;
  const RobotAct chosen = *robot.intended;
  if (robot.poor && !robot.wish->for_stars) give_up(robot);
  co_await act(robot, chosen);
}

void Robots::intend(Robot& robot, const std::optional<RobotAct>& wanted) {
  if (wanted == robot.intended) return;
  const auto span = static_cast<std::uint64_t>((options_.longest_pause - options_.shortest_pause).count());
  const Millis pause = options_.shortest_pause + Millis(static_cast<std::int64_t>(random_.below(span + 1)));
  robot.intended = wanted;
  robot.done = 0;
  robot.due = clock_.now() + pause;
}

void Robots::give_up(Robot& robot) {
  robot.wish.reset();
  robot.poor = false;
  robot.sulks_until = clock_.now() + options_.sulk;
}

async::Task<> Robots::act(Robot& robot, RobotAct act) {
  const bool pays = act.text.empty();
  json::value body{{"from", robot.id}, {"text", act.text}};
  if (options_.bot != 0) body.get_object()["bot"] = options_.bot;
  if (act.message_id != 0) body.get_object()["message_id"] = act.message_id;
  const std::string path = pays ? "/sim/pay" : act.message_id != 0 ? "/sim/tap" : "/sim/send";
  co_await sim("POST", path, std::move(body));
  if (!pays) co_return;
  robot.has_bought = true;
  robot.poor = false;
}

async::Task<json::value> Robots::sim(std::string method, std::string path, json::value body) {
  net::HttpRequest request;
  request.method = std::move(method);
  request.target = std::move(path);
  request.remote_address = "127.0.0.1";
  request.fields.set("Host", "localhost");
  request.fields.set("Content-Type", "application/json");
  if (!body.is_null()) request.body = json::serialize(body);
  const net::HttpResponse response = co_await sandbox_.handle(std::move(request));
  boost::system::error_code failed;
  co_return json::parse(response.body, failed);
}

}  // namespace ludice::sandbox

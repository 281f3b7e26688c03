// The table of /sim: each call an act on the world, but for the two that wait.
#include "sandbox/sim_face.hpp"

#include "base/base64.hpp"
#include "sandbox/bot_calls.hpp"
#include "sandbox/payments.hpp"
#include "sandbox/requests.hpp"
#include "sandbox/text.hpp"
#include "sandbox/ton_face.hpp"

#include <algorithm>
#include <array>

namespace ludice::sandbox {
namespace {

constexpr Millis kTapWait{5'000};
constexpr std::int64_t kMaxChangesWait_s = 25;

struct Actor {
  Bot* bot;
  Person* person;
};

/// Who acts: the person `from` towards the bot `bot`. A private chat is all there is, so `chat` names it.
Api<Actor> read_actor(World& world, const Params& params, std::string_view who = "from") {
  auto person = the_person(world, params.integer(who).value_or(0));
  if (!person) return std::unexpected(person.error());
  auto bot = the_bot(world, params.integer("bot").value_or(0));
  if (!bot) return std::unexpected(bot.error());
  const std::int64_t chat = params.integer("chat").value_or((*person)->id);
  if (chat != (*person)->id && chat != (*bot)->id) return refused(404, "no such chat");
  return Actor{*bot, *person};
}

Api<json::value> with_message_id(const Api<std::int64_t>& sent) {
  if (!sent) return std::unexpected(sent.error());
  return json::value{{"message_id", *sent}};
}

Api<json::value> list_people(Engine& engine, const Params&) {
  json::array people;
  for (const auto& [id, person] : engine.world().people()) people.push_back(person_view(person));
  return json::value{{"people", std::move(people)}};
}

Api<json::value> change_people(Engine& engine, const Params& params) {
  auto person = put_person(engine.world(), params.values());
  if (!person) return std::unexpected(person.error());
  return json::value(std::move(*person));
}

Api<json::value> list_bots(Engine& engine, const Params&) {
  json::array bots;
  for (const auto& [id, bot] : engine.world().bots()) {
    json::object view{{"id", id}, {"first_name", bot.name}, {"username", bot.username}};
    json::array& commands = view["commands"].emplace_array();
    for (const auto* scope : {"all_private_chats/", "default/"}) {
      const auto found = bot.commands.find(scope);
      if (commands.empty() && found != bot.commands.end()) commands = found->second;
    }
    bots.push_back(std::move(view));
  }
  return json::value{{"bots", std::move(bots)}};
}

Api<json::value> send(Engine& engine, const Params& params) {
  auto actor = read_actor(engine.world(), params);
  if (!actor) return std::unexpected(actor.error());
  return with_message_id(send_text(engine.world(), *actor->bot, *actor->person, params.text("text")));
}

Api<json::value> edit(Engine& engine, const Params& params) {
  auto actor = read_actor(engine.world(), params);
  if (!actor) return std::unexpected(actor.error());
  const std::int64_t message = params.integer("message_id").value_or(0);
  return with_message_id(
      edit_text(engine.world(), *actor->bot, *actor->person, message, params.text("text")));
}

Api<json::value> forward_back(Engine& engine, const Params& params) {
  auto actor = read_actor(engine.world(), params);
  if (!actor) return std::unexpected(actor.error());
  const std::int64_t message = params.integer("message_id").value_or(0);
  return with_message_id(forward(engine.world(), *actor->bot, *actor->person, message));
}

Api<json::value> dice(Engine& engine, const Params& params) {
  auto actor = read_actor(engine.world(), params);
  if (!actor) return std::unexpected(actor.error());
  return with_message_id(throw_dice(engine.world(), *actor->bot, *actor->person, params.text("emoji")));
}

Api<json::value> block(Engine& engine, const Params& params) {
  auto actor = read_actor(engine.world(), params);
  if (!actor) return std::unexpected(actor.error());
  if (!params.has("on")) return refused(400, "on must say true or false");
  auto blocked = set_blocked(engine.world(), *actor->bot, *actor->person, params.flag("on"));
  if (!blocked) return std::unexpected(blocked.error());
  return json::value{{"blocked", params.flag("on")}};
}

/// What the store or a bank takes back, whatever the bot thinks of it.
Api<json::value> refund_by_store(Engine& engine, const Params& params) {
  auto bot = the_bot(engine.world(), params.integer("bot").value_or(0));
  if (!bot) return std::unexpected(bot.error());
  const std::string charge = params.text("charge");
  const StarEntry* payment = engine.world().find_star_entry((*bot)->id, charge, true);
  if (!payment) return refused(404, "no such payment");
  if (engine.world().find_star_entry((*bot)->id, charge, false))
    return refused(409, "it has gone back already");
  give_back(engine.world(), **bot, *payment, RefundedBy::store);
  return json::value{{"refunded", charge}};
}

Api<json::value> show_chat(Engine& engine, const Params& params) {
  // Before a bot has connected there is an empty chat to look at.
  auto person = the_person(engine.world(), params.integer("person").value_or(0));
  if (!person) return std::unexpected(person.error());
  if (engine.world().bots().empty()) {
    return json::value{{"messages", json::array()}, {"keyboard", nullptr}, {"blocked", false}};
  }
  auto actor = read_actor(engine.world(), params, "person");
  if (!actor) return std::unexpected(actor.error());
  const auto most = std::max<std::int64_t>(0, params.integer("limit").value_or(kMaxMessagesInChat));
  return json::value(chat_view(engine.world(), *actor->bot, *actor->person, static_cast<std::size_t>(most)));
}

Api<json::value> add_fault(Engine& engine, const Params& params) {
  static constexpr auto kKinds =
      std::to_array<std::string_view>({"429", "500", "drop_before", "drop_after", "delay", "duplicate"});
  Fault fault;
  fault.kind = params.text("kind");
  if (std::ranges::find(kKinds, fault.kind) == kKinds.end()) {
    return refused(400, "kind is none of 429, 500, drop_before, drop_after, delay, duplicate");
  }
  fault.method = ascii_lower(params.text("method"));
  if (!fault.method.empty() && !find_method(fault.method)) return refused(400, "unknown method");
  fault.chat = params.integer("chat").value_or(0);
  fault.times = static_cast<int>(std::clamp<std::int64_t>(params.integer("times").value_or(1), 1, 1'000'000));
  fault.retry_after =
      static_cast<int>(std::clamp<std::int64_t>(params.integer("retry_after").value_or(1), 1, 86'400));
  fault.delay_ms = std::clamp<std::int64_t>(params.integer("ms").value_or(0), 0, 600'000);
  // Which update is delivered twice is a matter of the chat alone.
  if (fault.kind == "duplicate") fault.method.clear();
  engine.world().add_fault(std::move(fault));
  return json::value(json::object());
}

Api<json::value> clear_faults(Engine& engine, const Params&) {
  engine.world().clear_faults();
  return json::value(json::object());
}

Api<json::value> advance_clock(Engine& engine, const Params& params) {
  const auto seconds = params.integer("advance_s");
  if (!seconds || *seconds < 0 || *seconds > 10LL * 366 * 86'400)
    return refused(400, "advance_s must be 0 or more");
  engine.world().advance_clock(Millis(*seconds * 1000));
  return json::value{{"now", engine.world().date()}};
}

Api<json::value> ask_for_dice(Engine& engine, const Params& params) {
  const auto emoji = dice_emoji(params.text("emoji"));
  auto values = params.structure("values");
  if (!emoji || !values || !values->is_array())
    return refused(400, "emoji and an array of values are needed");
  const auto fits = [&](const json::value& value) {
    return value.is_int64() && value.get_int64() >= 1 && value.get_int64() <= dice_faces(*emoji);
  };
  if (!std::ranges::all_of(values->get_array(), fits)) return refused(400, "a value that this dice has not");
  for (const auto& value : values->get_array()) {
    engine.world().ask_for_dice(*emoji, static_cast<int>(value.get_int64()));
  }
  return json::value(json::object());
}

Api<json::value> reset(Engine& engine, const Params&) {
  engine.reset();
  return json::value(json::object());
}

struct Route {
  std::string_view method;
  std::string_view path;
  Api<json::value> (*act)(Engine&, const Params&);
};

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/sim/people", list_people},
    {"POST", "/sim/people", change_people},
    {"GET", "/sim/bots", list_bots},
    {"GET", "/sim/chat", show_chat},
    {"POST", "/sim/send", send},
    {"POST", "/sim/edit", edit},
    {"POST", "/sim/forward", forward_back},
    {"POST", "/sim/dice", dice},
    {"POST", "/sim/block", block},
    {"POST", "/sim/refund", refund_by_store},
    {"POST", "/sim/fault", add_fault},
    {"DELETE", "/sim/fault", clear_faults},
    {"POST", "/sim/clock", advance_clock},
    {"POST", "/sim/dice_next", ask_for_dice},
    {"GET", "/sim/ton", ton_state},
    {"POST", "/sim/ton/pay", ton_pay},
    {"POST", "/sim/ton/rows", ton_rows},
    {"POST", "/sim/ton/fault", add_ton_fault},
    {"DELETE", "/sim/ton/fault", clear_ton_faults},
    {"POST", "/sim/reset", reset},
});

net::HttpResponse refusal(const ApiError& error) {
  std::string_view why = error.description;
  for (const std::string_view prefix : {"Bad Request: ", "Forbidden: "}) {
    if (why.starts_with(prefix)) why.remove_prefix(prefix.size());
  }
  return json_answer(error.code, {{"error", why}});
}

bool is_known_path(std::string_view path) {
  return path == "/sim/file" || path == "/sim/tap" || path == "/sim/pay" || path == "/sim/changes" ||
         path == "/sim/transcript" || std::ranges::find(kRoutes, path, &Route::path) != kRoutes.end();
}

}  // namespace

async::Task<net::HttpResponse> SimFace::handle(net::HttpRequest request) {
  if (auto stranger = refuse_strangers(request); !stranger) co_return refusal(stranger.error());
  auto params = read_params(request);
  if (!params) co_return refusal(params.error());
  const std::string path(request.path());
  if (path == "/sim/tap" && request.method == "POST") co_return co_await tap(params->values());
  if (path == "/sim/pay" && request.method == "POST") co_return co_await pay(params->values());
  if (path == "/sim/changes" && request.method == "GET") co_return co_await changes(std::move(request));
  if (path == "/sim/transcript" && request.method == "GET") {
    net::HttpResponse response;
    response.fields.set("Content-Type", "application/x-ndjson");
    response.body = engine_.transcript().lines_after(params->integer("after").value_or(0));
    co_return response;
  }
  if (path == "/sim/file" && request.method == "GET") co_return file(*params);
  const auto fits = [&](const Route& route) { return route.path == path && route.method == request.method; };
  const auto route = std::ranges::find_if(kRoutes, fits);
  if (route == kRoutes.end()) {
    const bool known = is_known_path(path);
    co_return json_answer(known ? 405 : 404, {{"error", known ? "method not allowed" : "no such call"}});
  }
  auto answer = route->act(engine_, *params);
  engine_.commit();
  co_return answer ? json_answer(200, *answer) : refusal(answer.error());
}

/// The picture of the message with this file_id.
net::HttpResponse SimFace::file(const Params& params) {
  const std::string id = params.text("id");
  const std::size_t mark = id.find('_');
  Params parts;
  parts.set("bot", json::string(id.substr(0, mark)));
  parts.set("message", json::string(mark == id.npos ? "" : id.substr(mark + 1)));
  const File* found =
      engine_.world().find_file(parts.integer("bot").value_or(0), parts.integer("message").value_or(0));
  if (!found) return json_answer(404, {{"error", "no such file"}});
  net::HttpResponse response;
  response.fields.set("Content-Type", "image/png");
  response.body = from_base64(found->content).value_or("");
  return response;
}

async::Task<json::value> SimFace::await_answer(Tapped tapped) {
  if (!tapped.url.empty()) co_return json::object{{"text", ""}, {"show_alert", false}, {"url", tapped.url}};
  if (tapped.tap == 0) co_return nullptr;
  const std::function<bool()> answered = [this, tapped] {
    const Tap* tap = engine_.world().find_tap(tapped.tap);
    return !tap || tap->answer;
  };
  co_await engine_.wait_until(answered, kTapWait);
  const Tap* tap = engine_.world().find_tap(tapped.tap);
  co_return tap && tap->answer ? json::value(*tap->answer) : json::value();
}

async::Task<net::HttpResponse> SimFace::tap(json::object body) {
  const Params params(std::move(body));
  auto actor = read_actor(engine_.world(), params);
  if (!actor) co_return refusal(actor.error());
  std::optional<std::string> data;
  if (params.has("data")) data = params.text("data");
  const std::int64_t message = params.integer("message_id").value_or(0);
  auto tapped = tap_button(engine_.world(), *actor->bot, *actor->person, message, data, params.text("text"));
  engine_.commit();
  if (!tapped) co_return refusal(tapped.error());
  json::object answer;
  answer["answer"] = co_await await_answer(*tapped);
  co_return json_answer(200, answer);
}

async::Task<net::HttpResponse> SimFace::pay(json::object body) {
  const Params params(std::move(body));
  auto actor = read_actor(engine_.world(), params);
  if (!actor) co_return refusal(actor.error());
  const std::int64_t message = params.integer("message_id").value_or(0);
  const auto pressed = press_pay(engine_.world(), *actor->bot, *actor->person, message);
  engine_.commit();
  if (!pressed) co_return refusal(pressed.error());
  const std::function<bool()> decided = [this, id = *pressed] {
    const Checkout* checkout = engine_.world().find_checkout(id);
    return !checkout || checkout->charge || checkout->refusal;
  };
  co_await engine_.wait_until(decided, kCheckoutLifetime);
  const Checkout* checkout = engine_.world().find_checkout(*pressed);
  json::object answer{{"paid", false}, {"charge", nullptr}, {"error", nullptr}};
  if (checkout && checkout->charge) {
    answer["paid"] = true;
    answer["charge"] = *checkout->charge;
  } else {
    answer["error"] = checkout && checkout->refusal ? *checkout->refusal : "the bot has not answered in time";
  }
  co_return json_answer(200, answer);
}

async::Task<net::HttpResponse> SimFace::changes(net::HttpRequest request) {
  const Params query = read_query(request);
  World& world = engine_.world();
  const auto after = query.integer("after");
  if (after) {
    const std::int64_t wait_s =
        std::clamp<std::int64_t>(query.integer("wait").value_or(0), 0, kMaxChangesWait_s);
    const std::int64_t seen = *after;
    const std::function<bool()> changed = [&world, seen] { return world.last_view_change() != seen; };
    co_await engine_.wait_until(changed, Millis(wait_s * 1000));
  }
  json::array people;
  if (after) {
    for (const std::int64_t id : world.views_changed_since(*after)) people.push_back(id);
  }
  json::object answer{{"last", world.last_view_change()}, {"people", std::move(people)}};
  co_return json_answer(200, answer);
}

}  // namespace ludice::sandbox

// The endpoints' fields.
#include "bot/api_client.hpp"

#include "base/planted.hpp"
#include "bot/api_json.hpp"
#include "bot/json_fields.hpp"

#include <utility>

#include <boost/json/array.hpp>

namespace ludice::bot {
namespace {

namespace json = boost::json;
using Answer = ApiResult<json::object>;

std::string state_after(const json::object& data) {
  return text_field(data, "state");
}

void add_thrower(json::object& fields, const Thrower& who) {
  if (who.user_id != 0) {
    fields["id"] = who.user_id;
  } else {
    fields["username"] = who.name;
  }
}

json::object proof_json(const ThrowProof& proof) {
  json::object object;
  object["chat_id"] = proof.chat_id;
  object["message_id"] = proof.message_id;
  object["date"] = proof.date;
  object["emoji"] = proof.emoji;
  return object;
}

}  // namespace

async::Task<ApiResult<Registered>> ApiClient::register_player(std::int64_t user, std::string username,
                                                              std::string language, std::string request_id) {
  json::object fields;
  fields["id"] = user;
  fields["username"] = username;
  if (!language.empty()) fields["language"] = language;
  fields["request_id"] = request_id;
  const Answer answer = co_await channel_.call("/register", std::move(fields));
  co_return read_answer(answer, registered_from);
}

async::Task<ApiResult<GameView>> ApiClient::start_game(std::int64_t user, Table table, std::int64_t bet,
                                                       std::string request_id) {
  json::object fields;
  fields["id"] = user;
  fields["bet"] = bet;
  fields["game"] = name_of(table.kind);
  fields["asset"] = name_of(table.coin);
  fields["request_id"] = request_id;
  const Answer answer = co_await channel_.call("/start/game", std::move(fields));
  co_return read_answer(answer, game_from);
}

async::Task<ApiResult<Left>> ApiClient::leave(std::int64_t user, std::string game, std::string request_id) {
  json::object fields;
  fields["id"] = user;
  if (!game.empty()) fields["game_id"] = game;
  fields["request_id"] = request_id;
  const Answer answer = co_await channel_.call("/leave", std::move(fields));
  co_return read_answer(answer, left_from);
}

async::Task<ApiResult<Attempt>> ApiClient::announce_throw(Thrower who, std::string game, std::int64_t round,
                                                          std::int64_t throw_no, std::string request_id) {
  json::object fields;
  add_thrower(fields, who);
  fields["game_id"] = game;
  fields["round"] = round;
  fields["throw"] = throw_no;
  fields["request_id"] = request_id;
  const Answer answer = co_await channel_.call("/throw", std::move(fields), who.trace);
  co_return read_answer(answer, attempt_from);
}

async::Task<ApiResult<std::string>> ApiClient::give_up_throw(Thrower who, std::string attempt,
                                                             std::string reason) {
  json::object fields;
  fields["attempt"] = attempt;
  fields["reason"] = reason;
  fields["request_id"] = "void:" + attempt;
  const Answer answer = co_await channel_.call("/throw/void", std::move(fields), who.trace);
  co_return read_answer(answer, state_after);
}

async::Task<ApiResult<GameView>> ApiClient::write_result(Thrower who, std::string game, std::int64_t round,
                                                         Attempt attempt, std::int64_t value,
                                                         ThrowProof proof) {
  json::object fields;
  add_thrower(fields, who);
  fields["game_id"] = game;
  fields["round"] = round;
  fields["throw"] = attempt.throw_no;
  fields["attempt"] = attempt.attempt;
  fields["result"] = value;
  fields["proof"] = proof_json(proof);
  fields["request_id"] = "res:" + attempt.attempt;
  if (LUDICE_PLANTED("bot_writes_a_result_under_another_key")) fields.erase("request_id");
  const Answer answer = co_await channel_.call("/write/res", std::move(fields), who.trace);
  co_return read_answer(answer, game_from);
}

async::Task<ApiResult<Daily>> ApiClient::daily(std::int64_t user, std::string request_id) {
  json::object fields;
  fields["id"] = user;
  fields["request_id"] = request_id;
  const Answer answer = co_await channel_.call("/daily", std::move(fields));
  co_return read_answer(answer, daily_from);
}

async::Task<ApiResult<GameView>> ApiClient::game(std::int64_t user, std::string game) {
  return this->game(Thrower{user, {}}, std::move(game));
}

async::Task<ApiResult<GameView>> ApiClient::game(Thrower who, std::string game) {
  json::object fields;
  add_thrower(fields, who);
  fields["game_id"] = game;
  const Answer answer = co_await channel_.call("/game", std::move(fields), who.trace);
  co_return read_answer(answer, game_from);
}

async::Task<ApiResult<Profile>> ApiClient::profile(std::int64_t user) {
  return profile(Thrower{user, {}});
}

async::Task<ApiResult<Profile>> ApiClient::profile(Thrower who) {
  json::object fields;
  add_thrower(fields, who);
  const Answer answer = co_await channel_.call("/profile", std::move(fields));
  co_return read_answer(answer, profile_from);
}

async::Task<ApiResult<HistoryPage>> ApiClient::history(std::int64_t user, Coin coin, std::string cursor,
                                                       std::int64_t limit) {
  json::object fields;
  fields["id"] = user;
  fields["asset"] = name_of(coin);
  fields["limit"] = limit;
  if (!cursor.empty()) fields["cursor"] = cursor;
  const Answer answer = co_await channel_.call("/history", std::move(fields));
  co_return read_answer(answer, history_from);
}

async::Task<ApiResult<std::vector<ApiEvent>>> ApiClient::events(std::int64_t wait_s,
                                                                std::vector<std::string> handled) {
  json::object fields;
  fields["consumer"] = "bot";
  fields["wait"] = wait_s;
  json::array ack;
  for (const auto& id : handled) ack.emplace_back(id);
  fields["ack"] = std::move(ack);
  const Millis wait{wait_s * 1000};
  const Answer answer = co_await channel_.call_waiting("/events", std::move(fields), wait);
  co_return read_answer(answer, events_from);
}

}  // namespace ludice::bot

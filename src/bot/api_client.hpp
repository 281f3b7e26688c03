// The game API as the bot calls it: one coroutine for each endpoint in use. Players are addressed by
// Telegram's id. Calls that change something take a `request_id`: made from what caused them, it gives a
// repeat after a crash the first answer. All throw ApiUnavailable.
#pragma once

#include "async/task.hpp"
#include "bot/api_types.hpp"
#include "bot/signed_channel.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ludice::bot {

class ApiClient {
 public:
  explicit ApiClient(SignedChannel& channel) : channel_(channel) {}

  async::Task<ApiResult<Registered>> register_player(std::int64_t user, std::string username,
                                                     std::string language, std::string request_id);
  async::Task<ApiResult<GameView>> start_game(std::int64_t user, Table table, std::int64_t bet,
                                              std::string request_id);
  async::Task<ApiResult<Left>> leave(std::int64_t user, std::string game, std::string request_id);
  async::Task<ApiResult<Attempt>> announce_throw(Thrower who, std::string game, std::int64_t round,
                                                 std::int64_t throw_no, std::string request_id);
  /// Gives an attempt up; the game's state after it. Harmless to repeat.
  async::Task<ApiResult<std::string>> give_up_throw(Thrower who, std::string attempt, std::string reason);
  async::Task<ApiResult<GameView>> write_result(Thrower who, std::string game, std::int64_t round,
                                                Attempt attempt, std::int64_t value, ThrowProof proof);
  async::Task<ApiResult<Daily>> daily(std::int64_t user, std::string request_id);

  async::Task<ApiResult<GameView>> game(std::int64_t user, std::string game);
  async::Task<ApiResult<GameView>> game(Thrower who, std::string game);
  async::Task<ApiResult<Profile>> profile(std::int64_t user);
  async::Task<ApiResult<Profile>> profile(Thrower who);
  /// `limit` movements in this coin, from where the page before said (empty: from the newest).
  async::Task<ApiResult<HistoryPage>> history(std::int64_t user, Coin coin, std::string cursor,
                                              std::int64_t limit);
  /// Waits up to `wait_s` for the first event.
  async::Task<ApiResult<std::vector<ApiEvent>>> events(std::int64_t wait_s, std::vector<std::string> handled);

 private:
  SignedChannel& channel_;
};

}  // namespace ludice::bot

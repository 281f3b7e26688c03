// From HTTP to a call of the Bot API and back.
#include "sandbox/bot_face.hpp"

#include "async/deadline.hpp"
#include "sandbox/requests.hpp"
#include "sandbox/text.hpp"

#include <algorithm>

namespace ludice::sandbox {
namespace {

constexpr std::int64_t kMaxPoll_s = 50;

net::HttpResponse envelope(const Api<Reply>& answer) {
  if (answer) {
    json::object body{{"ok", true}, {"result", answer->result}};
    if (!answer->description.empty()) body["description"] = answer->description;
    return json_answer(200, body);
  }
  const ApiError& error = answer.error();
  json::object body{{"ok", false}, {"error_code", error.code}, {"description", error.description}};
  if (error.retry_after > 0) body["parameters"] = {{"retry_after", error.retry_after}};
  net::HttpResponse response = json_answer(error.code, body);
  if (error.retry_after > 0) response.fields.set("Retry-After", std::to_string(error.retry_after));
  return response;
}

/// What the fault answers instead of doing the thing, or nothing where the thing is done.
std::optional<Api<Reply>> answer_instead(const Fault& fault) {
  if (fault.kind == "429") {
    const std::string description = "Too Many Requests: retry after " + std::to_string(fault.retry_after);
    return std::unexpected(ApiError{429, description, fault.retry_after});
  }
  if (fault.kind == "500") return std::unexpected(ApiError{500, "Internal Server Error", 0});
  if (fault.kind == "drop_before") return std::unexpected(ApiError{0, "dropped", 0});
  return std::nullopt;
}

std::unexpected<ApiError> not_found() {
  return std::unexpected(ApiError{404, "Not Found", 0});
}

}  // namespace

Api<BotFace::Call> BotFace::read_call(const net::HttpRequest& request) {
  if (auto refused = refuse_foreign_pages(request); !refused) return std::unexpected(refused.error());
  std::string_view rest = request.path().substr(4);
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return not_found();
  auto bot = engine_.world().open_bot(rest.substr(0, slash));
  if (!bot) return std::unexpected(bot.error());
  const Method* method = find_method(rest.substr(slash + 1));
  if (!method) return std::unexpected(ApiError{404, "Not Found: method not found", 0});
  if (request.method != "GET" && request.method != "POST") return not_found();
  auto params = read_params(request);
  if (!params) return std::unexpected(params.error());
  Call call{*bot, method, std::move(*params), {}};
  call.unknown = unknown_parameters(*method, call.params);
  return call;
}

async::Task<net::HttpResponse> BotFace::handle(net::HttpRequest request) {
  const Api<Call> call = read_call(request);
  if (!call) {
    engine_.commit();
    co_return envelope(std::unexpected(call.error()));
  }
  const std::string method = ascii_lower(call->method->name);
  const std::int64_t chat = call->params.integer("chat_id").value_or(0);
  const std::optional<Fault> fault = engine_.world().take_fault("", method, chat);
  std::optional<Api<Reply>> answer = fault ? answer_instead(*fault) : std::nullopt;
  if (!answer) answer = co_await run(*call);
  note(*call, *answer, fault ? fault->kind : "");
  engine_.commit();
  if (fault && fault->kind == "delay") co_await async::sleep_for(Millis(fault->delay_ms));
  if (fault && fault->kind.starts_with("drop_")) co_return hang_up();
  co_return envelope(*answer);
}

async::Task<Api<Reply>> BotFace::run(const Call& call) {
  if (engine_.world().options().strict && !call.unknown.empty()) {
    const ApiError refusal{400, "Bad Request: unknown parameter \"" + call.unknown.front() + "\"", 0};
    co_return std::unexpected(refusal);
  }
  if (call.method->run == get_updates) co_return co_await poll(call);
  co_return call.method->run(engine_.world(), *call.bot, call.params);
}

// What a poll confirms is on disk before it waits; while it waits, a younger poll of the same bot ends it.
async::Task<Api<Reply>> BotFace::poll(const Call& call) {
  const std::int64_t bot = call.bot->id;
  const std::int64_t mine = ++polls_[bot];
  Api<Reply> first = get_updates(engine_.world(), *call.bot, call.params);
  engine_.commit();
  engine_.wake();
  const std::int64_t timeout_s =
      std::clamp<std::int64_t>(call.params.integer("timeout").value_or(0), 0, kMaxPoll_s);
  if (!first || !first->result.get_array().empty() || timeout_s == 0) co_return first;

  const std::function<bool()> ready = [this, bot, mine] {
    return polls_[bot] != mine || !engine_.world().pending(bot).empty();
  };
  co_await engine_.wait_until(ready, Millis(timeout_s * 1000));
  if (polls_[bot] != mine) {
    const ApiError conflict{409,
                            "Conflict: terminated by other getUpdates request; make sure that only one bot "
                            "instance is running",
                            0};
    co_return std::unexpected(conflict);
  }
  Params again;
  again.set("limit", call.params.integer("limit").value_or(100));
  co_return get_updates(engine_.world(), *call.bot, again);
}

void BotFace::note(const Call& call, const Api<Reply>& answer, std::string_view fault) {
  json::object entry{{"type", "call"},
                     {"bot", call.bot->id},
                     {"method", call.method->name},
                     {"params", call.params.values()}};
  if (!call.unknown.empty()) entry["ignored"] = json::array(call.unknown.begin(), call.unknown.end());
  if (!fault.empty()) entry["fault"] = fault;
  entry["ok"] = answer.has_value();
  if (answer) {
    entry["result"] = answer->result;
  } else {
    entry["error_code"] = answer.error().code;
    entry["description"] = answer.error().description;
  }
  engine_.world().note(std::move(entry));
}

}  // namespace ludice::sandbox

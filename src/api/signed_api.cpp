// The order of checks, in order.
#include "api/signed_api.hpp"

#include "api/player_fields.hpp"
#include "base/hex.hpp"
#include "base/planted.hpp"
#include "net/trace.hpp"

#include <algorithm>

namespace ludice::api {
namespace {

std::optional<TelegramId> id_in(const service::PlayerRef& who) {
  return who.id ? who.id : service::parse_numbered_name(who.username);
}

std::optional<TelegramId> find_id(store::Reader& reader, const service::PlayerRef& who) {
  if (const auto id = id_in(who)) return id;
  const auto player = service::find_player(reader, who);
  if (!player || !player->telegram_id) return std::nullopt;
  return player->telegram_id;
}

/// By what a player's calls are counted: Telegram's id where it is known, whatever name was used.
std::string limit_key(std::string_view path, const service::PlayerRef& who, std::optional<TelegramId> id) {
  std::string key(path);
  return id ? key.append("#").append(std::to_string(id->value)) : key.append("=").append(who.username);
}

store::Answer answer_of(const Data& data) {
  if (data) return {200, success_body(*data)};
  if (const auto* invalid = std::get_if<Invalid>(&data.error())) return invalid_answer(*invalid);
  return refused_answer(std::get<Refused>(data.error()));
}

/// Whom (a payment's call names him as its payer) and what a call is about, as far as it says so itself, and
/// who makes it through a proxy.
net::LogNotes notes_of(const net::CanonicalObject& object, std::string_view peer, const Client& client) {
  constexpr Text kId{64};
  net::LogNotes notes;
  auto player = object["id"].integer();
  if (!player) player = object["payer"].integer();
  if (player) notes.emplace_back("player", std::to_string(*player));
  if (auto game = kId.read(object["game_id"])) notes.emplace_back("game", *std::move(game));
  if (auto call = kId.read(object["request_id"])) notes.emplace_back("call", *std::move(call));
  if (net::IpAddress::parse(peer) != client.address) notes.emplace_back("client", to_string(client.address));
  return notes;
}

/// Whom a call names without his id.
std::optional<service::PlayerRef> named_in(const net::CanonicalObject& object) {
  const auto name = object["username"].string();
  if (!name || object["id"].integer() || fault_of_username(*name, std::nullopt)) return std::nullopt;
  return service::PlayerRef{std::nullopt, *name};
}

void note_player(net::HttpResponse& response, std::optional<TelegramId> player) {
  if (player) response.notes.emplace_back("player", std::to_string(player->value));
}

/// What the answer was about, where the call did not say it.
void note_game(net::HttpResponse& response) {
  const auto is_game = [](const auto& note) { return note.first == "game"; };
  if (std::ranges::any_of(response.notes, is_game)) return;
  const std::string_view game = game_in(response.body);
  if (!game.empty()) response.notes.emplace_back("game", game);
}

}  // namespace

/// What runs on the store's thread for one call, perhaps more than once.
struct SignedApi::Work {
  const Endpoint& endpoint;
  Prepared prepared;
  Limiter& limiter;
  double timestamp_s = 0;
  int retry_after_s = 0;  ///< above 0: refused by the limit
  bool stale = false;
  std::optional<Limiter::Verdict> asked{};    ///< what the limit said, where it was asked beforehand
  bool ran = false;                           ///< the call itself has run
  std::optional<service::PlayerRef> named{};  ///< whose id is wanted for the log
  std::optional<TelegramId> player{};         ///< his id, once it is known

  void refuse(std::string field, std::string what) {
    if (!std::holds_alternative<Invalid>(prepared)) prepared = Invalid();
    std::get<Invalid>(prepared).emplace_back(std::move(field), std::move(what));
  }

  store::Outcome run(store::Transaction& transaction) {
    retry_after_s = 0;
    ran = false;
    // Looked at again: the clock may have jumped while it waited, and its first answer be forgotten by now.
    stale = !is_near(timestamp_s, transaction.civil());
    if (stale) return {.answer = {401, {}}, .refused = true, .recorded = false};
    if (const auto* invalid = std::get_if<Invalid>(&prepared)) {
      return {.answer = invalid_answer(*invalid), .refused = true, .recorded = false};
    }
    if (named) player = find_id(transaction.peek(), *named);
    if (LUDICE_PLANTED("read_answered_from_a_record") && std::holds_alternative<Reading>(prepared)) {
      return outcome_of(std::get<Reading>(prepared).run(transaction));
    }
    const Writing& writing = std::get<Writing>(prepared);
    if (!endpoint.limited || !limiter.is_on()) return outcome_of(writing.run(transaction));
    if (asked) {
      if (!asked->passed) return refused_by_limit(asked->retry_after_s);
      store::Outcome outcome = outcome_of(writing.run(transaction));
      ran = true;
      return outcome;
    }
    // Not locked: what comes may lock a game first.
    const auto id = player ? player : find_id(transaction.peek(), writing.limited);
    const std::string key = limit_key(endpoint.path, writing.limited, id);
    const RateLimiter::Verdict verdict = limiter.local().take(key, transaction.now());
    if (!verdict.passed) return refused_by_limit(verdict.retry_after_s);
    return counted(writing, transaction, verdict.pass);
  }

  store::Outcome refused_by_limit(int wait_s) {
    retry_after_s = wait_s;
    return {.answer = {429, {}}, .refused = true, .recorded = false};
  }

  /// Whatever undoes the effect gives the pass back.
  store::Outcome counted(const Writing& writing, store::Transaction& transaction, std::uint64_t pass) {
    try {
      store::Outcome outcome = outcome_of(writing.run(transaction));
      transaction.after_rollback([&limiter = limiter.local(), pass] { limiter.give_back(pass); });
      return outcome;
    } catch (...) {
      limiter.local().give_back(pass);
      throw;
    }
  }

  static store::Outcome outcome_of(const Data& data) {
    store::Answer answer = answer_of(data);
    const bool recorded = answer.status != 422;
    return {.answer = std::move(answer), .refused = !data.has_value(), .recorded = recorded};
  }
};

/// Gives a pass back unless its call has run.
class SignedApi::Held {
 public:
  Held(Limiter& limiter, const Work& work) : limiter_(limiter), work_(work) {}
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() {
    if (work_.asked && !(is_committed && work_.ran)) limiter_.give_back(*work_.asked);
  }
  bool is_committed = false;

 private:
  Limiter& limiter_;
  const Work& work_;
};

SignedApi::SignedApi(std::string name, SignedApiSettings settings, SignedApiParts parts)
    : Face(name, parts.random, parts.metrics, settings.log_requests),
      settings_(std::move(settings)),
      key_(settings_.secret_key),
      store_(parts.store),
      clock_(parts.clock),
      address_limiter_(settings_.address_limit, name + ":address", parts.shared_limits),
      player_limiter_(settings_.player_limit, name + ":player", parts.shared_limits) {}

SignedApi::~SignedApi() = default;

void SignedApi::add(std::vector<Endpoint> endpoints) {
  for (Endpoint& endpoint : endpoints) endpoints_.emplace(endpoint.path, std::move(endpoint));
}

async::Task<net::HttpResponse> SignedApi::answer(net::HttpRequest request) {
  if (auto refused = refuse_head(request)) co_return std::move(*refused);
  const Client client = client_of(request, settings_.clients);
  auto let = co_await let_in(request, client);
  if (!let) co_return std::move(let.error());
  std::expected<Call, net::HttpResponse> call = admit(std::move(request), client);
  if (!call) co_return std::move(call.error());
  call->address = *std::move(let);
  const bool as_write = call->endpoint->path == "/profile" && LUDICE_PLANTED("read_answered_from_a_record");
  net::LogNotes notes = std::move(call->notes);
  net::HttpResponse response;
  if (call->endpoint->writes || as_write) {
    response = co_await write(std::move(*call));
  } else {
    response = co_await read(std::move(*call));
  }
  response.notes.insert(response.notes.end(), notes.begin(), notes.end());
  note_game(response);
  co_return response;
}

std::optional<net::HttpResponse> SignedApi::refuse_head(const net::HttpRequest& request) const {
  if (!endpoints_.contains(request.path())) return problem(Problem::unknown_path);
  if (request.method != "POST") return wrong_method("POST");
  if (!is_json(request.fields)) return problem(Problem::unsupported_media_type);
  return std::nullopt;
}

async::Task<std::expected<Limiter::Verdict, net::HttpResponse>> SignedApi::let_in(
    const net::HttpRequest& request, const Client& client) {
  if (request.body.size() > kMaxBody) co_return std::unexpected(problem(Problem::body_too_large));
  if (client.trusted || !address_limiter_.is_on()) co_return Limiter::Verdict();
  std::string subscriber = to_hex(subscriber_of(client.address));
  Limiter::Verdict verdict = co_await address_limiter_.take(std::move(subscriber), clock_.now());
  if (!verdict.passed) co_return std::unexpected(too_many(verdict.retry_after_s));
  co_return verdict;
}

std::expected<SignedApi::Call, net::HttpResponse> SignedApi::admit(net::HttpRequest request,
                                                                   const Client& client) {
  const auto refuse_with = [this](Problem what, std::string_view message = {}) {
    return std::unexpected(problem(what, message));
  };
  auto object = net::CanonicalObject::read(std::move(request.body));
  if (!object)
    return refuse_with(Problem::malformed_json, "The body is not a JSON object: " + object.error().reason);
  const bool v1_allowed = settings_.signature_v1 == SignatureV1::anywhere ||
                          (settings_.signature_v1 == SignatureV1::trusted && client.trusted);
  if (!is_signed(request, object->text(), key_, v1_allowed)) return refuse_with(Problem::bad_signature);
  if (!is_fresh(*object, store_.clock().civil())) return refuse_with(Problem::stale_timestamp);
  net::LogNotes notes = notes_of(*object, request.remote_address, client);
  return Call{&endpoints_.find(request.path())->second,
              std::move(*object),
              {},
              std::move(notes),
              net::trace_id_in(request.fields.get(net::kTraceHeader))};
}

async::Task<net::HttpResponse> SignedApi::write(Call call) {
  const RequestName name = call.endpoint->named ? RequestName::required : RequestName::optional;
  store::OnceKey key = once_key(call.object, call.endpoint->path, name);
  key.trace = call.trace;
  const auto work = std::make_shared<Work>(*call.endpoint, call.endpoint->prepare(call.object),
                                           player_limiter_, call.object["timestamp"].number().value_or(0));
  if (logs_all()) work->named = named_in(call.object);
  if (auto fault = fault_of_request_id(call.object, name)) work->refuse("request_id", std::move(*fault));
  const auto* writing = std::get_if<Writing>(&work->prepared);
  if (writing != nullptr && call.endpoint->limited && player_limiter_.is_shared())
    work->asked = co_await take_for_player(call.endpoint->path, writing->limited, std::move(call.trace));
  Held held(player_limiter_, *work);
  store::Body<store::Outcome> body = [work](store::Transaction& transaction) {
    return work->run(transaction);
  };
  store::Written written = co_await store_.write_once(std::move(key), std::move(body));
  held.is_committed = written.replay == store::Replay::first;
  if (written.replay == store::Replay::conflict) co_return problem(Problem::used_otherwise);
  if (written.replay == store::Replay::first && work->stale) co_return problem(Problem::stale_timestamp);
  if (written.replay == store::Replay::first && work->retry_after_s > 0)
    co_return too_many(work->retry_after_s);
  net::HttpResponse response = respond(std::move(written.answer));
  if (written.replay == store::Replay::repeated) {
    address_limiter_.give_back(call.address);
    response.fields.set("Idempotent-Replay", "true");
  }
  note_player(response, work->player);
  co_return response;
}

async::Task<Limiter::Verdict> SignedApi::take_for_player(std::string_view path, service::PlayerRef who,
                                                         std::string trace) {
  std::optional<TelegramId> id = id_in(who);
  if (!id) {
    using Found = std::optional<TelegramId>;
    store::ReadBody<Found> find = [who](store::Reader& reader) { return find_id(reader, who); };
    id = co_await store_.read(std::move(find), std::move(trace));
  }
  std::string key = limit_key(path, who, id);
  co_return co_await player_limiter_.take(std::move(key), clock_.now());
}

async::Task<net::HttpResponse> SignedApi::read(Call call) {
  Prepared prepared = call.endpoint->prepare(call.object);
  if (const auto* invalid = std::get_if<Invalid>(&prepared)) co_return respond(invalid_answer(*invalid));
  if (const auto* waiting = std::get_if<Waiting>(&prepared)) {
    const Data data = co_await waiting->run(std::move(call.trace));
    co_return respond(answer_of(data));
  }
  struct Seen {
    Data data;
    std::optional<TelegramId> player;
  };
  const auto named = logs_all() ? named_in(call.object) : std::nullopt;
  store::ReadBody<Seen> body = [run = std::get<Reading>(prepared).run, named](store::Reader& reader) {
    Seen seen{run(reader), std::nullopt};
    if (named) seen.player = find_id(reader, *named);
    return seen;
  };
  const Seen seen = co_await store_.read(std::move(body), std::move(call.trace));
  net::HttpResponse response = respond(answer_of(seen.data));
  note_player(response, seen.player);
  co_return response;
}

std::string SignedApi::body_of(Problem problem, std::string_view message) const {
  return error_body(error_of(problem), {}, message);
}

}  // namespace ludice::api

// Fields of the game calls, and which use case they go to.
#include "api/game_endpoints.hpp"

#include "api/render.hpp"
#include "api/run_use_case.hpp"

namespace ludice::api {
namespace {

using net::CanonicalObject;

constexpr std::size_t kMaxId = 64;
constexpr std::size_t kMaxWord = 64;
constexpr std::size_t kMaxReason = 200;
/// More than any game can have; what is ahead of the game the rules refuse.
constexpr std::int64_t kMaxCount = 1'000'000;

std::optional<int> read_count(Fields& fields, std::string_view key) {
  const auto count = fields.optional_integer(key, 1, kMaxCount);
  return count ? std::optional(static_cast<int>(*count)) : std::nullopt;
}

domain::GameKind read_kind(Fields& fields) {
  const std::optional<std::string> name = fields.optional_text("game", kMaxWord);
  if (!name) return domain::GameKind::dice;
  const auto kind = domain::parse_game_kind(*name);
  if (kind == domain::GameKind::target) fields.fail("game", "target is not offered");
  if (!kind) fields.fail("game", "must be dice");
  return domain::GameKind::dice;
}

std::optional<domain::Proof> read_proof(Fields& fields) {
  if (!fields.has("proof")) return std::nullopt;
  const net::JsonValue value = fields["proof"];
  if (value.kind() != net::JsonKind::object) {
    fields.fail("proof", "must be an object");
    return std::nullopt;
  }
  Fields inner(value, "proof.");
  domain::Proof proof;
  proof.chat_id = inner.integer("chat_id", -kMaxInteger, kMaxInteger);
  proof.message_id = inner.integer("message_id", 1, kMaxInteger);
  proof.date = inner.integer("date", 0, kMaxInteger);
  proof.emoji = inner.text("emoji", kMaxWord);
  fields.take_faults_of(inner);
  return proof;
}

Endpoint start_game(const service::Rules& rules, const service::GameBook& book) {
  const service::StartGame use_case(rules, book);
  auto prepare = [use_case, &rules](const CanonicalObject& object) -> Prepared {
    Fields fields(object.root());
    service::StartGameCommand command;
    command.who = fields.player();
    command.kind = read_kind(fields);
    command.asset = fields.asset(rules.asset);
    if (fields.optional_boolean("invite").value_or(false)) fields.fail("invite", "invites are not offered");
    if (fields.has("join")) fields.fail("join", "invites are not offered");
    command.bet = Amount(fields.integer("bet", rules.min_bet.units(), rules.max_bet.units()));
    if (!fields.invalid().empty()) return fields.invalid();
    service::PlayerRef who = command.who;
    return run_writing(use_case, std::move(command), std::move(who), kPlain);
  };
  return {.path = "/start/game", .limited = true, .prepare = prepare};
}

Endpoint write_result(const service::GameBook& book) {
  const service::RecordThrow use_case(book);
  auto prepare = [use_case](const CanonicalObject& object) -> Prepared {
    Fields fields(object.root());
    service::RecordThrowCommand command;
    command.who = fields.player();
    command.game_id = fields.text("game_id", kMaxId);
    command.result = static_cast<int>(fields.integer("result", 1, 6));
    command.round = read_count(fields, "round");
    command.throw_no = read_count(fields, "throw");
    command.attempt = fields.optional_text("attempt", kMaxId);
    command.proof = read_proof(fields);
    if (!fields.invalid().empty()) return fields.invalid();
    return run_writing(use_case, std::move(command), {}, kPlain);
  };
  return {.path = "/write/res", .prepare = prepare};
}

Endpoint announce_throw(const service::GameBook& book) {
  const service::AnnounceThrow use_case(book);
  auto prepare = [use_case](const CanonicalObject& object) -> Prepared {
    Fields fields(object.root());
    service::AnnounceThrowCommand command;
    command.who = fields.player();
    command.game_id = fields.text("game_id", kMaxId);
    command.round = read_count(fields, "round");
    command.throw_no = read_count(fields, "throw");
    if (!fields.invalid().empty()) return fields.invalid();
    return run_writing(use_case, std::move(command), {}, kPlain);
  };
  return {.path = "/throw", .prepare = prepare};
}

Endpoint give_up_throw(const service::GameBook& book) {
  const service::GiveUpThrow use_case(book);
  auto prepare = [use_case](const CanonicalObject& object) -> Prepared {
    Fields fields(object.root());
    service::GiveUpThrowCommand command;
    command.attempt = fields.text("attempt", kMaxId);
    command.reason = fields.text("reason", kMaxReason);
    if (!fields.invalid().empty()) return fields.invalid();
    return run_writing(use_case, std::move(command), {}, kPlain);
  };
  return {.path = "/throw/void", .prepare = prepare};
}

Endpoint leave_game(const service::Rules& rules, const service::GameBook& book) {
  const service::LeaveGame use_case(rules, book);
  auto prepare = [use_case](const CanonicalObject& object) -> Prepared {
    Fields fields(object.root());
    service::LeaveGameCommand command;
    command.who = fields.player();
    command.game_id = fields.optional_text("game_id", kMaxId);
    if (!fields.invalid().empty()) return fields.invalid();
    service::PlayerRef who = command.who;
    return run_writing(use_case, std::move(command), std::move(who), kPlain);
  };
  return {.path = "/leave", .limited = true, .prepare = prepare};
}

Endpoint view_game() {
  auto prepare = [](const CanonicalObject& object) -> Prepared {
    Fields fields(object.root());
    const service::PlayerRef who = fields.player();
    const std::string game_id = fields.text("game_id", kMaxId);
    if (!fields.invalid().empty()) return fields.invalid();
    return Reading{[who, game_id](store::Reader& reader) {
      return to_data(service::ViewGame::run(reader, who, game_id), kPlain);
    }};
  };
  return {.path = "/game", .writes = false, .prepare = prepare};
}

}  // namespace

std::vector<Endpoint> game_endpoints(const service::Rules& rules, const service::GameBook& book) {
  return {start_game(rules, book), write_result(book),      announce_throw(book),
          give_up_throw(book),     leave_game(rules, book), view_game()};
}

}  // namespace ludice::api

// The game calls but /start/game: their fields, and which use case they go to.
#include "api/game_endpoints.hpp"

#include "api/answer_schemas.hpp"
#include "api/player_fields.hpp"
#include "api/render.hpp"
#include "api/start_endpoint.hpp"

namespace ludice::api {
namespace {

using enum Refusal;

constexpr Text kIdText{64};
constexpr Text kVoidReason{200};
/// More than any game can have; what is ahead of the game the rules refuse.
constexpr Integer kCount{1, 1'000'000};

constexpr About kAboutGameId{"The game.", R"("0G3M9QW4T1A7K")"};
constexpr About kAboutRound{"The round, from 1. Without it the next throw due is meant."};
constexpr About kAboutThrow{"The throw within the round, from 1. Without it the next throw due is meant."};

/// The dice that our games are played with.
struct Emoji {
  using Value = std::string;

  Read<std::string> read(const net::JsonValue& value) const {
    std::optional<std::string> text = value.string();
    for (const domain::GameKind kind : domain::kGameKinds) {
      if (text && *text == domain::emoji_of(kind)) return *std::move(text);
    }
    return std::unexpected("must be 🎲 or 🎯");
  }
  Schema schema() const {
    return schema::words(
        {domain::emoji_of(domain::GameKind::dice), domain::emoji_of(domain::GameKind::target)});
  }
};

Form<domain::Proof> proof_form() {
  Form<domain::Proof> form;
  form.required("chat_id", Integer{-kMaxInteger, kMaxInteger}, &domain::Proof::chat_id,
                {"Telegram's id of the chat.", "-1001234567890"})
      .required("message_id", Integer{1, kMaxInteger}, &domain::Proof::message_id,
                {"The dice message in that chat.", "42"})
      .required("date", Integer{0, kMaxInteger}, &domain::Proof::date,
                {"When it was sent, in Unix seconds.", "1700000000"})
      .required(
          "emoji", Emoji{}, &domain::Proof::emoji,
          {"What was thrown: 🎲 in a game of dice, 🎯 in one of target, else 409 `conflict`.", R"("🎲")"});
  return form;
}

Endpoint write_result(const service::GameBook& book) {
  using Command = service::RecordThrowCommand;
  Form<Command> form;
  form.add(player_fields(), &Command::who)
      .required("game_id", kIdText, &Command::game_id, kAboutGameId)
      .required("result", Integer{1, 6}, &Command::result, {"The face that was thrown.", "4"})
      .optional("round", kCount, &Command::round, kAboutRound)
      .optional("throw", kCount, &Command::throw_no, kAboutThrow)
      .optional("attempt", kIdText, &Command::attempt, {"The announced throw that this is the result of."})
      .optional_object(
          "proof", proof_form(), &Command::proof,
          {"The dice message of Telegram. It counts once ever, and is required in games for other assets "
           "than points."});
  return writing(
      {.path = "/write/res",
       .summary = "Write the result of a throw",
       .description = "The first result of a throw stands. What the opponent threw in a round shows "
                      "once this player has thrown all of his.",
       .answer = game_schema(),
       .refusals = {player_not_found, game_not_found, not_your_game, game_over, already_thrown,
                    throw_in_progress, not_your_turn, conflict}},
      form, service::RecordThrow(book), kPlain);
}

Endpoint announce_throw(const service::GameBook& book) {
  using Command = service::AnnounceThrowCommand;
  Form<Command> form;
  form.add(player_fields(), &Command::who)
      .required("game_id", kIdText, &Command::game_id, kAboutGameId)
      .optional("round", kCount, &Command::round, kAboutRound)
      .optional("throw", kCount, &Command::throw_no, kAboutThrow);
  return writing(
      {.path = "/throw",
       .summary = "Announce a throw",
       .description = "Before the throw is made, so that two hands never make the same one: until its "
                      "result comes, or it is given up, others are told `throw_in_progress`. One left "
                      "open for 30 s is given up by itself.",
       .answer = announced_throw_schema(),
       .refusals = {player_not_found, game_not_found, not_your_game, game_over, already_thrown,
                    throw_in_progress, not_your_turn}},
      form, service::AnnounceThrow(book), kPlain);
}

Endpoint give_up_throw(const service::GameBook& book) {
  using Command = service::GiveUpThrowCommand;
  Form<Command> form;
  form.required("attempt", kIdText, &Command::attempt, {"From the announcement.", R"("0G3M9QW4T1A7M")"})
      .required(
          "reason", kVoidReason, &Command::reason,
          {"Why no result will come. `refused`: Telegram answered that no dice was made; such an attempt "
           "does not count.",
           R"("refused")"});
  return writing(
      {.path = "/throw/void",
       .summary = "Give an announced throw up",
       .description = "Giving up a closed attempt changes nothing. The second one given up for the "
                      "same throw, `refused` ones apart, voids the game.",
       .answer = given_up_throw_schema(),
       .refusals = {not_found}},
      form, service::GiveUpThrow(book), kPlain);
}

Endpoint leave_game(const service::Rules& rules, const service::GameBook& book) {
  using Command = service::LeaveGameCommand;
  Form<Command> form;
  form.add(player_fields(), &Command::who)
      .optional("game_id", kIdText, &Command::game_id,
                {"The game; unless given the one that waits, else the open invite."});
  return writing(
      {.path = "/leave",
       .summary = "Call a waiting game off",
       .description =
           "The stake returns; an invite has none. Where none waits, nothing happens and `left` is "
           "false.",
       .limited = true,
       .answer = left_game_schema(),
       .refusals = {player_not_found, game_not_found, not_your_game, game_over, game_in_progress}},
      form, service::LeaveGame(rules, book), kPlain);
}

struct ViewGameCommand {
  service::PlayerRef who;
  std::string game_id;
};

Endpoint view_game() {
  Form<ViewGameCommand> form;
  form.add(player_fields(), &ViewGameCommand::who)
      .required("game_id", kIdText, &ViewGameCommand::game_id, kAboutGameId);
  const auto view = [](store::Reader& reader, const ViewGameCommand& command) {
    return service::ViewGame::run(reader, command.who, command.game_id);
  };
  return reading({.path = "/game",
                  .summary = "Look at a game",
                  .description = "As one of its players sees it.",
                  .answer = game_schema(),
                  .refusals = {player_not_found, game_not_found, not_your_game}},
                 form, view, kPlain);
}

}  // namespace

std::vector<Endpoint> game_endpoints(const service::Rules& rules, const service::GameBook& book,
                                     Random& random) {
  return {start_endpoint(rules, book, random),
          write_result(book),
          announce_throw(book),
          give_up_throw(book),
          leave_game(rules, book),
          view_game()};
}

}  // namespace ludice::api

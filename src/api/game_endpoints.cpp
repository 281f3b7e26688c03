// The game calls: their fields, and which use case they go to.
#include "api/game_endpoints.hpp"

#include "api/answer_schemas.hpp"
#include "api/player_fields.hpp"
#include "api/render.hpp"

namespace ludice::api {
namespace {

using enum Refusal;

constexpr Text kIdText{64};
constexpr Text kEmoji{64};
constexpr Text kReason{200};
/// More than any game can have; what is ahead of the game the rules refuse.
constexpr Integer kCount{1, 1'000'000};

constexpr About kAboutGameId{"The game.", R"("0G3M9QW4T1A7K")"};
constexpr About kAboutRound{"The round, from 1. Without it the next throw due is meant."};
constexpr About kAboutThrow{"The throw within the round, from 1. Without it the next throw due is meant."};

Form<domain::Proof> proof_form() {
  Form<domain::Proof> form;
  form.required("chat_id", Integer{-kMaxInteger, kMaxInteger}, &domain::Proof::chat_id,
                {"Telegram's id of the chat.", "-1001234567890"})
      .required("message_id", Integer{1, kMaxInteger}, &domain::Proof::message_id,
                {"The dice message in that chat.", "42"})
      .required("date", Integer{0, kMaxInteger}, &domain::Proof::date,
                {"When it was sent, in Unix seconds.", "1700000000"})
      .required("emoji", kEmoji, &domain::Proof::emoji, {"What was thrown.", R"("🎲")"});
  return form;
}

Endpoint start_game(const service::Rules& rules, const service::GameBook& book) {
  using Command = service::StartGameCommand;
  Form<Command> form({.who = {}, .asset = rules.default_asset(), .bet = {}});
  form.add(player_fields(), &Command::who)
      .required("bet", Integer{rules.bets.min.units(), rules.bets.max.units()}, &Command::bet,
                {"The stake, in the asset's smallest unit.", "50"})
      .optional("game", Choice(std::vector{domain::GameKind::dice}), &Command::kind,
                {"What is played; `dice` unless given.", R"("dice")"})
      .optional("asset", Choice(std::vector{rules.default_asset()}), &Command::asset,
                {"What it is played in; the default asset unless given."})
      .ignored("invite", NotOffered{"invites are not offered"}, {"Private games are not offered."})
      .ignored("join", NotOffered{"invites are not offered"}, {"Private games are not offered."});
  return writing({.path = "/start/game",
                  .summary = "Start a game",
                  .description = "Joins the oldest waiting public game of another player with the same game, "
                                 "asset, bet and terms; otherwise opens one that waits. The stake leaves the "
                                 "balance with it.",
                  .limited = true,
                  .answer = game_schema(),
                  .refusals = {player_not_found, already_in_game, frozen, limit_reached, insufficient_funds}},
                 form, service::StartGame(rules, book), kPlain);
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
      .optional_object("proof", proof_form(), &Command::proof,
                       {"The dice message of Telegram. It counts once ever."});
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
          "reason", kReason, &Command::reason,
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
      .optional("game_id", kIdText, &Command::game_id, {"The game; the one that waits unless given."});
  return writing({.path = "/leave",
                  .summary = "Call a waiting game off",
                  .description = "The stake returns. Where none waits, nothing happens and `left` is false.",
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

std::vector<Endpoint> game_endpoints(const service::Rules& rules, const service::GameBook& book) {
  return {start_game(rules, book), write_result(book),      announce_throw(book),
          give_up_throw(book),     leave_game(rules, book), view_game()};
}

}  // namespace ludice::api

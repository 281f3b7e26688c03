// Answers, member by member in the order of render.cpp.
#include "api/answer_schemas.hpp"

#include "api/player_fields.hpp"
#include "api/value_types.hpp"
#include "domain/dice.hpp"

namespace ludice::api {
namespace {

using namespace schema;

constexpr std::int64_t kMaxTerms = 1'000'000;

Schema game_name() {
  return words({"dice", "target"});
}
Schema asset_name() {
  return words({"points", "stars", "ton"});
}
Schema state_name() {
  return words({"waiting", "active", "won", "lost", "void", "cancelled"});
}
Schema seconds() {
  return integer(0, kMaxSeconds);
}
Schema count() {
  return integer(0, kMaxInteger);
}
Schema telegram_id() {
  return integer(1, kMaxTelegramId);
}
Schema shown_name() {
  return text(1, 64);
}
Schema rounds() {
  return list_of(list_of(integer(1, 6), 3), domain::kMaxRounds);
}
Schema round_number() {
  return integer(1, domain::kMaxRounds);
}
/// Of a player: below zero after a refund by the store of what he has spent.
Schema balance_amount() {
  return integer(-kMaxInteger, kMaxInteger);
}

}  // namespace

Schema amount_schema() {
  return integer(0, kMaxInteger);
}

NamedSchema game_schema() {
  return {"Game",
          object_of({
              {"game_id", id(), "Names the game in all calls about it."},
              {"game", game_name(), "What is played."},
              {"asset", asset_name(), "What it is played in."},
              {"bet", amount_schema(), "The stake of each player, in the asset's smallest unit."},
              {"pot", amount_schema(), "Both stakes."},
              {"rake", amount_schema(), "The house's fee, out of the pot."},
              {"win", amount_schema(), "What the winner gets: the pot less the rake."},
              {"state", state_name(),
               "`waiting` in the lobby, `active` while either side still has to throw, then how it ended "
               "for this player."},
              {"round", round_number(), "The open round, or the last."},
              {"throws_left", integer(0, 3), "Of this player, in the open round."},
              {"your_throws", rounds(), "One list per round, oldest first."},
              {"opponent_throws", rounds(),
               "Likewise; those of a round show once this player has thrown all of his."},
              {"opponent", or_null(shown_name()), "The opponent's name."},
              {"deadline", or_null(seconds()), "When something is due, in Unix seconds."},
              {"payout", amount_schema(),
               "What came back: the pot less rake, the stake (`void`, `cancelled`), or 0."},
              {"balance", balance_amount(), "This player's balance in the game's asset."},
              {"invite", text(16, 16), "The code, in the answer that opens an invite.", {}, false},
          })};
}

NamedSchema announced_throw_schema() {
  return {"AnnouncedThrow", object_of({
                                {"attempt", id(), "Goes with the result, or with giving the throw up."},
                                {"round", round_number(), "The round of the throw."},
                                {"throw", integer(1, 3), "Its number within the round."},
                            })};
}

NamedSchema given_up_throw_schema() {
  return {"GivenUpThrow",
          object_of({
              {"attempt", id(), "The attempt that was given up."},
              {"state", state_name(), "Of the game after it, as the throwing player sees it."},
          })};
}

NamedSchema left_game_schema() {
  return {"LeftGame", object_of({
                          {"left", boolean(), "Whether a waiting game was called off."},
                          {"refunded", amount_schema(), "The stake that came back."},
                          {"balance", balance_amount(), "The balance after it."},
                      })};
}

NamedSchema events_schema() {
  const Schema type =
      words({"game_waiting", "game_started", "throw_made", "throw_overdue", "round_tied", "game_settled",
             "game_void", "game_cancelled", "lobby_expired", "balance_changed", "payment_credited",
             "payment_refunding", "payment_refunded", "payment_kept"});
  const Schema event = object_of({
      {"id", id(), "Acknowledges the event when it is put into `ack`."},
      {"type", type, "What happened."},
      {"at", seconds(), "When, in Unix seconds."},
      {"game_id", or_null(id()), "The game it happened in."},
      {"players", list_of(telegram_id()), "Telegram ids of those concerned who have one."},
      {"data",
       {.type = "object"},
       "By type. game_waiting: game, asset, bet. game_started: these and pot, rake, deadline. throw_made: "
       "player, "
       "round, throw. throw_overdue: these and deadline. round_tied: round, faces (opener's and joiner's). "
       "game_settled: winner, payout, rake. game_void: reason (tied_rounds, throw_lost, no_throw). "
       "game_cancelled, lobby_expired: refunded. balance_changed: player, asset, amount, balance, reason. "
       "payment_…: player, asset, amount, balance, charge; player and balance are null where the payer is no "
       "player. A player is an object of id and username."},
  });
  return {"Events", object_of({{"events", list_of(event), "In order per game."}})};
}

NamedSchema registered_schema() {
  return {"Registered", object_of({
                            {"id", or_null(telegram_id()), "Telegram's id."},
                            {"username", shown_name(), "The name from now on."},
                            {"created", boolean(), "False where the account was there before."},
                            {"asset", asset_name(), "The default asset."},
                            {"balance", balance_amount(), "In the default asset."},
                            {"terms", integer(0, kMaxTerms), "The version of the terms that are accepted."},
                        })};
}

NamedSchema profile_schema() {
  return {"Profile",
          object_of({
              {"id", or_null(telegram_id()), "Telegram's id; null for an account made by name only."},
              {"username", shown_name(), "The name, or `#` and the id where it moved away."},
              {"language", {.type = "string"}, "The language of the person, or empty."},
              {"created", seconds(), "When the account was made, in Unix seconds."},
              {"balances", map_of(balance_amount()), "By asset."},
              {"in_game", amount_schema(), "Staked in the open game."},
              {"game_id", or_null(id()), "The open game."},
              {"games", count(), "Games that have ended, void ones included."},
              {"won", count(), "Games won."},
              {"lost", count(), "Games lost."},
              {"void", count(), "Games without a winner."},
              {"net", map_of(integer(-kMaxInteger, kMaxInteger)), "Won less lost, by asset."},
              {"streak", count(), "Wins in a row."},
          })};
}

NamedSchema daily_grant_schema() {
  return {"DailyGrant", object_of({
                            {"granted", amount_schema(), "0 where it was asked too early."},
                            {"next_at", seconds(), "When it can be asked again, in Unix seconds."},
                            {"balance", balance_amount(), "The balance after it."},
                        })};
}

NamedSchema history_schema() {
  const Schema kind = words({"game", "welcome", "daily", "adjustment", "payment", "refund", "withdrawal"});
  const Schema item = object_of({
      {"at", seconds(), "When, in Unix seconds."},
      {"kind", kind,
       "What it was. `game`: a stake, its way back or a payout; `refund`: of a payment; `adjustment`: by the "
       "operator."},
      {"amount", integer(-kMaxInteger, kMaxInteger), "What the balance changed by."},
      {"balance_after", integer(-kMaxInteger, kMaxInteger), "The balance behind it."},
      {"game_id", or_null(id()), "The game it belongs to."},
      {.name = "receipt",
       .schema = {.type = "string"},
       .description = "Of a payment: Telegram's id of the charge, the hash of the transaction of TON, or the "
                      "withdrawal's id.",
       .required = false},
  });
  return {"History", object_of({
                         {"items", list_of(item, 100), "Newest first."},
                         {"cursor", or_null(id()), "Brings the next page; null on the last one."},
                     })};
}

NamedSchema leaderboard_schema() {
  const auto place = [](Schema rank) {
    return object_of({
        {"rank", std::move(rank), "From 1. Equal ones share a rank."},
        {"name", shown_name(), "The player."},
        {"won", count(), "Games won in the period."},
        {"games", count(), "Games that have ended in the period, void ones included."},
    });
  };
  const Schema rank = integer(1, kMaxInteger);
  return {"Leaderboard",
          object_of({
              {"items", list_of(place(rank), 100), "The first in front."},
              {"you", or_null(place(or_null(rank))),
               "The player who asks, wherever he stands; rank null without games, null where nobody asks."},
          })};
}

NamedSchema lobby_schema() {
  const Schema group = object_of({
      {"game", game_name(), "What they wait to play."},
      {"asset", asset_name(), "What it is played in."},
      {"bet", amount_schema(), "The stake of each player."},
      {"players", integer(1, kMaxInteger), "How many wait."},
      {"expected_wait_s", or_null(count()),
       "The median wait of the last 50 matches of that kind, in seconds; null before the first."},
  });
  return {"Lobby", object_of({{"waiting", list_of(group, 100), "By game, asset and bet."}})};
}

NamedSchema stars_order_schema() {
  return {"StarsOrder", object_of({
                            {"order", id(), "The payload of the invoice."},
                            {"amount", amount_schema(), "Whole Stars."},
                            {"expires", seconds(), "Until when it can be paid, in Unix seconds."},
                        })};
}

NamedSchema payment_check_schema() {
  const Schema reason = words({"not_offered", "maintenance", "unknown_order", "wrong_payer", "wrong_amount",
                               "already_paid", "expired", "frozen", "limit_reached"});
  return {"PaymentCheck", object_of({
                              {"ok", boolean(), "Whether it may be paid."},
                              {"reason", or_null(reason), "Why not."},
                          })};
}

std::vector<Property> charge_members() {
  return {
      {"id", id(), "Ours of the payment."},
      {"charge", text(1, 256), "Telegram's id of the payment."},
      {"asset", asset_name(), "What was paid."},
      {"amount", amount_schema(), "How much."},
      {"state", words({"paid", "suspended", "refunding", "refunded", "kept", "written_off"}),
       "`paid`: on the player's account; `suspended`: of nobody known, waits to be refunded; `refunding`: "
       "set "
       "aside until Telegram has answered; `refunded`; `kept`: Telegram refused to refund it; `written_off`: "
       "that, and an operator has given it up."},
      {"at", seconds(), "When Telegram took it, in Unix seconds."},
      {"order", or_null(id()), "The order it was paid for."},
  };
}

NamedSchema charge_schema() {
  std::vector<Property> members = charge_members();
  members.push_back({"first", boolean(), "Whether this call had an effect: false where it was known."});
  members.push_back({"balance", or_null(balance_amount()), "The player's, where there is one."});
  return {"Charge", object_of(members)};
}

NamedSchema payments_schema() {
  return {"Payments", object_of({
                          {"items", list_of(object_of(charge_members()), 100), "Newest first."},
                          {"cursor", or_null(id()), "Brings the next page; null on the last one."},
                      })};
}

NamedSchema balance_schema() {
  return {"Balance", object_of({
                         {"username", shown_name(), "The account's name."},
                         {"balance", balance_amount(), "In the asset's smallest unit."},
                     })};
}

NamedSchema changed_balance_schema(std::string_view name, std::string_view balance) {
  return {name, object_of({
                    {"status", words({"success"}), ""},
                    {"username", shown_name(), "The account's name."},
                    {std::string(balance), balance_amount(), "The balance after it."},
                })};
}

}  // namespace ludice::api

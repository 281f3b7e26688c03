// Facts as the outside hears of them.
#include "service/events.hpp"

#include "base/hex.hpp"
#include "base/planted.hpp"
#include "service/players.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace ludice::service {
namespace {

namespace json = boost::json;
using Players = std::vector<const store::Player*>;

json::value who(const store::Player& player) {
  json::value id = nullptr;
  if (player.telegram_id) id = player.telegram_id.value;
  return json::object{{"id", id}, {"username", shown_name(player)}};
}

std::string ids_of(const Players& players) {
  json::array ids;
  for (const store::Player* player : players) {
    if (player->telegram_id) ids.push_back(player->telegram_id.value);
  }
  return json::serialize(ids);
}

json::array faces_of(const domain::Match& match, int seat, int round) {
  json::array faces;
  for (const auto face : match.seats[static_cast<std::size_t>(seat)].faces.hand(match.kind, round)) {
    faces.push_back(static_cast<int>(face));
  }
  return faces;
}

struct Told {
  std::string type;
  json::object data;
};

/// Turns a fact into its event, or into nothing.
class Teller {
 public:
  /// `lead`: what other people's clocks are ahead of game time.
  Teller(const domain::Match& match, const Players& players, Millis lead)
      : match_(match), players_(players), lead_(lead) {}

  std::optional<Told> operator()(const domain::GameOpened& fact) const {
    json::object data = terms();
    if (fact.invite) data["invite"] = true;
    return Told{"game_waiting", std::move(data)};
  }
  std::optional<Told> operator()(const domain::GameJoined& fact) const {
    json::object data = terms();
    data["pot"] = domain::pot_of(match_).units();
    data["rake"] = domain::rake_of(match_).units();
    data["deadline"] = (fact.deadline + lead_).seconds();
    return Told{"game_started", std::move(data)};
  }
  std::optional<Told> operator()(const domain::ThrowMade& fact) const {
    return Told{"throw_made", throw_of(fact.which)};
  }
  std::optional<Told> operator()(const domain::ThrowOverdue& fact) const {
    json::object data = throw_of(fact.which);
    data["deadline"] = (fact.deadline + lead_).seconds();
    return Told{"throw_overdue", std::move(data)};
  }
  std::optional<Told> operator()(const domain::RoundTied& fact) const {
    json::array faces{faces_of(match_, 0, fact.round), faces_of(match_, 1, fact.round)};
    return Told{"round_tied", json::object{{"round", fact.round}, {"faces", std::move(faces)}}};
  }
  std::optional<Told> operator()(const domain::GameSettled& fact) const {
    return Told{"game_settled", json::object{{"winner", who(seat(fact.winner_seat))},
                                             {"payout", fact.payout.units()},
                                             {"rake", fact.rake.units()}}};
  }
  std::optional<Told> operator()(const domain::GameVoid& fact) const {
    return Told{"game_void", json::object{{"reason", domain::to_string(fact.reason)}}};
  }
  std::optional<Told> operator()(const domain::GameCancelled&) const {
    return Told{"game_cancelled", refund()};
  }
  std::optional<Told> operator()(const domain::LobbyExpired&) const {
    return Told{"lobby_expired", refund()};
  }
  std::optional<Told> operator()(const domain::ThrowAnnounced&) const { return std::nullopt; }
  std::optional<Told> operator()(const domain::AttemptGivenUp&) const { return std::nullopt; }

 private:
  const store::Player& seat(int number) const { return *players_.at(static_cast<std::size_t>(number)); }
  json::object terms() const {
    return {{"game", domain::to_string(match_.kind)},
            {"asset", domain::to_string(match_.asset)},
            {"bet", match_.bet.units()}};
  }
  json::object refund() const {
    const Amount stake =
        LUDICE_PLANTED("refund_of_an_invite_told") ? match_.bet : domain::waiting_stake_of(match_);
    return {{"refunded", stake.units()}};
  }
  json::object throw_of(const domain::ThrowRef& which) const {
    const int thrower = LUDICE_PLANTED("throw_told_of_the_other_player") ? 1 - which.seat : which.seat;
    return {{"player", who(seat(thrower))}, {"round", which.round}, {"throw", which.throw_no}};
  }

  const domain::Match& match_;
  const Players& players_;
  const Millis lead_;
};

}  // namespace

void Events::tell_step(store::Transaction& transaction, const domain::Step& step,
                       const Players& players) const {
  const auto consumers = store::find_consumers(transaction);
  if (consumers.empty()) return;
  const std::string ids = ids_of(players);
  const Millis lead = transaction.civil() - transaction.now();
  for (const domain::Fact& fact : step.facts) {
    const auto told = std::visit(Teller(step.after, players, lead), fact.what);
    if (!told) continue;
    store::append_event(transaction, consumers,
                        {0, told->type, fact.game, ids, json::serialize(told->data), fact.at});
  }
  transaction.after_commit(signal_);
}

void Events::tell_balance(store::Transaction& transaction, const store::Player& player,
                          const domain::Account& account, std::int64_t amount, std::string_view reason,
                          std::string_view transaction_hash) const {
  json::object data{{"player", who(player)},
                    {"asset", domain::to_string(account.asset)},
                    {"amount", amount},
                    {"balance", account.balance.units()},
                    {"reason", reason}};
  if (!transaction_hash.empty()) data["transaction"] = transaction_hash;
  tell(transaction, "balance_changed", ids_of({&player}), data);
}

namespace {

json::object charge_data(json::value player, json::value balance, const store::StarsCharge& charge) {
  return {{"player", std::move(player)},
          {"asset", domain::to_string(domain::Asset::stars)},
          {"amount", charge.amount.units()},
          {"balance", std::move(balance)},
          {"charge", charge.charge}};
}

}  // namespace

void Events::tell_payment(store::Transaction& transaction, std::string_view type, const store::Player& player,
                          const domain::Account& account, const store::StarsCharge& charge) const {
  tell(transaction, type, ids_of({&player}), charge_data(who(player), account.balance.units(), charge));
}

void Events::tell_unclear_payment(store::Transaction& transaction, std::string_view type,
                                  const store::StarsCharge& charge) const {
  tell(transaction, type, json::serialize(json::array{charge.payer.value}),
       charge_data(nullptr, nullptr, charge));
}

void Events::tell_withdrawal(store::Transaction& transaction, std::string_view type,
                             const store::Player& player, const domain::Account& account,
                             const store::TonWithdrawal& withdrawal, std::string_view transaction_hash,
                             std::optional<Amount> returned) const {
  const bool is_paid =
      withdrawal.state == domain::TonWithdrawalState::paid && !LUDICE_PLANTED("fee_told_as_paid");
  const Amount whole = is_paid ? withdrawal.amount : withdrawal.amount + withdrawal.fee;
  json::object data{{"player", who(player)},
                    {"asset", domain::to_string(domain::Asset::ton)},
                    {"amount", returned.value_or(whole).units()},
                    {"balance", account.balance.units()},
                    {"withdrawal", to_base32(withdrawal.id.value)},
                    {"address", domain::raw_text(withdrawal.destination)}};
  if (!transaction_hash.empty()) data["transaction"] = transaction_hash;
  tell(transaction, type, ids_of({&player}), data);
}

void Events::tell_frozen(store::Transaction& transaction, const std::string& why) const {
  tell(transaction, "withdrawals_frozen", "[]", {{"why", why}});
}

void Events::tell_resumed(store::Transaction& transaction, const std::string& why) const {
  tell(transaction, "withdrawals_resumed", "[]", {{"why", why}});
}

void Events::tell(store::Transaction& transaction, std::string_view type, const std::string& players,
                  const json::object& data) const {
  const auto consumers = store::find_consumers(transaction);
  if (consumers.empty()) return;
  store::append_event(transaction, consumers,
                      {0, std::string(type), {}, players, json::serialize(data), transaction.now()});
  transaction.after_commit(signal_);
}

std::string event_json(const store::Event& event) {
  const std::string game = event.game ? '"' + to_base32(event.game.value) + '"' : "null";
  return fmt::format(R"({{"id":"{}","type":"{}","at":{},"game_id":{},"players":{},"data":{}}})",
                     to_base32(event.id), event.type,
                     LUDICE_PLANTED("event_told_in_milliseconds") ? event.at.ms : event.at.seconds(), game,
                     event.players, event.data);
}

bool TakeEvents::has_work(store::Reader& reader, const std::string& consumer) {
  return !store::is_consumer_fresh(reader, consumer) || !store::find_events(reader, consumer, 1).empty();
}

std::vector<store::Event> TakeEvents::run(store::Transaction& transaction, const std::string& consumer,
                                          const std::vector<std::int64_t>& acknowledged) {
  if (!store::is_consumer_fresh(transaction, consumer)) store::touch_consumer(transaction, consumer);
  store::acknowledge_events(transaction, consumer, acknowledged);
  auto events = store::find_events(transaction, consumer, kMost);
  store::lend_events(transaction, events);
  return events;
}

}  // namespace ludice::service

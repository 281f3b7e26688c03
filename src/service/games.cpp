// Starting, throwing, leaving, looking.
#include "service/games.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"
#include "base/planted.hpp"
#include "domain/pairing.hpp"
#include "store/invite_table.hpp"
#include "store/ledger_table.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace ludice::service {
namespace {

/// A game and the seat of the player who asks.
struct Seated {
  store::StoredGame game;
  store::Player player;
  int seat = 0;
};

/// `players` looks the player up, `reader` the game: in a transaction the game is locked before its players.
Result<Seated> require_seat(store::Reader& players, store::Reader& reader, const PlayerRef& who,
                            const std::string& game_id) {
  auto player = require_player(players, who);
  if (!player) return std::unexpected(player.error());
  const auto number = from_base32(game_id);
  auto game = number ? store::find_game(reader, GameId{*number}) : std::nullopt;
  if (!game) return refuse(Refusal::game_not_found);
  const auto seat = domain::seat_of(game->match, player->id);
  if (!seat) return refuse(Refusal::not_your_game);
  return Seated{*std::move(game), *std::move(player), *seat};
}

/// A proof shows the dice of its game, and counts once ever.
bool may_count(store::Reader& reader, const domain::Match& match, const domain::Proof& proof) {
  return proof.emoji == domain::emoji_of(match.kind) && !store::is_proof_used(reader, proof);
}

/// The game or invite that the player has open, locked. Where several write it may have ended between two
/// looks, and another have begun in which he sits: a friend has joined, or he was paired with somebody he
/// missed.
std::optional<store::StoredGame> find_open_game(store::Transaction& transaction,
                                                const store::Player& player) {
  GameId open = player.game ? player.game : store::find_invite_of(transaction.peek(), player.id);
  for (int looks = 0; looks < 2; ++looks) {
    if (open) {
      auto game = store::find_game(transaction, open);
      LUDICE_ASSERT(game.has_value());
      if (!domain::is_over(game->match)) return game;
    }
    open = store::find_player(transaction.peek(), player.id)->game;
  }
  return std::nullopt;
}

/// What a transaction before this one saw of him; for a planted bug alone.
GameId seen_earlier(const store::Player& player) {
  static std::map<std::int64_t, GameId> seen;
  return std::exchange(seen.try_emplace(player.id.value, player.game).first->second, player.game);
}

}  // namespace

Result<GameAnswer> StartGame::run(store::Transaction& transaction, const StartGameCommand& command) const {
  auto player = require_player(transaction, command.who);
  if (!player) return std::unexpected(player.error());
  if (LUDICE_PLANTED("check_and_write_in_two_transactions")) player->game = seen_earlier(*player);
  if (player->game) return refuse(Refusal::already_in_game);
  const domain::PairingTerms terms{command.kind, command.asset, command.bet, rules_.rake_bps};
  const auto account = store::load_player_account(transaction, player->id, command.asset, player->frozen);
  if (const auto refused = domain::check_stake(account, terms)) return std::unexpected(*refused);

  const Instant now = transaction.now();
  if (const GameId waiting = store::find_waiting(transaction, player->id, terms)) {
    const auto before = store::find_game(transaction, waiting);
    LUDICE_ASSERT(before.has_value());
    const auto step = domain::join(before->match, player->id, now, book_.timing());
    LUDICE_ASSERT(step.has_value());
    book_.carry_out(transaction, before, *step);
    return answer_for(transaction.peek(), step->after, 1);
  }
  const domain::OpenGame opening{GameId{transaction.next_id()},
                                 player->id,
                                 command.kind,
                                 command.asset,
                                 command.bet,
                                 rules_.rake_bps,
                                 kCurrentTerms};
  const domain::Step step = domain::open(opening, now, book_.timing());
  book_.carry_out(transaction, std::nullopt, step);
  GameAnswer answer = answer_for(transaction.peek(), step.after, 0);
  if (LUDICE_PLANTED("balance_told_before_the_effect")) answer.balance = account.balance;
  return answer;
}

Result<GameAnswer> RecordThrow::run(store::Transaction& transaction,
                                    const RecordThrowCommand& command) const {
  const auto seated = require_seat(transaction.peek(), transaction, command.who, command.game_id);
  if (!seated) return std::unexpected(seated.error());
  const domain::Match& match = seated->game.match;
  if (match.asset != domain::Asset::points && !command.proof) return refuse(Refusal::proof_missing);
  domain::RecordThrow record{seated->seat,     command.result, command.round,
                             command.throw_no, std::nullopt,   command.proof};
  // A text that is no id of ours is an attempt that is not open: id 0 never is.
  if (command.attempt) record.attempt = AttemptId{from_base32(*command.attempt).value_or(0)};
  const auto step = domain::record_throw(match, record, transaction.now(), book_.timing());
  if (!step) return std::unexpected(step.error());
  if (command.proof && !may_count(transaction, match, *command.proof)) return refuse(Refusal::conflict);
  book_.carry_out(transaction, seated->game, *step);
  return answer_for(transaction.peek(), step->after, seated->seat);
}

Result<AnnouncedThrow> AnnounceThrow::run(store::Transaction& transaction,
                                          const AnnounceThrowCommand& command) const {
  const auto seated = require_seat(transaction.peek(), transaction, command.who, command.game_id);
  if (!seated) return std::unexpected(seated.error());
  const domain::AnnounceThrow announce{seated->seat, command.round, command.throw_no,
                                       AttemptId{transaction.next_id()}};
  const auto step = domain::announce_throw(seated->game.match, announce, transaction.now(), book_.timing());
  if (!step) return std::unexpected(step.error());
  book_.carry_out(transaction, seated->game, *step);
  const domain::Attempt& attempt = step->after.attempts.back();
  return AnnouncedThrow{attempt.id, attempt.which.round, attempt.which.throw_no};
}

Result<GivenUpThrow> GiveUpThrow::run(store::Transaction& transaction,
                                      const GiveUpThrowCommand& command) const {
  const auto number = from_base32(command.attempt);
  const GameId id = number ? store::find_game_of_attempt(transaction, AttemptId{*number}) : GameId{};
  if (!id) return refuse(Refusal::not_found);
  const auto game = store::find_game(transaction, id);
  LUDICE_ASSERT(game.has_value());
  const AttemptId attempt{*number};
  const auto step =
      domain::give_up_throw(game->match, attempt, command.reason, transaction.now(), book_.timing());
  if (!step) return std::unexpected(step.error());
  book_.carry_out(transaction, game, *step);
  const domain::Attempt* closed = domain::find_attempt(step->after, attempt);
  LUDICE_ASSERT(closed != nullptr);
  return GivenUpThrow{attempt, domain::view_for(step->after, closed->which.seat).state};
}

Result<LeftGame> LeaveGame::run(store::Transaction& transaction, const LeaveGameCommand& command) const {
  const auto player = require_player(transaction.peek(), command.who);
  if (!player) return std::unexpected(player.error());
  std::optional<store::StoredGame> game;
  if (command.game_id) {
    auto seated = require_seat(transaction.peek(), transaction, command.who, *command.game_id);
    if (!seated) return std::unexpected(seated.error());
    game = std::move(seated->game);
  } else {
    game = find_open_game(transaction, *player);
  }
  const domain::Asset asset = game ? game->match.asset : rules_.default_asset();
  LeftGame left;
  if (game) {
    const auto step = domain::leave(game->match, transaction.now());
    if (!step) return std::unexpected(step.error());
    book_.carry_out(transaction, game, *step);
    left = {true, domain::waiting_stake_of(game->match), {}};
  }
  left.balance = store::load_player_account(transaction.peek(), player->id, asset).balance;
  return left;
}

Result<GameAnswer> ViewGame::run(store::Reader& reader, const PlayerRef& who, const std::string& game_id) {
  const auto seated = require_seat(reader, reader, who, game_id);
  if (!seated) return std::unexpected(seated.error());
  return answer_for(reader, seated->game.match, seated->seat);
}

bool PairWaiting::run(store::Transaction& transaction, const store::MissedPair& missed) const {
  LUDICE_ASSERT(missed.older != missed.younger);
  // Locked by their ids, as players are.
  const bool crosswise = missed.younger < missed.older;
  auto first = store::find_game(transaction, crosswise ? missed.younger : missed.older);
  auto second = store::find_game(transaction, crosswise ? missed.older : missed.younger);
  const auto& older = crosswise ? second : first;
  const auto& younger = crosswise ? first : second;
  const auto waits = [](const auto& game) {
    return game && game->match.state == domain::MatchState::waiting;
  };
  if (!waits(older) || !waits(younger)) return false;
  const PlayerId host = older->match.seats[0].player;
  const PlayerId guest = younger->match.seats[0].player;
  store::find_player(transaction, std::min(host, guest));
  store::find_player(transaction, std::max(host, guest));
  if (store::find_player(transaction.peek(), guest)->frozen) return false;
  // Taken back by the store meanwhile: what comes back of his stake would not be enough for the other game.
  const auto account = store::load_player_account(transaction, guest, younger->match.asset);
  if (account.balance < Amount()) return false;

  const auto leaving = domain::leave(younger->match, transaction.now());
  LUDICE_ASSERT(leaving.has_value());
  book_.carry_out(transaction, younger, *leaving);
  const auto joining = domain::join(older->match, guest, transaction.now(), book_.timing());
  LUDICE_ASSERT(joining.has_value());
  book_.carry_out(transaction, older, *joining);
  return true;
}

bool PassTime::run(store::Transaction& transaction, GameId id) const {
  const auto game = store::find_game(transaction, id);
  if (!game) return false;
  Instant now = transaction.now();
  if (LUDICE_PLANTED("deadline_taken_for_now")) now = std::max(now, game->due.value_or(now));
  const domain::Step step = domain::due(game->match, now, book_.timing());
  book_.carry_out(transaction, game, step);
  return !step.facts.empty();
}

}  // namespace ludice::service

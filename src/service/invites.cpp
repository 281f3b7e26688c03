// Opening and joining private games.
#include "service/invites.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"
#include "domain/pairing.hpp"
#include "store/invite_table.hpp"
#include "store/ledger_table.hpp"

#include <algorithm>

namespace ludice::service {
namespace {

constexpr std::size_t kHalf = 8;  ///< characters of a code, each carries five bits

std::string random_characters(Random& random) {
  const auto bits = random.below(std::uint64_t{1} << (5 * kHalf));
  const std::string text = to_base32(static_cast<std::int64_t>(bits));
  return text.substr(text.size() - kHalf);
}

std::optional<Refused> check_stake(store::Reader& reader, const store::Player& player,
                                   const domain::PairingTerms& terms) {
  return domain::check_stake(store::load_player_account(reader, player.id, terms.asset, player.frozen),
                             terms);
}

bool fits(const JoinInviteCommand& command, const domain::Match& match) {
  return command.kind.value_or(match.kind) == match.kind &&
         command.asset.value_or(match.asset) == match.asset && command.bet.value_or(match.bet) == match.bet;
}

/// Whether the opener can play it now: he plays nowhere else and has the stake.
bool is_ready(store::Reader& reader, const domain::Match& match) {
  const auto opener = store::find_player(reader, match.seats[0].player);
  LUDICE_ASSERT(opener.has_value());
  return !opener->game && !check_stake(reader, *opener, domain::terms_of(match));
}

/// The game that the code opens to `player` now, locked, or nothing.
std::optional<store::StoredGame> find_open(store::Transaction& transaction, const JoinInviteCommand& command,
                                           PlayerId player) {
  const GameId id = store::find_invited_game(transaction.peek(), command.code);
  if (!id) return std::nullopt;
  auto game = store::find_game(transaction, id);
  LUDICE_ASSERT(game.has_value() && game->match.invite);
  const domain::Match& match = game->match;
  const bool waits =
      match.state == domain::MatchState::waiting && *match.seats[0].deadline > transaction.now();
  const bool own = match.seats[0].player == player;
  if (!waits || own || !fits(command, match)) return std::nullopt;
  return game;
}

}  // namespace

std::string new_invite_code(Random& random) {
  std::string code = random_characters(random);
  return code += random_characters(random);
}

Result<GameAnswer> OpenInvite::run(store::Transaction& transaction, const OpenInviteCommand& command) const {
  const StartGameCommand& wanted = command.game;
  const auto player = require_player(transaction, wanted.who);
  if (!player) return std::unexpected(player.error());
  if (player->game) return refuse(Refusal::already_in_game);
  const domain::PairingTerms terms{wanted.kind, wanted.asset, wanted.bet, rules_.rake_bps};
  const auto refused = check_stake(transaction, *player, terms);
  if (refused && refused->why != Refusal::insufficient_funds) return std::unexpected(*refused);

  const Instant now = transaction.now();
  if (const GameId earlier = store::find_invite_of(transaction.peek(), player->id)) {
    const auto before = store::find_game(transaction, earlier);
    LUDICE_ASSERT(before.has_value());
    const auto step = domain::leave(before->match, now);
    LUDICE_ASSERT(step.has_value());
    book_.carry_out(transaction, before, *step);
  }
  const domain::OpenGame opening{.id = GameId{transaction.next_id()},
                                 .player = player->id,
                                 .kind = wanted.kind,
                                 .asset = wanted.asset,
                                 .bet = wanted.bet,
                                 .rake_bps = rules_.rake_bps,
                                 .terms = kCurrentTerms,
                                 .invite = true};
  const domain::Step step = domain::open(opening, now, book_.timing());
  book_.carry_out(transaction, std::nullopt, step);
  store::enter_invite(transaction, command.code, step.after);
  GameAnswer answer = answer_for(transaction.peek(), step.after, 0);
  answer.invite = command.code;
  return answer;
}

Result<GameAnswer> JoinInvite::run(store::Transaction& transaction, const JoinInviteCommand& command) const {
  const auto asking = require_player(transaction.peek(), command.who);
  if (!asking) return std::unexpected(asking.error());
  if (asking->game) return refuse(Refusal::already_in_game);
  const auto game = find_open(transaction, command, asking->id);
  if (!game) return refuse(Refusal::conflict);
  // Locked behind the game, by their ids; what they do now counts.
  const PlayerId opener = game->match.seats[0].player;
  store::find_player(transaction, std::min(opener, asking->id));
  store::find_player(transaction, std::max(opener, asking->id));
  const auto player = store::find_player(transaction.peek(), asking->id);
  if (player->game) return refuse(Refusal::already_in_game);
  if (!is_ready(transaction.peek(), game->match)) return refuse(Refusal::conflict);
  if (const auto refused = check_stake(transaction.peek(), *player, domain::terms_of(game->match))) {
    return std::unexpected(*refused);
  }
  const auto step = domain::join(game->match, player->id, transaction.now(), book_.timing());
  LUDICE_ASSERT(step.has_value());
  book_.carry_out(transaction, game, *step);
  return answer_for(transaction.peek(), step->after, 1);
}

}  // namespace ludice::service

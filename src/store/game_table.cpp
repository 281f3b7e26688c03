// The tables `game`, `attempt`, `fact`, `proof`, `deadline`.
#include "store/game_table.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"

#include <utility>

namespace ludice::store {
namespace {

using domain::Attempt;
using domain::Faces;
using domain::Match;

constexpr Statement kSelectGame{
    "SELECT id, kind, asset, bet, rake_bps, terms, state, round, opener, joiner, opener_faces, joiner_faces, "
    "opener_deadline, joiner_deadline, winner, void_reason, attempts, opened, started, last_throw, ended, "
    "due, last_id, invite "
    "FROM game WHERE id = $1",
    "FOR UPDATE"};
constexpr Statement kInsertGame{
    "INSERT INTO game (id, kind, asset, bet, rake_bps, terms, state, round, opener, joiner, opener_faces, "
    "joiner_faces, opener_deadline, joiner_deadline, winner, void_reason, attempts, opened, started, "
    "last_throw, "
    "ended, due, last_id, invite) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
    "$16, "
    "$17, $18, $19, $20, $21, $22, $23, $24)"};
constexpr Statement kUpdateGame{
    "UPDATE game SET state = $2, round = $3, joiner = $4, opener_faces = $5, joiner_faces = $6, "
    "opener_deadline = $7, joiner_deadline = $8, winner = $9, void_reason = $10, attempts = $11, started = "
    "$12, "
    "last_throw = $13, ended = $14, due = $15, last_id = $16 WHERE id = $1"};
constexpr Statement kSelectAttempts{
    "SELECT id, seat, round, throw, state, counted, opened, expires, reason FROM attempt WHERE game = $1 "
    "ORDER BY id"};
constexpr Statement kSelectAttemptGame{"SELECT game FROM attempt WHERE id = $1"};
constexpr Statement kInsertAttempt{
    "INSERT INTO attempt (id, game, seat, round, throw, state, counted, opened, expires, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr Statement kUpdateAttempt{"UPDATE attempt SET state = $2, counted = $3, reason = $4 WHERE id = $1"};
constexpr Statement kInsertFact{"INSERT INTO fact (id, game, body, at) VALUES ($1, $2, $3, $4)"};
constexpr Statement kSelectProof{"SELECT 1 FROM proof WHERE chat = $1 AND message = $2"};
constexpr Statement kInsertProof{"INSERT INTO proof (chat, message, fact) VALUES ($1, $2, $3)"};
constexpr Statement kInsertDeadline{"INSERT INTO deadline (at, game) VALUES ($1, $2)"};
constexpr Statement kDeleteDeadline{"DELETE FROM deadline WHERE at = $1 AND game = $2"};
constexpr Statement kSelectDue{"SELECT game FROM deadline WHERE at <= $1 ORDER BY at, game LIMIT $2"};

template <class Enum>
std::optional<Enum> optional_enum(const Rows::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return static_cast<Enum>(row.integer(column));
}

template <class T>
std::optional<int> as_integer(const std::optional<T>& value) {
  if (!value) return std::nullopt;
  return static_cast<int>(*value);
}

domain::Seat read_seat(const Rows::Row& row, std::size_t player, std::size_t faces, std::size_t deadline) {
  const auto parsed = Faces::parse(row.text(faces));
  LUDICE_ASSERT(parsed.has_value());
  domain::Seat seat{row.id<PlayerId>(player), *parsed, std::nullopt};
  if (!row.is_null(deadline)) seat.deadline = row.instant(deadline);
  return seat;
}

void read_attempts(Reader& reader, Match& match) {
  const Rows rows = reader.query(kSelectAttempts, {match.id});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Rows::Row row = rows[i];
    const domain::ThrowRef which{static_cast<int>(row.integer(1)), static_cast<int>(row.integer(2)),
                                 static_cast<int>(row.integer(3))};
    match.attempts.push_back(Attempt{row.id<AttemptId>(0), which,
                                     static_cast<domain::AttemptState>(row.integer(4)), row.boolean(5),
                                     row.instant(6), row.instant(7), row.text(8)});
  }
}

void save_attempts(Transaction& transaction, const Match* before, const Match& after) {
  const std::size_t known = before == nullptr ? 0 : before->attempts.size();
  for (std::size_t i = 0; i < after.attempts.size(); ++i) {
    const Attempt& a = after.attempts[i];
    if (i >= known) {
      transaction.change_one(kInsertAttempt,
                             {a.id, after.id, a.which.seat, a.which.round, a.which.throw_no,
                              static_cast<int>(a.state), a.counted, a.opened, a.expires, a.reason});
    } else if (LUDICE_PLANTED("attempt_not_closed") && a.state == domain::AttemptState::given_up) {
      continue;
    } else if (!(a == before->attempts[i])) {
      transaction.change_one(kUpdateAttempt, {a.id, static_cast<int>(a.state), a.counted, a.reason});
    }
  }
}

void append_facts(Transaction& transaction, const std::vector<domain::Fact>& facts) {
  for (const domain::Fact& fact : facts) {
    if (LUDICE_PLANTED("fact_not_kept") && std::holds_alternative<domain::GameVoid>(fact.what)) continue;
    const std::string text = domain::to_text(fact);
    const std::int64_t place = transaction.seal(text);
    transaction.change_one(kInsertFact, {place, fact.game, text, fact.at});
    const auto* made = std::get_if<domain::ThrowMade>(&fact.what);
    if (made != nullptr && made->proof) {
      transaction.change_one(kInsertProof, {made->proof->chat_id, made->proof->message_id, place});
    }
  }
}

void insert_game(Transaction& transaction, const Match& m, std::optional<Instant> due) {
  transaction.change_one(kInsertGame, {m.id,
                                       static_cast<int>(m.kind),
                                       static_cast<int>(m.asset),
                                       m.bet,
                                       m.rake_bps,
                                       m.terms,
                                       static_cast<int>(m.state),
                                       m.round,
                                       m.seats[0].player,
                                       m.seats[1].player,
                                       m.seats[0].faces.digits(),
                                       m.seats[1].faces.digits(),
                                       m.seats[0].deadline,
                                       m.seats[1].deadline,
                                       m.winner,
                                       as_integer(m.void_reason),
                                       static_cast<int>(m.attempts.size()),
                                       m.opened,
                                       m.started,
                                       m.last_throw,
                                       m.ended,
                                       due,
                                       transaction.next_id(),
                                       m.invite});
}

void update_game(Transaction& transaction, const Match& m, std::optional<Instant> due) {
  transaction.change_one(
      kUpdateGame, {m.id, static_cast<int>(m.state), m.round, m.seats[1].player, m.seats[0].faces.digits(),
                    m.seats[1].faces.digits(), m.seats[0].deadline, m.seats[1].deadline, m.winner,
                    as_integer(m.void_reason), static_cast<int>(m.attempts.size()), m.started, m.last_throw,
                    m.ended, due, transaction.next_id()});
}

void move_deadline(Transaction& transaction, GameId game, std::optional<Instant> from,
                   std::optional<Instant> to) {
  if (from == to || LUDICE_PLANTED("deadline_not_moved")) return;
  if (from) transaction.change_one(kDeleteDeadline, {*from, game});
  if (to) transaction.change_one(kInsertDeadline, {*to, game});
}

}  // namespace

std::optional<StoredGame> find_game(Reader& reader, GameId id) {
  const Rows rows = reader.query(kSelectGame, {id});
  if (rows.empty()) return std::nullopt;
  const Rows::Row row = rows.front();
  StoredGame game;
  Match& match = game.match;
  match.id = row.id<GameId>(0);
  match.kind = static_cast<domain::GameKind>(row.integer(1));
  match.asset = static_cast<domain::Asset>(row.integer(2));
  match.bet = row.amount(3);
  match.rake_bps = static_cast<int>(row.integer(4));
  match.terms = static_cast<int>(row.integer(5));
  match.state = static_cast<domain::MatchState>(row.integer(6));
  match.round = static_cast<int>(row.integer(7));
  match.seats = {read_seat(row, 8, 10, 12), read_seat(row, 9, 11, 13)};
  match.winner = optional_enum<int>(row, 14);
  match.void_reason = optional_enum<domain::VoidReason>(row, 15);
  match.opened = row.instant(17);
  match.started = row.instant(18);
  match.last_throw = row.instant(19);
  match.ended = row.instant(20);
  if (row.integer(16) > 0) read_attempts(reader, match);
  if (!row.is_null(21)) game.due = row.instant(21);
  reader.saw_id(row.integer(22));
  match.invite = row.boolean(23);
  return game;
}

GameId find_game_of_attempt(Reader& reader, AttemptId id) {
  const Rows rows = reader.query(kSelectAttemptGame, {id});
  return rows.empty() ? GameId{} : rows.front().id<GameId>(0);
}

void save_step(Transaction& transaction, const std::optional<StoredGame>& before, const domain::Step& step,
               std::optional<Instant> next_due) {
  append_facts(transaction, step.facts);
  save_attempts(transaction, before ? &before->match : nullptr, step.after);
  move_deadline(transaction, step.after.id, before ? before->due : std::nullopt, next_due);
  if (before) {
    update_game(transaction, step.after, next_due);
  } else {
    insert_game(transaction, step.after, next_due);
  }
}

bool is_proof_used(Reader& reader, const domain::Proof& proof) {
  if (LUDICE_PLANTED("proof_not_looked_up")) return false;
  return !reader.query(kSelectProof, {proof.chat_id, proof.message_id}).empty();
}

std::vector<GameId> find_due(Reader& reader, Instant now, int limit) {
  const Rows rows = reader.query(kSelectDue, {now, limit});
  std::vector<GameId> games;
  for (std::size_t i = 0; i < rows.size(); ++i) games.push_back(rows[i].id<GameId>(0));
  return games;
}

}  // namespace ludice::store

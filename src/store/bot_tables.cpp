// The SQL of the bot's tables.
#include "store/bot_tables.hpp"

namespace ludice::store::bot {
namespace {

constexpr Statement kInsertSeen{
    "INSERT INTO inbox_seen (update_id, seen_at) VALUES ($1, $2) ON CONFLICT (update_id) DO NOTHING"};
constexpr Statement kDeleteSeen{"DELETE FROM inbox_seen WHERE seen_at < $1"};
constexpr Statement kInsertInbox{
    "INSERT INTO inbox (id, user_id, received_at, body) VALUES ($1, $2, $3, $4)"};
constexpr Statement kSelectInbox{"SELECT id, user_id, received_at, body FROM inbox ORDER BY id"};
constexpr Statement kDeleteInbox{"DELETE FROM inbox WHERE id = $1"};

constexpr Statement kInsertEventSeen{
    "INSERT INTO event_seen (event_id, seen_at) VALUES ($1, $2) ON CONFLICT (event_id) DO NOTHING"};
constexpr Statement kDeleteEventsSeen{"DELETE FROM event_seen WHERE seen_at < $1"};
constexpr Statement kInsertEvent{
    "INSERT INTO event_inbox (id, user_id, received_at, body) VALUES ($1, $2, $3, $4)"};
constexpr Statement kSelectEvents{
    "SELECT id, user_id, received_at, body FROM event_inbox WHERE received_at <= $1 ORDER BY id LIMIT $2"};
constexpr Statement kDeleteEvent{"DELETE FROM event_inbox WHERE id = $1"};

constexpr Statement kSelectSession{
    "SELECT user_id, chat_id, name, language, state, state_until, accepted, last_seen, reminded, explained, "
    "card, game FROM session WHERE user_id = $1",
    "FOR UPDATE"};
constexpr Statement kUpsertSession{
    "INSERT INTO session (user_id, chat_id, name, language, state, state_until, accepted, last_seen, "
    "reminded, explained, card, game) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "ON CONFLICT (user_id) DO UPDATE SET chat_id = $2, name = $3, language = $4, state = $5, "
    "state_until = $6, accepted = $7, last_seen = $8, reminded = $9, explained = $10, card = $11, game = "
    "$12"};
constexpr Statement kSelectPlaying{"SELECT user_id, game FROM session WHERE game <> ''"};

constexpr Statement kSelectCard{
    "SELECT id, user_id, chat_id, game, message_id, shown, warn_at, created FROM card WHERE id = $1",
    "FOR UPDATE"};
constexpr Statement kSelectGameCards{
    "SELECT id, user_id, chat_id, game, message_id, shown, warn_at, created FROM card WHERE game = $1 ORDER "
    "BY id DESC"};
constexpr Statement kSelectShowing{
    "SELECT id, user_id, chat_id, game, message_id, shown, warn_at, created FROM card WHERE shown = $1 ORDER "
    "BY id"};
constexpr Statement kSelectWarnings{
    "SELECT id, user_id, chat_id, game, message_id, shown, warn_at, created FROM card "
    "WHERE warn_at > 0 AND warn_at <= $1"};
constexpr Statement kUpsertCard{
    "INSERT INTO card (id, user_id, chat_id, game, message_id, shown, warn_at, created) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
    "ON CONFLICT (id) DO UPDATE SET game = $4, shown = $6, warn_at = $7"};
constexpr Statement kUpdateCardWarning{"UPDATE card SET warn_at = $2 WHERE id = $1"};
constexpr Statement kUpdateCardMessage{"UPDATE card SET message_id = $2 WHERE id = $1"};
constexpr Statement kDeleteCards{
    "DELETE FROM card WHERE created < $1 AND id NOT IN (SELECT card FROM session) "
    "AND game NOT IN (SELECT game FROM session WHERE game <> '')"};

constexpr Statement kInsertThrow{
    "INSERT INTO throw_job (id, game, user_id, name, round, throw_no, state, tries, place, attempt, reason, "
    "not_before, chat_id, message_id, value, thrown_at, forwarded, created, cause) VALUES "
    "($1, $2, $3, $4, $5, $6, $7, 0, $8, '', '', $9, 0, 0, 0, 0, 0, $9, $10) "
    "ON CONFLICT (game, user_id, name, round, throw_no) DO NOTHING"};
constexpr Statement kSelectThrow{
    "SELECT id, game, user_id, name, round, throw_no, state, tries, place, attempt, reason, not_before, "
    "chat_id, "
    "message_id, value, thrown_at, forwarded, created, cause FROM throw_job WHERE id = $1",
    "FOR UPDATE"};
constexpr Statement kSelectThrowOf{
    "SELECT id, game, user_id, name, round, throw_no, state, tries, place, attempt, reason, not_before, "
    "chat_id, "
    "message_id, value, thrown_at, forwarded, created, cause FROM throw_job "
    "WHERE game = $1 AND user_id = $2 AND name = $3 AND round = $4 AND throw_no = $5",
    "FOR UPDATE"};
constexpr Statement kSelectUnfinishedThrows{
    "SELECT id, game, user_id, name, round, throw_no, state, tries, place, attempt, reason, not_before, "
    "chat_id, "
    "message_id, value, thrown_at, forwarded, created, cause FROM throw_job "
    "WHERE state NOT IN ('recorded', 'over') ORDER BY id"};
constexpr Statement kSelectGameThrows{
    "SELECT id, game, user_id, name, round, throw_no, state, tries, place, attempt, reason, not_before, "
    "chat_id, "
    "message_id, value, thrown_at, forwarded, created, cause FROM throw_job WHERE game = $1 "
    "ORDER BY round, throw_no, id"};
constexpr Statement kUpdateThrow{
    "UPDATE throw_job SET state = $2, tries = $3, place = $4, attempt = $5, reason = $6, not_before = $7, "
    "chat_id = $8, message_id = $9, value = $10, thrown_at = $11 WHERE id = $1"};
constexpr Statement kMarkForwarded{"UPDATE throw_job SET forwarded = 1 WHERE id = $1"};
constexpr Statement kDeleteThrow{"DELETE FROM throw_job WHERE id = $1"};
constexpr Statement kDeleteThrows{
    "DELETE FROM throw_job WHERE created < $1 AND state IN ('recorded', 'over')"};

constexpr Statement kInsertOutbound{
    "INSERT INTO outbound (id, chat_id, priority, not_before, kind, card, text, keyboard, from_chat_id, "
    "message_id, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)"};
constexpr Statement kDeleteOutboundOfCard{"DELETE FROM outbound WHERE chat_id = $1 AND card = $2"};
constexpr Statement kSelectNextOutbound{
    "SELECT id, chat_id, priority, not_before, kind, card, text, keyboard, from_chat_id, message_id, "
    "attempts "
    "FROM outbound WHERE chat_id = $1 AND (not_before <= $2 OR attempts > 0) ORDER BY priority, id LIMIT 1",
    "FOR UPDATE"};
constexpr Statement kSelectOutboundTime{"SELECT MIN(not_before) FROM outbound WHERE chat_id = $1"};
constexpr Statement kSelectOutboundChats{"SELECT DISTINCT chat_id FROM outbound"};
constexpr Statement kStripOutbound{
    "UPDATE outbound SET keyboard = '' WHERE chat_id = $1 AND card = $2 AND kind = 'card'"};
constexpr Statement kDeleteOutbound{"DELETE FROM outbound WHERE id = $1 AND keyboard = $2"};
constexpr Statement kPostponeOutbound{
    "UPDATE outbound SET not_before = $2, attempts = attempts + 1 WHERE id = $1"};
constexpr Statement kDropOutbound{"DELETE FROM outbound WHERE chat_id = $1"};

InboxRow inbox_from(const Rows::Row& row) {
  return {row.integer(0), row.integer(1), row.instant(2), row.text(3)};
}

CardRow card_from(const Rows::Row& row) {
  return {.id = row.integer(0),
          .user_id = row.integer(1),
          .chat_id = row.integer(2),
          .game = row.text(3),
          .message_id = row.integer(4),
          .shown = row.text(5),
          .warn_at = row.instant(6),
          .created = row.instant(7)};
}

ThrowRow throw_from(const Rows::Row& row) {
  return {.id = row.integer(0),
          .game = row.text(1),
          .user_id = row.integer(2),
          .name = row.text(3),
          .round = row.integer(4),
          .throw_no = row.integer(5),
          .state = row.text(6),
          .tries = row.integer(7),
          .place = row.integer(8),
          .attempt = row.text(9),
          .reason = row.text(10),
          .not_before = row.instant(11),
          .chat_id = row.integer(12),
          .message_id = row.integer(13),
          .value = row.integer(14),
          .thrown_at = row.integer(15),
          .forwarded = row.boolean(16),
          .created = row.instant(17),
          .cause = row.integer(18),
          .read = {row.text(6), row.integer(7), row.text(9)}};
}

template <class T>
std::vector<T> all_of(const Rows& rows, T (*from)(const Rows::Row&)) {
  std::vector<T> list;
  list.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) list.push_back(from(rows[i]));
  return list;
}

template <class T>
std::optional<T> first_of(const Rows& rows, T (*from)(const Rows::Row&)) {
  if (rows.empty()) return std::nullopt;
  return from(rows.front());
}

std::int64_t integer_from(const Rows::Row& row) {
  return row.integer(0);
}

}  // namespace

bool remember_update(Transaction& txn, std::int64_t update_id) {
  return txn.execute(kInsertSeen, {update_id, txn.now()}) == 1;
}

InboxRow add_inbox(Transaction& txn, std::int64_t user_id, const std::string& body) {
  InboxRow row{.id = txn.next_id(), .user_id = user_id, .received_at = txn.now(), .body = body};
  txn.execute(kInsertInbox, {row.id, row.user_id, row.received_at, row.body});
  return row;
}

std::vector<InboxRow> list_inbox(Reader& reader) {
  return all_of(reader.query(kSelectInbox), inbox_from);
}

bool remove_inbox(Transaction& txn, std::int64_t id) {
  return txn.execute(kDeleteInbox, {id}) == 1 || txn.execute(kDeleteEvent, {id}) == 1;
}

bool remember_event(Transaction& txn, const std::string& event) {
  return txn.execute(kInsertEventSeen, {event, txn.now()}) == 1;
}

InboxRow add_event(Transaction& txn, std::int64_t user_id, const std::string& body) {
  InboxRow row{.id = txn.next_id(), .user_id = user_id, .received_at = txn.now(), .body = body};
  txn.execute(kInsertEvent, {row.id, row.user_id, row.received_at, row.body});
  return row;
}

std::vector<InboxRow> list_events(Reader& reader, Instant time, int limit) {
  return all_of(reader.query(kSelectEvents, {time, limit}), inbox_from);
}

void forget_events_before(Transaction& txn, Instant time) {
  txn.execute(kDeleteEventsSeen, {time});
}

void forget_updates_before(Transaction& txn, Instant time) {
  txn.execute(kDeleteSeen, {time});
}

std::optional<SessionRow> find_session(Reader& reader, std::int64_t user_id) {
  const Rows rows = reader.query(kSelectSession, {user_id});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return SessionRow{.user_id = row.integer(0),
                    .chat_id = row.integer(1),
                    .name = row.text(2),
                    .language = row.text(3),
                    .state = row.text(4),
                    .state_until = row.instant(5),
                    .accepted = row.integer(6),
                    .last_seen = row.instant(7),
                    .reminded = row.boolean(8),
                    .explained = row.integer(9),
                    .card = row.integer(10),
                    .game = row.text(11)};
}

void save_session(Transaction& txn, const SessionRow& session) {
  txn.execute(kUpsertSession, {session.user_id, session.chat_id, session.name, session.language,
                               session.state, session.state_until, session.accepted, session.last_seen,
                               session.reminded, session.explained, session.card, session.game});
}

std::vector<std::pair<std::int64_t, std::string>> list_players_in_games(Reader& reader) {
  const Rows rows = reader.query(kSelectPlaying);
  std::vector<std::pair<std::int64_t, std::string>> players;
  for (std::size_t i = 0; i < rows.size(); ++i) players.emplace_back(rows[i].integer(0), rows[i].text(1));
  return players;
}

std::optional<CardRow> find_card(Reader& reader, std::int64_t id) {
  return first_of(reader.query(kSelectCard, {id}), card_from);
}

std::optional<CardRow> find_game_card(Reader& reader, const std::string& game, std::int64_t user_id) {
  for (auto& card : list_game_cards(reader, game)) {
    if (card.user_id == user_id) return std::move(card);
  }
  return std::nullopt;
}

std::vector<CardRow> list_game_cards(Reader& reader, const std::string& game) {
  return all_of(reader.query(kSelectGameCards, {game}), card_from);
}

std::vector<CardRow> list_cards_that_show(Reader& reader, const std::string& shown) {
  return all_of(reader.query(kSelectShowing, {shown}), card_from);
}

std::vector<CardRow> list_due_warnings(Reader& reader, Instant now) {
  return all_of(reader.query(kSelectWarnings, {now}), card_from);
}

void save_card(Transaction& txn, const CardRow& card) {
  txn.execute(kUpsertCard, {card.id, card.user_id, card.chat_id, card.game, card.message_id, card.shown,
                            card.warn_at, txn.now()});
}

void set_card_warning(Transaction& txn, std::int64_t id, Instant warn_at) {
  txn.execute(kUpdateCardWarning, {id, warn_at});
}

void set_card_message(Transaction& txn, std::int64_t id, std::int64_t message_id) {
  txn.execute(kUpdateCardMessage, {id, message_id});
}

void forget_cards_before(Transaction& txn, Instant time) {
  txn.execute(kDeleteCards, {time});
}

std::optional<ThrowRow> add_throw(Transaction& txn, ThrowRow row) {
  row.id = txn.next_id();
  row.created = txn.now();
  row.not_before = row.created;
  const auto added = txn.execute(kInsertThrow, {row.id, row.game, row.user_id, row.name, row.round,
                                                row.throw_no, row.state, row.place, row.created, row.cause});
  if (added == 0) return std::nullopt;
  row.read = row.step();
  return row;
}

std::optional<ThrowRow> find_throw(Reader& reader, std::int64_t id) {
  return first_of(reader.query(kSelectThrow, {id}), throw_from);
}

std::optional<ThrowRow> find_throw_of(Reader& reader, const ThrowRow& which) {
  return first_of(
      reader.query(kSelectThrowOf, {which.game, which.user_id, which.name, which.round, which.throw_no}),
      throw_from);
}

bool save_throw(Transaction& txn, const ThrowRow& row) {
  const auto now = find_throw(txn, row.id);
  if (!now || now->step() != row.read) return false;
  txn.execute(kUpdateThrow, {row.id, row.state, row.tries, row.place, row.attempt, row.reason, row.not_before,
                             row.chat_id, row.message_id, row.value, row.thrown_at});
  return true;
}

std::vector<ThrowRow> list_unfinished_throws(Reader& reader) {
  return all_of(reader.query(kSelectUnfinishedThrows), throw_from);
}

std::vector<ThrowRow> list_game_throws(Reader& reader, const std::string& game) {
  return all_of(reader.query(kSelectGameThrows, {game}), throw_from);
}

void remove_throw(Transaction& txn, std::int64_t id) {
  txn.execute(kDeleteThrow, {id});
}

void mark_forwarded(Transaction& txn, std::int64_t id) {
  txn.execute(kMarkForwarded, {id});
}

void forget_throws_before(Transaction& txn, Instant time) {
  txn.execute(kDeleteThrows, {time});
}

void enqueue(Transaction& txn, OutboundRow row) {
  if (row.card != 0) txn.execute(kDeleteOutboundOfCard, {row.chat_id, row.card});
  row.id = txn.next_id();
  txn.execute(kInsertOutbound, {row.id, row.chat_id, row.priority, row.not_before, row.kind, row.card,
                                row.text, row.keyboard, row.from_chat_id, row.message_id});
}

std::optional<OutboundRow> next_outbound(Reader& reader, std::int64_t chat_id, Instant now) {
  const Rows rows = reader.query(kSelectNextOutbound, {chat_id, now});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return OutboundRow{.id = row.integer(0),
                     .chat_id = row.integer(1),
                     .priority = row.integer(2),
                     .not_before = row.instant(3),
                     .kind = row.text(4),
                     .card = row.integer(5),
                     .text = row.text(6),
                     .keyboard = row.text(7),
                     .from_chat_id = row.integer(8),
                     .message_id = row.integer(9),
                     .attempts = row.integer(10)};
}

std::optional<Instant> next_outbound_time(Reader& reader, std::int64_t chat_id) {
  const Rows rows = reader.query(kSelectOutboundTime, {chat_id});
  if (rows.empty() || rows.front().is_null(0)) return std::nullopt;
  return rows.front().instant(0);
}

std::vector<std::int64_t> list_outbound_chats(Reader& reader) {
  return all_of(reader.query(kSelectOutboundChats), integer_from);
}

bool strip_queued_card(Transaction& txn, std::int64_t chat_id, std::int64_t card) {
  return txn.execute(kStripOutbound, {chat_id, card}) > 0;
}

void remove_outbound(Transaction& txn, const OutboundRow& sent) {
  txn.execute(kDeleteOutbound, {sent.id, sent.keyboard});
}

void postpone_outbound(Transaction& txn, std::int64_t id, Instant not_before) {
  txn.execute(kPostponeOutbound, {id, not_before});
}

void drop_outbound_of_chat(Transaction& txn, std::int64_t chat_id) {
  txn.execute(kDropOutbound, {chat_id});
}

}  // namespace ludice::store::bot

// The bot's tables: inbox, sessions, cards, throws under way, outbound queue. Rows as plain structs, one
// function for each thing that is asked or changed. Used inside the store's bodies only.
#pragma once

#include "base/instant.hpp"
#include "store/transaction.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ludice::store::bot {

// --- Inbox

struct InboxRow {
  std::int64_t id = 0;
  std::int64_t user_id = 0;
  Instant received_at;
  std::string body;
};

/// False where this update was taken in before; otherwise it is remembered.
bool remember_update(Transaction& txn, std::int64_t update_id);
InboxRow add_inbox(Transaction& txn, std::int64_t user_id, const std::string& body);
std::vector<InboxRow> list_inbox(Reader& reader);
/// A row of either inbox, of updates or of events: ids tell them apart. False where it is gone already: its
/// effects are stored.
bool remove_inbox(Transaction& txn, std::int64_t id);
void forget_updates_before(Transaction& txn, Instant time);

/// False where this event came before; otherwise it is remembered.
bool remember_event(Transaction& txn, const std::string& event);
/// What it means for one person, until its effects are stored.
InboxRow add_event(Transaction& txn, std::int64_t user_id, const std::string& body);
/// Those that came until then, oldest first.
std::vector<InboxRow> list_events(Reader& reader, Instant time, int limit);
void forget_events_before(Transaction& txn, Instant time);

// --- Sessions

struct SessionRow {
  std::int64_t user_id = 0;
  std::int64_t chat_id = 0;
  std::string name;      ///< as registered: the username, or # and the id
  std::string language;  ///< as Telegram tells it, may be empty
  std::string state;
  Instant state_until;
  std::int64_t accepted = 0;
  Instant last_seen;
  bool reminded = false;
  std::int64_t explained = 0;  ///< bits, one for each explanation given in this session
  std::int64_t card = 0;
  std::string game;
};

std::optional<SessionRow> find_session(Reader& reader, std::int64_t user_id);
void save_session(Transaction& txn, const SessionRow& session);
/// People who are in a game as far as the bot knows, and the game.
std::vector<std::pair<std::int64_t, std::string>> list_players_in_games(Reader& reader);

// --- Cards

struct CardRow {
  std::int64_t id = 0;
  std::int64_t user_id = 0;
  std::int64_t chat_id = 0;
  std::string game;
  std::int64_t message_id = 0;
  std::string shown;
  Instant warn_at;  ///< 0: no warning is due
  Instant created;
};

std::optional<CardRow> find_card(Reader& reader, std::int64_t id);
/// The latest.
std::optional<CardRow> find_game_card(Reader& reader, const std::string& game, std::int64_t user_id);
/// The cards of a game, of all its players that the bot knows, latest first.
std::vector<CardRow> list_game_cards(Reader& reader, const std::string& game);
/// Of whatever it is about; read through, so not often.
std::vector<CardRow> list_cards_that_show(Reader& reader, const std::string& shown);
std::vector<CardRow> list_due_warnings(Reader& reader, Instant now);
/// Writes what the card is about; its message_id only where it is a new row.
void save_card(Transaction& txn, const CardRow& card);
void set_card_warning(Transaction& txn, std::int64_t id, Instant warn_at);
void set_card_message(Transaction& txn, std::int64_t id, std::int64_t message_id);
/// Those that are nobody's live card and about nobody's game any more.
void forget_cards_before(Transaction& txn, Instant time);

// --- Throws

struct ThrowRow {
  /// How far it is.
  struct Step {
    std::string state;
    std::int64_t tries = 0;
    std::string attempt;
    bool operator==(const Step&) const = default;
  };
  Step step() const { return {state, tries, attempt}; }

  std::int64_t id = 0;
  std::string game;
  std::int64_t user_id = 0;  ///< 0: a player without a Telegram id, known by name
  std::string name;
  std::int64_t round = 0;
  std::int64_t throw_no = 0;
  std::string state;
  std::int64_t tries = 0;
  std::int64_t place = 0;
  std::string attempt;
  std::string reason;
  Instant not_before;
  std::int64_t chat_id = 0;
  std::int64_t message_id = 0;
  std::int64_t value = 0;
  std::int64_t thrown_at = 0;  ///< Telegram's date, Unix seconds
  bool forwarded = false;
  Instant created;
  std::int64_t cause = 0;  ///< the row of an inbox that asked for it
  Step read{};             ///< where it was when it was read or saved
};

/// Nothing where this throw has its row already.
std::optional<ThrowRow> add_throw(Transaction& txn, ThrowRow row);
std::optional<ThrowRow> find_throw(Reader& reader, std::int64_t id);
std::optional<ThrowRow> find_throw_of(Reader& reader, const ThrowRow& which);
/// Everything about it but what makes it the throw it is. False where another bot has moved it on since it
/// was read; nothing is written then.
bool save_throw(Transaction& txn, const ThrowRow& row);
/// Those neither recorded nor over.
std::vector<ThrowRow> list_unfinished_throws(Reader& reader);
std::vector<ThrowRow> list_game_throws(Reader& reader, const std::string& game);
void remove_throw(Transaction& txn, std::int64_t id);
void mark_forwarded(Transaction& txn, std::int64_t id);
void forget_throws_before(Transaction& txn, Instant time);

// --- Outbound queue

struct OutboundRow {
  std::int64_t id = 0;
  std::int64_t chat_id = 0;
  std::int64_t priority = 0;  ///< smaller goes first
  Instant not_before;
  std::string kind;
  std::int64_t card = 0;
  std::string text;
  std::string keyboard;
  std::int64_t from_chat_id = 0;
  std::int64_t message_id = 0;
  std::int64_t attempts = 0;
};

/// Queues it. One about a card takes the place of what is queued about that card.
void enqueue(Transaction& txn, OutboundRow row);
/// Takes the buttons from what is queued about a card; false where nothing is.
bool strip_queued_card(Transaction& txn, std::int64_t chat_id, std::int64_t card);
/// The next one in order, of those due and those that were tried before: the latter keep their place, also
/// where their time has not come.
std::optional<OutboundRow> next_outbound(Reader& reader, std::int64_t chat_id, Instant now);
/// When the next one of this chat may go.
std::optional<Instant> next_outbound_time(Reader& reader, std::int64_t chat_id);
std::vector<std::int64_t> list_outbound_chats(Reader& reader);
/// After it was sent as it is here; what has changed meanwhile stays queued.
void remove_outbound(Transaction& txn, const OutboundRow& sent);
void postpone_outbound(Transaction& txn, std::int64_t id, Instant not_before);
void drop_outbound_of_chat(Transaction& txn, std::int64_t chat_id);

}  // namespace ludice::store::bot

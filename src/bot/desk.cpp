// Storing a session and its reply in one transaction.
#include "bot/desk.hpp"

#include "bot/invoice.hpp"
#include "bot/money_cards.hpp"
#include "bot/qr.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

namespace ludice::bot {
namespace {

namespace rows = store::bot;

/// One run of the body that stores a reply.
class Filing {
 public:
  Filing(store::Transaction& txn, Session& session, const BotSettings& settings, Stored& stored,
         std::int64_t cause)
      : txn_(txn), session_(session), settings_(settings), stored_(stored), cause_(cause) {}

  void operator()(const SayText& say) {
    rows::OutboundRow row;
    row.kind = "text";
    row.text = say.html;
    row.keyboard = say.keyboard;
    queue(std::move(row));
  }

  void operator()(const SayCard& say) {
    if (say.once && rows::find_game_card(txn_, say.game, session_.user_id)) return;
    rows::CardRow card = card_for(say);
    card.game = say.game;
    card.shown = say.shown;
    // Shown again after that time, the card itself says how late it is.
    card.warn_at = say.warn_at > txn_.now() ? say.warn_at : Instant{};
    rows::save_card(txn_, card);
    rows::OutboundRow row;
    row.kind = "card";
    row.card = card.id;
    row.text = say.screen.html;
    row.keyboard = to_stored(say.screen.buttons);
    if (say.after_dice) row.not_before = txn_.now() + rest();
    queue(std::move(row));
    if (say.last) session_.card = 0;
  }

  void operator()(const CloseCard&) {
    const auto live = session_.card != 0 ? rows::find_card(txn_, session_.card) : std::nullopt;
    if (live) retire(*live);
    session_.card = 0;
  }

  void operator()(const ForwardDice& say) {
    for (const auto& made : rows::list_game_throws(txn_, say.game.id)) {
      if (!is_shown(made, say.game)) continue;
      rows::mark_forwarded(txn_, made.id);
      if (made.chat_id == session_.chat_id) continue;  // it fell in this very chat
      rows::OutboundRow row;
      row.kind = "forward";
      row.from_chat_id = made.chat_id;
      row.message_id = made.message_id;
      queue(std::move(row));
      ++forwarded_;
    }
  }

  void operator()(const WantThrow& say) {
    auto wanted = say.row;
    wanted.cause = cause_;
    auto added = rows::add_throw(txn_, std::move(wanted));
    if (!added) return go_on_with(say);
    stored_.throws.push_back(added->id);
    if (!say.if_new.empty()) (*this)(SayText{say.if_new});
  }

  void operator()(const SayInvoice& say) {
    rows::OutboundRow row;
    row.kind = "invoice";
    row.text = to_stored(say);
    queue(std::move(row));
  }

  void operator()(const SayQr& say) {
    rows::OutboundRow row;
    row.kind = "qr";
    row.chat_id = say.chat;
    row.text = to_stored(say);
    row.keyboard = say.keyboard;
    queue(std::move(row));
  }

  void operator()(const TurnCard& say) {
    auto card = rows::find_card(txn_, say.card);
    if (!card) return;
    card->shown = say.shown;
    rows::save_card(txn_, *card);
    rows::OutboundRow row;
    row.kind = "card";
    row.chat_id = card->chat_id;
    row.card = card->id;
    row.text = say.screen.html;
    row.keyboard = to_stored(say.screen.buttons);
    queue(std::move(row));
  }

  void operator()(const SayElsewhere& say) {
    rows::OutboundRow row;
    row.kind = say.name.empty() ? "text" : "card";
    row.chat_id = say.chat;
    if (!say.name.empty()) {
      rows::CardRow card;
      card.id = txn_.next_id();
      card.chat_id = say.chat;
      card.game = say.name;
      card.shown = say.shown;
      rows::save_card(txn_, card);
      row.card = card.id;
    }
    row.text = say.screen.html;
    row.keyboard = to_stored(say.screen.buttons);
    queue(std::move(row));
  }

  /// A throw that is stored, and that nobody may have in hand.
  void go_on_with(const WantThrow& say) {
    if (const auto there = rows::find_throw_of(txn_, say.row)) stored_.throws.push_back(there->id);
  }

  void operator()(const SetWarning& say) { rows::set_card_warning(txn_, say.card, say.warn_at); }

 private:
  /// The opponent's, of a round that both have thrown, and not forwarded yet.
  bool is_shown(const rows::ThrowRow& made, const GameView& game) const {
    const bool own = made.user_id == session_.user_id;
    if (own || made.forwarded || made.message_id == 0) return false;
    if (!game.ended() && made.round >= game.round) return false;
    const auto round = static_cast<std::size_t>(made.round) - 1;
    const auto place = static_cast<std::size_t>(made.throw_no) - 1;
    if (round >= game.opponent_throws.size() || place >= game.opponent_throws[round].size()) return false;
    return game.opponent_throws[round][place] == made.value;
  }

  rows::CardRow card_for(const SayCard& say) {
    if (say.beside) return new_card();
    const auto live = session_.card != 0 ? rows::find_card(txn_, session_.card) : std::nullopt;
    if (live && !say.fresh) return *live;
    if (live && say.after_dice) remove(*live);
    if (live && !say.after_dice) retire(*live);
    rows::CardRow card = new_card();
    session_.card = card.id;
    return card;
  }

  rows::CardRow new_card() {
    rows::CardRow card;
    card.id = txn_.next_id();
    card.user_id = session_.user_id;
    card.chat_id = session_.chat_id;
    return card;
  }

  /// Takes the buttons from a card that another one follows.
  void retire(const rows::CardRow& card) {
    end_warning(card);
    if (rows::strip_queued_card(txn_, card.chat_id, card.id) || card.message_id == 0) return;
    rows::OutboundRow row;
    row.kind = "strip";
    row.card = card.id;
    queue(std::move(row));
  }

  /// The card that follows warns in its place.
  void end_warning(const rows::CardRow& card) {
    if (card.warn_at.ms != 0) rows::set_card_warning(txn_, card.id, Instant{});
  }

  /// Takes a card out of the chat when the one that follows it comes: dice lie between the two.
  void remove(const rows::CardRow& card) {
    if (card.message_id == 0) return retire(card);
    end_warning(card);
    rows::OutboundRow row;
    row.kind = "remove";
    row.message_id = card.message_id;
    row.not_before = txn_.now() + rest();
    queue(std::move(row));
  }

  /// Until the last dice of this reply lies still.
  Millis rest() const {
    return settings_.result_pause + std::max(forwarded_ - 1, 0) * settings_.forward_pace;
  }

  void queue(rows::OutboundRow row) {
    if (row.chat_id == 0) row.chat_id = session_.chat_id;
    row.priority = 1;
    if (row.not_before.ms == 0) row.not_before = txn_.now();
    if (std::ranges::find(stored_.chats, row.chat_id) == stored_.chats.end())
      stored_.chats.push_back(row.chat_id);
    rows::enqueue(txn_, std::move(row));
  }

  store::Transaction& txn_;
  Session& session_;
  const BotSettings& settings_;
  Stored& stored_;
  const std::int64_t cause_;  ///< the row of an inbox, 0: none
  int forwarded_ = 0;
};

struct Filed {
  Session session;
  Stored stored;
};

/// What has brought something about, so that it is stored once.
struct Origin {
  std::int64_t inbox_id = 0;
  std::string event;
};

/// True the first time for this person; nobody's are the operators'.
bool is_new(store::Transaction& txn, const std::string& event, std::int64_t user_id) {
  return event.empty() || rows::remember_event(txn, event + ":" + std::to_string(user_id));
}

Filed file(store::Transaction& txn, Session session, const Reply& reply, const Origin& origin,
           const BotSettings& settings) {
  Filed filed{std::move(session), {}};
  Filing filing(txn, filed.session, settings, filed.stored, origin.inbox_id);
  if (origin.inbox_id != 0 && !rows::remove_inbox(txn, origin.inbox_id)) {
    // Stored before, perhaps by a commit whose answer was lost: what follows from it has to be begun all the
    // same.
    filed.stored.chats.push_back(filed.session.chat_id);
    for (const auto& say : reply.says) {
      if (const auto* wanted = std::get_if<WantThrow>(&say)) filing.go_on_with(*wanted);
    }
    return filed;
  }
  if (!is_new(txn, origin.event, session.user_id)) return filed;
  for (const auto& say : reply.says) std::visit(filing, say);
  rows::save_session(txn, filed.session);
  filed.stored.done = true;
  return filed;
}

}  // namespace

async::Task<std::optional<Session>> Desk::find(std::int64_t user_id) {
  store::ReadBody<std::optional<Session>> body = [user_id](store::Reader& reader) {
    return rows::find_session(reader, user_id);
  };
  co_return co_await store_.read(std::move(body));
}

async::Task<Known> Desk::know(std::int64_t user_id, std::int64_t live_card, std::string game) {
  store::ReadBody<Known> body = [user_id, live_card, game](store::Reader& reader) {
    Known known;
    if (live_card != 0) known.live = rows::find_card(reader, live_card);
    if (game.empty()) return known;
    known.of_game = rows::find_game_card(reader, game, user_id);
    known.throws = rows::list_game_throws(reader, game);
    return known;
  };
  co_return co_await store_.read(std::move(body));
}

async::Task<std::vector<std::int64_t>> Desk::others_in(std::string game, std::int64_t user_id) {
  store::ReadBody<std::vector<std::int64_t>> body = [game, user_id](store::Reader& reader) {
    std::set<std::int64_t> users;
    for (const auto& card : rows::list_game_cards(reader, game)) users.insert(card.user_id);
    users.erase(user_id);
    return std::vector<std::int64_t>(users.begin(), users.end());
  };
  co_return co_await store_.read(std::move(body));
}

async::Task<std::vector<store::bot::CardRow>> Desk::cards_about(std::string name) {
  store::ReadBody<std::vector<rows::CardRow>> body = [name](store::Reader& reader) {
    return rows::list_game_cards(reader, name);
  };
  co_return co_await store_.read(std::move(body));
}

async::Task<std::vector<store::bot::CardRow>> Desk::open_cards() {
  store::ReadBody<std::vector<rows::CardRow>> body = [](store::Reader& reader) {
    return rows::list_cards_that_show(reader, kOpen);
  };
  co_return co_await store_.read(std::move(body));
}

async::Task<> Desk::tell(std::vector<Say> says, std::int64_t inbox_id, std::string event) {
  store::Body<Stored> body = [says = std::move(says), inbox_id, event = std::move(event),
                              settings = &settings_](store::Transaction& txn) {
    Session nobody;
    Stored stored;
    if (!is_new(txn, event, nobody.user_id)) return stored;
    if (inbox_id != 0 && !rows::remove_inbox(txn, inbox_id)) return stored;
    Filing filing(txn, nobody, *settings, stored, inbox_id);
    for (const auto& say : says) std::visit(filing, say);
    return stored;
  };
  const Stored stored = co_await store_.write(std::move(body));
  if (ready_) ready_(stored);
}

async::Task<bool> Desk::store(Session& session, Reply reply, std::int64_t inbox_id, std::string event) {
  Origin origin{inbox_id, std::move(event)};
  store::Body<Filed> body = [session, reply = std::move(reply), origin = std::move(origin),
                             settings = &settings_](store::Transaction& txn) {
    return file(txn, session, reply, origin, *settings);
  };
  const Filed filed = co_await store_.write(std::move(body));
  if (ready_) ready_(filed.stored);
  if (!filed.stored.done) co_return false;
  session = filed.session;
  co_return true;
}

}  // namespace ludice::bot

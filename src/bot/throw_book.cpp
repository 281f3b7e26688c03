// Reading and writing throws.
#include "bot/throw_book.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "bot/throw_states.hpp"

#include <set>
#include <utility>

namespace ludice::bot {
namespace {

namespace rows = store::bot;

constexpr Millis kLongPause{3'000};
constexpr int kSaveAttempts = 20;

struct Listener {
  rows::SessionRow session;
  bool thrower = false;
};

/// The players of the throw's game that see the bot.
std::vector<Listener> listeners_of(store::Reader& reader, const rows::ThrowRow& made) {
  std::vector<Listener> listeners;
  std::set<std::int64_t> seen;
  for (const auto& card : rows::list_game_cards(reader, made.game)) {
    if (!seen.insert(card.user_id).second) continue;
    const auto session = rows::find_session(reader, card.user_id);
    if (session) listeners.push_back({*session, card.user_id == made.user_id});
  }
  return listeners;
}

std::string thrower_name(store::Reader& reader, const rows::ThrowRow& made) {
  if (made.user_id == 0) return made.name;
  const auto session = rows::find_session(reader, made.user_id);
  return session ? session->name : "#" + std::to_string(made.user_id);
}

void queue_text(store::Transaction& txn, std::int64_t chat_id, std::string html) {
  rows::OutboundRow row;
  row.chat_id = chat_id;
  row.priority = 1;
  row.not_before = txn.now();
  row.kind = "text";
  row.text = std::move(html);
  rows::enqueue(txn, std::move(row));
}

using Chats = std::vector<std::int64_t>;

/// What the players are told about an attempt that was given up; the chats where something is queued now.
Chats tell_given_up(store::Transaction& txn, const rows::ThrowRow& row, const Texts& texts) {
  Chats chats;
  const bool refused = row.reason == give_up_reason::kRefused;
  const bool elsewhere = refused && row.place == throw_place::kOpponentsChat;
  // Not locked: another throw of the game may be told of in the other order.
  const std::string name = thrower_name(txn.peek(), row);
  for (const auto& listener : listeners_of(txn.peek(), row)) {
    const Phrases& words = texts.in(listener.session.language);
    if (!refused) {
      const std::string reason = words.plain(text_of_reason(row.reason));
      queue_text(txn, listener.session.chat_id,
                 words.html(Text::throw_repeated, {{"name", name}, {"reason", reason}}));
    } else if (elsewhere && !listener.thrower) {
      queue_text(txn, listener.session.chat_id, words.html(Text::throw_elsewhere, {{"name", name}}));
    } else {
      continue;
    }
    chats.push_back(listener.session.chat_id);
  }
  return chats;
}

}  // namespace

Text text_of_reason(std::string_view reason) {
  if (reason == give_up_reason::kUnreachable) return Text::reason_unreachable;
  if (reason == give_up_reason::kRestart) return Text::reason_restart;
  if (reason == give_up_reason::kLate) return Text::reason_late;
  return Text::reason_no_answer;
}

async::Task<std::optional<ThrowBook::Row>> ThrowBook::find(std::int64_t id) {
  store::ReadBody<std::optional<Row>> body = [id](store::Reader& reader) {
    return rows::find_throw(reader, id);
  };
  co_return co_await store_.read(std::move(body));
}

async::Task<std::vector<ThrowBook::Row>> ThrowBook::unfinished() {
  store::ReadBody<std::vector<Row>> body = [](store::Reader& reader) {
    return rows::list_unfinished_throws(reader);
  };
  co_return co_await store_.read(std::move(body));
}

/// Longer than a bot takes that has been relieved to know of it.
constexpr Millis kMovedOn{3'000};

namespace {

/// What is there already may be ours, by a commit whose answer was lost. That a dice is being sent may as
/// well be another bot's word for the same attempt, and only one of the two may send it.
bool is_saved(store::Transaction& txn, const store::bot::ThrowRow& row) {
  if (rows::save_throw(txn, row)) return true;
  const auto there = rows::find_throw(txn, row.id);
  return there && row.state != throw_state::kSending && there->step() == row.step();
}

}  // namespace

async::Task<bool> ThrowBook::save(Row row) {
  // Between two steps of a throw nothing is worse than forgetting how far it came.
  for (int attempt = 1;; ++attempt) {
    try {
      store::Body<bool> body = [row](store::Transaction& txn) { return is_saved(txn, row); };
      const bool saved = co_await store_.write(std::move(body));
      if (saved) co_return true;
      break;
    } catch (const store::Unavailable& failure) {
      log::warning("throw_not_saved", {{"throw", row.id}, {"why", failure.what()}});
      if (attempt >= kSaveAttempts) throw;
    }
    co_await async::sleep_for(Millis{500});
  }
  log::warning("throw_moved_on", {{"throw", row.id}, {"game", row.game}});
  co_await async::sleep_for(kMovedOn);
  co_return false;
}

async::Task<std::optional<std::int64_t>> ThrowBook::choose_chat(Row& row) {
  struct Candidates {
    std::int64_t own = 0;
    std::int64_t opponents = 0;
  };
  store::ReadBody<Candidates> body = [row](store::Reader& reader) {
    Candidates chats;
    if (const auto session = rows::find_session(reader, row.user_id)) chats.own = session->chat_id;
    for (const auto& listener : listeners_of(reader, row)) {
      if (!listener.thrower) chats.opponents = listener.session.chat_id;
    }
    return chats;
  };
  const Candidates chats = co_await store_.read(std::move(body));
  for (; row.place < throw_place::kNowhere; ++row.place) {
    if (row.place == throw_place::kOwnChat && chats.own != 0) co_return chats.own;
    if (row.place == throw_place::kOpponentsChat && chats.opponents != 0) co_return chats.opponents;
    if (row.place == throw_place::kRollChat && settings_.roll_chat) co_return *settings_.roll_chat;
  }
  co_return std::nullopt;
}

async::Task<> ThrowBook::save_given_up(Row row) {
  store::Body<Chats> body = [row = std::move(row), texts = &texts_](store::Transaction& txn) {
    return rows::save_throw(txn, row) ? tell_given_up(txn, row, *texts) : Chats{};
  };
  const Chats chats = co_await store_.write(std::move(body));
  for (const auto chat_id : chats) outbox_.wake(chat_id);
}

async::Task<> ThrowBook::tell_pause(Row row, Millis pause) {
  if (pause < kLongPause) co_return;
  store::Body<Chats> body = [row = std::move(row), pause, texts = &texts_](store::Transaction& txn) {
    Chats chats;
    const std::string name = thrower_name(txn.peek(), row);
    for (const auto& listener : listeners_of(txn.peek(), row)) {
      const std::int64_t chat = listener.session.chat_id;
      if (chat == row.chat_id) continue;  // nothing can be said there before the pause is over
      const Phrases& words = texts->in(listener.session.language);
      const std::string left = words.duration(pause);
      queue_text(txn, chat,
                 listener.thrower ? words.html(Text::throw_slow_yours, {{"left", left}})
                                  : words.html(Text::throw_slow, {{"name", name}, {"left", left}}));
      chats.push_back(chat);
    }
    return chats;
  };
  const Chats chats = co_await store_.write(std::move(body));
  for (const auto chat_id : chats) outbox_.wake(chat_id);
}

async::Task<> ThrowBook::forget(Row row) {
  store::Body<bool> body = [id = row.id](store::Transaction& txn) {
    rows::remove_throw(txn, id);
    return true;
  };
  co_await store_.write(std::move(body));
}

}  // namespace ludice::bot

// Serving each chat's queue.
#include "bot/outbox.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "base/planted.hpp"
#include "bot/invoice.hpp"
#include "bot/qr.hpp"
#include "bot/screen.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace ludice::bot {
namespace {

namespace rows = store::bot;

constexpr std::int64_t kMostAttempts = 2'880;  // about a day, by half minutes
constexpr std::int64_t kMostStrangeAttempts = 5;
constexpr Millis kSettleAgain{1'000};

telegram::LinkPreviewOptions no_preview() {
  telegram::LinkPreviewOptions options;
  options.is_disabled = true;
  return options;
}

telegram::SendMessage message_of(const rows::OutboundRow& row) {
  telegram::SendMessage call;
  call.chat_id = row.chat_id;
  call.text = row.text;
  call.parse_mode = "HTML";
  call.link_preview_options = no_preview();
  call.reply_markup = markup_from(row.keyboard);
  return call;
}

rows::OutboundRow text_in_place_of(const rows::OutboundRow& qr, Instant now) {
  rows::OutboundRow text;
  text.chat_id = qr.chat_id;
  text.priority = qr.priority;
  text.not_before = now;
  text.kind = "text";
  text.text = qr_html_from(qr.text);
  text.keyboard = qr.keyboard;
  return text;
}

telegram::EditMessageText edit_of(const rows::OutboundRow& row, std::int64_t message_id) {
  telegram::EditMessageText call;
  call.chat_id = row.chat_id;
  call.message_id = message_id;
  call.text = row.text;
  call.parse_mode = "HTML";
  call.link_preview_options = no_preview();
  call.reply_markup = inline_markup_from(row.keyboard);
  return call;
}

telegram::ForwardMessage forward_of(const rows::OutboundRow& row) {
  telegram::ForwardMessage call;
  call.chat_id = row.chat_id;
  call.from_chat_id = row.from_chat_id;
  call.message_id = row.message_id;
  return call;
}

/// Doubles from half a second to half a minute.
Millis pause_after(std::int64_t attempts) {
  return std::min(Millis{500} * (std::int64_t{1} << std::min<std::int64_t>(attempts, 6)), Millis{30'000});
}

}  // namespace

Outbox::Outbox(boost::asio::any_io_executor executor, store::Store& store, telegram::BotApi& api,
               telegram::Pacer& pacer, const Clock& clock, async::Loops& loops, async::TaskGroup& group)
    : executor_(std::move(executor)),
      store_(store),
      api_(api),
      pacer_(pacer),
      clock_(clock),
      loops_(loops),
      group_(group) {}

void Outbox::wake(std::int64_t chat_id) {
  const auto [chat, fresh] = chats_.try_emplace(chat_id);
  if (fresh) {
    chat->second = std::make_shared<async::Event>(executor_);
    group_.spawn("outbox", drive(chat_id));
  } else {
    chat->second->notify();
  }
}

void Outbox::leave_what_waits() {
  leaving_ = true;
  for (const auto& chat : chats_) chat.second->notify();
}

async::Task<> Outbox::resume() {
  store::ReadBody<std::vector<std::int64_t>> body = [](store::Reader& reader) {
    return rows::list_outbound_chats(reader);
  };
  const auto chats = co_await store_.read(std::move(body));
  for (const auto chat_id : chats) {
    if (!chats_.contains(chat_id)) wake(chat_id);
  }
}

async::Task<> Outbox::drive(std::int64_t chat_id) {
  return loops_.run("outbox", [this, chat_id] { return serve_next(chat_id); }, {.subject = chat_id});
}

async::Task<bool> Outbox::serve_next(std::int64_t chat_id) {
  const auto wakeup = chats_.at(chat_id);
  const auto seen = wakeup->count();
  store::ReadBody<std::optional<Row>> body = [chat_id, now = clock_.now()](store::Reader& reader) {
    return rows::next_outbound(reader, chat_id, now);
  };
  std::optional<Row> row = co_await store_.read(std::move(body));
  if (!held_ && !row) co_return co_await wait_for_next(chat_id, wakeup, seen);
  const bool waits = !held_ && row->not_before > clock_.now();
  if (held_ || (waits && leaving_)) {
    chats_.erase(chat_id);
    co_return false;
  }
  if (waits) {
    co_await wakeup->wait(seen, row->not_before - clock_.now());
  } else {
    const Sent sent = co_await send(*row);
    co_await settle(*row, sent);
  }
  co_return true;
}

/// False where nothing is queued for this chat any more; it is not served any longer then.
async::Task<bool> Outbox::wait_for_next(std::int64_t chat_id, std::shared_ptr<async::Event> wakeup,
                                        std::uint64_t seen) {
  store::ReadBody<std::optional<Instant>> body = [chat_id](store::Reader& reader) {
    return rows::next_outbound_time(reader, chat_id);
  };
  const auto time = co_await store_.read(std::move(body));
  if (time && !leaving_) {
    const Millis limit = std::max(*time - clock_.now(), Millis{1});
    co_await wakeup->wait(seen, limit);
    co_return true;
  }
  if (wakeup->count() != seen) co_return true;
  chats_.erase(chat_id);
  co_return false;
}

/// Hands one row to Telegram. The id of the message where it is a new card, otherwise 0.
async::Task<std::int64_t> Outbox::deliver(Row row, std::int64_t card_message) {
  if (row.kind == "forward") {
    telegram::ForwardMessage call = forward_of(row);
    co_await api_.forward_message(std::move(call));
  } else if (row.kind == "invoice") {
    telegram::SendInvoice call = invoice_from(row.chat_id, row.text);
    co_await api_.send_invoice(std::move(call));
  } else if (row.kind == "qr") {
    QrPicture picture = qr_picture_from(row.chat_id, row.text, row.keyboard);
    co_await api_.send_photo(std::move(picture.call), std::move(picture.png));
  } else if (row.kind == "remove") {
    telegram::DeleteMessage call;
    call.chat_id = row.chat_id;
    call.message_id = row.message_id;
    co_await api_.delete_message(std::move(call));
  } else if (row.kind == "strip") {
    telegram::EditMessageReplyMarkup call;
    call.chat_id = row.chat_id;
    call.message_id = card_message;
    if (card_message != 0) co_await api_.edit_message_reply_markup(std::move(call));
  } else if (card_message != 0) {
    telegram::EditMessageText call = edit_of(row, card_message);
    co_await api_.edit_message_text(std::move(call));
  } else {
    telegram::SendMessage call = message_of(row);
    const telegram::Message message = co_await api_.send_message(std::move(call));
    co_return message.message_id;
  }
  co_return 0;
}

async::Task<Outbox::Sent> Outbox::send(Row row) {
  std::int64_t card_message = 0;
  if (row.card != 0) {
    store::ReadBody<std::int64_t> body = [id = row.card](store::Reader& reader) {
      const auto card = rows::find_card(reader, id);
      return card ? card->message_id : 0;
    };
    card_message = co_await store_.read(std::move(body));
  }
  Sent sent;
  try {
    async::Task<std::int64_t> call = deliver(row, card_message);
    const auto priority = static_cast<telegram::Priority>(row.priority);
    const std::int64_t message = co_await pacer_.run(row.chat_id, priority, std::move(call));
    if (row.card != 0) sent.card_message = message;
  } catch (const telegram::TelegramError& error) {
    sent = outcome_of(error, row);
  } catch (const std::exception& error) {
    sent = outcome_of(error, row);  // one that was cancelled ends at the next wait, with nothing settled
  }
  co_return sent;
}

Outbox::Sent Outbox::outcome_of(const telegram::TelegramError& error, const Row& row) const {
  log::info("not_told", {{"chat", row.chat_id}, {"kind", row.kind}, {"why", error.what()}});
  Sent sent;
  if (error.flood()) {
    sent.end = Sent::End::again;
    sent.pause = error.retry_after;
  } else if (error.unavailable()) {
    // Edits are harmless to repeat, and of messages we promise at least one.
    sent.end = row.attempts < (LUDICE_PLANTED("bot_tells_once_at_most") ? 0 : kMostAttempts)
                   ? Sent::End::again
                   : Sent::End::drop;
    sent.pause = pause_after(row.attempts);
  } else if (error.chat_unreachable() && row.kind != "forward" && row.kind != "qr") {
    // Of those two it may be the chat that they come from, or what may be sent there, that is meant.
    sent.end = Sent::End::chat_gone;
  } else if (row.kind == "card" && row.attempts < 2) {
    sent.end = Sent::End::again;
    sent.card_lost = true;
  } else {
    sent.end = Sent::End::drop;
    sent.as_text = row.kind == "qr";
  }
  return sent;
}

/// Nobody knows what it is, so it may pass; but it must not keep what is queued behind it for ever.
Outbox::Sent Outbox::outcome_of(const std::exception& error, const Row& row) const {
  log::error("outbound_failed", {{"chat", row.chat_id}, {"kind", row.kind}, {"why", error.what()}});
  Sent sent;
  sent.end = row.attempts < kMostStrangeAttempts ? Sent::End::again : Sent::End::drop;
  sent.pause = pause_after(row.attempts);
  return sent;
}

/// What was sent is not sent again because the store is away: that it was is kept in hand until it is stored.
async::Task<> Outbox::settle(Row row, Sent sent) {
  for (bool first = true;; first = false) {
    try {
      co_await store_end(row, sent);
      co_return;
    } catch (const store::Unavailable& failure) {
      if (first) log::warning("sending_not_stored", {{"chat", row.chat_id}, {"why", failure.what()}});
    }
    co_await async::sleep_for(kSettleAgain);
  }
}

async::Task<> Outbox::store_end(Row row, Sent sent) {
  store::Body<bool> body = [row, sent, now = clock_.now()](store::Transaction& txn) {
    if (sent.card_message != 0) rows::set_card_message(txn, row.card, sent.card_message);
    if (sent.card_lost) rows::set_card_message(txn, row.card, 0);
    if (sent.as_text) rows::enqueue(txn, text_in_place_of(row, now));
    switch (sent.end) {
      case Sent::End::again:
        rows::postpone_outbound(txn, row.id, now + sent.pause);
        break;
      case Sent::End::chat_gone:
        rows::drop_outbound_of_chat(txn, row.chat_id);
        break;
      default:
        rows::remove_outbound(txn, row);
    }
    return true;
  };
  co_await store_.write(std::move(body));
}

}  // namespace ludice::bot

// The steps of a throw.
#include "bot/throws.hpp"

#include "async/deadline.hpp"
#include "base/hex.hpp"
#include "base/log.hpp"
#include "base/planted.hpp"
#include "bot/throw_states.hpp"
#include "net/trace.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

using store::bot::ThrowRow;

/// The same for one announcement, however often it is made.
std::string announcement_id(const ThrowRow& row) {
  return "throw:" + to_base32(row.id) + ":" + std::to_string(row.tries);
}

/// That of the tap that asked for it, where there was one.
std::string trace_of(const ThrowRow& row) {
  return row.cause != 0 ? Visit::trace_id(row.cause) : net::trace_id_for("throw:" + to_base32(row.id));
}

Thrower thrower_of(const ThrowRow& row) {
  Thrower who;
  who.user_id = row.user_id;
  who.name = row.name;
  who.trace = trace_of(row);
  return who;
}

/// The rules have closed this throw; anything else is a trouble that may pass.
bool is_final(const ApiRefusal& refusal) {
  return refusal.status == 403 || refusal.status == 404 || refusal.status == 409;
}

/// What becomes of a throw whose announcement was refused.
void follow_refusal(ThrowRow& row, const ApiRefusal& refusal, Instant now, const ThrowTiming& timing) {
  log::info("throw_not_announced",
            {{"throw", row.id}, {"game", row.game}, {"code", refusal.code}, {"trace", trace_of(row)}});
  ++row.tries;
  if (refusal.code == "throw_in_progress") {
    row.not_before = now + timing.busy_retry;
  } else if (is_final(refusal)) {
    row.state = throw_state::kOver;
  } else {
    row.not_before = now + std::max(refusal.retry_after, timing.trouble_retry);
  }
}

std::string_view reason_of(const telegram::TelegramError& problem) {
  if (!problem.unavailable()) return give_up_reason::kRefused;
  return problem.maybe_done ? give_up_reason::kNoAnswer : give_up_reason::kUnreachable;
}

telegram::TelegramError strange_answer() {
  telegram::TelegramError error(telegram::TelegramError::Kind::unavailable, "sendDice", 0,
                                "an answer without a dice");
  error.maybe_done = true;
  return error;
}

void set_giving_up(ThrowRow& row, std::string_view reason) {
  row.state = throw_state::kGivingUp;
  row.reason = reason;
}

void set_wanted(ThrowRow& row) {
  row.state = throw_state::kWanted;
  row.attempt.clear();
  ++row.tries;
}

}  // namespace

Throws::Throws(const Tools& tools, ThrowBook& book, News& news, telegram::BotApi& api, telegram::Pacer& pacer,
               async::Loops& loops, async::TaskGroup& group, ThrowTiming timing)
    : tools_(tools),
      book_(book),
      news_(news),
      api_(api),
      pacer_(pacer),
      loops_(loops),
      group_(group),
      timing_(timing) {}

void Throws::start(std::int64_t id) {
  if (in_hand_.try_emplace(id).second) group_.spawn("throw", drive(id));
}

async::Task<> Throws::resume() {
  const std::vector<Row> unfinished = co_await book_.unfinished();
  for (Row row : unfinished) {
    if (in_hand_.contains(row.id)) continue;  // taken up before, by a try that failed later
    // Whether the dice was sent before the stop, nobody knows.
    if (row.state == throw_state::kSending) {
      set_giving_up(row, give_up_reason::kRestart);
      co_await book_.save(row);
    }
    start(row.id);
  }
}

async::Task<> Throws::look() {
  std::set<std::int64_t> left;
  const std::vector<Row> unfinished = co_await book_.unfinished();
  for (const Row& row : unfinished) {
    if (!in_hand_.contains(row.id)) left.insert(row.id);
  }
  for (const std::int64_t id : left) {
    if (left_.contains(id)) start(id);
  }
  left_ = std::move(left);
}

async::Task<> Throws::drive(std::int64_t id) {
  return loops_.run("throws", [this, id] { return go_on(id); },
                    {.subject = id, .pauses = timing_.failure_pauses});
}

/// One step; false where none is left.
async::Task<bool> Throws::go_on(std::int64_t id) {
  const std::optional<Row> row = co_await book_.find(id);
  if (row && is_finished(*row)) {
    if (row->user_id != 0) news_.bring(row->user_id, row->game);
    co_await news_.bring_others(row->user_id, row->game);
  }
  if (!row || is_finished(*row)) {
    in_hand_.erase(id);
    co_return false;
  }
  const Millis wait = row->not_before - tools_.clock.now();
  if (row->state == throw_state::kWanted && wait > Millis{0}) co_await async::sleep_for(wait);
  co_await step(*row);
  co_return true;
}

async::Task<> Throws::step(Row row) {
  if (row.state == throw_state::kWanted) {
    co_await make(std::move(row));
  } else if (row.state == throw_state::kThrown) {
    co_await record(std::move(row));
  } else if (row.state == throw_state::kGivingUp) {
    co_await give_up(std::move(row));
  } else {
    // Announced, and its sending ended in a way nobody expected.
    set_giving_up(row, give_up_reason::kNoAnswer);
    co_await book_.save(std::move(row));
  }
}

/// Nothing where the rules have closed the game to this throw; that is stored then.
async::Task<std::optional<GameKind>> Throws::kind_of(Row row) {
  std::optional<GameKind>& kind = in_hand_.at(row.id);  // stays in its place until the throw is finished
  if (kind) co_return kind;
  const auto game = co_await tools_.api.game(thrower_of(row), row.game);
  if (game) {
    kind = game->kind;
    co_return kind;
  }
  if (!is_final(game.error())) throw ApiUnavailable("a game could not be read: " + game.error().code);
  log::info("throw_without_game",
            {{"throw", row.id}, {"game", row.game}, {"code", game.error().code}, {"trace", trace_of(row)}});
  row.state = throw_state::kOver;
  co_await book_.save(std::move(row));
  co_return std::nullopt;
}

async::Task<> Throws::make(Row row) {
  const auto kind = co_await kind_of(row);
  if (!kind) co_return;
  const auto chat = co_await book_.choose_chat(row);
  if (!chat) {
    log::warning("throw_has_no_chat",
                 {{"throw", row.id}, {"game", row.game}, {"user", row.user_id}, {"trace", trace_of(row)}});
    co_await book_.forget(std::move(row));
    co_return;
  }
  if (row.reason == give_up_reason::kUnreachable) {
    // A second attempt given up would void the game: none is announced while Telegram is away.
    const bool there = co_await telegram_is_there();
    if (!there) {
      co_await async::sleep_for(timing_.unreachable_pause);
      co_return;
    }
  }
  row.chat_id = *chat;
  const std::int64_t id = row.id;
  const std::int64_t tries = row.tries;
  std::optional<telegram::TelegramError> problem;
  try {
    async::Task<> call = announce_and_send(std::move(row), *kind);
    co_await pacer_.run(*chat, telegram::Priority::game, std::move(call));
  } catch (const telegram::TelegramError& error) {
    problem = error;
  }
  if (problem) co_await begin_giving_up(id, tries, *problem);
}

async::Task<bool> Throws::telegram_is_there() {
  try {
    co_await api_.get_me();
    co_return true;
  } catch (const telegram::TelegramError& error) {
    co_return !error.unavailable();
  }
}

/// In the chat's turn, so that an announced throw does not wait for the pace. Throws what sendDice throws.
async::Task<> Throws::announce_and_send(Row row, GameKind kind) {
  const std::string request_id = announcement_id(row);
  const auto attempt =
      co_await tools_.api.announce_throw(thrower_of(row), row.game, row.round, row.throw_no, request_id);
  if (!attempt) {
    follow_refusal(row, attempt.error(), tools_.clock.now(), timing_);
    co_await book_.save(std::move(row));
    co_return;
  }
  row.attempt = attempt->attempt;
  row.state = throw_state::kSending;
  if (!LUDICE_PLANTED("bot_throws_before_it_is_stored")) {
    const bool ours = co_await book_.save(row);
    if (!ours) co_return;
    row.read = row.step();
  }
  const telegram::Message message = co_await send_dice(row.chat_id, kind, trace_of(row));
  row.state = throw_state::kThrown;
  row.chat_id = message.chat.id;
  row.message_id = message.message_id;
  row.value = LUDICE_PLANTED("bot_writes_another_value") ? 6 : message.dice->value;
  row.thrown_at = message.date;
  co_await book_.save(std::move(row));
}

/// Repeated only while nothing can have reached Telegram.
async::Task<telegram::Message> Throws::send_dice(std::int64_t chat_id, GameKind kind, std::string trace) {
  const Instant until = tools_.clock.now() + timing_.send_patience;
  while (true) {
    try {
      telegram::SendDice call;
      call.chat_id = chat_id;
      call.emoji = emoji_of(kind);
      telegram::Message message = co_await api_.send_dice(std::move(call));
      if (!message.dice) throw strange_answer();
      co_return message;
    } catch (const telegram::TelegramError& error) {
      const bool sent = error.maybe_done && !LUDICE_PLANTED("bot_throws_again_after_a_lost_answer");
      const bool unsent = error.unavailable() && !sent;
      if (!unsent || tools_.clock.now() >= until) throw;
      log::warning("dice_not_sent", {{"chat", chat_id}, {"why", error.what()}, {"trace", trace}});
    }
    co_await async::sleep_for(timing_.send_retry);
  }
}

/// Of the attempt that was announced at that try; a later one is another bot's.
async::Task<> Throws::begin_giving_up(std::int64_t id, std::int64_t tries, telegram::TelegramError problem) {
  std::optional<Row> row = co_await book_.find(id);
  if (!row || row->state != throw_state::kSending || row->tries != tries) co_return;
  log::warning("throw_failed",
               {{"throw", id}, {"game", row->game}, {"why", problem.what()}, {"trace", trace_of(*row)}});
  set_giving_up(*row, reason_of(problem));
  if (problem.flood()) {
    row->not_before = tools_.clock.now() + problem.retry_after;
  } else if (problem.refused()) {
    ++row->place;
  }
  co_await book_.save(*row);
  if (problem.flood()) co_await book_.tell_pause(*row, problem.retry_after);
}

async::Task<> Throws::give_up(Row row) {
  std::string reason(row.reason);
  if (row.reason != give_up_reason::kRefused)
    reason = tools_.texts.in("en").plain(text_of_reason(row.reason));
  const auto state = co_await tools_.api.give_up_throw(thrower_of(row), row.attempt, reason);
  if (state && *state == "void") {
    row.state = throw_state::kOver;
    co_await book_.save(std::move(row));
    co_return;
  }
  set_wanted(row);
  co_await book_.save_given_up(std::move(row));
}

async::Task<> Throws::record(Row row) {
  const auto kind = co_await kind_of(row);
  if (!kind) co_return;
  Attempt attempt;
  attempt.attempt = row.attempt;
  attempt.round = row.round;
  attempt.throw_no = row.throw_no;
  ThrowProof proof;
  proof.chat_id = row.chat_id;
  proof.message_id = row.message_id;
  proof.date = row.thrown_at;
  proof.emoji = emoji_of(*kind);
  const auto game =
      co_await tools_.api.write_result(thrower_of(row), row.game, row.round, attempt, row.value, proof);
  if (game) {
    row.state = throw_state::kRecorded;
  } else {
    log::warning(
        "throw_not_recorded",
        {{"throw", row.id}, {"game", row.game}, {"code", game.error().code}, {"trace", trace_of(row)}});
    if (!is_final(game.error())) throw ApiUnavailable("a throw could not be recorded: " + game.error().code);
    if (game.error().code == "conflict" || game.error().code == "throw_in_progress") {
      // The attempt was closed meanwhile: this dice came too late.
      row.reason = give_up_reason::kLate;
      row.message_id = 0;
      set_wanted(row);
      co_await book_.save_given_up(std::move(row));
      co_return;
    }
    row.state = throw_state::kOver;
  }
  co_await book_.save(std::move(row));
}

}  // namespace ludice::bot

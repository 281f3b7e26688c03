// The invariants.
#include "sim/bot_checker.hpp"

#include "sim/rule.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

namespace ludice::sim {
namespace {

constexpr std::array kBotAtRest = {
    Rule{"rest_no_update_unanswered", "SELECT COUNT(*) FROM inbox"},
    Rule{"rest_everything_is_told", "SELECT COUNT(*) FROM outbound"},
    Rule{"rest_every_event_is_told", "SELECT COUNT(*) FROM event"},
    Rule{"rest_no_throw_under_way", "SELECT COUNT(*) FROM throw_job WHERE state NOT IN ('recorded', 'over')"},
    Rule{"rest_nobody_left_in_a_game", "SELECT COUNT(*) FROM session WHERE game <> ''"},
    Rule{"rest_no_deadline", "SELECT COUNT(*) FROM deadline"},
};

constexpr std::array kThrows = {
    Rule{"recorded_throw_counts",
         "SELECT COUNT(*) FROM throw_job t WHERE t.state = 'recorded' AND NOT EXISTS (SELECT 1 FROM proof p "
         "WHERE p.chat = t.chat_id AND p.message = t.message_id)"},
    Rule{"counted_dice_is_recorded",
         "SELECT COUNT(*) FROM proof p WHERE NOT EXISTS (SELECT 1 FROM throw_job t WHERE p.chat = t.chat_id "
         "AND p.message = t.message_id AND t.state = 'recorded')"},
    Rule{"one_dice_a_throw",
         "SELECT (SELECT COUNT(*) FROM proof) - (SELECT COALESCE(SUM(LENGTH(opener_faces) + "
         "LENGTH(joiner_faces)), 0) FROM game)"},
};

}  // namespace

std::int64_t BotChecker::number(const std::string& sql, const std::vector<Value>& values) {
  world_.disk.pause(true);
  const std::int64_t found = world_.checker.database().number(sql, values);
  world_.disk.pause(false);
  return found;
}

void BotChecker::about_to_call(const net::HttpRequest& request, bool sent) {
  const auto call = [&request] { return json::parse(request.body).as_object(); };
  if (request.target.ends_with("/sendDice")) about_to_throw(call().at("chat_id").as_int64(), sent);
  if (request.target.ends_with("/answerPreCheckoutQuery")) stars_.about_to_answer(call());
}

/// It was announced, that is stored, and no dice can have fallen for that announcement.
void BotChecker::about_to_throw(std::int64_t chat, bool sent) {
  world_.disk.pause(true);
  const auto rows = world_.checker.database().rows(
      "SELECT attempt FROM throw_job WHERE state = 'sending' AND chat_id = ?", {chat});
  world_.disk.pause(false);
  require(!rows.empty(), "announced_before_thrown", std::to_string(chat));
  for (const Row& row : rows) {
    const std::string attempt = row.text(0);
    if (thrown_.contains(attempt)) continue;
    if (sent) thrown_.insert(attempt);
    return;
  }
  require(false, "one_dice_an_attempt", rows.front().text(0));
}

void BotChecker::check_changes() {
  if (generation_ != world_.generation()) {
    generation_ = world_.generation();
    last_inbox_ = last_proof_ = 0;
    taken_.clear();
    stars_.begin_anew();
  }
  check_confirmed();
  check_inbox();
  check_proofs();
  world_.disk.pause(true);
  stars_.check_changes(world_.checker.database());
  world_.disk.pause(false);
}

/// Telegram gives what was confirmed to nobody any more.
void BotChecker::check_confirmed() {
  for (; checked_updates_ < telegram_.confirmed(); ++checked_updates_) {
    const std::int64_t update = checked_updates_ + 1;
    if (telegram_.is_fleeting(update)) continue;
    require(number("SELECT COUNT(*) FROM inbox_seen WHERE update_id = ?", {update}) == 1,
            "confirmed_update_is_stored", std::to_string(update));
  }
}

void BotChecker::check_inbox() {
  world_.disk.pause(true);
  const auto rows =
      world_.checker.database().rows("SELECT id, body FROM inbox WHERE id > ? ORDER BY id", {last_inbox_});
  world_.disk.pause(false);
  for (const Row& row : rows) {
    last_inbox_ = row.number(0);
    const json::object body = json::parse(row.text(1)).as_object();
    const std::int64_t update = body.at("update_id").as_int64();
    stars_.taken(last_inbox_, body);
    const bool first = taken_.emplace(update, last_inbox_).second;
    require(first, "update_is_taken_once", std::to_string(update));
  }
}

void BotChecker::check_proofs() {
  world_.disk.pause(true);
  const auto rows = world_.checker.database().rows(
      "SELECT p.rowid, p.chat, p.message, f.body FROM proof p LEFT JOIN fact f ON f.id = p.fact "
      "WHERE p.rowid > ? ORDER BY p.rowid",
      {last_proof_});
  world_.disk.pause(false);
  for (const Row& row : rows) {
    last_proof_ = row.number(0);
    const auto dice = telegram_.dice().find({row.number(1), row.number(2)});
    require(dice != telegram_.dice().end(), "counted_dice_fell", row.text(3));
    const std::string result = " face=" + std::to_string(dice->second.value) + " ";
    require(row.text(3).contains(result), "dice_counts_as_it_fell", row.text(3));
  }
}

bool BotChecker::is_at_rest() {
  return unrest().empty();
}

std::string BotChecker::unrest() {
  if (telegram_.has_updates()) return "updates not taken";
  for (const Rule& rule : kBotAtRest) {
    if (const std::int64_t left = number(rule.broken); left > 0) {
      return std::string(rule.invariant) + ": " + std::to_string(left) + " left";
    }
  }
  return {};
}

void BotChecker::check_rest() {
  for (const Rule& rule : kBotAtRest) {
    const std::int64_t left = number(rule.broken);
    require(left == 0, rule.invariant, std::to_string(left) + " left over");
  }
  for (const Rule& rule : kThrows) {
    const std::int64_t broken = number(rule.broken);
    require(broken == 0, rule.invariant, std::to_string(broken) + " break it");
  }
  for (const Person& person : people_.all()) check_answered(person);
  const auto sessions = world_.checker.database().rows(
      "SELECT s.chat_id, c.message_id, c.shown FROM session s JOIN card c ON c.id = s.card");
  for (const Row& session : sessions) check_chat(session);
  stars_.check_rest(world_.checker.database());
}

/// The live card is there as its row says, and asks for nothing that is over.
void BotChecker::check_chat(const Row& session) {
  const Chat& chat = telegram_.chat(session.number(0));
  const auto message = chat.messages.find(session.number(1));
  if (message == chat.messages.end()) return;  // the person deleted it
  // Whoever keeps the bot out for a while keeps the card of then, until he taps it or sends anything.
  if (chat.was_blocked) return;
  for (const std::string& button : message->second.buttons) {
    const bool dead = button.starts_with("throw:") || button.starts_with("cancel:");
    require(!dead, "no_dead_card", session.text(2) + " with " + button);
  }
}

/// Each question for help has its answer, or an apology in its place.
void BotChecker::check_answered(const Person& person) {
  const Chat& chat = telegram_.chat(person.id);
  if (chat.was_blocked) return;
  const auto beginning = [this](bot::Text text) {
    const std::string words = texts_.in("en").raw(text);
    return words.substr(0, words.find('{'));
  };
  const std::array<std::string, 4> answers = {beginning(bot::Text::help), beginning(bot::Text::unavailable),
                                              beginning(bot::Text::terms),
                                              beginning(bot::Text::terms_reminder)};
  const auto told = std::ranges::count_if(chat.told, [&](const std::string& text) {
    return std::ranges::any_of(answers, [&](const std::string& answer) { return text.starts_with(answer); });
  });
  require(told >= people_.asked_for_help(person.id), "every_question_is_answered",
          std::to_string(told) + " of " + std::to_string(people_.asked_for_help(person.id)));
}

}  // namespace ludice::sim

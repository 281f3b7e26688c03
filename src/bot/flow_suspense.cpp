// What admins decide about money in suspense: back to where it came from, the house's, or a player's, who is
// asked for by name or number and shown once more before it is his.
#include "base/trim.hpp"
#include "bot/bet_text.hpp"
#include "bot/flows.hpp"
#include "bot/money_cards.hpp"

#include <utility>

namespace ludice::bot {
namespace {

constexpr const char* kSentBack = "sent back from the admins' chat";
constexpr const char* kKept = "kept in the admins' chat";
constexpr const char* kAssigned = "assigned in the admins' chat";

/// Nothing where it does not wait any more, or that cannot be said; that is told.
async::Task<std::optional<SuspenseFile>> still_waiting(Visit& visit, std::string id) {
  auto found = co_await visit.tools.operators->waiting_suspense(visit.in.user_id, id);
  if (found && *found) co_return **std::move(found);
  ApiRefusal refusal;
  refusal.code = "conflict";
  if (!found) refusal = found.error();
  co_await explain_undecided(visit, Matter::suspense, std::move(id), std::move(refusal));
  co_return std::nullopt;
}

async::Task<> ask_whose(Visit& visit, std::string id) {
  const auto file = co_await still_waiting(visit, id);
  if (!file) co_return;
  ask_for_player(visit.session, id, visit.in.chat_id, visit.now, visit.tools.settings);
  visit.say(visit.words().html(
      visit.in.private_chat ? Text::operator_assign_whom : Text::operator_assign_whom_reply,
      {{"amount", visit.words().money(Coin::ton, file->amount)}}));
}

async::Task<> assign(Visit& visit, Callback callback) {
  const auto profile = co_await visit.tools.api.profile(callback.amount);
  if (!profile) {
    explain_operator_refusal(visit, profile.error());
    co_return;
  }
  const std::string request_id = visit.request_id("op");
  visit.if_unanswered = visit.message(visit.words().html(Text::operator_unanswered));
  const auto assigned = co_await visit.tools.operators->assign_suspense(
      visit.in.user_id, callback.game, callback.amount, kAssigned, request_id);
  visit.if_unanswered.reset();
  if (!assigned) {
    co_await explain_undecided(visit, Matter::suspense, callback.game, assigned.error());
    co_return;
  }
  SuspenseFile file = *assigned;
  file.player = profile->username;
  Screen screen = suspense_screen(visit.stage(), file);
  co_await turn_operator_cards(visit, callback.game, std::move(screen), false);
  visit.reply.toast = visit.words().plain(Text::toast_op_done);
}

async::Task<> send_back_or_keep(Visit& visit, Callback callback) {
  OperatorClient& operators = *visit.tools.operators;
  const std::string request_id = visit.request_id("op");
  SuspenseFile file;
  if (callback.action == Action::op_refund) {
    const auto refunding =
        co_await operators.refund_suspense(visit.in.user_id, callback.game, kSentBack, request_id);
    if (!refunding) {
      co_await explain_undecided(visit, Matter::suspense, callback.game, refunding.error());
      co_return;
    }
    file.state = "refunding";
    file.amount = refunding->withdrawal.amount;
    visit.reply.says.push_back(SayElsewhere{visit.in.chat_id,
                                            withdrawal_file_screen(visit.stage(), *refunding),
                                            operator_card(refunding->withdrawal.id), kOpen});
  } else {
    const auto kept = co_await operators.keep_suspense(visit.in.user_id, callback.game, kKept, request_id);
    if (!kept) {
      co_await explain_undecided(visit, Matter::suspense, callback.game, kept.error());
      co_return;
    }
    file = *kept;
  }
  Screen screen = suspense_screen(visit.stage(), file);
  co_await turn_operator_cards(visit, callback.game, std::move(screen), false);
  visit.reply.toast = visit.words().plain(Text::toast_op_done);
}

}  // namespace

std::optional<Thrower> player_in(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('@')) text.remove_prefix(1);
  const auto number = parse_bet(text.starts_with('#') ? text.substr(1) : text);
  if (number && *number > 0) return Thrower{*number, {}};
  if (text.empty() || text.starts_with('#')) return std::nullopt;
  return Thrower{0, std::string(text)};
}

bool is_about_suspense(Action action) {
  return action == Action::op_refund || action == Action::op_keep || action == Action::op_assign ||
         action == Action::op_assign_now;
}

async::Task<> decide_on_suspense(Visit& visit, Callback callback) {
  if (callback.action == Action::op_assign) {
    co_await ask_whose(visit, callback.game);
  } else if (callback.action == Action::op_assign_now) {
    co_await assign(visit, callback);
  } else {
    co_await send_back_or_keep(visit, callback);
  }
}

async::Task<> typed_player(Visit& visit) {
  const Phrases& words = visit.words();
  if (question_ran_out(visit.session, visit.now)) {
    back_to_menu(visit.session);
    visit.say(words.html(Text::operator_assign_closed));
    co_return;
  }
  const auto who = player_in(visit.in.text);
  if (!who) {
    visit.say(words.html(Text::operator_no_such_player));
    co_return;
  }
  const auto profile = co_await visit.tools.api.profile(*who);
  if (!profile && profile.error().code == "invalid_request") {  // nobody can be called so
    visit.say(words.html(Text::operator_no_such_player));
    co_return;
  }
  if (!profile) {
    explain_operator_refusal(visit, profile.error());
    co_return;
  }
  if (profile->id == 0) {
    visit.say(words.html(Text::operator_assign_by_name, {{"player", profile->username}}));
    co_return;
  }
  const std::string id = asked_suspense(visit.session, visit.in.chat_id);
  const auto found = co_await still_waiting(visit, id);
  back_to_menu(visit.session);
  if (!found) co_return;
  const SuspenseFile& file = *found;
  const Callback decision{Action::op_assign_now, file.id, profile->id, 0, 0};
  visit.say_with_buttons(
      words.html(Text::operator_assign_sure, {{"amount", words.money(Coin::ton, file.amount)},
                                              {"player", profile->username},
                                              {"id", std::to_string(profile->id)},
                                              {"source", file.source},
                                              {"comment", file.comment}}),
      {{{words.plain(Text::label_op_assign_now), encode(decision)}}});
}

}  // namespace ludice::bot

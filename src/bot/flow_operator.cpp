// What admins do: /operator shows what waits, buttons decide (on money in suspense: flow_suspense.cpp). Each
// press is one call in the presser's name; who may not decide is told why, and nothing happens twice.
#include "bot/flows.hpp"
#include "bot/house_screens.hpp"
#include "bot/money_cards.hpp"
#include "bot/operator_desk.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

constexpr const char* kRejected = "rejected in the admins' chat";
/// Shown at once: a group takes twenty messages a minute.
constexpr std::size_t kCards = 10;
/// Where no wallet is watched there are no calls about TON, and nothing of it waits.
constexpr int kNoSuchCall = 404;

Text refusal_text(const std::string& code) {
  if (code == "same_person") return Text::operator_same_person;
  if (code == "approval_required") return Text::operator_approval_required;
  if (code == "frozen") return Text::operator_frozen;
  if (code == "conflict" || code == "not_found") return Text::operator_conflict;
  if (code == "player_not_found") return Text::operator_no_such_player;
  if (code == "limit_reached") return Text::operator_no_room;
  return Text::operator_refused;
}

bool is_about_withdrawals(Action action) {
  return action == Action::op_approve || action == Action::op_take || action == Action::op_reject ||
         action == Action::op_reject_now;
}

async::Task<> decide_on_withdrawal(Visit& visit, Callback callback) {
  OperatorClient& operators = *visit.tools.operators;
  const std::int64_t admin = visit.in.user_id;
  const std::string request_id = visit.request_id("op");
  if (callback.action == Action::op_reject) {
    visit.say_with_buttons(visit.words().html(Text::operator_reject_sure),
                           {{{visit.words().plain(Text::label_op_reject_now),
                              encode({Action::op_reject_now, callback.game, callback.amount, 0, 0})}}});
    co_return;
  }
  auto call = callback.action == Action::op_approve ? operators.approve(admin, callback.game, request_id)
              : callback.action == Action::op_take
                  ? operators.take(admin, callback.game, callback.amount, request_id)
                  : operators.reject(admin, callback.game, callback.amount, kRejected, request_id);
  const auto file = co_await std::move(call);
  if (!file) {
    co_await explain_undecided(visit, Matter::withdrawal, callback.game, file.error());
    co_return;
  }
  const std::string& state = file->withdrawal.state;
  const bool open = state == "asked" || state == "taken";
  Screen screen = withdrawal_file_screen(visit.stage(), *file);
  co_await turn_operator_cards(visit, callback.game, std::move(screen), open);
  visit.reply.toast = visit.words().plain(Text::toast_op_done);
  if (file->link.empty()) co_return;
  SayQr qr;
  // Where it was pressed: an admin need not have a chat with the bot.
  if (!visit.in.private_chat) qr.chat = visit.in.chat_id;
  qr.content = file->link;
  qr.html = visit.words().html(Text::operator_pay,
                               {{"amount", visit.words().money(Coin::ton, file->withdrawal.amount)},
                                {"address", file->withdrawal.address}});
  qr.keyboard =
      to_stored(ButtonRows{{{.label = visit.words().plain(Text::label_open_wallet), .url = file->link}}});
  visit.reply.says.push_back(std::move(qr));
}

/// On its cards, and in a message where none of them can be seen to turn.
async::Task<> show_decision(Visit& visit, std::string id, Screen screen) {
  const bool turned = co_await turn_operator_cards(visit, id, screen, false);
  visit.reply.toast = visit.words().plain(Text::toast_op_over);
  if (!turned) visit.say(screen.html);
}

/// True where it is over.
async::Task<bool> show_withdrawal_as_it_is(Visit& visit, std::string id) {
  const auto file = co_await visit.tools.operators->any_withdrawal(visit.in.user_id, id);
  if (!file || !*file) co_return false;
  const std::string& state = (*file)->withdrawal.state;
  Screen screen = withdrawal_file_screen(visit.stage(), **file);
  const bool open = state == "asked" || state == "taken";
  if (open) {
    co_await turn_operator_cards(visit, id, std::move(screen), true);
  } else {
    co_await show_decision(visit, id, std::move(screen));
  }
  co_return !open;
}

async::Task<bool> show_suspense_as_decided(Visit& visit, std::string id) {
  const auto file = co_await visit.tools.operators->decided_suspense(visit.in.user_id, id);
  if (!file || !*file) co_return false;
  Screen screen = suspense_screen(visit.stage(), **file);
  co_await show_decision(visit, id, std::move(screen));
  co_return true;
}

/// A card for each of the oldest, and below them the way to the others and to the house. `others`: something
/// else that waits was shown before.
void show_waiting(Visit& visit, const Waiting<WithdrawalFile>& files, const Waiting<SuspenseFile>& sums,
                  bool others) {
  const std::size_t leaving = std::min(files.items.size(), kCards);
  const std::size_t suspended = std::min(sums.items.size(), kCards - leaving);
  for (std::size_t i = 0; i < leaving; ++i) {
    const WithdrawalFile& file = files.items[i];
    visit.reply.says.push_back(SayElsewhere{visit.in.chat_id, withdrawal_file_screen(visit.stage(), file),
                                            operator_card(file.withdrawal.id), kOpen});
  }
  for (std::size_t i = 0; i < suspended; ++i) {
    const SuspenseFile& sum = sums.items[i];
    visit.reply.says.push_back(
        SayElsewhere{visit.in.chat_id, suspense_screen(visit.stage(), sum), operator_card(sum.id), kOpen});
  }
  const std::size_t left = files.items.size() - leaving + sums.items.size() - suspended;
  const Phrases& words = visit.words();
  Screen end{words.html(files.items.empty() && sums.items.empty() && !others ? Text::operator_nothing
                                                                             : Text::operator_all_shown),
             {{house_button(visit.stage())}}};
  if (left > 0) {
    const bool of_files = leaving < files.items.size();
    const std::string& next = of_files ? files.items[leaving].withdrawal.id : sums.items[suspended].id;
    const Action action = of_files ? Action::op_more : Action::op_more_sums;
    std::string number = grouped(static_cast<std::int64_t>(left));
    if (files.more || sums.more) number = words.plain(Text::operator_more_than, {{"n", number}});
    end = {words.html(Text::operator_more, {{"n", number}}),
           {{{words.plain(Text::label_op_more), encode({action, next, 0, 0, 0})}},
            {house_button(visit.stage())}}};
  }
  visit.say_with_buttons(std::move(end.html), end.buttons);
}

/// `from`: the id of what comes first, a withdrawal or, with `only_sums`, money in suspense; empty: the
/// oldest.
async::Task<> show_work_from(Visit& visit, std::string from, bool only_sums) {
  OperatorClient& operators = *visit.tools.operators;
  std::optional<std::size_t> stars = 0;
  if (from.empty()) stars = co_await show_kept_stars(visit);
  if (!stars) co_return;
  Waiting<WithdrawalFile> files;
  std::string sums_from;
  if (only_sums) {
    sums_from = from;
  } else {
    const auto listed = co_await operators.open_withdrawals(visit.in.user_id, from);
    if (!listed && listed.error().status != kNoSuchCall) {
      explain_operator_refusal(visit, listed.error());
      co_return;
    }
    if (listed) files = *listed;
  }
  const auto sums = co_await operators.suspense(visit.in.user_id, sums_from);
  if (!sums && sums.error().status != kNoSuchCall) {
    explain_operator_refusal(visit, sums.error());
    co_return;
  }
  show_waiting(visit, files, sums.value_or(Waiting<SuspenseFile>()), *stars > 0);
}

}  // namespace

void explain_operator_refusal(Visit& visit, const ApiRefusal& refusal) {
  visit.reply.toast = visit.words().plain(refusal_text(refusal.code));
  visit.say(visit.words().html(refusal_text(refusal.code)));
}

async::Task<> explain_undecided(Visit& visit, Matter matter, std::string id, ApiRefusal refusal) {
  const bool late = refusal.code == "conflict" || refusal.code == "not_found";
  bool decided = false;
  if (late && matter == Matter::withdrawal) decided = co_await show_withdrawal_as_it_is(visit, id);
  if (late && matter == Matter::suspense) decided = co_await show_suspense_as_decided(visit, id);
  if (!decided) explain_operator_refusal(visit, refusal);
}

async::Task<bool> turn_operator_cards(Visit& visit, std::string name, Screen screen, bool open) {
  const auto cards = co_await visit.tools.desk.cards_about(operator_card(name));
  std::vector<Say> turned = turned_cards(cards, screen, open);
  for (Say& say : turned) visit.reply.says.push_back(std::move(say));
  co_return !turned.empty();
}

bool answers_as_operator(const Visit& visit) {
  const std::int64_t chat = visit.in.chat_id;
  const bool asked =
      !asked_suspense(visit.session, chat).empty() || !asked_order(visit.session, chat).empty();
  return asked && visit.in.kind == Incoming::Kind::text && is_admin(visit);
}

async::Task<> hear_operators_answer(Visit& visit) {
  if (asked_order(visit.session, visit.in.chat_id).empty()) {
    co_await typed_player(visit);
  } else {
    co_await typed_order(visit);
  }
}

bool is_admin(const Visit& visit) {
  const auto& admins = visit.tools.settings.admins;
  return visit.tools.operators != nullptr && std::ranges::find(admins, visit.in.user_id) != admins.end();
}

/// Admins need not play, so they need not have accepted anything.
async::Task<> hear_admins_chat(Visit& visit) {
  if (!visit.is_tap()) {
    if (!is_admin(visit)) co_return;
    if (visit.in.kind == Incoming::Kind::command) {
      co_await show_operator_work(visit);
    } else if (answers_as_operator(visit)) {
      co_await hear_operators_answer(visit);
    }
    co_return;
  }
  const auto callback = decode_callback(visit.in.text);
  if (callback && is_of_operators(callback->action)) {
    co_await operator_tap(visit, *callback);
  } else {
    visit.reply.toast = visit.words().plain(Text::toast_private);
  }
}

async::Task<> operator_tap(Visit& visit, Callback callback) {
  if (!is_admin(visit)) {
    visit.reply.toast = visit.words().plain(Text::toast_not_admin);
  } else if (is_about_suspense(callback.action)) {
    co_await decide_on_suspense(visit, callback);
  } else if (is_about_stars(callback.action)) {
    co_await decide_on_stars(visit, callback);
  } else if (is_about_withdrawals(callback.action)) {
    co_await decide_on_withdrawal(visit, callback);
  } else if (callback.action == Action::op_do || callback.action == Action::op_drop) {
    co_await decide_on_order(visit, callback);
  } else if (callback.action == Action::op_more || callback.action == Action::op_more_sums) {
    co_await show_work_from(visit, callback.game, callback.action == Action::op_more_sums);
  } else {
    co_await house_tap(visit, callback);
  }
}

async::Task<> show_operator_work(Visit& visit) {
  if (!is_admin(visit)) {
    explain(visit);
    co_return;
  }
  co_await show_work_from(visit, "", false);
}

}  // namespace ludice::bot

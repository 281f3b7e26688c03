// Withdrawing TON: where to, how much, a last look, and then the card that tells how it goes on. The address
// waits in the session's state, and with it which look at it was the last: its button sends once however
// often it is tapped, and an older one sends nothing.
#include "base/hex.hpp"
#include "base/trim.hpp"
#include "bot/bet_text.hpp"
#include "bot/flows.hpp"
#include "bot/money_cards.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

constexpr std::string_view kLink = "ton://transfer/";
constexpr std::size_t kFriendlyLength = 48;
constexpr std::size_t kRawLength = 66;
/// In the master chain, which is -1.
constexpr std::size_t kMasterRawLength = 67;

/// What of a typed text may be an address; whether it is one, the finance API says.
std::optional<std::string> address_in(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with(kLink)) text = text.substr(kLink.size(), text.find('?') - kLink.size());
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '+' || c == '/' || c == ':';
  };
  const bool fits =
      text.size() == kFriendlyLength || text.size() == kRawLength || text.size() == kMasterRawLength;
  if (!fits || !std::ranges::all_of(text, allowed)) return std::nullopt;
  return std::string(text);
}

/// The terms, where a withdrawal may be asked for now; otherwise says why not.
async::Task<std::optional<Withdrawals>> terms_for(Visit& visit, const Profile& profile) {
  const auto known = co_await visit.tools.finance.withdrawals(visit.in.user_id);
  const Phrases& words = visit.words();
  if (!known) {
    explain_refusal(visit, known.error(), Coin::ton);
  } else if (!known->possible) {
    visit.say(words.html(Text::withdraw_paused) + withdrawals_html(visit.stage(), *known));
  } else if (profile.ton < known->min) {
    visit.say(words.html(Text::withdraw_poor, {{"balance", words.money(Coin::ton, profile.ton)},
                                               {"min", words.money(Coin::ton, known->min)}}) +
              withdrawals_html(visit.stage(), *known));
  } else {
    co_return *known;
  }
  co_return std::nullopt;
}

async::Task<std::optional<Profile>> profile_of(Visit& visit) {
  const auto profile = co_await visit.tools.api.profile(visit.in.user_id);
  if (profile) co_return *profile;
  explain_refusal(visit, profile.error());
  co_return std::nullopt;
}

/// The last look, where the amount is within the limits.
async::Task<> look_at(Visit& visit, std::int64_t amount, bool fresh) {
  const auto profile = co_await profile_of(visit);
  if (!profile) co_return;
  const auto terms = co_await terms_for(visit, *profile);
  if (!terms) co_return;
  const Phrases& words = visit.words();
  if (amount < terms->min || amount > profile->ton) {
    visit.say(words.html(Text::withdraw_range, {{"min", words.money(Coin::ton, terms->min)},
                                                {"balance", words.money(Coin::ton, profile->ton)}}));
    co_return;
  }
  const std::string address = withdrawal_address(visit.session);
  const std::string look = to_base32(visit.inbox_id);
  ask_for_last_look(visit.session, look, visit.now, visit.tools.settings);
  visit.show_aside(confirm_withdrawal_screen(visit.stage(), address, look, amount, terms->fee), fresh);
}

void explain_withdrawal_refusal(Visit& visit, const ApiRefusal& refusal) {
  const Phrases& words = visit.words();
  if (refusal.code == "invalid_request") {
    ask_for_ton_address(visit.session, visit.now, visit.tools.settings);
    visit.say(words.html(Text::withdraw_bad_address));
  } else if (refusal.code == "conflict") {
    ask_for_ton_address(visit.session, visit.now, visit.tools.settings);
    visit.say(words.html(Text::withdraw_own_address));
  } else if (refusal.code == "frozen") {
    visit.say(words.html(Text::withdraw_paused));
  } else if (refusal.code == "insufficient_funds") {
    visit.say(words.html(Text::withdraw_not_covered, {{"balance", words.money(Coin::ton, refusal.balance)}}));
  } else {
    explain_refusal(visit, refusal, Coin::ton);
  }
}

/// Named by the look, not by the tap: where no answer came, the look stays, and tapped again it is the same.
async::Task<> send(Visit& visit, std::int64_t amount) {
  const std::string address = withdrawal_address(visit.session);
  const std::string request_id = "bot:" + withdrawal_look(visit.session) + ":withdraw";
  visit.if_unanswered = SayText{visit.words().html(Text::withdraw_unanswered)};
  const auto asked = co_await visit.tools.finance.withdraw(visit.in.user_id, address, amount, request_id);
  visit.if_unanswered.reset();
  // An earlier try of the same call may have had its effect.
  if (!asked && asked.error().passing()) {
    explain_refusal(visit, asked.error(), Coin::ton);
    co_return;
  }
  back_to_menu(visit.session);
  if (!asked) {
    explain_withdrawal_refusal(visit, asked.error());
    co_return;
  }
  visit.show_aside(withdrawal_sent_screen(visit.stage(), amount), false);
  visit.reply.says.push_back(new_withdrawal_card(visit.stage(), *asked));
}

}  // namespace

async::Task<> begin_withdrawal(Visit& visit) {
  if (!visit.tools.settings.takes_ton()) {
    visit.say(visit.words().html(Text::withdraw_not_offered));
    co_return;
  }
  const auto profile = co_await profile_of(visit);
  if (!profile) co_return;
  const auto terms = co_await terms_for(visit, *profile);
  if (!terms) co_return;
  ask_for_ton_address(visit.session, visit.now, visit.tools.settings);
  visit.show_aside(ask_address_screen(visit.stage(), *profile, *terms), true);
}

async::Task<> typed_ton_address(Visit& visit) {
  const auto address = address_in(visit.in.text);
  if (!address) {
    visit.say(visit.words().html(Text::withdraw_bad_address));
    co_return;
  }
  const auto profile = co_await profile_of(visit);
  if (!profile) co_return;
  const auto terms = co_await terms_for(visit, *profile);
  if (!terms) co_return;
  ask_for_ton_amount(visit.session, *address, visit.now, visit.tools.settings);
  visit.show_aside(ask_withdrawal_screen(visit.stage(), *address, profile->ton, terms->min), true);
}

async::Task<> typed_withdrawal(Visit& visit) {
  const auto amount = parse_amount(Coin::ton, visit.in.text);
  if (!amount || *amount < 1) {
    visit.say(visit.words().html(Text::ton_not_a_number));
    co_return;
  }
  co_await look_at(visit, *amount, true);
}

async::Task<> tapped_withdrawal(Visit& visit, Callback callback) {
  if (visit.state() != State::asked_ton_amount) {
    const bool is_done = visit.state() == State::menu && !question_ran_out(visit.session, visit.now);
    visit.reply.toast = visit.words().plain(is_done ? Text::toast_already : Text::toast_old_look);
    co_return;
  }
  if (callback.action == Action::withdraw_ask) {
    co_await look_at(visit, callback.amount, false);
  } else if (callback.game == withdrawal_look(visit.session)) {
    co_await send(visit, callback.amount);
  } else {
    visit.reply.toast = visit.words().plain(Text::toast_old_look);
  }
}

}  // namespace ludice::bot

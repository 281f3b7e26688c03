// From events to cards and alarms.
#include "bot/operator_desk.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "bot/event_consumer.hpp"
#include "bot/house_screens.hpp"
#include "bot/money_cards.hpp"

#include <map>
#include <set>
#include <utility>

namespace ludice::bot {
namespace {

/// Nobody's: what operators hear of is told in one order.
constexpr std::int64_t kLane = 0;
/// So much money in suspense has its first card at one look; /operator shows all of it.
constexpr std::size_t kMostCards = 10;
/// Of a hundred each; what stands behind them shows as these are decided.
constexpr int kMostPages = 20;
/// Who sends something back in the chat gets its card from there.
constexpr Millis kSettling{10'000};

std::vector<std::int64_t> chats_of(const BotSettings& settings) {
  if (settings.admin_chat) return {*settings.admin_chat};
  return settings.admins;
}

bool is_alarm(const ApiEvent& event) {
  return event.type.starts_with("withdrawals_");
}

}  // namespace

std::vector<Say> turned_cards(const std::vector<store::bot::CardRow>& cards, const Screen& screen,
                              bool open) {
  std::vector<Say> says;
  for (const auto& card : cards) {
    if (card.shown != kClosed) says.push_back(TurnCard{card.id, screen, open ? kOpen : kClosed});
  }
  return says;
}

bool OperatorDesk::hears_of(const ApiEvent& event) const {
  return is_alarm(event) || (tools_.operators != nullptr && event.type.starts_with("withdrawal_"));
}

void OperatorDesk::hear(ApiEvent event, std::int64_t inbox_row, std::function<void(bool)> done) {
  Lanes::Work work = [this, event = std::move(event), inbox_row, done = std::move(done)] {
    return tell(event, inbox_row, done);
  };
  lanes_.post(kLane, "operators", std::move(work));
}

async::Task<> OperatorDesk::tell(ApiEvent event, std::int64_t inbox_row, std::function<void(bool)> done) {
  bool told = false;
  try {
    std::vector<Say> says = co_await says_about(event);
    if (!says.empty()) co_await tools_.desk.tell(std::move(says), inbox_row, identity_of(event));
    told = true;
  } catch (const std::exception& failure) {
    log::warning("operators_not_told", {{"what", event.type}, {"why", failure.what()}});
  }
  done(told);
}

async::Task<std::vector<Say>> OperatorDesk::says_about(ApiEvent event) {
  const Stage stage{tools_.texts.in("en"), tools_.settings};
  if (is_alarm(event)) {
    const Screen screen = alarm_screen(stage, event.type, event.why, tools_.operators != nullptr);
    std::vector<Say> says;
    for (const std::int64_t chat : chats_of(tools_.settings)) {
      says.push_back(SayElsewhere{chat, screen, "", ""});
    }
    co_return says;
  }
  // Written down when there was a key, and taken up without it.
  if (tools_.operators == nullptr) co_return std::vector<Say>();
  if (event.type == "withdrawal_asked") co_return co_await new_cards(event.withdrawal);
  const auto cards = co_await tools_.desk.cards_about(operator_card(event.withdrawal));
  WithdrawalFile file;
  file.withdrawal.state = event.type.substr(event.type.find('_') + 1);
  file.withdrawal.amount = event.amount;
  file.player = event.player_name;
  co_return turned_cards(cards, withdrawal_file_screen(stage, file), false);
}

/// Told again, it is there already.
async::Task<std::vector<Say>> OperatorDesk::new_cards(std::string withdrawal) {
  const auto there = co_await tools_.desk.cards_about(operator_card(withdrawal));
  const std::vector<std::int64_t> chats = chats_of(tools_.settings);
  std::vector<Say> says;
  if (!there.empty() || chats.empty()) co_return says;
  const auto found = co_await tools_.operators->open_withdrawal(0, withdrawal);
  if (!found) throw ApiUnavailable("operators refused: " + found.error().code);
  if (!*found) co_return says;  // over by now
  const Stage stage{tools_.texts.in("en"), tools_.settings};
  const Screen screen = withdrawal_file_screen(stage, **found);
  for (const std::int64_t chat : chats) {
    says.push_back(SayElsewhere{chat, screen, operator_card(withdrawal), kOpen});
  }
  co_return says;
}

async::Task<> OperatorDesk::watch(async::Loops& loops) {
  async::LoopOptions options;
  options.pauses = {.first = Millis{5'000}, .longest = Millis{60'000}};
  return loops.run("suspense", [this] { return look(); }, options);
}

async::Task<bool> OperatorDesk::look() {
  if (tools_.settings.takes_ton()) co_await look_at_ton();
  co_await look_at_stars();
  co_await async::sleep_for(tools_.settings.suspense_look);
  co_return true;
}

/// The cards are read first: who decides meanwhile closes one of what is then no longer listed.
async::Task<> OperatorDesk::look_at_ton() {
  const Instant settled = tools_.clock.now() - kSettling;
  const auto open = co_await tools_.desk.open_cards();
  const auto sums = co_await tools_.operators->suspense(0, "", kMostPages);
  if (!sums) {
    log::warning("suspense_not_listed", {{"code", sums.error().code}});
    co_return;
  }
  const auto files = co_await tools_.operators->open_withdrawals(0, "", kMostPages);
  if (!files) {
    log::warning("withdrawals_not_listed", {{"code", files.error().code}});
    co_return;
  }
  co_await bring(*sums, *files, open, settled);
  co_await turn_decided(*sums, *files);
}

/// New cards for those that have no open one, as what waits again, and the end for those that do not wait any
/// more. Here, too, the cards are read first.
async::Task<> OperatorDesk::look_at_stars() {
  const auto open = co_await tools_.desk.open_cards();
  const auto files = co_await tools_.operators->all_kept_stars(0);
  if (!files) {
    log::warning("stars_in_suspense_not_listed", {{"code", files.error().code}});
    co_return;
  }
  const Stage stage{tools_.texts.in("en"), tools_.settings};
  std::vector<Say> says;
  std::set<std::string> shown;
  for (const auto& card : open) shown.insert(card.game);
  std::set<std::string> waiting;
  std::size_t fresh = 0;
  for (const StarsFile& file : files->items) {
    waiting.insert(stars_card(file.id));
    if (shown.contains(stars_card(file.id)) || fresh == kMostCards) continue;
    ++fresh;
    for (const std::int64_t chat : chats_of(tools_.settings)) {
      says.push_back(SayElsewhere{chat, stars_file_screen(stage, file), stars_card(file.id), kOpen});
    }
  }
  for (const auto& card : open) {
    if (files->more || !card.game.starts_with(stars_card("")) || waiting.contains(card.game)) continue;
    const std::string payment = card.game.substr(stars_card("").size());
    says.push_back(TurnCard{card.id, stars_decided_screen(stage, payment), kClosed});
  }
  if (!says.empty()) co_await tools_.desk.tell(std::move(says));
}

/// What waits again has a closed card, and comes anew. What was asked for until `settled` has its card from
/// the chat among the open ones if it was sent back there, however long the look takes.
async::Task<> OperatorDesk::bring(Waiting<SuspenseFile> sums, Waiting<WithdrawalFile> files,
                                  std::vector<store::bot::CardRow> open, Instant settled) {
  const Stage stage{tools_.texts.in("en"), tools_.settings};
  std::set<std::string> shown;
  for (const auto& card : open) shown.insert(card.game);
  std::vector<std::pair<std::string, Screen>> fresh;
  for (const SuspenseFile& sum : sums.items) {
    if (!shown.contains(operator_card(sum.id)))
      fresh.emplace_back(operator_card(sum.id), suspense_screen(stage, sum));
  }
  for (const WithdrawalFile& file : files.items) {
    const bool is_refund = file.player.empty();  // an event tells of others
    const std::string name = operator_card(file.withdrawal.id);
    if (is_refund && file.withdrawal.asked <= settled && !shown.contains(name))
      fresh.emplace_back(name, withdrawal_file_screen(stage, file));
  }
  if (fresh.size() > kMostCards) fresh.resize(kMostCards);
  std::vector<Say> says;
  for (const auto& [name, screen] : fresh) {
    for (const std::int64_t chat : chats_of(tools_.settings))
      says.push_back(SayElsewhere{chat, screen, name, kOpen});
  }
  if (!says.empty()) co_await tools_.desk.tell(std::move(says));
}

/// Of what waits no more, where that can be told: not from a list that has no end.
async::Task<> OperatorDesk::turn_decided(Waiting<SuspenseFile> sums, Waiting<WithdrawalFile> files) {
  if (files.more || sums.more) co_return;
  std::set<std::string> waiting;
  for (const SuspenseFile& sum : sums.items) waiting.insert(operator_card(sum.id));
  for (const WithdrawalFile& file : files.items) waiting.insert(operator_card(file.withdrawal.id));
  std::map<std::string, std::vector<store::bot::CardRow>> decided;
  const auto open = co_await tools_.desk.open_cards();
  for (const auto& card : open) {
    const bool is_theirs = card.game.starts_with(operator_card(""));
    if (is_theirs && !waiting.contains(card.game)) decided[card.game].push_back(card);
  }
  std::vector<Say> says;
  for (const auto& [name, cards] : decided) {
    const auto screen = co_await decided_screen(name.substr(operator_card("").size()));
    if (!screen) continue;
    for (Say& say : turned_cards(cards, *screen, false)) says.push_back(std::move(say));
  }
  if (!says.empty()) co_await tools_.desk.tell(std::move(says));
}

/// Nothing where it cannot be looked up now, or came to be open again.
async::Task<std::optional<Screen>> OperatorDesk::decided_screen(std::string id) {
  const Stage stage{tools_.texts.in("en"), tools_.settings};
  const auto sum = co_await tools_.operators->decided_suspense(0, id);
  if (sum && *sum) co_return suspense_screen(stage, **sum);
  const auto file = co_await tools_.operators->any_withdrawal(0, id);
  if (!file || !*file) co_return std::nullopt;
  const std::string& state = (*file)->withdrawal.state;
  if (state == "asked" || state == "taken") co_return std::nullopt;
  co_return withdrawal_file_screen(stage, **file);
}

}  // namespace ludice::bot

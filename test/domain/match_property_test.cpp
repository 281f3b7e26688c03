// Random lives of a game: commands in any order, sensible or not, with time jumping ahead. A model beside it
// (match_model.hpp) foretells which command is refused and with which code, who wins, and what everybody then
// has; whatever comes, money adds up, a game ends once and stays ended, and its facts fold to its state.
#include "domain/ledger.hpp"
#include "domain/match_fixture.hpp"
#include "domain/match_model.hpp"
#include "domain/match_view.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::domain {
namespace {

using namespace testing;

/// Twice as much is still within 2^53, and times a rate beyond 2^63.
constexpr std::int64_t kMuch = 4'000'000'000'000'000;

/// The money beside the match, booked by the real ledger: what a caller does with the facts.
class Money {
 public:
  Money() {
    accounts_.emplace(1, new_player_account(kAnna, Asset::points));
    accounts_.emplace(2, new_player_account(kIvan, Asset::points));
    accounts_.emplace(3, new_escrow_account(kGame, Asset::points));
    accounts_.emplace(4, house_accounts().at(33));
    accounts_.at(1).balance = accounts_.at(2).balance = Amount(kMuch);
    RC_ASSERT(accounts_.at(4).kind == AccountKind::rake);
  }

  void book(const Fact& fact, const Match& after) {
    if (std::holds_alternative<GameOpened>(fact.what) && !after.invite) stake(after, 1);
    if (std::holds_alternative<GameJoined>(fact.what)) {
      if (after.invite) stake(after, 1);
      stake(after, 2);
    }
    if (const auto* settled = std::get_if<GameSettled>(&fact.what)) {
      move(TransferCode::payout, settled->payout, 3, settled->winner_seat + 1);
      move(TransferCode::rake, settled->rake, 3, 4);
    }
    if (std::holds_alternative<GameVoid>(fact.what)) {
      move(TransferCode::refund, after.bet, 3, 1);
      move(TransferCode::refund, after.bet, 3, 2);
    }
    const bool called_off =
        std::holds_alternative<GameCancelled>(fact.what) || std::holds_alternative<LobbyExpired>(fact.what);
    if (called_off && !after.invite) move(TransferCode::refund, after.bet, 3, 1);
  }

  /// Everybody has what the model says that he has.
  void check(const MatchModel::Money& model) const {
    RC_ASSERT(accounts_.at(1).balance.units() == kMuch + model.players[0]);
    RC_ASSERT(accounts_.at(2).balance.units() == kMuch + model.players[1]);
    RC_ASSERT(accounts_.at(3).balance.units() == model.escrow);
    RC_ASSERT(accounts_.at(4).balance.units() == model.rake);
    RC_ASSERT(model.players[0] + model.players[1] + model.escrow + model.rake == 0);
  }

 private:
  void stake(const Match& match, int player) { move(TransferCode::stake, match.bet, player, 3); }
  void move(TransferCode code, Amount amount, int debit, int credit) {
    if (amount.is_zero()) return;
    const auto posting = post(code, amount, accounts_.at(debit), accounts_.at(credit));
    RC_ASSERT(posting.has_value());
    accounts_.at(debit) = posting->debit;
    accounts_.at(credit) = posting->credit;
  }

  std::map<int, Account> accounts_;
};

/// What a game is opened with, and how the dice fall in it, so that ties are no rarity.
struct Setup {
  GameKind kind = GameKind::dice;
  bool invite = false;
  std::int64_t bet = 0;
  int rake_bps = 0;
  enum class Luck { any, one_face, two_faces, equal_sums } luck = Luck::any;
};

Setup random_setup() {
  using enum Setup::Luck;
  return {.kind = *rc::gen::element(GameKind::dice, GameKind::target),
          .invite = *rc::gen::inRange(0, 4) == 0,
          .bet = *rc::gen::element<std::int64_t>(1, 51, 333, kMuch),
          .rake_bps = *rc::gen::element(0, 1, 333, 10000),
          .luck = *rc::gen::element(any, one_face, two_faces, equal_sums, equal_sums)};
}

MatchModel model_of(const Setup& setup) {
  return {{.target = setup.kind == GameKind::target,
           .invite = setup.invite,
           .bet = setup.bet,
           .rake_bps = setup.rake_bps,
           .lobby = kTiming.lobby_ttl.count(),
           .turn = kTiming.turn_ttl.count(),
           .silence = kTiming.void_ttl.count(),
           .attempt = kTiming.attempt_ttl.count()},
          kStart.ms};
}

/// A game living through commands beside its model, with its facts kept and its money booked.
class Life {
 public:
  explicit Life(const Setup& setup) : setup_(setup), model_(model_of(setup)) {
    take(open({.id = kGame,
               .player = kAnna,
               .kind = setup.kind,
               .bet = Amount(setup.bet),
               .rake_bps = setup.rake_bps,
               .invite = setup.invite},
              now_, kTiming));
    compare();
  }

  void command() {
    // Leaving comes rarely, or no game would get far.
    const int which = *rc::gen::inRange(0, 10);
    if (which == 0) join_by(*rc::gen::element(kAnna, kIvan));
    if (which == 1 || which == 2) announce();
    if (which >= 3 && which <= 6) record(which < 6);
    if (which == 7) give_up();
    if (which == 8) record_named();
    if (which == 9 && *rc::gen::inRange(0, 10) == 0) leave_it();
    if (which == 9) join_by(kIvan);
  }
  void begin() { join_by(kIvan); }
  /// Somebody looks behind it, or nobody does yet.
  void wait(Millis duration, bool looks) {
    now_ = now_ + duration;
    if (looks) look();
  }
  /// Looks again and again when it says it is due, as a job does, until nothing is.
  void wait_until_over() {
    for (int looks = 0; !model_.is_over(); ++looks) {
      RC_ASSERT(looks < 200);
      now_ = std::max(now_, next_due(match_, kTiming).value());
      RC_ASSERT(!look().facts.empty());
    }
  }

  const Match& match() const { return match_; }
  const MatchModel& model() const { return model_; }
  const std::vector<Fact>& facts() const { return facts_; }
  /// The codes that commands were refused with, "" where one was done.
  const std::set<std::string>& codes() const { return codes_; }

 private:
  void join_by(PlayerId player) {
    told(join(match_, player, now_, kTiming), model_.join(player == kAnna, now_.ms));
  }
  void leave_it() { told(leave(match_, now_), model_.leave()); }
  void announce() {
    const int seat = *rc::gen::inRange(0, 2);
    const MatchModel::Named named = random_name();
    const std::int64_t id = ++last_attempt_;
    const AnnounceThrow command{
        .seat = seat, .round = named.round, .throw_no = named.number, .attempt = AttemptId{id}};
    told(announce_throw(match_, command, now_, kTiming), model_.announce(seat, named, id, now_.ms));
  }
  void record(bool with_attempt) {
    const int seat = *rc::gen::inRange(0, 2);
    record(seat, {}, with_attempt ? model_.open_try(seat) : std::nullopt);
  }
  void record_named() {
    const int seat = *rc::gen::inRange(0, 2);
    const MatchModel::Named named = random_name();
    std::optional<std::int64_t> attempt = model_.open_try(seat);
    if (*rc::gen::inRange(0, 2) == 0) attempt = some_attempt();
    record(seat, named, attempt);
  }
  void record(int seat, const MatchModel::Named& named, std::optional<std::int64_t> attempt) {
    RecordThrow command{
        .seat = seat, .face = next_face(seat), .round = named.round, .throw_no = named.number};
    if (attempt) command.attempt = AttemptId{*attempt};
    told(record_throw(match_, command, now_, kTiming),
         model_.record(seat, command.face, named, attempt, now_.ms));
  }
  void give_up() {
    const std::int64_t id = some_attempt();
    const auto reason = *rc::gen::element<std::string>("refused", "lost");
    told(give_up_throw(match_, AttemptId{id}, reason, now_, kTiming),
         model_.give_up(id, reason == "refused", now_.ms));
  }

  static MatchModel::Named random_name() {
    MatchModel::Named named;
    if (*rc::gen::inRange(0, 3) == 0) named.round = *rc::gen::inRange(1, 7);
    if (*rc::gen::inRange(0, 3) == 0) named.number = *rc::gen::inRange(1, 5);
    return named;
  }
  std::int64_t some_attempt() { return *rc::gen::inRange<std::int64_t>(1, last_attempt_ + 2); }
  int next_face(int seat) {
    const auto due = model_.due(seat);
    const auto at = static_cast<std::size_t>(due ? due->number - 1 : 0);
    // Ten in darts, with a bullseye and without.
    constexpr std::array<std::array<int, 3>, 2> kTen = {{{6, 1, 1}, {5, 3, 2}}};
    switch (setup_.luck) {
      case Setup::Luck::one_face:
        return 4;
      case Setup::Luck::two_faces:
        return *rc::gen::element(3, 3, 3, 6);
      case Setup::Luck::equal_sums:
        return kTen.at(static_cast<std::size_t>(*rc::gen::inRange(0, 2))).at(at);
      default:
        return *rc::gen::inRange(1, 7);
    }
  }

  /// What the code made of a command, and what the model did.
  void told(const Result<Step>& result, const std::string& foretold) {
    RC_ASSERT((result ? std::string() : std::string(to_string(result.error().why))) == foretold);
    codes_.insert(foretold);
    if (result) take(*result);
    compare();
  }
  Step look() {
    const Step step = due(match_, now_, kTiming);
    take(step);
    model_.look(now_.ms);
    compare();
    RC_ASSERT(due(match_, now_, kTiming).facts.empty());
    return step;
  }
  void take(const Step& step) {
    const bool was_over = is_over(match_);
    RC_ASSERT(!was_over || step.facts.empty());
    match_ = step.after;
    for (const Fact& fact : step.facts) purse_.book(fact, match_);
    facts_.insert(facts_.end(), step.facts.begin(), step.facts.end());
  }
  void compare() const;

  Setup setup_;
  Instant now_ = kStart;
  Match match_;
  MatchModel model_;
  std::vector<Fact> facts_;
  std::set<std::string> codes_;
  Money purse_;
  std::int64_t last_attempt_ = 0;
};

std::optional<std::int64_t> in_ms(std::optional<Instant> instant) {
  return instant ? std::optional(instant->ms) : std::nullopt;
}

void Life::compare() const {
  constexpr std::array<MatchState, 5> kStates = {MatchState::waiting, MatchState::active, MatchState::settled,
                                                 MatchState::voided, MatchState::cancelled};
  constexpr std::array<std::optional<VoidReason>, 4> kReasons = {
      std::nullopt, VoidReason::tied_rounds, VoidReason::throw_lost, VoidReason::no_throw};
  RC_ASSERT(match_.state == kStates.at(static_cast<std::size_t>(model_.phase())));
  RC_ASSERT(match_.void_reason == kReasons.at(static_cast<std::size_t>(model_.cause())));
  RC_ASSERT(match_.winner == model_.winner());
  RC_ASSERT(match_.round == model_.round());
  for (const int seat : {0, 1}) {
    const Seat& is = match_.seats.at(static_cast<std::size_t>(seat));
    RC_ASSERT(is.faces.digits() == model_.thrown(seat));
    RC_ASSERT(in_ms(is.deadline) == model_.deadline(seat));
  }
  RC_ASSERT(match_.attempts.size() == model_.tries().size());
  for (const Attempt& attempt : match_.attempts) {
    using enum MatchModel::Fate;
    const MatchModel::Try& expected = model_.tries().at(attempt.id.value);
    const ThrowRef of{expected.of.seat, expected.of.round, expected.of.number};
    RC_ASSERT(attempt.which == of);
    RC_ASSERT((attempt.state == AttemptState::open) == (expected.fate == open));
    RC_ASSERT((attempt.state == AttemptState::thrown) == (expected.fate == thrown));
    RC_ASSERT(attempt.counted == (expected.fate == lost));
  }
  RC_ASSERT(in_ms(next_due(match_, kTiming)) == model_.next_look());
  purse_.check(model_.money());
}

Life random_life() {
  Life life(random_setup());
  if (*rc::gen::inRange(0, 3) > 0) life.begin();
  const int steps = *rc::gen::inRange(0, 100);
  for (int i = 0; i < steps; ++i) {
    if (*rc::gen::inRange(0, 4) == 0)
      life.wait(Millis(*rc::gen::inRange(0, 40'000)), *rc::gen::inRange(0, 3) > 0);
    life.command();
  }
  return life;
}

bool is_end(const Fact& fact) {
  return std::holds_alternative<GameSettled>(fact.what) || std::holds_alternative<GameVoid>(fact.what) ||
         std::holds_alternative<GameCancelled>(fact.what) || std::holds_alternative<LobbyExpired>(fact.what);
}

/// Life compares at each of its steps.
RC_GTEST_PROP(AnyLife, is_what_the_model_foretells_step_by_step, ()) {
  Life life = random_life();
  RC_TAG(std::string(to_string(life.match().state)));
  life.wait_until_over();
}

/// The same lives every time, so that what they come to can be demanded.
TEST(Lives, come_to_every_refusal_and_every_end) {
  std::set<std::string> met;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Life life = rc::gen::exec(random_life)(rc::Random(seed), 100).value();
    life.wait_until_over();
    met.insert(life.codes().begin(), life.codes().end());
    const Match& match = life.match();
    met.insert(std::string(to_string(match.state)) + (match.winner == 1 ? " by the second" : ""));
    if (match.void_reason) met.insert(std::string(to_string(*match.void_reason)));
  }
  const std::set<std::string> expected = {"",
                                          "already_thrown",
                                          "cancelled",
                                          "conflict",
                                          "game_in_progress",
                                          "game_over",
                                          "no_throw",
                                          "not_found",
                                          "not_your_turn",
                                          "settled",
                                          "settled by the second",
                                          "throw_in_progress",
                                          "throw_lost",
                                          "tied_rounds",
                                          "void"};
  EXPECT_EQ(met, expected);
}

RC_GTEST_PROP(AnyLife, of_a_game_folds_from_its_facts, ()) {
  const Life life = random_life();
  Match folded;
  for (const Fact& fact : life.facts()) RC_ASSERT(apply(folded, fact));
  RC_ASSERT(folded == life.match());
}

RC_GTEST_PROP(AnyLife, comes_to_exactly_one_end_by_time_alone, ()) {
  Life life = random_life();
  life.wait_until_over();
  RC_ASSERT(std::ranges::count_if(life.facts(), is_end) == 1);
  RC_ASSERT(is_end(life.facts().back()));
  RC_ASSERT(life.model().money().escrow == 0);
  for (const Attempt& attempt : life.match().attempts) RC_ASSERT(attempt.state != AttemptState::open);
  RC_ASSERT(!next_due(life.match(), kTiming).has_value());
}

RC_GTEST_PROP(AnyLife, awaits_the_throws_that_the_model_awaits, ()) {
  const Life life = random_life();
  for (const int seat : {0, 1}) {
    const auto next = next_throw(life.match(), seat);
    const auto due = life.model().due(seat);
    RC_ASSERT(next.has_value() == due.has_value());
    if (due) RC_ASSERT(next->round == due->round && next->throw_no == due->number);
    const bool running = life.model().phase() == MatchModel::Phase::running;
    RC_ASSERT(!running ||
              life.match().seats.at(static_cast<std::size_t>(seat)).deadline.has_value() == due.has_value());
  }
}

RC_GTEST_PROP(AnyLife, never_shows_a_round_before_ones_own_hand_is_complete, ()) {
  const Match match = random_life().match();
  const std::size_t per_round = match.kind == GameKind::dice ? 1 : 3;
  for (const int seat : {0, 1}) {
    const MatchView view = view_for(match, seat);
    RC_ASSERT(view.your_throws.size() == static_cast<std::size_t>(match.round));
    RC_ASSERT(view.opponent_throws.size() == static_cast<std::size_t>(match.round));
    for (std::size_t round = 0; round < view.your_throws.size(); ++round) {
      if (view.your_throws[round].size() < per_round) RC_ASSERT(view.opponent_throws[round].empty());
    }
  }
}

}  // namespace
}  // namespace ludice::domain

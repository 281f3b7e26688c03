// The rules of a match, written down a second time.
#include "audit/game_story.hpp"

#include <algorithm>

namespace ludice::audit {
namespace {

constexpr std::int64_t kMaxRounds = 5;
constexpr int kTie = -1;
constexpr int kIncomplete = -2;
constexpr std::array<std::string_view, 2> kGameKinds = {"dice", "target"};
constexpr std::array<std::string_view, 3> kAssetNames = {"points", "stars", "ton"};
constexpr std::array<std::string_view, 3> kVoidReasons = {"tied_rounds", "throw_lost", "no_throw"};

/// The place of a word in its list, which is the number that the tables keep; -1 for none of it.
template <std::size_t N>
std::int64_t number_of(const std::array<std::string_view, N>& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? -1 : found - words.begin();
}

int worth(bool dice, char face) {
  constexpr std::array<int, 7> kDarts = {0, 0, 1, 2, 4, 7, 10};
  return dice ? face - '0' : kDarts.at(static_cast<std::size_t>(face - '0'));
}

/// By sum, then (darts) by bullseyes.
int winner_of_hands(bool dice, std::string_view first, std::string_view second) {
  std::array<int, 2> sums{};
  std::array<std::ptrdiff_t, 2> bullseyes{std::ranges::count(first, '6'), std::ranges::count(second, '6')};
  for (const char face : first) sums[0] += worth(dice, face);
  for (const char face : second) sums[1] += worth(dice, face);
  if (sums[0] != sums[1]) return sums[0] > sums[1] ? 0 : 1;
  if (dice || bullseyes[0] == bullseyes[1]) return kTie;
  return bullseyes[0] > bullseyes[1] ? 0 : 1;
}

__extension__ using Wide = __int128;

}  // namespace

const std::array<GameStory::Handler, 11> GameStory::kHandlers{{
    {"game_opened", &GameStory::opened},
    {"game_joined", &GameStory::joined},
    {"throw_announced", &GameStory::announced},
    {"throw_made", &GameStory::thrown},
    {"attempt_given_up", &GameStory::given_up},
    {"throw_overdue", &GameStory::overdue},
    {"round_tied", &GameStory::tied},
    {"game_settled", &GameStory::settled},
    {"game_void", &GameStory::voided},
    {"game_cancelled", &GameStory::called_off},
    {"lobby_expired", &GameStory::expired},
}};

void GameStory::take(std::string_view body, std::int64_t at) {
  const auto fact = FactLine::parse(body);
  if (!fact) return wrong("has a fact that cannot be read");
  if (fact->number("at") != at || fact->id("game") != told_.id)
    wrong("has a fact whose columns differ from its text");
  if (at < at_ - clocks_apart_ms_) wrong("has facts out of order");
  at_ = at;
  if (told_.state > kActive) wrong("goes on after its end");
  const auto handler = std::ranges::find(kHandlers, fact->name(), &Handler::name);
  if (handler == kHandlers.end()) return wrong("has a fact of an unknown kind");
  if (begun_ == (handler->name == "game_opened")) return wrong("was not opened first and once");
  (this->*handler->take)(*fact);
}

const std::string& GameStory::fault() {
  if (told_.state == kActive && outcome() != kIncomplete) wrong("goes on although its round is decided");
  const bool open_left = told_.state > kActive && (open_attempt(0) != nullptr || open_attempt(1) != nullptr);
  if (open_left) wrong("has ended with an attempt open");
  return fault_;
}

void GameStory::opened(const FactLine& fact) {
  begun_ = true;
  told_.kind = number_of(kGameKinds, fact.word("kind"));
  told_.asset = number_of(kAssetNames, fact.word("asset"));
  told_.bet = fact.number("bet");
  told_.rake_bps = fact.number("rake_bps");
  told_.terms = fact.number("terms");
  told_.invite = fact.has("invite") ? fact.number("invite") : 0;
  told_.opened = at_;
  told_.seats[0].player = fact.id("player");
  told_.seats[0].deadline = fact.number("deadline");
  const bool sane = told_.kind >= 0 && told_.asset >= 0 && told_.bet > 0 && told_.rake_bps >= 0 &&
                    told_.rake_bps <= 10'000 && told_.seats[0].player != 0;
  if (!sane) wrong("was opened under terms that cannot be");
}

void GameStory::joined(const FactLine& fact) {
  const std::int64_t player = fact.id("player");
  if (told_.state != kWaiting) wrong("was joined while it did not wait");
  if (player == 0 || player == told_.seats[0].player) wrong("is played by one person");
  told_.seats[1].player = player;
  told_.state = kActive;
  told_.started = at_;
  await_both(fact.number("deadline"));
}

void GameStory::announced(const FactLine& fact) {
  const ToldSeat* seat = due_seat(fact);
  const std::int64_t id = fact.id("attempt");
  const bool known = std::ranges::find(told_.attempts, id, &ToldAttempt::id) != told_.attempts.end();
  if (seat == nullptr || id == 0 || known || open_attempt(fact.number("seat")) != nullptr)
    return wrong("announced a throw that was not due");
  told_.attempts.push_back({.id = id,
                            .seat = fact.number("seat"),
                            .round = fact.number("round"),
                            .number = fact.number("throw"),
                            .opened = at_,
                            .expires = fact.number("expires")});
}

void GameStory::thrown(const FactLine& fact) {
  ToldSeat* seat = due_seat(fact);
  const std::int64_t face = fact.number("face");
  if (seat == nullptr || face < 1 || face > 6) return wrong("has a throw that cannot be");
  ToldAttempt* open = open_attempt(fact.number("seat"));
  if ((open == nullptr ? 0 : open->id) != fact.id("attempt"))
    return wrong("has a throw by another hand than announced it");
  if (open != nullptr) open->state = kThrown;
  if (fact.has("deadline") != (fact.number("throw") < throws_per_round()))
    wrong("has a throw with another deadline than follows");
  seat->faces.push_back(static_cast<char>('0' + face));
  seat->deadline = fact.instant("deadline");
  told_.last_throw = at_;
}

void GameStory::given_up(const FactLine& fact) {
  ToldAttempt* open = open_attempt(fact.number("seat"));
  const bool same = open != nullptr && open->id == fact.id("attempt") &&
                    open->round == fact.number("round") && open->number == fact.number("throw");
  if (!same || told_.state != kActive) return wrong("gave up an attempt that was not open");
  open->state = kGivenUp;
  open->counted = fact.number("counted");
  open->reason = fact.quoted("reason");
  const bool refused = open->reason == "refused";
  if (open->counted != (refused ? 0 : 1) || fact.has("deadline") != refused)
    wrong("counted an attempt that does not count, or the other way");
  if (refused) told_.seats.at(static_cast<std::size_t>(open->seat)).deadline = fact.number("deadline");
}

void GameStory::overdue(const FactLine& fact) {
  ToldSeat* seat = due_seat(fact);
  if (seat == nullptr) return wrong("reported a throw that was not due");
  seat->deadline = fact.number("deadline");
}

void GameStory::tied(const FactLine& fact) {
  const bool right = outcome() == kTie && fact.number("round") == told_.round && told_.round < kMaxRounds;
  if (!right) return wrong("has other ties than its throws make");
  ++told_.round;
  await_both(fact.number("deadline"));
}

void GameStory::settled(const FactLine& fact) {
  const int winner = outcome();
  if (winner < 0 || winner != fact.number("seat")) return wrong("was won by the one who did not win");
  if (fact.id("winner") != told_.seats.at(static_cast<std::size_t>(winner)).player)
    wrong("names a winner from another seat");
  const Wide pot = Wide{told_.bet} * 2;
  const Wide rake = pot * told_.rake_bps / 10'000;
  if (fact.number("rake") != rake || fact.number("payout") != pot - rake)
    wrong("was settled for another amount than agreed");
  told_.winner = winner;
  end(kSettled);
}

void GameStory::voided(const FactLine& fact) {
  told_.void_reason = number_of(kVoidReasons, fact.word("reason"));
  const bool tied_out = outcome() == kTie && told_.round == kMaxRounds;
  const bool caused = told_.state == kActive && ((told_.void_reason == 0 && tied_out) ||
                                                 (told_.void_reason == 1 && second_loss_of_a_throw()) ||
                                                 (told_.void_reason == 2 && outcome() == kIncomplete));
  if (!caused) wrong("is void without the cause it names");
  end(kVoid);
}

void GameStory::called_off(const FactLine&) {
  if (told_.state != kWaiting) wrong("was called off after it had begun");
  end(kCancelled);
}

void GameStory::expired(const FactLine& fact) {
  if (at_ < told_.seats[0].deadline) wrong("expired before its time");
  called_off(fact);
}

ToldSeat* GameStory::due_seat(const FactLine& fact) {
  const std::int64_t number = fact.number("seat");
  if (told_.state != kActive || number < 0 || number > 1) return nullptr;
  ToldSeat& seat = told_.seats.at(static_cast<std::size_t>(number));
  const auto thrown = static_cast<std::int64_t>(seat.faces.size()) - (told_.round - 1) * throws_per_round();
  const bool due = fact.number("round") == told_.round && fact.number("throw") == thrown + 1 &&
                   thrown < throws_per_round();
  return due ? &seat : nullptr;
}

ToldAttempt* GameStory::open_attempt(std::int64_t seat) {
  const auto found = std::ranges::find_if(
      told_.attempts, [&](const ToldAttempt& a) { return a.seat == seat && a.state == kOpen; });
  return found == told_.attempts.end() ? nullptr : &*found;
}

int GameStory::outcome() const {
  const auto per_round = static_cast<std::size_t>(throws_per_round());
  const auto complete = static_cast<std::size_t>(told_.round) * per_round;
  const auto& [first, second] = told_.seats;
  if (told_.state != kActive || first.faces.size() != complete || second.faces.size() != complete)
    return kIncomplete;
  const auto hand = [&](const ToldSeat& seat) {
    return std::string_view(seat.faces).substr(complete - per_round);
  };
  return winner_of_hands(told_.kind == 0, hand(first), hand(second));
}

bool GameStory::second_loss_of_a_throw() const {
  return std::ranges::any_of(told_.attempts, [&](const ToldAttempt& a) {
    return std::ranges::count_if(told_.attempts, [&](const ToldAttempt& b) {
             return b.counted == 1 && b.seat == a.seat && b.round == a.round && b.number == a.number;
           }) >= 2;
  });
}

void GameStory::await_both(std::int64_t deadline) {
  for (ToldSeat& seat : told_.seats) seat.deadline = deadline;
}

void GameStory::end(std::int64_t state) {
  told_.state = state;
  told_.ended = at_;
  for (ToldSeat& seat : told_.seats) seat.deadline = 0;
}

}  // namespace ludice::audit

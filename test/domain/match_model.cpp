// The rules, one after another.
#include "domain/match_model.hpp"

#include <algorithm>
#include <utility>

namespace ludice::domain::testing {
namespace {

constexpr std::size_t kRounds = 5;
constexpr int kLostForVoid = 2;

int dart_value(int face) {
  constexpr std::array<int, 7> kValues = {0, 0, 1, 2, 4, 7, 10};
  return kValues.at(static_cast<std::size_t>(face));
}

}  // namespace

MatchModel::MatchModel(const Terms& terms, std::int64_t now) : terms_(terms) {
  deadlines_[0] = now + terms.lobby;
  if (terms.invite) return;
  money_.players[0] -= terms.bet;
  money_.escrow += terms.bet;
}

std::string MatchModel::join(bool by_opener, std::int64_t now) {
  if (phase_ != Phase::waiting || by_opener) return "conflict";
  phase_ = Phase::running;
  silent_since_ = now;
  await(now + terms_.turn);
  money_ = {.players = {-terms_.bet, -terms_.bet}, .escrow = 2 * terms_.bet, .rake = 0};
  return "";
}

std::optional<MatchModel::Throw> MatchModel::due(int seat) const {
  const std::vector<int>& hand = rounds_.back().at(index(seat));
  if (phase_ != Phase::running || hand.size() == hand_size()) return std::nullopt;
  return Throw{.seat = seat, .round = round(), .number = static_cast<int>(hand.size()) + 1};
}

std::optional<std::int64_t> MatchModel::open_try(int seat) const {
  for (const auto& [id, each] : tries_) {
    if (each.of.seat == seat && each.fate == Fate::open) return id;
  }
  return std::nullopt;
}

std::string MatchModel::thrown(int seat) const {
  std::string digits;
  for (const Round& round : rounds_) {
    for (const int face : round.at(index(seat))) digits += std::to_string(face);
  }
  return digits;
}

std::string MatchModel::refusal_of_throw(int seat, const Named& named, bool brings_try) const {
  if (is_over()) return "game_over";
  const auto next = due(seat);
  const bool all_thrown = phase_ == Phase::running && !next;
  const Throw here = next.value_or(Throw{.seat = seat});
  const Throw meant{
      .seat = seat, .round = named.round.value_or(here.round), .number = named.number.value_or(here.number)};
  if (all_thrown || (next && meant < here)) return "already_thrown";
  if (open_try(seat) && !brings_try) return "throw_in_progress";
  if (phase_ == Phase::waiting || here < meant) return "not_your_turn";
  return "";
}

std::string MatchModel::announce(int seat, const Named& named, std::int64_t id, std::int64_t now) {
  if (std::string no = refusal_of_throw(seat, named, false); !no.empty()) return no;
  tries_[id] = {.of = *due(seat), .until = now + terms_.attempt};
  return "";
}

std::string MatchModel::record(int seat, int face, const Named& named, std::optional<std::int64_t> id,
                               std::int64_t now) {
  if (std::string no = refusal_of_throw(seat, named, id.has_value()); !no.empty()) return no;
  if (id != open_try(seat)) return "conflict";
  if (id) tries_.at(*id).fate = Fate::thrown;
  std::vector<int>& hand = rounds_.back().at(index(seat));
  hand.push_back(face);
  silent_since_ = now;
  deadlines_.at(index(seat)).reset();
  if (hand.size() < hand_size()) deadlines_.at(index(seat)) = now + terms_.turn;
  if (!due(0) && !due(1)) end_round(now);
  return "";
}

int MatchModel::leader_of(const Round& round) const {
  std::array<int, 2> sums{};
  std::array<int, 2> bullseyes{};
  for (const std::size_t seat : {0U, 1U}) {
    for (const int face : round.at(seat)) {
      sums.at(seat) += terms_.target ? dart_value(face) : face;
      bullseyes.at(seat) += terms_.target && face == 6 ? 1 : 0;
    }
  }
  if (sums[0] != sums[1]) return sums[0] > sums[1] ? 1 : -1;
  if (bullseyes[0] != bullseyes[1]) return bullseyes[0] > bullseyes[1] ? 1 : -1;
  return 0;
}

void MatchModel::end_round(std::int64_t now) {
  const int leader = leader_of(rounds_.back());
  if (leader != 0) return win(leader > 0 ? 0 : 1);
  if (rounds_.size() == kRounds) return make_void(Cause::five_ties);
  rounds_.emplace_back();
  await(now + terms_.turn);
}

std::string MatchModel::give_up(std::int64_t id, bool refused, std::int64_t now) {
  const auto found = tries_.find(id);
  if (found == tries_.end()) return "not_found";
  if (found->second.fate == Fate::open) close(found->second, refused ? Fate::refused : Fate::lost, now);
  return "";
}

/// What Telegram refused made no dice: it does not count, and the turn begins anew.
void MatchModel::close(Try& which, Fate fate, std::int64_t now) {
  which.fate = fate;
  if (fate == Fate::refused) deadlines_.at(index(which.of.seat)) = now + terms_.turn;
  const auto lost = std::ranges::count_if(
      tries_, [&](const auto& each) { return each.second.fate == Fate::lost && each.second.of == which.of; });
  if (lost >= kLostForVoid) make_void(Cause::lost_twice);
}

std::string MatchModel::leave() {
  if (is_over()) return "game_over";
  if (phase_ == Phase::running) return "game_in_progress";
  call_off();
  return "";
}

void MatchModel::look(std::int64_t now) {
  if (phase_ == Phase::waiting && deadlines_[0].value() <= now) return call_off();
  if (phase_ != Phase::running) return;
  if (silent_since_ + terms_.silence <= now) return make_void(Cause::silence);
  for (const int seat : {0, 1}) {
    const auto open = open_try(seat);
    if (open && tries_.at(*open).until <= now) close(tries_.at(*open), Fate::lost, now);
  }
  for (auto& deadline : deadlines_) {
    if (deadline && *deadline <= now) deadline = now + terms_.turn;  // the throw is asked for again then
  }
}

std::optional<std::int64_t> MatchModel::next_look() const {
  if (is_over()) return std::nullopt;
  if (phase_ == Phase::waiting) return deadlines_[0];
  std::int64_t next = silent_since_ + terms_.silence;
  for (const auto& deadline : deadlines_) next = std::min(next, deadline.value_or(next));
  for (const auto& [id, each] : tries_) {
    if (each.fate == Fate::open) next = std::min(next, each.until);
  }
  return next;
}

/// The house's share is rounded down; in 128 bits, since the pot may be near 2^53.
void MatchModel::win(int seat) {
  winner_ = seat;
  const std::int64_t pot = 2 * terms_.bet;
  __extension__ using Wide = __int128;
  money_.rake = static_cast<std::int64_t>(Wide{pot} * terms_.rake_bps / 10'000);
  money_.players.at(index(seat)) += pot - money_.rake;
  end(Phase::won);
}

void MatchModel::make_void(Cause cause) {
  cause_ = cause;
  money_.players = {0, 0};
  end(Phase::void_);
}

void MatchModel::call_off() {
  money_.players = {0, 0};
  end(Phase::off);
}

void MatchModel::end(Phase phase) {
  phase_ = phase;
  money_.escrow = 0;
  deadlines_ = {};
  for (auto& [id, each] : tries_) {
    if (each.fate == Fate::open) each.fate = Fate::lost;
  }
}

}  // namespace ludice::domain::testing

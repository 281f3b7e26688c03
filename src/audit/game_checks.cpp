// Games, attempts and the lists of open games against what the facts tell: six streams merged by the game.
#include "audit/checks.hpp"
#include "audit/game_story.hpp"
#include "audit/stream.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

constexpr const char* kFacts = "SELECT game, body, at FROM fact ORDER BY game, id";
constexpr const char* kGames =
    "SELECT id, kind, asset, bet, rake_bps, terms, state, round, opener, joiner, opener_faces, joiner_faces, "
    "opener_deadline, joiner_deadline, winner, void_reason, attempts, opened, started, last_throw, ended, "
    "due, last_id, invite FROM game ORDER BY id";
constexpr const char* kAttempts =
    "SELECT game, id, seat, round, throw, state, counted, opened, expires, reason FROM attempt "
    "ORDER BY game, id";
constexpr const char* kLobby =
    "SELECT game, kind, asset, bet, rake_bps, since, player FROM lobby ORDER BY game";
constexpr const char* kInvites = "SELECT game, player FROM invite ORDER BY game";
constexpr const char* kDeadlines = "SELECT game, at FROM deadline ORDER BY game, at";

/// Processes over one PostgreSQL follow its clock, each within some milliseconds.
constexpr std::int64_t kClocksApart_ms = 1'000;

/// A column that may be empty, with what stands for that.
std::int64_t or_none(const Cursor& row, int column, std::int64_t none) {
  return row.is_null(column) ? none : row.integer(column);
}

std::string fault_of_terms(const Told& told, const Cursor& row) {
  const bool same = row.integer(1) == told.kind && row.integer(2) == told.asset &&
                    row.integer(3) == told.bet && row.integer(4) == told.rake_bps &&
                    row.integer(5) == told.terms && row.integer(23) == told.invite;
  return same ? "" : "has other terms than it was opened under";
}

std::string fault_of_throws(const Told& told, const Cursor& row) {
  const auto& [opener, joiner] = told.seats;
  if (row.integer(8) != opener.player || or_none(row, 9, 0) != joiner.player)
    return "has other players than its facts";
  if (row.text(10) != opener.faces || row.text(11) != joiner.faces || row.integer(7) != told.round)
    return "has other throws than its facts";
  if (or_none(row, 12, 0) != opener.deadline || or_none(row, 13, 0) != joiner.deadline)
    return "has other deadlines than its facts";
  if (row.integer(16) != static_cast<std::int64_t>(told.attempts.size()))
    return "has lost or gained an attempt";
  return {};
}

std::string fault_of_course(const Told& told, const Cursor& row) {
  if (row.integer(6) != told.state) return "is in another state than its facts say";
  if (or_none(row, 14, -1) != told.winner) return "has another winner than its facts";
  if (or_none(row, 15, -1) != told.void_reason) return "is void for another reason than its facts say";
  const bool same_times = row.integer(17) == told.opened && row.integer(18) == told.started &&
                          row.integer(19) == told.last_throw && row.integer(20) == told.ended;
  return same_times ? "" : "has other times than its facts";
}

/// When the game is looked at next: not later than anything in it is due. Its void alone has a time that no
/// fact tells, behind its last throw; whatever else is due may lie before that where nobody has looked yet.
std::string fault_of_due(const Told& told, const Cursor& row) {
  const std::int64_t due = or_none(row, 21, 0);
  if (told.state > kActive) return due == 0 ? "" : "has ended and is still due";
  std::int64_t latest = Stream::kEnd;
  for (const ToldSeat& seat : told.seats) {
    if (seat.deadline != 0) latest = std::min(latest, seat.deadline);
  }
  for (const ToldAttempt& attempt : told.attempts) {
    if (attempt.state == kOpen) latest = std::min(latest, attempt.expires);
  }
  const bool right = due == latest || (due < latest && due > std::max(told.started, told.last_throw));
  return right ? "" : "is due at another time than its facts make";
}

/// Ids are given after it, so that what belongs to the game keeps its order; 0 in games older than that.
std::string fault_of_ids(const Told& told, const Cursor& row) {
  const std::int64_t last = row.integer(22);
  const auto below = [last](const ToldAttempt& attempt) { return attempt.id < last; };
  const bool right = last == 0 || (last > told.id && std::ranges::all_of(told.attempts, below));
  return right ? "" : "would give ids out of their order";
}

std::string fault_of_row(const Told& told, const Cursor& row) {
  for (const auto check :
       {&fault_of_terms, &fault_of_throws, &fault_of_course, &fault_of_due, &fault_of_ids}) {
    if (auto fault = check(told, row); !fault.empty()) return fault;
  }
  return {};
}

bool is_told(const ToldAttempt& told, const Cursor& row) {
  return row.integer(2) == told.seat && row.integer(3) == told.round && row.integer(4) == told.number &&
         row.integer(5) == told.state && row.integer(6) == told.counted && row.integer(7) == told.opened &&
         row.integer(8) == told.expires && row.text(9) == told.reason;
}

/// How many rows were looked at.
struct Counts {
  std::int64_t games = 0;
  std::int64_t facts = 0;
  std::int64_t attempts = 0;
  std::int64_t open = 0;
};

class GameWalk {
 public:
  GameWalk(Source& source, Report& report)
      : report_(report),
        clocks_apart_ms_(source.engine() == Engine::postgres ? kClocksApart_ms : 0),
        facts_(source, kFacts),
        games_(source, kGames),
        attempts_(source, kAttempts),
        lobby_(source, kLobby),
        invites_(source, kInvites),
        deadlines_(source, kDeadlines) {}

  Counts run() {
    for (;;) {
      const std::int64_t game = std::min(
          {facts_.key(), games_.key(), attempts_.key(), lobby_.key(), invites_.key(), deadlines_.key()});
      if (game == Stream::kEnd) return counts_;
      look_at(game);
    }
  }

 private:
  void look_at(std::int64_t game) {
    const bool has_facts = facts_.key() == game;
    const bool has_row = games_.key() == game;
    GameStory story(game, clocks_apart_ms_);
    for (; facts_.key() == game; facts_.next(), ++counts_.facts)
      story.take(facts_.row().text(1), facts_.row().integer(2));
    if (has_facts != has_row) {
      wrong(game, has_row ? "has no facts" : "has facts and no row");
    } else if (has_row) {
      std::string fault = story.fault();
      if (fault.empty()) fault = fault_of_row(story.told(), games_.row());
      if (!fault.empty()) wrong(game, fault);
    }
    look_at_attempts(game, story.told());
    look_at_waiting(game, story.told(), has_row);
    look_at_deadlines(game, story.told(), has_row);
    if (!has_row) return;
    ++counts_.games;
    games_.next();
  }

  /// Rows come by id, the story's in the order of their announcement: the same order.
  void look_at_attempts(std::int64_t game, const Told& told) {
    std::size_t number = 0;
    for (; attempts_.key() == game; attempts_.next(), ++counts_.attempts) {
      const std::int64_t id = attempts_.row().integer(1);
      const auto known = std::ranges::find(told.attempts, id, &ToldAttempt::id);
      if (known == told.attempts.end()) {
        report_.found(fmt::format("attempt {} was never announced", id));
      } else if (!is_told(*known, attempts_.row())) {
        report_.found(fmt::format("attempt {} is another than its facts say", id));
      } else {
        ++number;
      }
    }
    if (number != told.attempts.size()) wrong(game, "has attempts that are not in order");
  }

  /// A game that waits is in the lobby, or has an open invite.
  void look_at_waiting(std::int64_t game, const Told& told, bool has_row) {
    const int waits = has_row && told.state == kWaiting ? 1 : 0;
    const int invites = told.invite != 0 ? waits : 0;
    int in_lobby = 0;
    for (; lobby_.key() == game; lobby_.next(), ++in_lobby) {
      const Cursor& row = lobby_.row();
      const bool same = row.integer(1) == told.kind && row.integer(2) == told.asset &&
                        row.integer(3) == told.bet && row.integer(4) == told.rake_bps &&
                        row.integer(5) == told.opened && row.integer(6) == told.seats[0].player;
      if (!same) wrong(game, "waits in the lobby under other terms or in another place than its own");
    }
    if (in_lobby != waits - invites) wrong(game, "is not rightly in the lobby");
    int invited = 0;
    for (; invites_.key() == game; invites_.next(), ++invited) {
      if (invites_.row().integer(1) != told.seats[0].player) wrong(game, "has an invite by somebody else");
    }
    if (invited != invites) wrong(game, "does not have the invite that it must");
  }

  void look_at_deadlines(std::int64_t game, const Told& told, bool has_row) {
    const bool open = has_row && told.state <= kActive;
    counts_.open += open ? 1 : 0;
    int deadlines = 0;
    for (; deadlines_.key() == game; deadlines_.next(), ++deadlines) {
      const bool same = has_row && deadlines_.row().integer(1) == or_none(games_.row(), 21, 0);
      if (!same) wrong(game, "is looked at at another time than it is due");
    }
    if (deadlines != (open ? 1 : 0)) wrong(game, "has a deadline too many or none");
  }

  void wrong(std::int64_t game, const std::string& what) {
    report_.found(fmt::format("game {} {}", game, what));
  }

  Report& report_;
  const std::int64_t clocks_apart_ms_;
  Stream facts_;
  Stream games_;
  Stream attempts_;
  Stream lobby_;
  Stream invites_;
  Stream deadlines_;
  Counts counts_;
};

}  // namespace

void check_games(Source& source, Report& report) {
  const Counts counts = GameWalk(source, report).run();
  report.end(fmt::format("games follow from their facts, with {} attempts, {} of them open and listed",
                         counts.attempts, counts.open),
             counts.facts, fmt::format("facts of {} games", counts.games));
}

}  // namespace ludice::audit

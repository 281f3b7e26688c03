// The rules of a game told a second time, as plainly as can be: numbers and lists, a line for each rule of
// docs/api.md, and nothing of what src/domain has for it. Times are milliseconds, seats are 0 (who opened)
// and 1.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ludice::domain::testing {

class MatchModel {
 public:
  enum class Phase { waiting, running, won, void_, off };
  enum class Fate { open, thrown, lost, refused };
  enum class Cause { none, five_ties, lost_twice, silence };

  struct Terms {
    bool target = false;
    bool invite = false;
    std::int64_t bet = 0;
    std::int64_t rake_bps = 0;
    std::int64_t lobby = 0, turn = 0, silence = 0, attempt = 0;  ///< how long each lasts
  };
  struct Throw {
    int seat = 0, round = 1, number = 1;
    friend auto operator<=>(const Throw&, const Throw&) = default;
  };
  /// Which throw a command means, as far as it says so.
  struct Named {
    std::optional<int> round{}, number{};
  };
  struct Try {
    Throw of{};
    std::int64_t until = 0;
    Fate fate = Fate::open;
  };
  /// What each has more or less than before the game.
  struct Money {
    std::array<std::int64_t, 2> players{};
    std::int64_t escrow = 0;
    std::int64_t rake = 0;
  };

  MatchModel(const Terms& terms, std::int64_t now);

  /// Each says with which code it is refused; "" where it is done.
  std::string join(bool by_opener, std::int64_t now);
  std::string announce(int seat, const Named& named, std::int64_t id, std::int64_t now);
  std::string record(int seat, int face, const Named& named, std::optional<std::int64_t> id,
                     std::int64_t now);
  std::string give_up(std::int64_t id, bool refused, std::int64_t now);
  std::string leave();
  /// Somebody looks what time has brought.
  void look(std::int64_t now);
  /// When looking brings something; nothing once it is over.
  std::optional<std::int64_t> next_look() const;

  Phase phase() const { return phase_; }
  Cause cause() const { return cause_; }
  std::optional<int> winner() const { return winner_; }
  int round() const { return static_cast<int>(rounds_.size()); }
  const Money& money() const { return money_; }
  const std::map<std::int64_t, Try>& tries() const { return tries_; }
  std::optional<std::int64_t> deadline(int seat) const { return deadlines_.at(index(seat)); }
  bool is_over() const { return phase_ != Phase::waiting && phase_ != Phase::running; }
  /// The throw that is awaited from the seat.
  std::optional<Throw> due(int seat) const;
  std::optional<std::int64_t> open_try(int seat) const;
  /// "351": all that the seat has thrown.
  std::string thrown(int seat) const;

 private:
  /// What each seat has thrown in it.
  using Round = std::array<std::vector<int>, 2>;

  static std::size_t index(int seat) { return static_cast<std::size_t>(seat); }
  std::string refusal_of_throw(int seat, const Named& named, bool brings_try) const;
  std::size_t hand_size() const { return terms_.target ? 3 : 1; }
  int leader_of(const Round& round) const;  ///< 1, -1 or 0 for a tie, from the seat 0's view
  void end_round(std::int64_t now);
  void close(Try& which, Fate fate, std::int64_t now);
  void await(std::int64_t until) { deadlines_ = {until, until}; }
  void win(int seat);
  void make_void(Cause cause);
  void call_off();
  void end(Phase phase);

  Terms terms_;
  Phase phase_ = Phase::waiting;
  Cause cause_ = Cause::none;
  std::optional<int> winner_;
  std::vector<Round> rounds_{Round{}};
  std::map<std::int64_t, Try> tries_;  ///< by their ids
  std::array<std::optional<std::int64_t>, 2> deadlines_{};
  std::int64_t silent_since_ = 0;
  Money money_;
};

}  // namespace ludice::domain::testing

// Nobody loses his time by a leap of the clock: whatever comes of waiting too long comes after that long by a
// clock that nobody can set.
#pragma once

#include "base/instant.hpp"
#include "sim/database.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace ludice::sim {

class Patience {
 public:
  /// After a commit: what it added. `now` by the true clock.
  void look(Database& database, Instant now);
  /// After a start: what may be gone is forgotten. What was seen before keeps its time. Where time was not
  /// `kept` through a leap, the games that were open have lost or won some.
  void begin_anew(Database& database, Instant now, bool kept);

 private:
  /// One fact of a game.
  struct Fact {
    std::string game;
    std::string what;
    std::string body;
  };
  /// When what is waited for in a game began.
  struct Waiting {
    Instant opened{};
    Instant quiet{};
    std::map<std::string, Instant> turns{};  ///< by seat
    std::map<std::string, Instant> attempts{};
  };

  void read(const Fact& fact, Instant at, bool is_new);

  std::map<std::int64_t, std::pair<std::string, Instant>> seen_;  // facts, and when
  std::map<std::string, Waiting> games_;
  std::set<std::string> excused_;  // games of which something was not seen as it happened
  std::int64_t last_ = 0;
};

}  // namespace ludice::sim

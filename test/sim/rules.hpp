// The rules of the game once more, as the simulation understands them (the README's words, not our code).
#pragma once

#include <cstdint>
#include <string>

namespace ludice::sim {

/// 0 or 1: the seat that has won by the last complete round; -1: nobody yet.
inline int winner_by_rules(std::int64_t kind, const std::string& opener, const std::string& joiner) {
  constexpr int kValues[] = {0, 1, 2, 4, 7, 10};
  const std::size_t hand = kind == 0 ? 1 : 3;
  const std::size_t rounds = (opener.size() < joiner.size() ? opener.size() : joiner.size()) / hand;
  for (std::size_t round = 0; round < rounds; ++round) {
    int lead = 0;
    int bullseyes = 0;
    for (std::size_t i = round * hand; i < (round + 1) * hand; ++i) {
      const int mine = opener[i] - '0';
      const int his = joiner[i] - '0';
      lead += kind == 0 ? mine - his : kValues[mine - 1] - kValues[his - 1];
      bullseyes += (mine == 6 ? 1 : 0) - (his == 6 ? 1 : 0);
    }
    if (lead == 0 && kind != 0) lead = bullseyes;
    if (lead != 0) return lead > 0 ? 0 : 1;
  }
  return -1;
}

}  // namespace ludice::sim

// What one game took in and gave out, against how it stands.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace ludice::audit {

/// The columns of a game's row that its money follows from; ids 0 and seat -1 are none.
struct GameTerms {
  std::int64_t asset;
  std::int64_t bet;
  std::int64_t rake_bps;
  std::int64_t state;
  std::array<std::int64_t, 2> players;
  std::int64_t winner;
  bool invite;  ///< staked when it is joined
};

class GameMoney {
 public:
  explicit GameMoney(const GameTerms& terms) : terms_(terms) {}

  std::int64_t asset() const { return terms_.asset; }
  /// A posting of its escrow: the code, the account on the other side, the amount.
  void take(std::int64_t code, std::int64_t other, std::int64_t amount);
  /// Empty where all of it is right; `held` is what the escrow holds.
  std::string fault(std::int64_t held) const;

 private:
  std::string fault_of_end() const;
  void wrong(const char* what) {
    if (fault_.empty()) fault_ = what;
  }

  GameTerms terms_;
  std::string fault_;
  std::array<int, 2> stakes_{};
  std::array<int, 2> refunds_{};
  int payouts_ = 0;
  int rakes_ = 0;
  std::int64_t paid_ = 0;
  std::int64_t rake_ = 0;
};

}  // namespace ludice::audit

// Operators at their desk: each call has a token, goes over the wire as any other, is done once for its
// request_id, and leaves one line in the log that says how it ended. What they decide of coins is ton.hpp's.
#pragma once

#include "sim/wire.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace ludice::sim {

/// The third plays, too.
inline constexpr const char* kOperators[] = {"olga", "oleg", "#103"};
/// Who plays and pays as well: the last of them.
inline constexpr std::int64_t kPlayingOperator = 103;

class Operators {
 public:
  Operators(World& world, Wire& wire);

  /// What they do beside coins: look, correct balances, stop players; somebody comes without a good token.
  void step();

  /// `once`: with the same request_id it is done once; `then` is told the first answer that arrives.
  void call(const std::string& name, const std::string& path, json::object fields, bool once,
            std::function<void(const Reply&)> then = nullptr);
  /// No call is without an answer.
  bool is_quiet() const { return waiting_ == 0; }

 private:
  void adjust(const std::string& name);
  void stop_player(const std::string& name);
  void intrude(const std::string& name);
  void check_commit(Database& database);

  World& world_;
  Wire& wire_;
  std::int64_t calls_ = 0;
  std::int64_t amounts_ = 0;
  std::int64_t seen_ = 0;  ///< lines of the log
  int waiting_ = 0;
};

}  // namespace ludice::sim
